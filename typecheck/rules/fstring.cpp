// f-strings.
#include "typecheck/rules/checker.h"

namespace spy::check {

// f"{x!r:>10}" -> str
TypeRef Checker::CheckExpr(const ast::JoinedStr& node, TypeRef) {
  for (const ast::Expr* value : node.values) Check(*value);
  return types_.str_;
}

// {x:spec} -> str; any value can be formatted
TypeRef Checker::CheckExpr(const ast::FormattedValue& node, TypeRef) {
  TypeRef type = Check(*node.value);
  if (node.format_spec) Check(*node.format_spec);
  NoteOperatorEffects(type, type, "format", node.span);
  return types_.str_;
}

}  // namespace spy::check
