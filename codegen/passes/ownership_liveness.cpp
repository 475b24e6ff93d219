#include "codegen/passes/ownership_liveness.h"

#include <bit>

#include "codegen/ir/cfg.h"

namespace spy::ir {

template <class Visit>
void OwnershipLiveness::ForEachUse(ValueId v, Visit visit) const {
  while (v && tracked_[v.index]) {
    visit(v);
    const Value& value = fn_.At(v);
    v = value.ownership == Ownership::kElided && value.def ? SupportOf(fn_.At(value.def)) : ValueId{};
  }
}

BlockId OwnershipLiveness::ExceptionalTarget(const Block& block, const Inst& inst) const {
  if (inst.error) return inst.error;
  return InfoOf(inst.op).MayRaise() ? block.unwind.block : BlockId{};
}

template <class Visit>
void OwnershipLiveness::ForEachUseOf(const Block& block, const Inst& inst, Visit visit) const {
  for (ValueId operand : inst.operands) ForEachUse(operand, visit);
  for (const Target& target : inst.targets) {
    for (ValueId arg : target.args) ForEachUse(arg, visit);
  }
  if (!block.unwind.block || !InfoOf(inst.op).MayRaise()) return;
  for (ValueId arg : block.unwind.args) ForEachUse(arg, visit);
}

OwnershipLiveness::OwnershipLiveness(const Function& fn)
    : fn_(fn), tracked_(fn.values.size()), number_(fn.values.size(), UINT32_MAX) {
  for (size_t v = 0; v < fn.values.size(); ++v) {
    Ownership ownership = fn.values[v].ownership;
    tracked_[v] = ownership == Ownership::kOwned || ownership == Ownership::kElided;
  }
  Number();
  Solve();
}

// Numbers the values that are used in another block than their own.
void OwnershipLiveness::Number() {
  for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
    const Block& block = fn_.blocks[b];
    for (InstId id : block.insts) {
      ForEachUseOf(block, fn_.At(id), [&](ValueId v) {
        if (fn_.At(v).block == BlockId{b} || number_[v.index] != UINT32_MAX) return;
        number_[v.index] = uint32_t(crossing_.size());
        crossing_.push_back(v);
      });
    }
  }
  words_ = (crossing_.size() + 63) / 64;
}

void OwnershipLiveness::Solve() {
  size_t size = words_ * fn_.blocks.size();
  exposed_.assign(size, 0);
  defined_.assign(size, 0);
  live_in_.assign(size, 0);
  if (words_ == 0) return;
  for (uint32_t n = 0; n < crossing_.size(); ++n) {
    defined_[fn_.At(crossing_[n]).block.index * words_ + n / 64] |= uint64_t{1} << (n % 64);
  }
  for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
    const Block& block = fn_.blocks[b];
    for (InstId id : block.insts) {
      ForEachUseOf(block, fn_.At(id), [&](ValueId v) {
        uint32_t n = number_[v.index];
        if (n != UINT32_MAX && fn_.At(v).block != BlockId{b}) exposed_[b * words_ + n / 64] |= uint64_t{1} << (n % 64);
      });
    }
  }
  Cfg cfg(fn_);
  std::vector<bool> queued(fn_.blocks.size());
  std::vector<BlockId> work;
  for (BlockId b : cfg.order) {  // taken from the end: last blocks first
    work.push_back(b);
    queued[b.index] = true;
  }
  while (!work.empty()) {
    BlockId b = work.back();
    work.pop_back();
    queued[b.index] = false;
    if (!Update(b)) continue;
    for (BlockId pred : cfg.preds[b.index]) {
      if (queued[pred.index]) continue;
      queued[pred.index] = true;
      work.push_back(pred);
    }
  }
}

bool OwnershipLiveness::Update(BlockId b) {
  bool changed = false;
  std::vector<uint64_t> out(exposed_.begin() + ptrdiff_t(b.index * words_),
                            exposed_.begin() + ptrdiff_t((b.index + 1) * words_));
  ForEachSuccessor(fn_, b, [&](BlockId next) {
    for (size_t w = 0; w < words_; ++w) out[w] |= live_in_[next.index * words_ + w] & ~defined_[b.index * words_ + w];
  });
  for (size_t w = 0; w < words_; ++w) {
    uint64_t& in = live_in_[b.index * words_ + w];
    changed |= in != out[w];
    in = out[w];
  }
  return changed;
}

void OwnershipLiveness::AddLiveIn(BlockId b, ValueSet* live, std::vector<ValueId>* added) const {
  for (size_t w = 0; w < words_; ++w) {
    for (uint64_t bits = live_in_[b.index * words_ + w]; bits != 0; bits &= bits - 1) {
      ValueId v = crossing_[w * 64 + size_t(std::countr_zero(bits))];
      if (live->Add(v) && added) added->push_back(v);
    }
  }
}

void OwnershipLiveness::AddLiveOut(BlockId b, ValueSet* live) const {
  const Block& block = fn_.At(b);
  if (block.insts.empty()) return;
  for (const Target& target : fn_.At(block.insts.back()).targets) AddLiveIn(target.block, live, nullptr);
}

void OwnershipLiveness::AddUses(BlockId b, const Inst& inst, ValueSet* live, std::vector<ValueId>* dying) const {
  const Block& block = fn_.At(b);
  ForEachUseOf(block, inst, [&](ValueId v) {
    if (live->Add(v)) dying->push_back(v);
  });
  if (BlockId target = ExceptionalTarget(block, inst)) AddLiveIn(target, live, dying);
}

}  // namespace spy::ir
