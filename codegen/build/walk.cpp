// for loops over enumerate() and zip() of sequences and over reversed() of a list: by index, without iterators and
// without the tuples they would give; over enumerate() of other things: by their iterator.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

bool IsSequence(ir::TypeKind kind) {
  return kind == ir::TypeKind::kList || kind == ir::TypeKind::kTuple || kind == ir::TypeKind::kStr;
}

bool HasStar(ast::Seq<ast::Expr> exprs) {
  return std::any_of(exprs.begin(), exprs.end(), [](const ast::Expr* e) { return ast::Is<ast::Starred>(e); });
}

}  // namespace

// enumerate(sequence[, start]) into two targets, zip(sequences...) into as many
const ast::Call* FunctionBuilder::WalkCall(const ast::Expr& iterable, const ast::Tuple& target) const {
  const auto* call = ast::DynCast<ast::Call>(&iterable);
  const check::CallInfo* info = call ? m_.CallOf(*call) : nullptr;
  if (!info || info->kind != check::CalleeKind::kBuiltin || !call->keywords.empty() || call->args.empty())
    return nullptr;
  if (HasStar(call->args) || HasStar(target.elts)) return nullptr;
  bool is_enumerate = info->builtin == "builtins.enumerate";
  if (is_enumerate) {
    if (target.elts.size() != 2 || call->args.size() > 2) return nullptr;
    if (call->args.size() == 2 && IrTypeOf(*call->args[1]).kind != ir::TypeKind::kInt) return nullptr;
    return IsSequence(IrTypeOf(*call->args[0]).kind) ? call : nullptr;
  }
  if (info->builtin != "builtins.zip" || target.elts.size() != call->args.size()) return nullptr;
  bool all = std::all_of(call->args.begin(), call->args.end(),
                         [&](const ast::Expr* arg) { return IsSequence(IrTypeOf(*arg).kind); });
  return all ? call : nullptr;
}

ValueId FunctionBuilder::SequenceLength(ValueId sequence) {
  ir::TypeKind kind = TypeOf(sequence).kind;
  bool is_list = kind == ir::TypeKind::kList, is_str = kind == ir::TypeKind::kStr;
  return b_.Emit(is_list ? Op::kListLen : is_str ? Op::kStrLen : Op::kTupleLen, {sequence});
}

ValueId FunctionBuilder::SequenceItem(ValueId sequence, ValueId i) {
  ir::TypeKind kind = TypeOf(sequence).kind;
  bool is_list = kind == ir::TypeKind::kList, is_str = kind == ir::TypeKind::kStr;
  return b_.Emit(is_list ? Op::kListItem : is_str ? Op::kStrItem : Op::kTupleItemAt, {sequence, i});
}

// for i, x in enumerate(xs, start); for x, y in zip(xs, ys): the lengths are asked again at each turn, in order, and
// all items are read before the first is bound, as the iterators do
bool FunctionBuilder::BuildWalk(const ast::Expr& target, const ast::Expr& iterable, const LoopBody& body,
                                const LoopBody& otherwise) {
  const auto* names = ast::DynCast<ast::Tuple>(&target);
  const ast::Call* call = names ? WalkCall(iterable, *names) : nullptr;
  if (!call) return names && BuildCountedLoop(*names, iterable, body, otherwise);
  bool is_zip = m_.CallOf(*call)->builtin == "builtins.zip";
  Values sequences;
  for (const ast::Expr* arg : call->args) sequences.push_back(Expr(*arg));
  ValueId first = is_zip ? ValueId{} : sequences.size() == 2 ? b_.Emit(Op::kIntPos, {sequences[1]}) : b_.ConstInt(0);
  if (!is_zip) sequences.resize(1);
  for (ValueId& sequence : sequences) {
    if (TypeOf(sequence).kind == ir::TypeKind::kList) sequence = b_.Emit(Op::kListIterable, {sequence});
  }
  BlockId header = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(), exit = b_.CreateBlock();
  ir::VarId counter = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(counter, b_.ConstInt(0));
  b_.Br(header);
  b_.SetBlock(header);
  ValueId i = b_.ReadVariable(counter);
  for (size_t k = 0; k < sequences.size(); ++k) {
    BlockId next = k + 1 == sequences.size() ? turn : b_.CreateBlock();
    b_.CondBr(b_.Emit(Op::kIntCompare, {i, SequenceLength(sequences[k])}, {ir::Operator::kLt}), next, done);
    b_.StartBlock(next);
  }
  EnterLoop(exit);
  Values items;
  if (!is_zip) items.push_back(call->args.size() == 2 ? b_.Emit(Op::kIntAdd, {i, first}) : i);
  for (ValueId sequence : sequences) items.push_back(SequenceItem(sequence, i));
  for (size_t k = 0; k < items.size(); ++k) {
    bool is_str = TypeOf(items[k]).kind == ir::TypeKind::kStr, is_count = !is_zip && k == 0;
    Store(*names->elts[k], items[k], is_count ? u_.types.int_ : is_str ? u_.types.str_ : u_.types.any);
  }
  body();
  FinishLoop(
      header, done, exit, [&] { b_.WriteVariable(counter, b_.Emit(Op::kIntAdd, {i, b_.ConstInt(1)})); }, otherwise);
  return true;
}

