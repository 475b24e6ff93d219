// Literals.
#include "typecheck/rules/checker.h"

namespace spy::check {

// 1, "a", None, ... -> its class; the literal type where one is wanted
TypeRef Checker::CheckExpr(const ast::Constant& node, TypeRef expected) {
  TypeRef base = BaseOf(node);
  if (base != types_.bool_ && base != types_.int_ && base != types_.str_ && base != types_.bytes_) return base;
  if (!expected || !Contains(expected, TypeKind::kLiteral)) return base;
  TypeRef literal = types_.Literal(base, &node);
  return IsSubtype(types_, literal, expected) ? literal : base;
}

}  // namespace spy::check
