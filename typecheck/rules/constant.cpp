// Literals.
#include "typecheck/rules/checker.h"

namespace spy::check {

// 1, "a", None, ... -> its class; the literal type where one is wanted
TypeRef Checker::CheckExpr(const ast::Constant& node, TypeRef expected) {
  TypeRef base = nullptr;
  switch (node.constant_kind) {
    case ast::ConstantKind::None:
      return types_.none;
    case ast::ConstantKind::Ellipsis:
      return types_.ellipsis_;
    case ast::ConstantKind::Float:
      return types_.float_;
    case ast::ConstantKind::Imaginary:
      return types_.complex_;
    case ast::ConstantKind::True:
    case ast::ConstantKind::False:
      base = types_.bool_;
      break;
    case ast::ConstantKind::Int:
      base = types_.int_;
      break;
    case ast::ConstantKind::Str:
      base = types_.str_;
      break;
    case ast::ConstantKind::Bytes:
      base = types_.bytes_;
      break;
  }
  if (!expected || !Contains(expected, TypeKind::kLiteral)) return base;
  TypeRef literal = types_.Literal(base, &node);
  return IsSubtype(types_, literal, expected) ? literal : base;
}

}  // namespace spy::check
