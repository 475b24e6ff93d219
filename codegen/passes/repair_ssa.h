// Puts a function back into SSA form after its blocks were rearranged: values that have several definitions now, and
// values whose definition no longer reaches all uses. Each use gets the definition that reaches it, through new block
// parameters where several do; where none does, null or zero (a use of that is none of the program's). Raw and
// Optimised stages. RemoveTrivialParams tidies up behind.
#pragma once
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

struct Redefined {
  ValueId value;                // what the uses name
  std::vector<ValueId> others;  // its other definitions, of the same type, each in a block without another
};

// The constant that stands for null or zero of a type.
Op NothingOf(Type type);
// Values with a use that their definition does not dominate.
std::vector<ValueId> UnreachedValues(const Function& fn);
void RepairSsa(Function& fn, const std::vector<Redefined>& values);

}  // namespace spy::ir
