// Which references a function holds where: liveness of the values whose references are counted (owned and elided ones).
// A use of an elided value is a use of what supports it as well (ir::SupportOf), so that the support outlives it. Works
// at every stage; exceptional edges (unwind targets, error blocks) leave before the instruction has given its result.
//
// A snapshot of one function; values made later are not known to it. Sets hold only what crosses a block's boundary: a
// function's many temporaries cost nothing here.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

// A set of values with constant-time tests and iteration over its members only.
class ValueSet {
 public:
  explicit ValueSet(size_t values) : place_(values) {}
  bool Has(ValueId v) const {
    uint32_t at = place_[v.index];
    return at < items_.size() && items_[at] == v;
  }
  bool Add(ValueId v) {
    if (Has(v)) return false;
    place_[v.index] = uint32_t(items_.size());
    items_.push_back(v);
    return true;
  }
  bool Remove(ValueId v) {
    if (!Has(v)) return false;
    uint32_t at = place_[v.index];
    items_[at] = items_.back();
    place_[items_[at].index] = at;
    items_.pop_back();
    return true;
  }
  void Clear() { items_.clear(); }
  const std::vector<ValueId>& items() const { return items_; }
  std::vector<ValueId> InReleaseOrder(const Function& fn) const;

 private:
  std::vector<uint32_t> place_;
  std::vector<ValueId> items_;
};

// Elided values first: what they hang on may go with what comes after. Otherwise by id.
inline void OrderForRelease(const Function& fn, std::vector<ValueId>* values) {
  std::sort(values->begin(), values->end(), [&](ValueId a, ValueId b) {
    bool a_elided = fn.At(a).ownership == Ownership::kElided, b_elided = fn.At(b).ownership == Ownership::kElided;
    return a_elided != b_elided ? a_elided : a < b;
  });
}

inline std::vector<ValueId> ValueSet::InReleaseOrder(const Function& fn) const {
  std::vector<ValueId> sorted = items_;
  OrderForRelease(fn, &sorted);
  return sorted;
}

class OwnershipLiveness {
 public:
  explicit OwnershipLiveness(const Function& fn);

  bool IsTracked(ValueId v) const { return tracked_[v.index]; }
  // Whether v is live at the block's entry, the block's own parameters aside.
  bool IsLiveIn(BlockId b, ValueId v) const {
    uint32_t n = v.index < number_.size() ? number_[v.index] : UINT32_MAX;
    return n != UINT32_MAX && (live_in_[b.index * words_ + n / 64] >> (n % 64) & 1);
  }

  // What a step of the backward walk shows, the instruction's uses counted but not its result.
  struct Step {
    uint32_t index;  // in the block
    InstId inst;
    const ValueSet& held;               // references held when the instruction starts: what its error path must give up
    const std::vector<ValueId>& dying;  // of those, the ones without use after it, ordered for release
    bool dead_result;                   // its own result is tracked and never used
  };
  // Visits the block's instructions from last to first. `live` is scratch space.
  template <class Visit>
  void WalkBackward(BlockId b, ValueSet* live, Visit visit) const {
    live->Clear();
    AddLiveOut(b, live);
    std::vector<ValueId> dying;
    // The visitor may append blocks and instructions: nothing of the function is held across a visit.
    for (size_t i = fn_.At(b).insts.size(); i-- > 0;) {
      InstId id = fn_.At(b).insts[i];
      const Inst& inst = fn_.At(id);
      bool dead_result = inst.result && IsTracked(inst.result) && !live->Remove(inst.result);
      dying.clear();
      AddUses(b, inst, live, &dying);
      OrderForRelease(fn_, &dying);
      visit(Step{uint32_t(i), id, *live, dying, dead_result});
    }
  }

 private:
  template <class Visit>
  void ForEachUse(ValueId v, Visit visit) const;  // v and what supports it
  template <class Visit>
  void ForEachUseOf(const Block& block, const Inst& inst, Visit visit) const;
  BlockId ExceptionalTarget(const Block& block, const Inst& inst) const;
  void Number();
  void Solve();
  bool Update(BlockId b);
  void AddLiveOut(BlockId b, ValueSet* live) const;
  void AddLiveIn(BlockId b, ValueSet* live, std::vector<ValueId>* added) const;
  void AddUses(BlockId b, const Inst& inst, ValueSet* live, std::vector<ValueId>* dying) const;

  const Function& fn_;
  std::vector<bool> tracked_;
  std::vector<uint32_t> number_;   // of values that cross a block's boundary
  std::vector<ValueId> crossing_;  // by number
  size_t words_ = 0;
  std::vector<uint64_t> exposed_, defined_, live_in_;  // rows of `words_` by block
};

}  // namespace spy::ir
