// Which values are surely exact in the generic body too: there a value typed int may be a bool, a subclass, or a number
// beyond 64 bits if it came from outside, and an op on it may then run Python code. Constants are exact, lengths and
// truth values are, and what exact ops compute from exact values is. A snapshot of one function.
#pragma once
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

class Exactness {
 public:
  explicit Exactness(const Function& fn);
  bool IsExact(ValueId v) const { return exact_[v.index]; }
  // Whether the instruction computes its result from its operands and nothing else, in both bodies: it cannot raise,
  // run code, read or write the heap, or make an object. (A guard may leave the fast body: the generic one then does
  // the same.)
  bool IsComputation(const Inst& inst) const;

 private:
  bool HasExactNumbers(const Inst& inst) const;

  const Function& fn_;
  std::vector<bool> exact_;
};

}  // namespace spy::ir
