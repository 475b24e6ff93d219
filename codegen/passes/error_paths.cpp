#include "codegen/passes/error_paths.h"

namespace spy::ir {

Inst MakeRelease(ValueId v) {
  Inst inst;
  inst.op = Op::kRelease;
  inst.operands = {v};
  return inst;
}

Inst MakeRetain(ValueId v) {
  Inst inst;
  inst.op = Op::kRetain;
  inst.operands = {v};
  return inst;
}

Inst MakeBr(Target target) {
  Inst inst;
  inst.op = Op::kBr;
  inst.targets = {std::move(target)};
  return inst;
}

BlockId ErrorPaths::ColdBlock() {
  BlockId b = fn_.NewBlock();
  fn_.At(b).cold = true;
  return b;
}

void ErrorPaths::Append(BlockId b, Inst inst) {
  InstId id = fn_.NewInst(b, std::move(inst));
  fn_.At(b).insts.push_back(id);
}

BlockId ErrorPaths::Leave() {
  if (leave_) return leave_;
  leave_ = ColdBlock();
  Inst inst;
  inst.op = Op::kUnwind;
  Append(leave_, inst);
  return leave_;
}

BlockId ErrorPaths::ToHandler(const Target& unwind) {
  std::vector<uint32_t> key = {unwind.block.index};
  for (ValueId arg : unwind.args) key.push_back(arg.index);
  BlockId& block = handlers_[key];
  if (!block) {
    block = ColdBlock();
    Append(block, MakeBr(unwind));
  }
  return block;
}

// `end`, after giving up the values in order; chains are built from their ends. Older values sit nearer to the end:
// they are in more sets, so that more tails are equal.
BlockId ErrorPaths::Shared(BlockId end, const std::vector<ValueId>& releases) {
  for (size_t i = releases.size(); i-- > 0;) {
    ValueId v = releases[i];
    BlockId& block = chains_[{end, v}];
    if (!block) {
      block = ColdBlock();
      Append(block, MakeRelease(v));
      Append(block, MakeBr({end, {}}));
    }
    end = block;
  }
  return end;
}

// Retains come before all releases: what is retained may hang on what is released.
BlockId ErrorPaths::WithRetains(const Target& unwind, const std::vector<bool>& moves,
                                const std::vector<ValueId>& releases) {
  std::vector<uint32_t> key = {unwind.block.index};
  for (ValueId arg : unwind.args) key.push_back(arg.index);
  for (ValueId v : releases) key.push_back(v.index);
  BlockId& block = with_retains_[key];
  if (block) return block;
  block = ColdBlock();
  Target target = unwind;
  for (size_t i = 0; i < target.args.size(); ++i) {
    ValueId param = fn_.At(unwind.block).params[i];
    if (moves[i] || !IsCounted(fn_.At(param).type)) continue;
    bool nullable = fn_.At(target.args[i]).nullable;
    InstId id = fn_.NewInst(block, MakeRetain(target.args[i]), fn_.At(param).type, nullable);
    fn_.At(block).insts.push_back(id);
    target.args[i] = fn_.At(id).result;
  }
  for (ValueId v : releases) Append(block, MakeRelease(v));
  Append(block, MakeBr(std::move(target)));
  return block;
}

// Elided values stay in front; of the owned ones, the newest first.
std::vector<ValueId> ErrorPaths::NewestFirst(const std::vector<ValueId>& held) const {
  auto elided = [&](ValueId v) { return fn_.At(v).ownership == Ownership::kElided; };
  std::vector<ValueId> order = held;
  std::reverse(std::find_if_not(order.begin(), order.end(), elided), order.end());
  return order;
}

BlockId ErrorPaths::For(const Target& unwind, const std::vector<ValueId>& held) {
  if (!unwind.block) return Shared(Leave(), NewestFirst(held));
  std::vector<ValueId> moved, releases;
  std::vector<bool> moves(unwind.args.size());
  bool needs_retain = false;
  for (size_t i = 0; i < unwind.args.size(); ++i) {
    ValueId arg = unwind.args[i];
    if (!IsCounted(fn_.At(fn_.At(unwind.block).params[i]).type)) continue;
    moves[i] = liveness_.IsTracked(arg) && fn_.At(arg).ownership == Ownership::kOwned &&
               !liveness_.IsLiveIn(unwind.block, arg) && std::find(moved.begin(), moved.end(), arg) == moved.end();
    if (moves[i]) moved.push_back(arg);
    needs_retain |= !moves[i];
  }
  for (ValueId v : NewestFirst(held)) {
    bool stays = liveness_.IsLiveIn(unwind.block, v) || std::find(moved.begin(), moved.end(), v) != moved.end();
    if (!stays) releases.push_back(v);
  }
  return needs_retain ? WithRetains(unwind, moves, releases) : Shared(ToHandler(unwind), releases);
}

}  // namespace spy::ir
