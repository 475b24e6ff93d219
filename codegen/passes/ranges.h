// Integer ranges: finds an interval for every int value, and marks what it proves.
//
//   Inst::no_overflow   on int arithmetic: its guard cannot fail (the result stays in 64 bits, the divisor is not zero,
//   the
//                       shift count is in range); on list, tuple and str items: the index is not negative
//   Inst::non_negative  on int.floordiv and int.mod: both operands are proven >= 0, so the machine's division serves
//
// Intervals start empty and grow to a fixed point over the reachable blocks, in the manner of conditional constant
// propagation; block parameters that keep growing are widened, then two rounds of narrowing use what branches say.
// A branch on int.compare bounds both operands in the blocks it dominates. Works on the Raw and Optimised stages,
// changes no instruction but for the marks. Linear in practice: each parameter is widened at most twice in each
// direction.
#pragma once
#include "codegen/ir/module.h"

namespace spy::ir {

void AnalyseRanges(const Module& module, Function& function);

}  // namespace spy::ir
