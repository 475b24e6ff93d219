// name := value.
#include "typecheck/rules/checker.h"

namespace spy::check {

// (x := value) -> value, and x is bound
TypeRef Checker::CheckExpr(const ast::NamedExpr& node, TypeRef expected) {
  TypeRef wanted = WantedBy(*node.target, node.value);
  TypeRef type = Check(*node.value, wanted ? wanted : expected);
  Assign(*node.target, node.value, type);
  return type;
}

}  // namespace spy::check
