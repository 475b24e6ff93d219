// Fast helpers: float arithmetic that the processor does not do itself, bit for bit as CPython computes it
// (Objects/floatobject.c: float_rem, _float_div_mod, float_pow).
#include "runtime/src/internal.h"

namespace {

constexpr int kMantissaBits = 52;
constexpr uint64_t kHiddenBit = uint64_t{1} << kMantissaBits;
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr int kSpecialExponent = 0x7FF;

uint64_t BitsOf(double value) { return __builtin_bit_cast(uint64_t, value); }
double OfBits(uint64_t bits) { return __builtin_bit_cast(double, bits); }
double CopySign(double magnitude, double sign) {
  return OfBits((BitsOf(magnitude) & ~kSignBit) | (BitsOf(sign) & kSignBit));
}

// Mantissa and exponent of a finite positive number: value = mantissa * 2**(exponent - 1075), exponent >= 1.
struct Parts {
  uint64_t mantissa;
  int exponent;
};
Parts Split(uint64_t bits) {
  int exponent = static_cast<int>(bits >> kMantissaBits);
  uint64_t mantissa = bits & (kHiddenBit - 1);
  return exponent == 0 ? Parts{mantissa, 1} : Parts{mantissa | kHiddenBit, exponent};
}

// The remainder of the magnitudes: both finite, the divisor not zero. Long division of the mantissas, 11 bits a step.
uint64_t RemainderBits(uint64_t x, uint64_t y) {
  Parts a = Split(x), b = Split(y);
  uint64_t rest = a.mantissa % b.mantissa;
  for (int distance = a.exponent - b.exponent; distance > 0 && rest != 0;) {
    int step = distance < 11 ? distance : 11;
    rest = (rest << step) % b.mantissa;
    distance -= step;
  }
  if (rest == 0) return 0;
  int shift = __builtin_clzll(rest) - (63 - kMantissaBits);
  if (shift >= b.exponent) return rest << (b.exponent - 1);  // subnormal
  return ((rest << shift) & (kHiddenBit - 1)) | (static_cast<uint64_t>(b.exponent - shift) << kMantissaBits);
}

// Not __builtin_floor: without SSE 4.1 that is a call to libm.
double Floor(double value) {
  constexpr double kIntegral = 4503599627370496.0;  // 2**52: beyond, every double is an integer
  if (!(value > -kIntegral && value < kIntegral)) return value;
  double truncated = static_cast<double>(static_cast<int64_t>(value));
  return CopySign(truncated > value ? truncated - 1.0 : truncated, value);
}

// Two float objects of our own that float_pow reads its operands from.
PyObject* pow_operands[2] = {nullptr, nullptr};
ternaryfunc float_power = nullptr;

bool PreparePow() {
  for (PyObject*& operand : pow_operands) {
    // Not a value that CPython could share.
    if (operand == nullptr) operand = PyFloat_FromDouble(0.3);
    if (operand == nullptr) return false;
  }
  float_power = reinterpret_cast<ternaryfunc>(PyType_GetSlot(&PyFloat_Type, Py_nb_power));
  return float_power != nullptr;
}

}  // namespace

extern "C" {

double spyrt_fast_fmod(double a, double b) {
  uint64_t x = BitsOf(a) & ~kSignBit, y = BitsOf(b) & ~kSignBit;
  constexpr uint64_t kInfinity = static_cast<uint64_t>(kSpecialExponent) << kMantissaBits;
  if (x >= kInfinity || y > kInfinity || y == 0) return OfBits(kInfinity | kHiddenBit >> 1);  // nan
  if (x < y) return a;
  return OfBits(RemainderBits(x, y) | (BitsOf(a) & kSignBit));
}

SpyFloat spyrt_fast_float_mod(double a, double b) {
  if (__builtin_expect(b == 0, 0)) return {0, 1};
  double mod = spyrt_fast_fmod(a, b);
  if (mod == 0) return {CopySign(0.0, b), 0};
  if ((b < 0) != (mod < 0)) mod += b;
  return {mod, 0};
}

SpyFloat spyrt_fast_float_floordiv(double a, double b) {
  if (__builtin_expect(b == 0, 0)) return {0, 1};
  double mod = spyrt_fast_fmod(a, b);
  double quotient = (a - mod) / b;
  if (mod != 0 && (b < 0) != (mod < 0)) quotient -= 1.0;
  if (quotient == 0) return {CopySign(0.0, a / b), 0};
  double floored = Floor(quotient);
  if (quotient - floored > 0.5) floored += 1.0;
  return {floored, 0};
}

SpyFloat spyrt_fast_float_pow(double a, double b) {
  if (float_power == nullptr && !PreparePow()) {
    PyErr_Clear();
    return {0, 1};
  }
  As<FloatLayout>(pow_operands[0])->value = a;
  As<FloatLayout>(pow_operands[1])->value = b;
  PyObject* result = float_power(pow_operands[0], pow_operands[1], Py_None);
  if (result == nullptr) {  // OverflowError, ZeroDivisionError: the generic body raises it again
    PyErr_Clear();
    return {0, 1};
  }
  SpyFloat answer = spyrt_fast_float_of(result);
  Decref(result);
  return answer;
}

SpyInt spyrt_fast_float_to_int(double a) {
  constexpr double kLimit = 9223372036854775808.0;
  if (!(a >= -kLimit && a < kLimit)) return {0, 1};
  return {static_cast<int64_t>(a), 0};
}

}  // extern "C"
