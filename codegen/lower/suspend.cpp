#include "codegen/lower/suspend.h"

#include <algorithm>

namespace spy::lower {

bool IsSuspension(ir::Op op) { return op == ir::Op::kYield || op == ir::Op::kYieldFrom || op == ir::Op::kAwaitNext; }

std::vector<ir::InstId> SuspensionsOf(const ir::Function& f, const ir::Cfg& cfg) {
  std::vector<ir::InstId> found;
  if (f.suspends == ir::Suspends::kNever) return found;
  for (ir::BlockId block : cfg.order) {
    for (ir::InstId id : f.At(block).insts) {
      if (IsSuspension(f.At(id).op)) found.push_back(id);
    }
  }
  return found;
}

bool GivesAway(const ir::Function& f, const ir::Block& block, ir::InstId yield) {
  const ir::Inst& inst = f.At(yield);
  ir::ValueId v = inst.operands[0];
  if (inst.op != ir::Op::kYield || f.At(v).ownership != ir::Ownership::kOwned) return false;
  auto at = std::find(block.insts.begin(), block.insts.end(), yield);
  for (++at; at != block.insts.end() && f.At(*at).op == ir::Op::kRelease; ++at) {
    if (f.At(*at).operands[0] == v) return true;
  }
  return false;
}

}  // namespace spy::lower
