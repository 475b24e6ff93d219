// for loops: over range() by counting, over lists, tuples and text by index, over anything else by its iterator. Loops
// of comprehensions are built here too.
#include "codegen/build/function_builder.h"

namespace spy::build {

// range(n), range(a, b), range(a, b, step) of the built-in, with raw integer arguments
const ast::Call* FunctionBuilder::RangeCall(const ast::Expr& iterable) const {
  const auto* call = ast::DynCast<ast::Call>(&iterable);
  const check::CallInfo* info = call ? m_.CallOf(*call) : nullptr;
  if (!info || info->kind != check::CalleeKind::kBuiltin || info->builtin != "builtins.range") return nullptr;
  if (!call->keywords.empty() || call->args.empty() || call->args.size() > 3) return nullptr;
  for (const ast::Expr* arg : call->args) {
    if (ast::Is<ast::Starred>(arg)) return nullptr;
    ir::TypeKind kind = IrTypeOf(*arg).kind;
    if (kind != ir::TypeKind::kInt && kind != ir::TypeKind::kBool) return nullptr;
  }
  return call;
}

namespace {

// The value of a literal step.
bool LiteralStep(const ast::Expr& e, int64_t* value) {
  const ast::Expr* digits = &e;
  const auto* minus = ast::DynCast<ast::UnaryOp>(&e);
  if (minus && minus->op == ast::UnaryOperator::USub) digits = minus->operand;
  const auto* constant = ast::DynCast<ast::Constant>(digits);
  if (!constant || constant->constant_kind != ast::ConstantKind::Int || constant->is_big) return false;
  *value = minus ? -constant->int_value : constant->int_value;
  return *value != 0;
}

}  // namespace

// What the loop over a range runs between. `literal`: the step where it is known, else 0.
FunctionBuilder::RangeBounds FunctionBuilder::BoundsOf(const ast::Call& range) {
  // A range holds exact ints: `+True` is 1.
  auto bound = [&](const ast::Expr& e) {
    ValueId v = PromoteInt(Expr(e));
    return ast::Is<ast::Constant>(&e) ? v : b_.Emit(Op::kIntPos, {v});
  };
  size_t count = range.args.size();
  RangeBounds r{};
  r.start = count == 1 ? b_.ConstInt(0) : bound(*range.args[0]);
  r.stop = bound(*range.args[count == 1 ? 0 : 1]);
  r.literal = 1;
  bool known = count < 3 || LiteralStep(*range.args[2], &r.literal);
  r.step = known ? b_.ConstInt(r.literal) : bound(*range.args[2]);
  if (known) return r;
  r.literal = 0;
  BlockId zero = b_.CreateBlock(), fine = b_.CreateBlock();
  b_.CondBr(b_.Emit(Op::kIntTruth, {r.step}), fine, zero);
  b_.StartBlock(zero);  // the built-in raises its ValueError
  b_.SetCold(zero);
  b_.Emit(Op::kObjCall, Values{b_.BuiltinNamed("range"), Object(r.start), Object(r.stop), Object(r.step)},
          {ir::ConstId{}});
  b_.Br(fine);
  b_.StartBlock(fine);
  return r;
}

// Another turn with counter `i`, or done.
void FunctionBuilder::BranchInRange(const RangeBounds& r, ValueId i, BlockId turn, BlockId done) {
  auto branch = [&](ir::Operator op) { b_.CondBr(b_.Emit(Op::kIntCompare, {i, r.stop}, {op}), turn, done); };
  if (r.literal != 0) return branch(r.literal > 0 ? ir::Operator::kLt : ir::Operator::kGt);
  BlockId up = b_.CreateBlock(), down = b_.CreateBlock();
  b_.CondBr(b_.Emit(Op::kIntCompare, {r.step, b_.ConstInt(0)}, {ir::Operator::kGt}), up, down);
  b_.StartBlock(up);
  branch(ir::Operator::kLt);
  b_.StartBlock(down);
  branch(ir::Operator::kGt);
}

// for i in range(start, stop, step): a counter; numbers beyond 64 bits leave the fast body like any others
void FunctionBuilder::BuildRangeLoop(const ast::Expr& target, const ast::Call& range, const LoopBody& body,
                                     const LoopBody& otherwise) {
  RangeBounds r = BoundsOf(range);
  BlockId header = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  ir::VarId counter = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(counter, r.start);
  b_.Br(header);
  b_.SetBlock(header);
  ValueId i = b_.ReadVariable(counter);
  BranchInRange(r, i, turn, done);
  b_.StartBlock(turn);
  EnterLoop(exit);
  Store(target, i, u_.types.int_);
  body();
  FinishLoop(header, done, exit, [&] { b_.WriteVariable(counter, b_.Emit(Op::kIntAdd, {i, r.step})); }, otherwise);
}

// for x in sequence: by index, the length asked again at each turn, as CPython's iterators do
void FunctionBuilder::BuildIndexLoop(const ast::Expr& target, ValueId sequence, const LoopBody& body,
                                     const LoopBody& otherwise) {
  ir::TypeKind kind = TypeOf(sequence).kind;
  bool is_list = kind == ir::TypeKind::kList, is_str = kind == ir::TypeKind::kStr;
  sequence = b_.Emit(is_list ? Op::kListIterable : is_str ? Op::kStrIterable : Op::kTupleIterable, {sequence});
  BlockId header = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  ir::VarId counter = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(counter, b_.ConstInt(0));
  b_.Br(header);
  b_.SetBlock(header);
  ValueId i = b_.ReadVariable(counter);
  ValueId length = b_.Emit(is_list ? Op::kListLen : is_str ? Op::kStrLen : Op::kTupleLen, {sequence});
  b_.CondBr(b_.Emit(Op::kIntCompare, {i, length}, {ir::Operator::kLt}), turn, done);
  b_.StartBlock(turn);
  EnterLoop(exit, is_str ? ValueId{} : sequence);
  ValueId item = b_.Emit(is_list ? Op::kListItem : is_str ? Op::kStrItem : Op::kTupleItemAt, {sequence, i});
  Store(target, item, is_str ? u_.types.str_ : u_.types.any);
  body();
  FinishLoop(
      header, done, exit, [&] { b_.WriteVariable(counter, b_.Emit(Op::kIntAdd, {i, b_.ConstInt(1)})); }, otherwise);
}

// for x in iterable: iter() once, next() until it is exhausted
void FunctionBuilder::BuildIteratorLoop(const std::function<void(ValueId)>& bind, ValueId iterable, Span where,
                                        const LoopBody& body, const LoopBody& otherwise) {
  Span outer = b_.span();
  b_.SetSpan(where);
  ValueId iterator = b_.Emit(Op::kObjIter, {Object(iterable)});
  BlockId header = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  b_.Br(header);
  b_.SetBlock(header);
  ValueId item = b_.Emit(Op::kObjNext, {iterator});
  b_.CondBr(b_.Emit(Op::kIsNull, {item}), done, turn);
  b_.StartBlock(turn);
  EnterLoop(exit, iterator);
  bind(item);
  b_.SetSpan(outer);
  body();
  FinishLoop(header, done, exit, [] {}, otherwise);
}

void FunctionBuilder::BuildLoop(const ast::Expr& target, const ast::Expr& iterable, ValueId value, const LoopBody& body,
                                const LoopBody& otherwise) {
  if (!value) {
    if (const ast::Call* range = RangeCall(iterable)) return BuildRangeLoop(target, *range, body, otherwise);
    if (BuildWalk(target, iterable, body, otherwise)) return;
    if (const ast::Expr* list = ReversedList(iterable)) return BuildReversedLoop(target, *list, body, otherwise);
    value = IteratedExpr(iterable);
  }
  switch (TypeOf(value).kind) {
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kStr:
      return BuildIndexLoop(target, value, body, otherwise);
    case ir::TypeKind::kInt:
    case ir::TypeKind::kFloat:
    case ir::TypeKind::kBool:
    case ir::TypeKind::kNone:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInstance:
      return BuildIteratorLoop([&](ValueId item) { Store(target, item, u_.types.any); }, value, iterable.span, body,
                               otherwise);
  }
}

// for target in iter: body else: orelse
void FunctionBuilder::Build(const ast::For& stmt) {
  BuildLoop(*stmt.target, *stmt.iter, ValueId{}, [&] { BuildBody(stmt.body); }, [&] { BuildBody(stmt.orelse); });
}

// async for x in iterable: __anext__() until StopAsyncIteration
void FunctionBuilder::BuildAsyncLoop(const ast::Expr& target, ValueId iterator, const LoopBody& body,
                                     const LoopBody& otherwise) {
  BlockId header = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  b_.Br(header);
  b_.SetBlock(header);
  ValueId item = b_.Emit(Op::kAwaitNext, {b_.Emit(Op::kAsyncNext, {iterator})});
  b_.CondBr(b_.Emit(Op::kIsNull, {item}), done, turn);
  b_.StartBlock(turn);
  EnterLoop(exit, iterator);
  Store(target, item, u_.types.any);
  body();
  FinishLoop(header, done, exit, [] {}, otherwise);
}

// async for target in iter: body else: orelse
void FunctionBuilder::Build(const ast::AsyncFor& stmt) {
  ValueId iterable = ObjectExpr(*stmt.iter);
  b_.SetSpan(stmt.iter->span);
  ValueId iterator = b_.Emit(Op::kAsyncIter, {iterable});
  BuildAsyncLoop(*stmt.target, iterator, [&] { BuildBody(stmt.body); }, [&] { BuildBody(stmt.orelse); });
}

}  // namespace spy::build
