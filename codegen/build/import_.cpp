// import.
#include "codegen/build/function_builder.h"

namespace spy::build {

// import a.b -> binds `a`; import a.b as c -> binds the module a.b
void FunctionBuilder::Build(const ast::Import& stmt) {
  for (const ast::Alias* alias : stmt.names) {
    std::string_view name = alias->name.view();
    bool top = alias->asname.empty() && name.find('.') != std::string_view::npos;
    ValueId module = b_.Emit(Op::kImportModule, {}, {ir_.AddName(name), int64_t(top ? 1 : 0)});
    if (const auto* v = check::AsVariableSymbol(m_.SymbolOf(*alias))) {
      WriteVariable(v, module);
    } else {
      std::string_view bound = alias->asname.empty() ? name.substr(0, name.find('.')) : alias->asname.view();
      b_.Emit(Op::kGlobalSet, {module}, {u_.GlobalOf(m_.symbol, bound, u_.types.any)});
    }
  }
}

// The absolute name of the module that a `from` import means.
std::string FunctionBuilder::AbsoluteModule(const ast::ImportFrom& stmt) const {
  std::string module(stmt.module.view());
  if (stmt.level == 0) return module;
  uint32_t source = u_.SourceIndex(m_.symbol);
  std::string package = ir_.sources[source].name;
  for (int up = u_.IsPackage(source) ? 1 : 0; up < stmt.level; ++up) {
    size_t dot = package.rfind('.');
    package = dot == std::string::npos ? std::string() : package.substr(0, dot);
  }
  if (package.empty()) return module;
  return module.empty() ? package : package + "." + module;
}

// from m import a, b as c: the module once, then name after name
void FunctionBuilder::Build(const ast::ImportFrom& stmt) {
  std::string name = AbsoluteModule(stmt);
  if (name.empty()) {
    Unsupported(stmt, "a relative import outside of a package");
    return;
  }
  ValueId module = b_.Emit(Op::kImportModule, {}, {ir_.AddName(name), int64_t(0)});
  for (const ast::Alias* alias : stmt.names) {
    b_.SetSpan(alias->span);
    ValueId value = b_.Emit(Op::kImportFrom, {module}, {ir_.AddName(alias->name.view())});
    if (const auto* v = check::AsVariableSymbol(m_.SymbolOf(*alias))) {
      // Only what has a representation of its own: stubs call things classes that are none (`typing.Iterator`).
      bool object = u_.TypeOf(v->type).kind == ir::TypeKind::kObject;
      WriteVariable(v, object ? value : Checked(value, v->type));
    } else {
      std::string_view bound = alias->asname.empty() ? alias->name.view() : alias->asname.view();
      b_.Emit(Op::kGlobalSet, {value}, {u_.GlobalOf(m_.symbol, bound, u_.types.any)});
    }
  }
}

}  // namespace spy::build
