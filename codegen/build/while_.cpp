// while.
#include "codegen/build/function_builder.h"

namespace spy::build {

// Pushes the loop's context; jumps go to its `continue_block` and to `exit`. What is gone through lives until the loop
// is left.
BlockId FunctionBuilder::EnterLoop(BlockId exit, ValueId iterated) {
  Context loop{};
  loop.kind = Context::kLoop;
  loop.unwind = b_.Unwind();
  loop.break_block = exit;
  loop.value = iterated;
  loop.continue_block = b_.CreateBlock();
  contexts_.push_back(loop);
  return loop.continue_block;
}

// The end of a loop's body: the back edge with its safepoint, then `else` (reached from `done`), then what follows.
void FunctionBuilder::FinishLoop(BlockId header, BlockId done, BlockId exit, const std::function<void()>& step,
                                 const LoopBody& otherwise) {
  Context loop = contexts_.back();
  contexts_.pop_back();
  if (b_.IsReachable()) {
    loop.continue_used = true;
    b_.Br(loop.continue_block);
  }
  b_.SealBlock(loop.continue_block);
  if (loop.continue_used) {
    b_.SetBlock(loop.continue_block);
    b_.Emit(Op::kSafepoint);
    step();
    b_.Br(header);
  }
  b_.SealBlock(header);
  b_.StartBlock(done);
  otherwise();
  bool joined = loop.break_used;
  if (b_.IsReachable()) {
    joined = true;
    b_.Br(exit);
  }
  Join(exit, joined);
}

// while test: body else: orelse
void FunctionBuilder::Build(const ast::While& stmt) {
  BlockId header = b_.CreateBlock(), body = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  b_.Br(header);
  b_.SetBlock(header);
  const auto* constant = ast::DynCast<ast::Constant>(stmt.test);
  bool endless = constant && (constant->constant_kind == ast::ConstantKind::True ||
                              (constant->constant_kind == ast::ConstantKind::Int && constant->int_value != 0));
  Condition(*stmt.test, body, done);
  b_.StartBlock(body);
  EnterLoop(exit);
  BuildBody(stmt.body);
  FinishLoop(
      header, done, exit, [] {},
      [&] {
        if (endless) return b_.Unreachable();
        BuildBody(stmt.orelse);
      });
}

}  // namespace spy::build
