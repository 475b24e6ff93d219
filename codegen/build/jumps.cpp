// Ways out of statements: break, continue, return and the cleanups on their way; joins of control flow.
#include "codegen/build/function_builder.h"

namespace spy::build {

// Goes on in a block that all its predecessors are known of; without any, code after it is dead.
void FunctionBuilder::Join(BlockId block, bool used) {
  b_.StartBlock(block);
  if (!used) b_.Unreachable();
}

// What leaving one statement by a jump does.
void FunctionBuilder::Leave(const Context& context) {
  switch (context.kind) {
    case Context::kLoop:
      if (context.value) b_.Keep({context.value});
      break;
    case Context::kFinally:
      BuildBody(context.finalbody);
      break;
    case Context::kHandled:
      b_.Emit(Op::kExcLeave, {context.value});
      break;
    case Context::kWith: {
      ValueId none = b_.ConstNone();
      ValueId left = b_.Emit(Op::kObjCall, {context.value, none, none, none}, {ir::ConstId{}});
      if (context.is_async) AwaitValue(left, 2);
      break;
    }
    case Context::kNamed:
      UnbindHandlerName(context.variable);
      break;
  }
}

// Leaves all statements down to `depth`, innermost first, each in the surroundings it has itself.
void FunctionBuilder::RunCleanups(size_t depth) {
  std::vector<Context> saved = contexts_;
  BlockId unwind = b_.Unwind();
  for (size_t i = saved.size(); i-- > depth && b_.IsReachable();) {
    contexts_.resize(i);
    b_.SetUnwind(saved[i].unwind);
    Leave(saved[i]);
  }
  for (size_t i = 0; i < contexts_.size(); ++i) {  // jumps inside a cleanup count too
    saved[i].break_used |= contexts_[i].break_used;
    saved[i].continue_used |= contexts_[i].continue_used;
  }
  contexts_ = std::move(saved);
  b_.SetUnwind(unwind);
}

void FunctionBuilder::JumpToLoop(bool is_break) {
  size_t depth = contexts_.size();
  while (depth > 0 && contexts_[depth - 1].kind != Context::kLoop) --depth;
  if (depth == 0) return;  // the parser has reported it
  RunCleanups(depth);
  if (!b_.IsReachable()) return;
  Context& loop = contexts_[depth - 1];
  (is_break ? loop.break_used : loop.continue_used) = true;
  if (is_break && loop.value) b_.Keep({loop.value});
  b_.Br(is_break ? loop.break_block : loop.continue_block);
}

void FunctionBuilder::Build(const ast::Break&) { JumpToLoop(true); }
void FunctionBuilder::Build(const ast::Continue&) { JumpToLoop(false); }

}  // namespace spy::build
