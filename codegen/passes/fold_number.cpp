// Folding of ops on ints, floats and bools.
#include <cmath>

#include "codegen/passes/fold.h"

namespace spy::ir {
namespace {

using Result = std::optional<Constant>;
constexpr int64_t kExactInDouble = int64_t{1} << 53;

template <class T>
Result Compare(Operator op, T a, T b) {
  if (op == Operator::kLt) return Constant::Bool(a < b);
  if (op == Operator::kLe) return Constant::Bool(a <= b);
  if (op == Operator::kEq) return Constant::Bool(a == b);
  if (op == Operator::kNe) return Constant::Bool(a != b);
  if (op == Operator::kGt) return Constant::Bool(a > b);
  if (op == Operator::kGe) return Constant::Bool(a >= b);
  return std::nullopt;
}

Result Fit(__int128 v) {
  if (v < INT64_MIN || v > INT64_MAX) return std::nullopt;
  return Constant::Int(int64_t(v));
}

__int128 FloorQuotient(__int128 a, __int128 b) {
  __int128 q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

Result Power(int64_t base, int64_t exponent) {
  if (exponent < 0 || (exponent > 64 && base != 0 && base != 1 && base != -1)) return std::nullopt;
  if (exponent > 64) exponent = exponent % 2 + 64;  // of 0, 1 and -1: only the parity tells
  __int128 power = 1;
  for (int64_t i = 0; i < exponent; ++i) {
    power *= base;
    if (power < INT64_MIN || power > INT64_MAX) return std::nullopt;
  }
  return Constant::Int(int64_t(power));
}

Result TrueQuotient(int64_t a, int64_t b) {
  bool exact = a >= -kExactInDouble && a <= kExactInDouble && b >= -kExactInDouble && b <= kExactInDouble;
  if (b == 0 || !exact) return std::nullopt;
  return Constant::Float(double(a) / double(b));
}

Result Shift(bool left, int64_t a, int64_t count) {
  if (count < 0) return std::nullopt;
  if (!left) return Constant::Int(a >> (count > 63 ? 63 : count));
  if (count > 62) return a == 0 ? Result(Constant::Int(0)) : std::nullopt;
  return Fit(__int128(a) * (__int128(1) << count));
}

}  // namespace

std::optional<Constant> EvaluateInt(Op op, Operator compare, int64_t a, int64_t b) {
  if (op == Op::kIntAdd) return Fit(__int128(a) + b);
  if (op == Op::kIntSub) return Fit(__int128(a) - b);
  if (op == Op::kIntMul) return Fit(__int128(a) * b);
  if (op == Op::kIntFloorDiv && b != 0) return Fit(FloorQuotient(a, b));
  if (op == Op::kIntMod && b != 0) return Fit(__int128(a) - FloorQuotient(a, b) * b);
  if (op == Op::kIntTrueDiv) return TrueQuotient(a, b);
  if (op == Op::kIntPow) return Power(a, b);
  if (op == Op::kIntAnd) return Constant::Int(a & b);
  if (op == Op::kIntOr) return Constant::Int(a | b);
  if (op == Op::kIntXor) return Constant::Int(a ^ b);
  if (op == Op::kIntShl || op == Op::kIntShr) return Shift(op == Op::kIntShl, a, b);
  if (op == Op::kIntNeg) return Fit(-__int128(a));
  if (op == Op::kIntPos) return Constant::Int(a);
  if (op == Op::kIntInvert) return Constant::Int(~a);
  if (op == Op::kIntAbs) return Fit(a < 0 ? -__int128(a) : __int128(a));
  if (op == Op::kIntCompare) return Compare(compare, a, b);
  if (op == Op::kIntTruth) return Constant::Bool(a != 0);
  if (op == Op::kIntToFloat) return Constant::Float(double(a));
  if (op == Op::kIntMin) return Constant::Int(b < a ? b : a);
  if (op == Op::kIntMax) return Constant::Int(b > a ? b : a);
  return std::nullopt;
}

std::optional<Constant> EvaluateFloat(Op op, Operator compare, double a, double b) {
  if (op == Op::kFloatAdd) return Constant::Float(a + b);
  if (op == Op::kFloatSub) return Constant::Float(a - b);
  if (op == Op::kFloatMul) return Constant::Float(a * b);
  if (op == Op::kFloatDiv && b != 0) return Constant::Float(a / b);
  if (op == Op::kFloatNeg) return Constant::Float(-a);
  if (op == Op::kFloatPos) return Constant::Float(a);
  if (op == Op::kFloatAbs) return Constant::Float(std::fabs(a));
  if (op == Op::kFloatSqrt && a >= 0) return Constant::Float(std::sqrt(a));
  if (op == Op::kFloatCompare) return Compare(compare, a, b);
  if (op == Op::kFloatTruth) return Constant::Bool(a != 0);
  return std::nullopt;
}

}  // namespace spy::ir
