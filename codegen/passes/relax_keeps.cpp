// relax_keeps: drops `keep` where nobody can tell. A keep holds a local's object until the local is rebound or the
// function ends, as CPython does. In a function that runs no Python code and lets go of nothing on the heap (safepoints
// aside), when an object goes makes no difference; without its keeps, loads from containers need no counts there.
#include "codegen/ir/builder.h"
#include "codegen/passes/elision.h"
#include "codegen/passes/passes.h"

namespace spy::ir {

void RelaxKeeps(Module& module, Function& fn) {
  bool has_keep = false;
  for (const Block& block : fn.blocks) {
    for (InstId id : block.insts) {
      const Inst& inst = fn.At(id);
      if (inst.op != Op::kSafepoint && MayLetGo(module, fn, inst)) return;
      has_keep |= inst.op == Op::kKeep;
    }
  }
  if (!has_keep) return;
  for (Block& block : fn.blocks) {
    std::erase_if(block.insts, [&](InstId id) { return fn.At(id).op == Op::kKeep; });
  }
  RemoveTrivialParams(fn);
}

}  // namespace spy::ir
