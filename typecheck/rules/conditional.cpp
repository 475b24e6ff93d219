// a if test else b.
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"

namespace spy::check {

// body if test else orelse -> the join of both, each under its own narrowing
TypeRef Checker::CheckExpr(const ast::IfExp& node, TypeRef expected) {
  Flow if_true, if_false;
  Condition(*node.test, if_true, if_false);
  body_->flow = if_true;
  TypeRef body = Check(*node.body, expected);
  Flow after = body_->flow;
  body_->flow = if_false;
  TypeRef wanted = expected ? expected : WantsContext(*node.orelse) && !IsPending(body) ? body : nullptr;
  TypeRef orelse = Check(*node.orelse, wanted);
  if (!expected && IsPending(body) && !IsPending(orelse)) body = Check(*node.body, orelse);
  after.Merge(types_, body_->flow);
  body_->flow = after;
  if (expected && body != orelse && IsSubtype(types_, body, expected) && IsSubtype(types_, orelse, expected)) {
    return body->kind == TypeKind::kAny || orelse->kind == TypeKind::kAny ? types_.any
                                                                          : JoinValues(types_, body, orelse);
  }
  return JoinValues(types_, body, orelse);
}

}  // namespace spy::check
