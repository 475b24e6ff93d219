// The end of insert_ownership: after the counts are placed, two things about elided values.
//   1. A release of an owned value may run a destructor, which may let go of anything: heap-elided values that live
//   across
//      one become owned (their own releases may then do the same to others: until nothing changes).
//   2. A retain of an elided name of an owned value, directly before that value's release, is marked `moved` with it:
//   in a
//      fast body the reference only changes its name.
#include "codegen/passes/elision.h"
#include "codegen/passes/ownership_liveness.h"

namespace spy::ir {
namespace {

bool TakeBackOnce(const Module& module, Function& fn, const OwnershipLiveness& liveness) {
  bool changed = false;
  ValueSet live(fn.values.size());
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    liveness.WalkBackward(BlockId{b}, &live, [&](const OwnershipLiveness::Step& step) {
      const Inst& inst = fn.At(step.inst);
      if (inst.op != Op::kRelease || !MayLetGo(module, fn, inst)) return;
      for (ValueId v : step.held.items()) {
        if (v == inst.operands[0] || !IsHeapElided(fn, v)) continue;
        fn.At(v).ownership = Ownership::kOwned;
        changed = true;
      }
    });
  }
  return changed;
}

bool HasHeapElided(const Function& fn) {
  for (const Value& value : fn.values) {
    if (value.ownership == Ownership::kElided && value.def && InfoOf(fn.At(value.def).op).Has('L')) return true;
  }
  return false;
}

// Whether v is another name of the object that `owned` is.
bool IsNameOf(const Function& fn, ValueId v, ValueId owned) {
  while (v != owned) {
    const Value& value = fn.At(v);
    if (value.ownership != Ownership::kElided || !InfoOf(fn.At(value.def).op).Has('V')) return false;
    v = SupportOf(fn.At(value.def));
  }
  return true;
}

void MarkMoves(Function& fn, const Block& block) {
  for (size_t i = 0; i < block.insts.size(); ++i) {
    Inst& retain = fn.At(block.insts[i]);
    if (retain.op != Op::kRetain) continue;
    for (size_t j = i + 1; j < block.insts.size() && fn.At(block.insts[j]).op == Op::kRelease; ++j) {
      Inst& release = fn.At(block.insts[j]);
      bool owned = fn.At(release.operands[0]).ownership == Ownership::kOwned;
      if (release.moved || !owned || !IsNameOf(fn, retain.operands[0], release.operands[0])) continue;
      retain.moved = release.moved = true;
      break;
    }
  }
}

}  // namespace

void SettleElision(const Module& module, Function& fn) {
  // What is elided only matters to liveness by extending other lives: the snapshot stays on the safe side.
  if (HasHeapElided(fn)) {
    OwnershipLiveness liveness(fn);
    while (TakeBackOnce(module, fn, liveness)) {
    }
  }
  for (const Block& block : fn.blocks) MarkMoves(fn, block);
}

}  // namespace spy::ir
