#include "codegen/lower/liveness.h"

namespace spy::lower {
namespace {

// Whether an instruction must not be executed again: it has effects, makes an owned reference, or may fail in fast
// code.
bool EndsRegion(const ir::Function& f, const ir::Inst& inst) {
  const ir::OpInfo& info = ir::InfoOf(inst.op);
  if (info.Has('P') || info.Has('W') || info.Has('A') || info.Has('R')) return true;
  return inst.result && f.At(inst.result).ownership == ir::Ownership::kOwned;
}

}  // namespace

Liveness::Liveness(const Unit& unit, const ir::Function& f, const ir::Cfg& cfg)
    : unit_(unit),
      f_(f),
      live_in_(f.blocks.size()),
      region_(f.insts.size()),
      block_of_(f.insts.size()),
      position_(f.insts.size()),
      frames_(f.insts.size()),
      has_frames_(unsigned(f.insts.size())) {
  for (ir::BlockId block : cfg.order) {
    live_in_[block.index].resize(unsigned(f.values.size()));
    FindRegions(block);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = cfg.order.size(); i-- > 0;) {
      ir::BlockId block = cfg.order[i];
      llvm::BitVector live = LiveOut(block);
      const std::vector<ir::InstId>& insts = f.At(block).insts;
      for (size_t k = insts.size(); k-- > 0;) Step(f.At(insts[k]), live);
      for (ir::ValueId param : f.At(block).params) live.reset(param.index);
      if (live != live_in_[block.index]) {
        live_in_[block.index] = std::move(live);
        changed = true;
      }
    }
  }
}

void Liveness::FindRegions(ir::BlockId block) {
  const std::vector<ir::InstId>& insts = f_.At(block).insts;
  ir::InstId start = insts.front();
  for (size_t i = 0; i < insts.size(); ++i) {
    block_of_[insts[i].index] = block;
    position_[insts[i].index] = uint32_t(i);
    region_[insts[i].index] = start;
    if (EndsRegion(f_, f_.At(insts[i])) && i + 1 < insts.size()) start = insts[i + 1];
  }
}

ir::InstId Liveness::Next(ir::InstId inst) const {
  return f_.At(block_of_[inst.index]).insts[position_[inst.index] + 1];
}

void Liveness::Use(ir::ValueId v, llvm::BitVector& live) const {
  if (!unit_.IsConst(f_, v)) live.set(v.index);
}

llvm::BitVector Liveness::LiveOut(ir::BlockId block) const {
  llvm::BitVector live(unsigned(f_.values.size()));
  for (const ir::Target& target : f_.At(f_.At(block).insts.back()).targets) live |= live_in_[target.block.index];
  return live;
}

// Live after -> live before.
void Liveness::Step(const ir::Inst& inst, llvm::BitVector& live) const {
  if (inst.result) live.reset(inst.result.index);
  for (ir::ValueId v : inst.operands) Use(v, live);
  for (const ir::Target& target : inst.targets) {
    for (ir::ValueId v : target.args) Use(v, live);
  }
  if (inst.error) live |= live_in_[inst.error.index];
}

llvm::BitVector Liveness::LiveBefore(ir::InstId inst) const {
  ir::BlockId block = block_of_[inst.index];
  llvm::BitVector live = LiveOut(block);
  const std::vector<ir::InstId>& insts = f_.At(block).insts;
  for (size_t k = insts.size(); k-- > position_[inst.index];) Step(f_.At(insts[k]), live);
  return live;
}

namespace {

std::vector<ir::ValueId> ValuesOf(const llvm::BitVector& live) {
  std::vector<ir::ValueId> values;
  for (unsigned i : live.set_bits()) values.push_back(ir::ValueId{i});
  return values;
}

}  // namespace

// One walk for all regions of a block: long blocks have many exits.
void Liveness::FindFrames(ir::BlockId block) {
  llvm::BitVector live = LiveOut(block);
  const std::vector<ir::InstId>& insts = f_.At(block).insts;
  for (size_t k = insts.size(); k-- > 0;) {
    Step(f_.At(insts[k]), live);
    if (region_[insts[k].index] != insts[k]) continue;
    frames_[insts[k].index] = ValuesOf(live);
    has_frames_.set(insts[k].index);
  }
}

const std::vector<ir::ValueId>& Liveness::Before(ir::InstId inst) {
  if (!has_frames_[inst.index] && region_[inst.index] == inst) FindFrames(block_of_[inst.index]);
  if (!has_frames_[inst.index]) frames_[inst.index] = ValuesOf(LiveBefore(inst));
  has_frames_.set(inst.index);
  return frames_[inst.index];
}

std::vector<ir::ValueId> Liveness::Across(ir::InstId inst) const {
  llvm::BitVector live = LiveBefore(Next(inst));
  const ir::Inst& suspension = f_.At(inst);
  if (suspension.error) live |= live_in_[suspension.error.index];
  if (suspension.result) live.reset(suspension.result.index);
  return ValuesOf(live);
}

}  // namespace spy::lower
