// while.
#include "typecheck/rules/checker.h"

namespace spy::check {

// while test: body else: orelse
void Checker::CheckStmt(const ast::While& node) {
  CheckLoopBody(
      [&](Flow& if_done) {
        Flow if_true;
        Condition(*node.test, if_true, if_done);
        body_->flow = if_true;
        CheckBlock(node.body);
      },
      node.orelse);
}

}  // namespace spy::check
