// with.
#include "codegen/build/function_builder.h"

namespace spy::build {

// The exceptional way out of a with block: __exit__(type, exception, traceback) decides whether the exception goes on.
void FunctionBuilder::BuildExit(BlockId handler, const Context& context, BlockId after, bool* used) {
  BlockId outer = b_.Unwind(), cleanup = b_.CreateBlock();
  b_.StartBlock(handler);
  b_.SetCold(handler);
  ValueId exception = b_.Emit(Op::kExcCatch);
  ValueId previous = b_.Emit(Op::kExcEnter, {exception});
  EnterRegion(cleanup);
  ValueId type = b_.Emit(Op::kObjCall, {b_.BuiltinNamed("type"), exception}, {ir::ConstId{}});
  ValueId traceback = b_.Emit(Op::kObjGetAttr, {exception}, {ir_.AddName("__traceback__")});
  ValueId result = b_.Emit(Op::kObjCall, {context.value, type, exception, traceback}, {ir::ConstId{}});
  if (context.is_async) result = AwaitValue(result, 2);
  ValueId suppress = b_.Emit(Op::kObjTruth, {result});
  b_.SetUnwind(outer);
  BlockId suppressed = b_.CreateBlock(), go_on = b_.CreateBlock();
  b_.CondBr(suppress, suppressed, go_on);
  b_.StartBlock(go_on);
  b_.Emit(Op::kExcLeave, {previous});
  b_.Emit(Op::kReraise, {exception});
  b_.Unreachable();
  Rethrow(cleanup, previous, nullptr);
  b_.StartBlock(suppressed);
  b_.Emit(Op::kExcLeave, {previous});
  b_.Br(after);
  *used = true;
}

// with items[item], ...: the methods are looked up on the type, __exit__ before __enter__ is called
void FunctionBuilder::BuildWithItem(const ast::WithBase& stmt, size_t item) {
  if (item == stmt.items.size()) return BuildBody(stmt.body);
  const ast::WithItem& i = *stmt.items[item];
  ValueId manager = ObjectExpr(*i.context_expr);
  b_.SetSpan(i.context_expr->span);
  bool is_async = stmt.kind == ast::NodeKind::AsyncWith;
  ValueId enter = b_.Emit(Op::kSpecialLookup, {manager}, {ir_.AddName(is_async ? "__aenter__" : "__enter__")});
  ValueId exit = b_.Emit(Op::kSpecialLookup, {manager}, {ir_.AddName(is_async ? "__aexit__" : "__exit__")});
  ValueId entered = b_.Emit(Op::kObjCall, {enter}, {ir::ConstId{}});
  if (is_async) entered = AwaitValue(entered, 1);
  BlockId outer = b_.Unwind(), handler = b_.CreateBlock(), after = b_.CreateBlock();
  Context context{};
  context.kind = Context::kWith;
  context.unwind = outer;
  context.value = exit;
  context.is_async = is_async;
  contexts_.push_back(context);
  EnterRegion(handler);
  if (i.optional_vars) Store(*i.optional_vars, entered, u_.types.any);
  BuildWithItem(stmt, item + 1);
  bool used = false;
  Context own = contexts_.back();
  contexts_.pop_back();
  b_.SetUnwind(outer);
  if (b_.IsReachable()) {
    b_.SetSpan(i.context_expr->span);
    Leave(own);
    b_.Br(after);
    used = true;
  }
  b_.SetSpan(i.context_expr->span);
  BuildExit(handler, own, after, &used);
  Join(after, used);
}

void FunctionBuilder::Build(const ast::With& stmt) { BuildWithItem(stmt, 0); }
void FunctionBuilder::Build(const ast::AsyncWith& stmt) { BuildWithItem(stmt, 0); }

}  // namespace spy::build
