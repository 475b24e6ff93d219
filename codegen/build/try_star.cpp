// except*.
#include "codegen/build/function_builder.h"

namespace spy::build {

// except* type as name: body, with the matching part as the handled exception. What the body raises is kept for the
// end.
void FunctionBuilder::BuildStarHandler(const ast::ExceptHandler& handler, ValueId match, ValueId raised, BlockId next) {
  BlockId outer = b_.Unwind(), failed = b_.CreateBlock();
  const check::VariableSymbol* named = handler.name ? check::AsVariableSymbol(m_.SymbolOf(handler)) : nullptr;
  b_.Emit(Op::kExcEnter, {match});
  EnterRegion(failed);
  if (named) WriteVariable(named, Narrow(match, named->type));
  BuildBody(handler.body);
  b_.SetUnwind(outer);
  if (b_.IsReachable()) {
    if (named) UnbindHandlerName(named);
    b_.Br(next);
  }
  b_.StartBlock(failed);
  b_.SetCold(failed);
  ValueId exception = b_.Emit(Op::kExcCatch);
  if (named) UnbindHandlerName(named);
  b_.Emit(Op::kListAppend, {raised, exception});
  b_.Br(next);
}

// The handlers in order, each for its part of the exception; then what they raised and what is left goes on together.
void FunctionBuilder::BuildStarHandlers(const ast::TryBase& stmt, BlockId handler, BlockId after, bool* used) {
  BlockId outer = b_.Unwind();
  b_.StartBlock(handler);
  b_.SetCold(handler);
  ValueId exception = b_.Emit(Op::kExcCatch);
  ValueId previous = b_.Emit(Op::kExcEnter, {exception});
  BlockId cleanup = b_.CreateBlock();
  EnterRegion(cleanup);
  ValueId raised = b_.Emit(Op::kListNew);
  ir::VarId rest = b_.DeclareVariable("", ir::Type::Object());
  b_.WriteVariable(rest, exception);
  for (const ast::ExceptHandler* h : stmt.handlers) {
    b_.SetSpan(h->type->span);
    ValueId cls = ObjectExpr(*h->type);
    ValueId parts = b_.Emit(Op::kExcMatchStar, {b_.ReadVariable(rest), cls});
    ValueId match = b_.Emit(Op::kTupleItem, {parts}, {0});
    b_.WriteVariable(rest, b_.Emit(Op::kTupleItem, {parts}, {1}));
    BlockId body = b_.CreateBlock(), next = b_.CreateBlock();
    b_.CondBr(b_.Emit(Op::kObjIsNone, {match}), next, body);
    b_.StartBlock(body);
    BuildStarHandler(*h, match, raised, next);
    b_.StartBlock(next);
    b_.SetUnwind(cleanup);
  }
  b_.Emit(Op::kListAppend, {raised, b_.ReadVariable(rest)});
  ValueId result = b_.Emit(Op::kExcJoinStar, {exception, raised});
  b_.SetUnwind(outer);
  BlockId done = b_.CreateBlock(), go_on = b_.CreateBlock();
  b_.Emit(Op::kExcLeave, {previous});
  b_.CondBr(b_.Emit(Op::kObjIsNone, {result}), done, go_on);
  b_.StartBlock(go_on);
  b_.Emit(Op::kReraise, {result});
  b_.Unreachable();
  Rethrow(cleanup, previous, nullptr);
  b_.StartBlock(done);
  b_.Br(after);
  *used = true;
}

void FunctionBuilder::Build(const ast::TryStar& stmt) { BuildTryFinally(stmt); }

}  // namespace spy::build
