#include "codegen/passes/interval.h"

namespace spy::ir {
namespace {

using Wide = __int128;

WideInterval Hull(std::initializer_list<Wide> corners) {
  return {std::min(corners), std::max(corners)};
}
Transfer FromWide(WideInterval w) { return {w.Clamp(), w.FitsWord()}; }

Transfer Multiply(Interval a, Interval b) {
  return FromWide(Hull({Wide(a.low) * b.low, Wide(a.low) * b.high, Wide(a.high) * b.low, Wide(a.high) * b.high}));
}

Wide FloorDivide(Wide a, Wide b) {
  const Wide q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

Transfer FloorDiv(Interval a, Interval b) {
  if (b.Contains(0)) return {Interval::Full(), false};
  return FromWide(Hull({FloorDivide(a.low, b.low), FloorDivide(a.low, b.high), FloorDivide(a.high, b.low), FloorDivide(a.high, b.high)}));
}

// The result has the sign of the divisor and is smaller than it in magnitude.
Transfer Mod(Interval a, Interval b) {
  if (b.Contains(0)) return {b.low >= 0 ? Interval{0, std::max<int64_t>(b.high - 1, 0)} : Interval::Full(), false};
  Interval result = b.low > 0 ? Interval{0, b.high - 1} : Interval{b.low + 1, 0};
  if (b.low > 0 && a.low >= 0) result.high = std::min(result.high, a.high);
  const bool guard_free = b.low > 0 || a.low > INT64_MIN;  // the machine traps on INT64_MIN % -1
  return {result, guard_free};
}

// The smallest 2**k - 1 that is not below v >= 0.
int64_t MaskAbove(int64_t v) {
  uint64_t mask = uint64_t(v);
  for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
  return int64_t(mask);
}

Transfer And(Interval a, Interval b) {
  if (a.low >= 0 && b.low >= 0) return {{0, std::min(a.high, b.high)}, true};
  if (a.low >= 0) return {{0, a.high}, true};
  if (b.low >= 0) return {{0, b.high}, true};
  return {Interval::Full(), true};
}
Transfer OrXor(Interval a, Interval b) {
  if (a.low >= 0 && b.low >= 0) return {{0, MaskAbove(std::max(a.high, b.high))}, true};
  return {Interval::Full(), true};
}

Transfer ShiftRight(Interval a, Interval b) {
  if (b.low < 0) return {Interval::Full(), false};
  const int least = int(std::min<int64_t>(b.low, 63)), most = int(std::min<int64_t>(b.high, 63));
  const Interval result{std::min(a.low >> least, a.low >> most), std::max(a.high >> least, a.high >> most)};
  return {result, b.high <= 63};
}
Transfer ShiftLeft(Interval a, Interval b) {
  if (b.low < 0 || b.high > 62) return {a.low >= 0 ? Interval{0, INT64_MAX} : Interval::Full(), false};
  const Wide small = Wide(1) << b.low, large = Wide(1) << b.high;
  return FromWide(Hull({a.low * small, a.low * large, a.high * small, a.high * large}));
}

Transfer Abs(Interval a) {
  const Wide most = std::max(-Wide(a.low), Wide(a.high));
  const Wide least = a.Contains(0) ? 0 : a.low > 0 ? Wide(a.low) : -Wide(a.high);
  return FromWide({least, most});
}

}  // namespace

std::optional<Transfer> TransferOf(Op op, Interval a, Interval b) {
  if (op == Op::kIntAdd) return FromWide({Wide(a.low) + b.low, Wide(a.high) + b.high});
  if (op == Op::kIntSub) return FromWide({Wide(a.low) - b.high, Wide(a.high) - b.low});
  if (op == Op::kIntMul) return Multiply(a, b);
  if (op == Op::kIntFloorDiv) return FloorDiv(a, b);
  if (op == Op::kIntMod) return Mod(a, b);
  if (op == Op::kIntAnd) return And(a, b);
  if (op == Op::kIntOr || op == Op::kIntXor) return OrXor(a, b);
  if (op == Op::kIntShl) return ShiftLeft(a, b);
  if (op == Op::kIntShr) return ShiftRight(a, b);
  if (op == Op::kIntNeg) return FromWide({-Wide(a.high), -Wide(a.low)});
  if (op == Op::kIntInvert) return Transfer{{~a.high, ~a.low}, true};
  if (op == Op::kIntPos) return Transfer{a, true};
  if (op == Op::kIntAbs) return Abs(a);
  if (op == Op::kIntMin) return Transfer{{std::min(a.low, b.low), std::min(a.high, b.high)}, true};
  if (op == Op::kIntMax) return Transfer{{std::max(a.low, b.low), std::max(a.high, b.high)}, true};
  return std::nullopt;
}

Operator Negate(Operator compare) {
  switch (compare) {
    case Operator::kLt: return Operator::kGe;
    case Operator::kLe: return Operator::kGt;
    case Operator::kEq: return Operator::kNe;
    case Operator::kNe: return Operator::kEq;
    case Operator::kGt: return Operator::kLe;
    default: return Operator::kLt;
  }
}

Operator Mirror(Operator compare) {
  switch (compare) {
    case Operator::kLt: return Operator::kGt;
    case Operator::kLe: return Operator::kGe;
    case Operator::kGt: return Operator::kLt;
    case Operator::kGe: return Operator::kLe;
    default: return compare;
  }
}

Interval RefineLeft(Operator compare, Interval a, Interval b) {
  if (b.IsEmpty()) return a;
  if (compare == Operator::kLt) return b.high == INT64_MIN ? Interval::Empty() : Meet(a, {INT64_MIN, b.high - 1});
  if (compare == Operator::kLe) return Meet(a, {INT64_MIN, b.high});
  if (compare == Operator::kGt) return b.low == INT64_MAX ? Interval::Empty() : Meet(a, {b.low + 1, INT64_MAX});
  if (compare == Operator::kGe) return Meet(a, {b.low, INT64_MAX});
  if (compare == Operator::kEq) return Meet(a, b);
  if (compare == Operator::kNe && b.IsConstant()) {
    if (a.low == b.low && a.low != INT64_MAX) a.low++;
    if (a.high == b.low && a.high != INT64_MIN) a.high--;
  }
  return a;
}

}  // namespace spy::ir