// for i, x in enumerate(iterable, start) of what has to be iterated: its own iterator, and a counter
bool FunctionBuilder::BuildCountedLoop(const ast::Tuple& names, const ast::Expr& iterable, const LoopBody& body,
                                       const LoopBody& otherwise) {
  const auto* call = ast::DynCast<ast::Call>(&iterable);
  const check::CallInfo* info = call ? m_.CallOf(*call) : nullptr;
  if (!info || info->kind != check::CalleeKind::kBuiltin || info->builtin != "builtins.enumerate") return false;
  if (!call->keywords.empty() || call->args.empty() || call->args.size() > 2 || HasStar(call->args)) return false;
  if (names.elts.size() != 2 || HasStar(names.elts)) return false;
  bool from = call->args.size() == 2;
  if (from && IrTypeOf(*call->args[1]).kind != ir::TypeKind::kInt) return false;
  if (const auto* generator = ast::DynCast<ast::GeneratorExp>(call->args[0]); generator && !m_.FunctionOf(*generator))
    return false;
  ValueId iterated = ObjectExpr(*call->args[0]);
  ValueId first = from ? b_.Emit(Op::kIntPos, {Expr(*call->args[1])}) : b_.ConstInt(0);
  ir::VarId counter = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(counter, first);
  auto bind = [&](ValueId item) {
    ValueId i = b_.ReadVariable(counter);
    b_.WriteVariable(counter, b_.Emit(Op::kIntAdd, {i, b_.ConstInt(1)}));
    Store(*names.elts[0], i, u_.types.int_);
    Store(*names.elts[1], item, u_.types.any);
  };
  BuildIteratorLoop(bind, iterated, iterable.span, body, otherwise);
  return true;
}

const ast::Expr* FunctionBuilder::ReversedList(const ast::Expr& iterable) const {
  const auto* call = ast::DynCast<ast::Call>(&iterable);
  const check::CallInfo* info = call ? m_.CallOf(*call) : nullptr;
  if (!info || info->kind != check::CalleeKind::kBuiltin || info->builtin != "builtins.reversed") return nullptr;
  if (!call->keywords.empty() || call->args.size() != 1 || HasStar(call->args)) return nullptr;
  return IrTypeOf(*call->args[0]).kind == ir::TypeKind::kList ? call->args[0] : nullptr;
}

// for x in reversed(list): by index from the end; a list that has become shorter than the index ends the loop
void FunctionBuilder::BuildReversedLoop(const ast::Expr& target, const ast::Expr& list, const LoopBody& body,
                                        const LoopBody& otherwise) {
  ValueId sequence = b_.Emit(Op::kListReversible, {Expr(list)});
  BlockId header = b_.CreateBlock(), within = b_.CreateBlock(), turn = b_.CreateBlock(), done = b_.CreateBlock(),
          exit = b_.CreateBlock();
  ir::VarId counter = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(counter, b_.Emit(Op::kIntSub, {b_.Emit(Op::kListLen, {sequence}), b_.ConstInt(1)}));
  b_.Br(header);
  b_.SetBlock(header);
  ValueId i = b_.ReadVariable(counter);
  b_.CondBr(b_.Emit(Op::kIntCompare, {i, b_.ConstInt(0)}, {ir::Operator::kGe}), within, done);
  b_.StartBlock(within);
  ValueId length = b_.Emit(Op::kListLen, {sequence});
  b_.CondBr(b_.Emit(Op::kIntCompare, {i, length}, {ir::Operator::kLt}), turn, done);
  b_.StartBlock(turn);
  EnterLoop(exit, sequence);
  Store(target, b_.Emit(Op::kListItem, {sequence, i}), u_.types.any);
  body();
  FinishLoop(
      header, done, exit, [&] { b_.WriteVariable(counter, b_.Emit(Op::kIntSub, {i, b_.ConstInt(1)})); }, otherwise);
}

}  // namespace spy::build
