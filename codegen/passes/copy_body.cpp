#include "codegen/passes/copy_body.h"

#include <utility>

namespace spy::ir {

Inst MakeLike(Op op, const Inst& like) {
  Inst inst{};
  inst.op = op;
  inst.span = like.span;
  inst.inlined_at = like.inlined_at;
  return inst;
}

ValueId Add(Function& fn, BlockId b, Inst inst, Type type) {
  InstId id = fn.NewInst(b, std::move(inst), type);
  fn.At(b).insts.push_back(id);
  return fn.At(id).result;
}

BlockId SplitBlock(Function& fn, BlockId b, size_t index) {
  const BlockId after = fn.NewBlock();
  Block& head = fn.At(b);
  Block& tail = fn.At(after);
  tail.insts.assign(head.insts.begin() + ptrdiff_t(index) + 1, head.insts.end());
  head.insts.resize(index + 1);
  tail.unwind = head.unwind;
  tail.cold = head.cold;
  for (InstId id : tail.insts) {
    if (const ValueId v = fn.At(id).result) fn.At(v).block = after;
  }
  return after;
}

void BodyCopy::Run(const Inst& call, const Target& unwind, bool cold) {
  AddSites(call);
  MapBlocks(unwind, cold);
  MapParams(call);
  MapResults();
  for (uint32_t i = 0; i < callee_.blocks.size(); ++i) CopyBlock(i);
}

void BodyCopy::AddSites(const Inst& call) {
  caller_.inline_sites.push_back({callee_.id, call.span, call.inlined_at});
  site_ = uint32_t(caller_.inline_sites.size());
  for (InlineSite inner : callee_.inline_sites) {
    inner.inlined_at = MapSite(inner.inlined_at);
    caller_.inline_sites.push_back(inner);
  }
}

void BodyCopy::MapBlocks(const Target& unwind, bool cold) {
  for (size_t i = 0; i < callee_.blocks.size(); ++i) block_map_.push_back(caller_.NewBlock());
  for (size_t i = 0; i < callee_.blocks.size(); ++i) {
    const Block& block = callee_.blocks[i];
    Block& copy = caller_.At(block_map_[i]);
    copy.cold = block.cold || cold;
    copy.unwind = unwind;
  }
}

ValueId BodyCopy::NewValue(ValueId old, BlockId block) {
  Value value = callee_.At(old);
  value.block = block;
  value.def = {};
  caller_.values.push_back(value);
  return ValueId{uint32_t(caller_.values.size() - 1)};
}

void BodyCopy::MapParams(const Inst& call) {
  value_map_.resize(callee_.values.size());
  const auto& params = callee_.At(callee_.entry).params;
  for (size_t i = 0; i < params.size(); ++i) value_map_[params[i].index] = call.operands[i];
  for (uint32_t i = 0; i < callee_.blocks.size(); ++i) {
    if (BlockId{i} == callee_.entry) continue;
    for (ValueId v : callee_.blocks[i].params) {
      value_map_[v.index] = NewValue(v, block_map_[i]);
      caller_.At(block_map_[i]).params.push_back(value_map_[v.index]);
    }
  }
}

void BodyCopy::MapResults() {
  for (uint32_t i = 0; i < callee_.blocks.size(); ++i) {
    for (InstId id : callee_.blocks[i].insts) {
      if (const ValueId v = callee_.At(id).result) value_map_[v.index] = NewValue(v, block_map_[i]);
    }
  }
}

void BodyCopy::MapTarget(Target* target) const {
  target->block = block_map_[target->block.index];
  for (ValueId& v : target->args) v = Map(v);
}

void BodyCopy::CopyBlock(uint32_t i) {
  const BlockId to = block_map_[i];
  if (callee_.blocks[i].unwind.block) {
    caller_.At(to).unwind = callee_.blocks[i].unwind;
    MapTarget(&caller_.At(to).unwind);
  }
  for (InstId id : callee_.blocks[i].insts) {
    Inst copy = callee_.At(id);
    copy.inlined_at = MapSite(copy.inlined_at);
    for (ValueId& v : copy.operands) v = Map(v);
    for (Target& target : copy.targets) MapTarget(&target);
    if (copy.op == Op::kReturn) returns_.push_back(to);
    if (copy.result) copy.result = Map(copy.result);
    const ValueId result = copy.result;
    const InstId added{uint32_t(caller_.insts.size())};
    caller_.insts.push_back(std::move(copy));
    if (result) caller_.At(result).def = added;
    caller_.At(to).insts.push_back(added);
  }
}

}  // namespace spy::ir
