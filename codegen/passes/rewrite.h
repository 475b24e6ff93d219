// What several passes ask about instructions and do to functions. Pure functions.
#pragma once
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

inline bool AlwaysRaises(Op op) {
  return op == Op::kRaise || op == Op::kRaiseFrom || op == Op::kRaiseBare || op == Op::kReraise ||
         op == Op::kRaiseAssert;
}

inline bool MayRaise(const Function& fn, const Block& block) {
  for (InstId inst : block.insts) {
    if (InfoOf(fn.At(inst).op).MayRaise()) return true;
  }
  return false;
}

// Forgets the handlers of blocks in which nothing may raise.
void DropIdleUnwinds(Function& fn);

// Replaces values by others everywhere: in operands, arguments of branches and unwind targets, local names.
class Replacements {
 public:
  explicit Replacements(const Function& fn) : by_(fn.values.size()) {}
  void Add(ValueId old_value, ValueId new_value) { by_[old_value.index] = new_value; }
  ValueId Find(ValueId v) const;
  bool Has(ValueId v) const { return v.index < by_.size() && bool(by_[v.index]); }
  void Apply(Function& fn) const;

 private:
  std::vector<ValueId> by_;
};

}  // namespace spy::ir
