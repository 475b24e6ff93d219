// Closed intervals of integers, and the transfer functions of the IR's integer ops over them. An interval bounds the
// value an op has where it completes in a fast body: what would leave the value's word form (ir::WordForm) exits there,
// so results are clamped, and whether clamping could happen is what decides about the guard. Plain values; bounds are
// 128-bit numbers that saturate at kUnbounded.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "codegen/ir/op.h"

namespace spy::ir {

using Bound = __int128;
inline constexpr Bound kUnbounded = Bound(1) << 125;
inline constexpr Bound kMostUnsigned = UINT64_MAX;

struct Interval {
  Bound low = INT64_MIN;
  Bound high = INT64_MAX;

  static Interval Full() { return {}; }
  static Interval Unsigned() { return {0, kMostUnsigned}; }
  static Interval Unlimited() { return {-kUnbounded, kUnbounded}; }
  static Interval Empty() { return {INT64_MAX, INT64_MIN}; }  // no value reaches here (yet)
  static Interval Of(Bound v) { return {v, v}; }
  bool IsEmpty() const { return low > high; }
  bool IsConstant() const { return low == high; }
  bool IsNonNegative() const { return !IsEmpty() && low >= 0; }
  bool Contains(Bound v) const { return low <= v && v <= high; }
  bool FitsWord() const { return low >= INT64_MIN && high <= INT64_MAX; }
  bool operator==(const Interval&) const = default;
};

inline Interval Join(Interval a, Interval b) {
  if (b.IsEmpty()) return a;
  if (a.IsEmpty()) return b;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}
inline Interval Meet(Interval a, Interval b) { return {std::max(a.low, b.low), std::min(a.high, b.high)}; }

// Result of a binary or unary op (`b` unused) over non-empty operands; none where nothing is known about the op.
// The result is the exact one, not clamped. `guard_free`: the fast lowering needs no guard for any operands in these
// intervals.
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
