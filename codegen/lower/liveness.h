// Which values a Split function still needs at a point: the frame state of an exit. Constants are never live. A
// snapshot of one function, computed once; refers to the function and the unit.
#pragma once
#include <llvm/ADT/BitVector.h>

#include <vector>

#include "codegen/ir/cfg.h"
#include "codegen/lower/unit.h"

namespace spy::lower {

class Liveness {
 public:
  Liveness(const Unit& unit, const ir::Function& f, const ir::Cfg& cfg);
  // In ascending order of value ids; stays valid as long as this.
  const std::vector<ir::ValueId>& Before(ir::InstId inst);
  // What must outlive a suspension at `inst`: live behind it or in its error block, its result excluded.
  std::vector<ir::ValueId> Across(ir::InstId inst) const;
  // The instruction from which a guard at `inst` may execute again: nothing between the two has an effect.
  ir::InstId RegionStart(ir::InstId inst) const { return region_[inst.index]; }
  ir::InstId Next(ir::InstId inst) const;

 private:
  llvm::BitVector LiveBefore(ir::InstId inst) const;
  void Step(const ir::Inst& inst, llvm::BitVector& live) const;
  void Use(ir::ValueId v, llvm::BitVector& live) const;
  llvm::BitVector LiveOut(ir::BlockId block) const;
  void FindRegions(ir::BlockId block);
  void FindFrames(ir::BlockId block);

  const Unit& unit_;
  const ir::Function& f_;
  std::vector<llvm::BitVector> live_in_;  // by block, its parameters excluded
  std::vector<ir::InstId> region_;
  std::vector<ir::BlockId> block_of_;             // by instruction
  std::vector<uint32_t> position_;                // by instruction, in its block
  std::vector<std::vector<ir::ValueId>> frames_;  // by instruction: what was asked for, and every region's start beside
  llvm::BitVector has_frames_;                    // by instruction
};

}  // namespace spy::lower
