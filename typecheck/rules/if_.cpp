// if, elif, else.
#include "typecheck/rules/checker.h"

namespace spy::check {

// if test: ... elif test: ... else: ... (a chain may be long: no recursion)
void Checker::CheckStmt(const ast::If& node) {
  ++conditional_depth_;
  Flow after = Flow::Unreachable();
  for (const ast::If* current = &node; current;) {
    Flow if_true, if_false;
    Condition(*current->test, if_true, if_false);
    body_->flow = if_true;
    CheckBlock(current->body);
    after.Merge(types_, body_->flow);
    body_->flow = if_false;
    const ast::If* next = ast::NextElif(*current);
    if (next) out_.unreachable_[next->id] = !if_false.reachable;
    if (!next || !if_false.reachable) {
      if (!next) CheckBlock(current->orelse);
      break;
    }
    current = next;
  }
  after.Merge(types_, body_->flow);
  body_->flow = after;
  --conditional_depth_;
}

}  // namespace spy::check
