// Expressions: the entry, and what is shared by all.
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// What a wanted type says when type variables of a callee are still unknown.
TypeRef Usable(TypeRef expected) {
  if (!expected || expected->kind == TypeKind::kTypeVar || expected->kind == TypeKind::kError) return nullptr;
  return expected;
}

}  // namespace

TypeRef Checker::Check(const ast::Expr& expr, TypeRef expected) {
  TypeRef type = ast::Dispatch(expr, [&](const auto& node) { return CheckExpr(node, Usable(expected)); });
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
    if (!part) continue;
    TypeRef type = Check(*part);
    if (type->kind == TypeKind::kNone || type->kind == TypeKind::kAny || type->kind == TypeKind::kError) continue;
    if (!IsOperand(types_, type, types_.Optional(types_.int_)) && !SpecialMethodResult(type, "__index__", {})) {
      Report(diag::kIndexType, part->span, "slice", "int", ToString(type));
    }
  }
  return types_.slice_;
}

}  // namespace spy::check
