// Calls of what looks for its caller's frame: by name, since most of it hides behind Any.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

constexpr std::string_view kFunctions[] = {"_getframe",   "currentframe", "extract_stack", "format_stack",
                                           "print_stack", "stack",        "warn"};
constexpr std::string_view kLogging[] = {"critical", "debug", "error", "exception", "fatal", "info", "log", "warning"};

bool IsOneOf(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

// warnings.warn(...), sys._getframe(), logger.info(...), where the callee is not compiled
bool FunctionBuilder::NeedsFrame(const ast::Call& e) const {
  const check::CallInfo* info = m_.CallOf(e);
  bool foreign = !info || info->kind == check::CalleeKind::kDynamic || info->kind == check::CalleeKind::kBuiltin ||
                 info->kind == check::CalleeKind::kBuiltinMethod;
  if (!foreign) return false;
  if (const auto* name = ast::DynCast<ast::NameExpr>(e.func)) {
    const check::Symbol* symbol = check::ResolveAlias(m_.SymbolOf(*name));
    bool here = !symbol || (symbol->module == m_.symbol && !check::AsVariableSymbol(symbol));
    return !here && IsOneOf(kFunctions, name->name.view());
  }
  const auto* method = ast::DynCast<ast::Attribute>(e.func);
  if (!method || (!IsOneOf(kFunctions, method->attr.view()) && !IsOneOf(kLogging, method->attr.view()))) return false;
  TypeRef receiver = StaticType(*method->value);
  const check::InstanceType* instance = check::AsInstanceType(receiver);
  const check::ModuleType* module = check::AsModuleType(receiver);
  bool of_logging = (instance && instance->cls->module && instance->cls->module->full_name == "logging") ||
                    (module && module->module->full_name == "logging");
  bool dynamic = receiver->kind == check::TypeKind::kAny;
  bool function = (module || dynamic) && IsOneOf(kFunctions, method->attr.view());
  return of_logging || function || (dynamic && method->attr != "log");  // numpy.log looks for no frame
}

// `callee`, called from a frame with the file, name and line of this place
ValueId FunctionBuilder::Framed(ValueId callee, const ast::Expr& where) {
  uint32_t source = u_.SourceIndex(m_.symbol);
  int64_t line = ir_.sources[source].source->Locate(where.span.begin).line;
  return b_.Emit(Op::kObjFramed, {callee}, {id_, line});
}

}  // namespace spy::build
