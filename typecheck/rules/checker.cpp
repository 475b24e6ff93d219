#include "typecheck/rules/checker.h"

namespace spy::check {

Checker::Checker(UnitState& unit, DeclaredModule& declared, CheckedModule& out)
    : unit_(unit), program_(unit.program), types_(unit.program.types), declared_(declared), out_(out) {}

TypeRef Checker::Error(const ast::Expr& expr) {
  SetType(expr, types_.error);
  return types_.error;
}

std::string Checker::Quote(const ast::Expr& expr) const {
  std::string_view text = TextOf(expr);
  if (text.size() > 40 || text.find('\n') != std::string_view::npos) return "this value";
  return std::string(text);
}

bool Checker::IsBuiltin(const Symbol* symbol, std::string_view name) const {
  return symbol && symbol->module == program_.builtins && symbol->name == name;
}

}  // namespace spy::check
