#include "codegen/passes/rewrite.h"

namespace spy::ir {

void DropIdleUnwinds(Function& fn) {
  for (Block& block : fn.blocks) {
    if (block.unwind.block && !MayRaise(fn, block)) block.unwind = {};
  }
}

ValueId Replacements::Find(ValueId v) const {
  while (v.index < by_.size() && by_[v.index]) v = by_[v.index];
  return v;
}

void Replacements::Apply(Function& fn) const {
  auto rename = [&](Target& target) {
    for (ValueId& arg : target.args) arg = Find(arg);
  };
  for (Block& block : fn.blocks) {
    rename(block.unwind);
    for (InstId id : block.insts) {
      Inst& inst = fn.At(id);
      for (ValueId& operand : inst.operands) operand = Find(operand);
      for (Target& target : inst.targets) rename(target);
    }
  }
  for (LocalName& name : fn.local_names) name.value = Find(name.value);
}

}  // namespace spy::ir
