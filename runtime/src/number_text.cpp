#include "runtime/src/number_text.h"

namespace {

constexpr uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
constexpr int kMostPlaces = 9;

// Digits with a point before the last `places` of them, and at least one digit before the point.
char* WithPoint(char* end, uint64_t digits, int places) {
  char* at = end;
  for (int i = 0; i < places; ++i, digits /= 10) *--at = static_cast<char>('0' + digits % 10);
  if (places > 0) *--at = '.';
  return spyrt_digits_before(at, digits, 10, false);
}

PyObject* TextOf(const char* from, const char* end) {
  PyObject* text = PyUnicode_New(end - from, 127);
  if (text == nullptr) return nullptr;
  for (char* to = StrData(text); from != end;) *to++ = *from++;
  return text;
}

}  // namespace

extern "C" {

char* spyrt_digits_before(char* end, uint64_t value, uint32_t base, bool upper) {
  const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  if (base == 10) {
    do *--end = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    return end;
  }
  do *--end = digits[value % base];
  while ((value /= base) != 0);
  return end;
}

// Two decimals of at most 15 digits never stand for the same float, and a quotient of two exact floats is rounded
// correctly: the first number of places at which it comes back is the shortest.
PyObject* spyrt_short_float(double value) {
  constexpr double kMost = 1e15, kLeast = 1e-4;  // beyond, repr may write an exponent
  double size = value < 0 ? -value : value;
  if (!(size < kMost) || (size < kLeast && size != 0)) return nullptr;
  char buffer[kMaxNumberText];
  char* end = buffer + kMaxNumberText;
  for (int places = 0; places < kMostPlaces; ++places) {
    double scale = static_cast<double>(kPowers[places]), scaled = size * scale;
    if (!(scaled < kMost)) return nullptr;
    uint64_t digits = static_cast<uint64_t>(scaled + 0.5);
    if (static_cast<double>(digits) / scale != size) continue;
    char* from = places == 0 ? WithPoint(end, digits * 10, 1) : WithPoint(end, digits, places);
    if (__builtin_signbit(value)) *--from = '-';
    return TextOf(from, end);
  }
  return nullptr;
}

// The float is mantissa * 2**-shift: rounded half to even in integers.
char* spyrt_fixed_before(char* end, double value, int places) {
  uint64_t bits = __builtin_bit_cast(uint64_t, value), fraction = bits & ((uint64_t{1} << 52) - 1);
  int exponent = static_cast<int>(bits >> 52 & 0x7FF), shift = 1075 - (exponent == 0 ? 1 : exponent);
  if (places > kMostPlaces || shift < 1) return nullptr;  // also nan and inf
  unsigned __int128 product = exponent == 0 ? fraction : fraction | uint64_t{1} << 52, whole = 0;
  product *= kPowers[places];
  if (shift < 100) {
    unsigned __int128 rest = product & ((static_cast<unsigned __int128>(1) << shift) - 1);
    unsigned __int128 half = static_cast<unsigned __int128>(1) << (shift - 1);
    whole = product >> shift;
    if (rest > half || (rest == half && (whole & 1) != 0)) ++whole;
  }
  if (whole >> 63 != 0) return nullptr;
  return WithPoint(end, static_cast<uint64_t>(whole), places);
}

PyObject* spyrt_number_text(PyObject* number) {
  int64_t value;
  if (IsExact(number, &PyFloat_Type)) return spyrt_short_float(As<FloatLayout>(number)->value);
  if (!IsExact(number, &PyLong_Type) || !IntFast(number, &value)) return nullptr;
  char buffer[kMaxNumberText];
  char* end = buffer + kMaxNumberText;
  uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  char* from = spyrt_digits_before(end, size, 10, false);
  if (value < 0) *--from = '-';
  return TextOf(from, end);
}

}  // extern "C"
