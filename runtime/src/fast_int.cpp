// Fast helpers: arithmetic of 64-bit ints with Python's rules; results beyond 64 bits fail the guard.
#include "runtime/src/internal.h"

#define FAST __attribute__((always_inline))

extern "C" {

// Python rounds towards minus infinity; the remainder has the divisor's sign.
FAST SpyInt spyrt_fast_int_floordiv(int64_t a, int64_t b) {
  if (__builtin_expect(b == 0 || (b == -1 && a == INT64_MIN), 0)) return {0, 1};
  int64_t quotient = a / b;
  return {quotient - (a % b != 0 && (a ^ b) < 0), 0};
}

FAST SpyInt spyrt_fast_int_mod(int64_t a, int64_t b) {
  if (__builtin_expect(b == 0, 0)) return {0, 1};
  if (__builtin_expect(b == -1, 0)) return {0, 0};
  int64_t remainder = a % b;
  return {remainder != 0 && (remainder ^ b) < 0 ? remainder + b : remainder, 0};
}

FAST SpyInt spyrt_fast_int_shl(int64_t a, int64_t b) {
  if (__builtin_expect(static_cast<uint64_t>(b) > 62, 0)) return {0, !(a == 0 && b >= 0)};
  int64_t shifted = static_cast<int64_t>(static_cast<uint64_t>(a) << b);
  return {shifted, (shifted >> b) != a};
}

FAST SpyInt spyrt_fast_int_shr(int64_t a, int64_t b) {
  if (__builtin_expect(b < 0, 0)) return {0, 1};
  return {a >> (b > 63 ? 63 : b), 0};
}

SpyInt spyrt_fast_int_pow(int64_t a, int64_t b) {
  if (b < 0) return {0, 1};
  int64_t result = 1;
  while (true) {
    if ((b & 1) != 0 && __builtin_mul_overflow(result, a, &result)) return {0, 1};
    b >>= 1;
    if (b == 0) return {result, 0};
    if (__builtin_mul_overflow(a, a, &a)) return {0, 1};
  }
}

// Below 2**53 both operands are exact doubles and the division rounds once, as CPython's does.
FAST SpyFloat spyrt_fast_int_truediv(int64_t a, int64_t b) {
  constexpr uint64_t kExact = uint64_t{1} << 53;
  bool exact = static_cast<uint64_t>(a) + kExact <= 2 * kExact && static_cast<uint64_t>(b) + kExact <= 2 * kExact;
  if (__builtin_expect(b == 0 || !exact, 0)) return {0, 1};
  return {static_cast<double>(a) / static_cast<double>(b), 0};
}

// long_hash of Objects/longobject.c: the value modulo 2**61 - 1 with its sign, and never -1.
FAST int64_t spyrt_fast_int_hash(int64_t a) {
  constexpr uint64_t kModulus = (uint64_t{1} << 61) - 1;
  uint64_t magnitude = a < 0 ? 0 - static_cast<uint64_t>(a) : static_cast<uint64_t>(a);
  magnitude = (magnitude & kModulus) + (magnitude >> 61);
  if (magnitude >= kModulus) magnitude -= kModulus;
  int64_t hash = a < 0 ? -static_cast<int64_t>(magnitude) : static_cast<int64_t>(magnitude);
  return hash == -1 ? -2 : hash;
}

}  // extern "C"
