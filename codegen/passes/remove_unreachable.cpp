// remove_unreachable: drops blocks that nothing reaches, cuts blocks after an instruction that always raises, and
// renumbers: blocks in reverse postorder, instructions and values in the order of the blocks, nothing left over.
#include <utility>

#include "codegen/ir/cfg.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

// Code after `raise` cannot run: the block's end becomes `unreachable`. Blocks that raise are cold.
void CutAfterRaise(Function& fn) {
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    std::vector<InstId>& insts = fn.blocks[b].insts;
    for (size_t i = 0; i + 1 < insts.size(); ++i) {
      if (!AlwaysRaises(fn.At(insts[i]).op)) continue;
      if (BlockId{b} != fn.entry) fn.blocks[b].cold = true;
      if (i + 2 == insts.size() && fn.At(insts[i + 1]).op == Op::kUnreachable) break;
      Inst end;
      end.op = Op::kUnreachable;
      end.span = fn.At(insts[i]).span;
      InstId id = fn.NewInst(BlockId{b}, std::move(end));
      fn.blocks[b].insts.resize(i + 1);
      fn.blocks[b].insts.push_back(id);
      break;
    }
  }
}

class Compactor {
 public:
  explicit Compactor(Function& fn) : old_(fn), blocks_(fn.blocks.size()), values_(fn.values.size()) {}

  void Run() {
    std::vector<BlockId> order = Cfg(old_).order;
    for (uint32_t i = 0; i < order.size(); ++i) blocks_[order[i].index] = BlockId{i};
    for (BlockId b : order) Take(b);
    for (Inst& inst : insts_) Rename(inst);
    for (Block& block : new_blocks_) Rename(block.unwind);
    Finish();
  }

 private:
  void TakeValue(ValueId v, InstId def, BlockId block) {
    values_[v.index] = ValueId{uint32_t(new_values_.size())};
    Value value = old_.At(v);
    value.def = def;
    value.block = block;
    new_values_.push_back(value);
  }

  void Take(BlockId b) {
    Block block = std::move(old_.At(b));
    BlockId id{uint32_t(new_blocks_.size())};
    for (ValueId& param : block.params) {
      TakeValue(param, InstId{}, id);
      param = values_[param.index];
    }
    for (InstId& inst : block.insts) {
      InstId inst_id{uint32_t(insts_.size())};
      insts_.push_back(std::move(old_.At(inst)));
      if (insts_.back().result) TakeValue(insts_.back().result, inst_id, id);
      inst = inst_id;
    }
    new_blocks_.push_back(std::move(block));
  }

  void Rename(Target& target) {
    if (!target.block) return;
    target.block = blocks_[target.block.index];
    for (ValueId& arg : target.args) arg = values_[arg.index];
  }

  void Rename(Inst& inst) {
    if (inst.result) inst.result = values_[inst.result.index];
    for (ValueId& operand : inst.operands) operand = values_[operand.index];
    for (Target& target : inst.targets) Rename(target);
    if (inst.error) inst.error = blocks_[inst.error.index];
  }

  void Finish() {
    std::erase_if(old_.local_names, [&](const LocalName& name) { return !values_[name.value.index]; });
    for (LocalName& name : old_.local_names) name.value = values_[name.value.index];
    old_.blocks = std::move(new_blocks_);
    old_.insts = std::move(insts_);
    old_.values = std::move(new_values_);
    old_.entry = BlockId{0};
    old_.params = old_.At(old_.entry).params;
  }

  Function& old_;
  std::vector<BlockId> blocks_;  // old to new
  std::vector<ValueId> values_;
  std::vector<Block> new_blocks_;
  std::vector<Inst> insts_;
  std::vector<Value> new_values_;
};

}  // namespace

void RemoveUnreachable(Module&, Function& fn) {
  CutAfterRaise(fn);
  DropIdleUnwinds(fn);
  Compactor(fn).Run();
}

}  // namespace spy::ir
