// elide_counts: marks counted results as elided (ir::Ownership::kElided) where a fast body can do without a count:
// while the value lives, its support (ir::SupportOf) holds the object, because nothing between the value's definition
// and its last use can let go of references on the heap. Candidates are the results of ops with the effects V, U and L;
// those with V and U need only their support, whose own life InsertOwnership extends, those with L must not live across
//   - ops with P (Python code) or C (a collection), but for stores to raw fields;
//   - as operands: the same, but for stores, which take their new reference before they give the old one up.
// Releases that InsertOwnership places may run destructors: SettleElision takes marks back where one falls into the
// life of a value with L.
#include "codegen/passes/elision.h"
#include "codegen/passes/ownership_liveness.h"
#include "codegen/passes/passes.h"

namespace spy::ir {
namespace {

void MarkCandidates(const Module& module, Function& fn) {
  for (const Block& block : fn.blocks) {
    for (InstId id : block.insts) {
      const Inst& inst = fn.At(id);
      if (inst.result && IsCounted(fn.At(inst.result).type) && CanElide(module, inst)) {
        fn.At(inst.result).ownership = Ownership::kElided;
      }
    }
  }
}

}  // namespace

void ElideCounts(Module& module, Function& fn) {
  MarkCandidates(module, fn);
  OwnershipLiveness liveness(fn);
  ValueSet live(fn.values.size());
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    liveness.WalkBackward(BlockId{b}, &live, [&](const OwnershipLiveness::Step& step) {
      const Inst& inst = fn.At(step.inst);
      if (!MayLetGo(module, fn, inst)) return;
      for (ValueId v : step.held.items()) {
        if (!IsHeapElided(fn, v)) continue;
        bool dies_in_store =
            TakesBeforeItGives(inst.op) && std::find(step.dying.begin(), step.dying.end(), v) != step.dying.end();
        if (!dies_in_store) fn.At(v).ownership = Ownership::kOwned;
      }
    });
  }
}

}  // namespace spy::ir
