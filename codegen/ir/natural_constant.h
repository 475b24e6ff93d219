// Int constants beyond 63 bits, as passes and fast bodies read them. Pure functions.
#pragma once
#include <optional>

#include "codegen/ir/module.h"

namespace spy::ir {

// The value of an int constant (`const.int`, or `assume` of a pooled big int) in [0, 2**64].
std::optional<unsigned __int128> NaturalConstant(const Module& module, const Function& fn, ValueId v);

// The pooled constant that `assume` only narrows to int: frame states name it by its object.
inline const Inst* AssumedConstant(const Function& fn, ValueId v) {
  const InstId def = fn.At(v).def;
  if (!def || fn.At(def).op != Op::kAssume) return nullptr;
  const InstId source = fn.At(fn.At(def).operands[0]).def;
  return source && fn.At(source).op == Op::kConstObject ? &fn.At(source) : nullptr;
}

}  // namespace spy::ir
