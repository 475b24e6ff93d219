#include "codegen/passes/interval.h"

namespace spy::ir {
namespace {

Bound Saturate(Bound v) { return std::clamp(v, -kUnbounded, kUnbounded); }

Interval Hull(std::initializer_list<Bound> corners) {
  return {Saturate(std::min(corners)), Saturate(std::max(corners))};
}
Transfer Guarded(Interval exact) {
  exact = {Saturate(exact.low), Saturate(exact.high)};
  return {exact, exact.FitsWord()};
}

// The product, saturated: factors beyond 64 bits are as good as unbounded.
Bound Product(Bound a, Bound b) {
  constexpr Bound kLargeFactor = Bound(1) << 62;
  const Bound x = a < 0 ? -a : a, y = b < 0 ? -b : b;
  if (x <= kLargeFactor || y <= kLargeFactor) {
    if (std::max(x, y) <= kLargeFactor || std::min(x, y) == 0) return a * b;
    if (std::max(x, y) <= kUnbounded / std::min(x, y)) return a * b;
  }
  return (a < 0) == (b < 0) ? kUnbounded : -kUnbounded;
}

Transfer Multiply(Interval a, Interval b) {
  return Guarded(
      Hull({Product(a.low, b.low), Product(a.low, b.high), Product(a.high, b.low), Product(a.high, b.high)}));
}

Bound FloorDivide(Bound a, Bound b) {
  const Bound q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

Transfer FloorDiv(Interval a, Interval b) {
  if (b.Contains(0)) {
    const Bound most = std::max(a.high, -a.low);  // no quotient is larger in magnitude than the dividend
    return {{a.low >= 0 && b.low >= 0 ? Bound(0) : -most - 1, most}, false};
  }
  return Guarded(Hull({FloorDivide(a.low, b.low), FloorDivide(a.low, b.high), FloorDivide(a.high, b.low),
                       FloorDivide(a.high, b.high)}));
}

// The result has the sign of the divisor and is smaller than it in magnitude.
Transfer Mod(Interval a, Interval b) {
  if (b.Contains(0)) return {{std::min<Bound>(b.low, 0), std::max<Bound>(b.high, 0)}, false};
  Interval result = b.low > 0 ? Interval{0, b.high - 1} : Interval{b.low + 1, 0};
  if (b.low > 0 && a.low >= 0) result.high = std::min(result.high, a.high);
  const bool guard_free = b.low > 0 || a.low > INT64_MIN;  // the machine traps on INT64_MIN % -1
  return {result, guard_free};
}

// The smallest 2**k - 1 that is not below v >= 0.
Bound MaskAbove(Bound v) {
  for (int shift = 1; shift < 128; shift *= 2) v |= v >> shift;
  return v;
}
// The smallest k such that every number of the interval is in [-2**k, 2**k).
Bound MagnitudeMask(Interval a) {
  return MaskAbove(std::max(a.high < 0 ? ~a.high : a.high, a.low < 0 ? ~a.low : a.low));
}

Transfer And(Interval a, Interval b) {
  if (a.low >= 0 && b.low >= 0) return {{0, std::min(a.high, b.high)}, true};
  if (a.low >= 0) return {{0, a.high}, true};
  if (b.low >= 0) return {{0, b.high}, true};
  const Bound mask = std::max(MagnitudeMask(a), MagnitudeMask(b));
  return {{~mask, mask}, true};
}
Transfer OrXor(Interval a, Interval b) {
  const Bound mask = std::max(MagnitudeMask(a), MagnitudeMask(b));
  return {{a.low >= 0 && b.low >= 0 ? Bound(0) : ~mask, mask}, true};
}

Transfer ShiftRight(Interval a, Interval b) {
  const int least = int(std::clamp<Bound>(b.low, 0, 127)), most = int(std::clamp<Bound>(b.high, 0, 127));
  return {{std::min(a.low >> least, a.low >> most), std::max(a.high >> least, a.high >> most)},
          b.low >= 0 && b.high <= 63};
}
Transfer ShiftLeft(Interval a, Interval b) {
  if (b.low < 0 || b.high > 62)
    return {{a.low >= 0 ? Bound(0) : -kUnbounded, a.high <= 0 ? Bound(0) : kUnbounded}, false};
  const Bound small = Bound(1) << int(b.low), large = Bound(1) << int(b.high);
  return Guarded(Hull({Product(a.low, small), Product(a.low, large), Product(a.high, small), Product(a.high, large)}));
}

Transfer Abs(Interval a) {
  const Bound most = std::max(-a.low, a.high);
  const Bound least = a.Contains(0) ? Bound(0) : a.low > 0 ? a.low : -a.high;
  return Guarded({least, most});
}

}  // namespace

std::optional<Transfer> TransferOf(Op op, Interval a, Interval b) {
  if (op == Op::kIntAdd) return Guarded({a.low + b.low, a.high + b.high});
  if (op == Op::kIntSub) return Guarded({a.low - b.high, a.high - b.low});
  if (op == Op::kIntMul) return Multiply(a, b);
  if (op == Op::kIntFloorDiv) return FloorDiv(a, b);
  if (op == Op::kIntMod) return Mod(a, b);
  if (op == Op::kIntAnd) return And(a, b);
  if (op == Op::kIntOr || op == Op::kIntXor) return OrXor(a, b);
  if (op == Op::kIntShl) return ShiftLeft(a, b);
  if (op == Op::kIntShr) return ShiftRight(a, b);
  if (op == Op::kIntNeg) return Guarded({-a.high, -a.low});
  if (op == Op::kIntInvert) return Transfer{{~a.high, ~a.low}, true};
  if (op == Op::kIntPos) return Transfer{a, true};
  if (op == Op::kIntAbs) return Abs(a);
  if (op == Op::kIntMin) return Transfer{{std::min(a.low, b.low), std::min(a.high, b.high)}, true};
  if (op == Op::kIntMax) return Transfer{{std::max(a.low, b.low), std::max(a.high, b.high)}, true};
  return std::nullopt;
}

Operator Negate(Operator compare) {
  switch (compare) {
    case Operator::kLt:
      return Operator::kGe;
    case Operator::kLe:
      return Operator::kGt;
    case Operator::kEq:
      return Operator::kNe;
    case Operator::kNe:
      return Operator::kEq;
    case Operator::kGt:
      return Operator::kLe;
    default:
      return Operator::kLt;
  }
}

Operator Mirror(Operator compare) {
  switch (compare) {
    case Operator::kLt:
      return Operator::kGt;
    case Operator::kLe:
      return Operator::kGe;
    case Operator::kGt:
      return Operator::kLt;
    case Operator::kGe:
      return Operator::kLe;
    default:
      return compare;
  }
}

Interval RefineLeft(Operator compare, Interval a, Interval b) {
  if (b.IsEmpty()) return a;
  if (compare == Operator::kLt) return Meet(a, {-kUnbounded, b.high - 1});
  if (compare == Operator::kLe) return Meet(a, {-kUnbounded, b.high});
  if (compare == Operator::kGt) return Meet(a, {b.low + 1, kUnbounded});
  if (compare == Operator::kGe) return Meet(a, {b.low, kUnbounded});
  if (compare == Operator::kEq) return Meet(a, b);
  if (compare == Operator::kNe && b.IsConstant()) {
    if (a.low == b.low) a.low++;
    if (a.high == b.low) a.high--;
  }
  return a;
}

}  // namespace spy::ir
