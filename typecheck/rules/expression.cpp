// Expressions: the entry, and what is shared by all.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

TypeRef Checker::Check(const ast::Expr& expr, TypeRef expected) {
  // A type variable of a callee that is still unknown says nothing.
  bool unknown = expected && (expected->kind == TypeKind::kError ||
                              (expected->kind == TypeKind::kTypeVar && HasOpenVars(expected)));
  TypeRef type = ast::Dispatch(expr, [&](const auto& node) { return CheckExpr(node, unknown ? nullptr : expected); });
  SetType(expr, type);
  return type;
}

TypeRef Checker::CheckAs(const ast::Expr& expr, TypeRef expected) {
  TypeRef type = Check(expr, expected);
  return Require(expr, type, expected) ? type : types_.error;
}

// *x outside of displays, calls and targets -> the syntax check reports it
TypeRef Checker::CheckExpr(const ast::Starred& node, TypeRef) { return Check(*node.value); }

// a:b:c -> slice
TypeRef Checker::CheckExpr(const ast::Slice& node, TypeRef) {
  for (const ast::Expr* part : {node.lower, node.upper, node.step}) {
    if (part) Check(*part);
  }
  return types_.slice_;
}

}  // namespace spy::check
