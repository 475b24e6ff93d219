// Names: variables, functions, classes, built-ins.
#include <algorithm>
#include <iterator>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

// Variables that every module has.
constexpr std::string_view kModuleNames[] = {"__name__",        "__file__",     "__doc__",  "__package__",
                                             "__spec__",        "__loader__",   "__path__", "__cached__",
                                             "__annotations__", "__builtins__", "__dict__"};

bool IsModuleName(std::string_view name) {
  return std::find(std::begin(kModuleNames), std::end(kModuleNames), name) != std::end(kModuleNames);
}

// `X: Final = 10` and module variables bound once: reads are the constant.
bool IsConstantVariable(const Unit& u, const check::VariableSymbol& v) {
  return v.is_final && v.storage == check::Storage::kGlobal && v.initializer && u.IsLiteral(*v.initializer) &&
         !ast::Is<ast::Tuple>(v.initializer) && u.IsExactBuiltin(v.type);
}

}  // namespace

ValueId FunctionBuilder::ClassValue(const check::ClassSymbol* cls) {
  if (cls->binding) return Object(ReadVariable(cls->binding, true));
  if (!u_.FindClass(cls)) return b_.BuiltinNamed(cls->name);
  if (!cls->enclosing && cls->module->Find(cls->name) == cls) {
    return b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(cls->module, cls->name, u_.types.any)});
  }
  return b_.Emit(Op::kClassObject, {}, {u_.FindClass(cls)});
}

// x -> the variable's value, narrowed to what is known at this place
ValueId FunctionBuilder::Build(const ast::NameExpr& e) {
  std::string_view name = e.name.view();
  const check::Symbol* symbol = m_.SymbolOf(e);
  if (!symbol) {
    if (name == "__debug__") return b_.ConstBool(true);
    if (!IsModuleName(name)) return b_.BuiltinNamed(name);
    ValueId value = b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(m_.symbol, name, u_.types.any)});
    return Checked(value, StaticType(e));
  }
  if (const check::VariableSymbol* v = check::AsVariableSymbol(symbol)) {
    if (v->module && v->module->module_kind != check::ModuleKind::kUnit) {
      if (IsModuleName(name)) {
        return Checked(b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(m_.symbol, name, u_.types.any)}), StaticType(e));
      }
      return Checked(b_.BuiltinNamed(name), StaticType(e));
    }
    if (IsConstantVariable(u_, *v) && !m_.NeedsBoundCheck(e)) return Const(u_.LiteralOf(*v->initializer));
    return ReadVariable(v, m_.NeedsBoundCheck(e));
  }
  if (symbol->kind == check::SymbolKind::kTypeVar) return TypeParamValue(symbol);
  if (const check::ClassSymbol* cls = check::AsClassSymbol(symbol)) return ClassValue(cls);
  if (const check::FunctionSymbol* f = check::AsFunctionSymbol(symbol)) {
    if (f->binding) return ReadVariable(f->binding, m_.NeedsBoundCheck(e));
    if (!u_.FindFunction(f)) return b_.BuiltinNamed(name);
    if (f->owner_class && class_space_) return GetFromSpace(name);
    if (f->owner_class && class_value_) return b_.Emit(Op::kObjGetAttr, {class_value_}, {ir_.AddName(name)});
  }
  return b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(symbol->module, symbol->name, u_.types.any)});
}

}  // namespace spy::build
