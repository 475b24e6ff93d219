// assert.
#include "typecheck/rules/checker.h"

namespace spy::check {

// assert test, msg -> what follows knows that test holds
void Checker::CheckStmt(const ast::Assert& node) {
  Flow if_true, if_false;
  Condition(*node.test, if_true, if_false);
  body_->flow = if_false;
  if (node.msg) Check(*node.msg);
  NoteRaise();
  body_->flow = if_true;
}

}  // namespace spy::check
