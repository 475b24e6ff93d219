// Suspensions of generator bodies: what both bodies must agree on. The resume points 1, 2, ... are the suspensions in
// the order of SuspensionsOf; those that exits lead to come after them.
#pragma once
#include <vector>

#include "codegen/ir/cfg.h"
#include "codegen/ir/function.h"

namespace spy::lower {

bool IsSuspension(ir::Op op);
std::vector<ir::InstId> SuspensionsOf(const ir::Function& f, const ir::Cfg& cfg);
// Whether a yield is the last use of its operand, so that the consumer gets the only reference: only releases of it
// follow.
bool GivesAway(const ir::Function& f, const ir::Block& block, ir::InstId yield);

}  // namespace spy::lower
