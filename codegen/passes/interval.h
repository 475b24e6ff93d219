// Closed intervals of 64-bit integers, and the transfer functions of the IR's integer ops over them. An interval bounds the
// value an op has where it completes in a fast body: what would leave 64 bits exits there, so results are clamped, and
// whether clamping could happen is what decides about the guard. Plain values; arithmetic in 128 bits never overflows.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "codegen/ir/op.h"

namespace spy::ir {

struct Interval {
  int64_t low = INT64_MIN;
  int64_t high = INT64_MAX;

  static Interval Full() { return {}; }
  static Interval Empty() { return {INT64_MAX, INT64_MIN}; }  // no value reaches here (yet)
  static Interval Of(int64_t v) { return {v, v}; }
  bool IsEmpty() const { return low > high; }
  bool IsConstant() const { return low == high; }
  bool IsNonNegative() const { return !IsEmpty() && low >= 0; }
  bool Contains(int64_t v) const { return low <= v && v <= high; }
  bool operator==(const Interval&) const = default;
};

inline Interval Join(Interval a, Interval b) {
  if (b.IsEmpty()) return a;
  if (a.IsEmpty()) return b;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}
inline Interval Meet(Interval a, Interval b) { return {std::max(a.low, b.low), std::min(a.high, b.high)}; }

// An op's exact result interval in 128 bits, before clamping.
struct WideInterval {
  __int128 low, high;
  bool FitsWord() const { return low >= INT64_MIN && high <= INT64_MAX; }
  Interval Clamp() const {
    return {int64_t(std::max<__int128>(low, INT64_MIN)), int64_t(std::min<__int128>(high, INT64_MAX))};
  }
};

// Result of a binary or unary op (`b` unused) over non-empty operands; none where nothing is known about the op.
// `guard_free`: the fast lowering needs no guard for any operands in these intervals.
struct Transfer {
  Interval result;
  bool guard_free;
};
std::optional<Transfer> TransferOf(Op op, Interval a, Interval b);

// What `a <operator> b` being true says about a.
Interval RefineLeft(Operator compare, Interval a, Interval b);
Operator Negate(Operator compare);
Operator Mirror(Operator compare);  // a < b is b > a

}  // namespace spy::ir
