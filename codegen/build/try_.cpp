// try, except, else, finally.
#include "codegen/build/function_builder.h"

namespace spy::build {

// From here on exceptions go to the handler. A new block, for the handler sees what is known at the entry of the blocks
// of its region only.
void FunctionBuilder::EnterRegion(BlockId handler) {
  BlockId next = b_.CreateBlock();
  b_.Br(next);
  b_.StartBlock(next);
  b_.SetUnwind(handler);
}

// The handler of a region in which `previous` must be restored: restores it and lets the exception go on.
void FunctionBuilder::Rethrow(BlockId handler, ValueId previous, const check::VariableSymbol* named) {
  b_.StartBlock(handler);
  b_.SetCold(handler);
  ValueId exception = b_.Emit(Op::kExcCatch);
  b_.Emit(Op::kExcLeave, {previous});
  if (named) UnbindHandlerName(named);
  b_.Emit(Op::kReraise, {exception});
  b_.Unreachable();
}

// `name` of `except ... as name` after the handler: unbound, whether or not the body has deleted it already.
void FunctionBuilder::UnbindHandlerName(const check::VariableSymbol* named) {
  bool local = named->storage == check::Storage::kLocal || named->storage == check::Storage::kCell;
  if (!local) WriteVariable(named, b_.ConstNone());
  DeleteVariable(named, false);
}

// except type as name: body. The name is unbound at the end, however the body is left.
void FunctionBuilder::BuildHandler(const ast::ExceptHandler& handler, ValueId exception, ValueId previous,
                                   BlockId after, bool* used) {
  BlockId outer = b_.Unwind(), cleanup = b_.CreateBlock();
  const check::VariableSymbol* named = handler.name ? check::AsVariableSymbol(m_.SymbolOf(handler)) : nullptr;
  Context handled{};
  handled.kind = Context::kHandled;
  handled.unwind = outer;
  handled.value = previous;
  if (named) {
    Context context{};
    context.kind = Context::kNamed;
    context.unwind = outer;
    context.variable = named;
    contexts_.push_back(context);
  }
  contexts_.push_back(handled);
  EnterRegion(cleanup);
  if (named) WriteVariable(named, Narrow(exception, named->type));
  BuildBody(handler.body);
  size_t depth = contexts_.size() - (named ? 2 : 1);
  if (b_.IsReachable()) {
    RunCleanups(depth);
    if (b_.IsReachable()) {
      *used = true;
      b_.SetUnwind(outer);
      b_.Br(after);
    }
  }
  contexts_.resize(depth);
  b_.SetUnwind(outer);
  Rethrow(cleanup, previous, named);
}

// The handlers of a try statement in order; what none of them takes goes on.
void FunctionBuilder::BuildHandlers(const ast::TryBase& stmt, BlockId handler, BlockId after, bool* used) {
  BlockId outer = b_.Unwind();
  b_.StartBlock(handler);
  b_.SetCold(handler);
  ValueId exception = b_.Emit(Op::kExcCatch);
  ValueId previous = b_.Emit(Op::kExcEnter, {exception});
  for (const ast::ExceptHandler* h : stmt.handlers) {
    if (!h->type) {
      BuildHandler(*h, exception, previous, after, used);
      return;
    }
    BlockId body = b_.CreateBlock(), next = b_.CreateBlock(), cleanup = b_.CreateBlock();
    EnterRegion(cleanup);
    b_.SetSpan(h->type->span);
    ValueId cls = ObjectExpr(*h->type);
    ValueId matches = b_.Emit(Op::kExcMatch, {exception, cls});
    b_.SetUnwind(outer);
    b_.CondBr(matches, body, next);
    Rethrow(cleanup, previous, nullptr);
    b_.StartBlock(body);
    BuildHandler(*h, exception, previous, after, used);
    b_.StartBlock(next);
  }
  b_.Emit(Op::kExcLeave, {previous});
  b_.Emit(Op::kReraise, {exception});
  b_.Unreachable();
}

// try: body except ...: else: orelse
void FunctionBuilder::BuildTryExcept(const ast::TryBase& stmt) {
  if (stmt.handlers.empty()) return BuildBody(stmt.body);
  BlockId outer = b_.Unwind(), handler = b_.CreateBlock(), after = b_.CreateBlock();
  bool used = false;
  EnterRegion(handler);
  BuildBody(stmt.body);
  b_.SetUnwind(outer);
  if (b_.IsReachable()) BuildBody(stmt.orelse);
  if (b_.IsReachable()) {
    used = true;
    b_.Br(after);
  }
  if (ast::Is<ast::TryStar>(&stmt)) {
    BuildStarHandlers(stmt, handler, after, &used);
  } else {
    BuildHandlers(stmt, handler, after, &used);
  }
  Join(after, used);
}

// try: ... finally: finalbody. The final body is built once for each way out: the normal one, exceptions, every jump.
void FunctionBuilder::BuildTryFinally(const ast::TryBase& stmt) {
  if (stmt.finalbody.empty()) return BuildTryExcept(stmt);
  BlockId outer = b_.Unwind(), handler = b_.CreateBlock(), after = b_.CreateBlock();
  Context context{};
  context.kind = Context::kFinally;
  context.unwind = outer;
  context.finalbody = stmt.finalbody;
  contexts_.push_back(context);
  EnterRegion(handler);
  BuildTryExcept(stmt);
  contexts_.pop_back();
  b_.SetUnwind(outer);
  bool used = false;
  if (b_.IsReachable()) BuildBody(stmt.finalbody);
  if (b_.IsReachable()) {
    used = true;
    b_.Br(after);
  }
  b_.StartBlock(handler);
  b_.SetCold(handler);
  ValueId exception = b_.Emit(Op::kExcCatch);
  ValueId previous = b_.Emit(Op::kExcEnter, {exception});
  BlockId cleanup = b_.CreateBlock();
  Context handled{};
  handled.kind = Context::kHandled;
  handled.unwind = outer;
  handled.value = previous;
  contexts_.push_back(handled);
  EnterRegion(cleanup);
  BuildBody(stmt.finalbody);
  contexts_.pop_back();
  b_.SetUnwind(outer);
  if (b_.IsReachable()) {
    b_.Emit(Op::kExcLeave, {previous});
    b_.Emit(Op::kReraise, {exception});
    b_.Unreachable();
  }
  Rethrow(cleanup, previous, nullptr);
  Join(after, used);
}

void FunctionBuilder::Build(const ast::Try& stmt) { BuildTryFinally(stmt); }

}  // namespace spy::build
