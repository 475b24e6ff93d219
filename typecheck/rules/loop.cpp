// What `for` and `while` share: the body is checked until the types at its head no longer change.
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

constexpr int kMaxTurns = 10;

}  // namespace

// `turn` checks one turn from the state at the head and leaves in if_done the state in which the loop ends by itself.
void Checker::CheckLoopBody(const std::function<void(Flow& if_done)>& turn, ast::Seq<ast::Stmt> orelse) {
  Flow entry = body_->flow, head = entry, done, next;
  LoopFrame frame;
  bool outer_read = body_->read_unbound;
  ++conditional_depth_;
  for (int count = 0;; ++count) {
    size_t mark = program_.sink.Mark();
    body_->read_unbound = false;
    body_->loops.push_back({Flow::Unreachable(), Flow::Unreachable(), body_->tries.size()});
    body_->flow = head;
    done = Flow::Unreachable();
    turn(done);
    frame = std::move(body_->loops.back());
    body_->loops.pop_back();
    Flow back = std::move(body_->flow);
    back.Merge(types_, frame.continues);
    next = entry;
    next.Merge(types_, back);
    bool settled = next.SameTypes(head) && !(body_->read_unbound && BindsMore(head, next));
    if (settled || count == kMaxTurns) break;
    program_.sink.Rollback(mark);
    head = next;
  }
  body_->read_unbound = outer_read;
  done.AdoptBindings(next);
  body_->flow = std::move(done);
  CheckBlock(orelse);
  body_->flow.Merge(types_, frame.breaks);
  --conditional_depth_;
}

bool Checker::BindsMore(const Flow& before, const Flow& after) {
  for (uint32_t place = 0; place < before.size(); ++place) {
    if (before.Get(place).bound == Bound::kNo && after.Get(place).bound != Bound::kNo) return true;
  }
  return false;
}

}  // namespace spy::check
