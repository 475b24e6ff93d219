// for.
#include "typecheck/rules/checker.h"

namespace spy::check {

// for target in iter: body else: orelse
void Checker::CheckStmt(const ast::For& node) {
  TypeRef iterable = Check(*node.iter);
  TypeRef element = ElementOf(*node.iter, iterable);
  CheckLoopBody(
      [&](Flow& if_done) {
        if_done = body_->flow;
        Assign(*node.target, nullptr, element);
        CheckBlock(node.body);
      },
      node.orelse);
}

// async for target in iter: body else: orelse
void Checker::CheckStmt(const ast::AsyncFor& node) {
  TypeRef iterable = Check(*node.iter);
  TypeRef element = AsyncElementOf(*node.iter, iterable);
  CheckLoopBody(
      [&](Flow& if_done) {
        NoteSuspension(node.iter->span);
        if_done = body_->flow;
        Assign(*node.target, nullptr, element);
        CheckBlock(node.body);
      },
      node.orelse);
}

}  // namespace spy::check
