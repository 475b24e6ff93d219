#include "runtime/src/big_int.h"

#include "runtime/src/internal.h"

namespace {

constexpr int kBits = 30;
constexpr uint32_t kMask = (1u << kBits) - 1;
constexpr int64_t kFactor = 8;  // digits of the shorter factor at most: from here on CPython's ways are better

// The digits of an int that is not negative.
struct Digits {
  const uint32_t* at;
  int64_t count;
};

SPYRT_INLINE Digits DigitsOf(PyObject* number) {
  const IntLayout* layout = As<IntLayout>(number);
  return {layout->digits, layout->tag >> spyrt_int_shift};
}
SPYRT_INLINE Digits MagnitudeOf(PyObject* number) {
  const int64_t tag = As<IntLayout>(number)->tag;
  return {DigitsOf(number).at, spyrt_version == 311 && tag < 0 ? -tag : tag >> spyrt_int_shift};
}
SPYRT_INLINE bool AnyNegative(PyObject* a, PyObject* b) {
  return ((As<IntLayout>(a)->tag | As<IntLayout>(b)->tag) & spyrt_int_negative) != 0;
}
SPYRT_INLINE void Order(Digits* longer, Digits* shorter) {
  if (longer->count >= shorter->count) return;
  Digits other = *longer;
  *longer = *shorter;
  *shorter = other;
}

// Where a result is written: the box that is free, or a new one.
struct Place {
  PyObject* box;
  uint32_t* at;
  int64_t room;
  bool is_new;
};

SPYRT_INLINE PyObject* NewBox(int64_t count) {
  PyObject* box = _PyLong_New(count);
  if (box == nullptr) PyErr_Clear();
  return box;
}

// For `count` digits, and if new for one more; a null box: no memory.
SPYRT_INLINE Place PlaceFor(PyObject* box, int64_t count) {
  if (box != nullptr && As<IntLayout>(box)->head.count == 1 && IsExact(box, &PyLong_Type)) {
    const int64_t room = DigitsOf(box).count;
    if (room >= count && (As<IntLayout>(box)->tag & spyrt_int_negative) == 0) {
      return {box, As<IntLayout>(box)->digits, room, false};
    }
  }
  PyObject* made = NewBox(count + 1);
  return {made, made == nullptr ? nullptr : As<IntLayout>(made)->digits, count + 1, true};
}

// CPython shares the small ints.
PyObject* OneDigit(uint32_t digit) {
  PyObject* number = spyrt_fast_box_int(digit);
  if (number == nullptr) PyErr_Clear();
  return number;
}

SPYRT_COLD PyObject* Short(Place place, int64_t count) {
  PyObject* number = OneDigit(count == 0 ? 0 : place.at[0]);
  if (place.is_new) Decref(place.box);
  return number;
}

SPYRT_COLD PyObject* WithCarry(Place place, int64_t count, uint32_t carry) {
  PyObject* box = NewBox(count + 1);
  if (box == nullptr) return nullptr;
  uint32_t* digits = As<IntLayout>(box)->digits;
  for (int64_t i = 0; i < count; ++i) digits[i] = place.at[i];
  digits[count] = carry;
  return box;
}

// The number without zeros in front; behind its digits comes a carry.
SPYRT_INLINE PyObject* Finish(Place place, int64_t count, uint32_t carry) {
  if (carry != 0) {
    if (place.room <= count) return WithCarry(place, count, carry);
    place.at[count++] = carry;
  }
  while (count > 0 && place.at[count - 1] == 0) --count;
  if (count < 2) return Short(place, count);
  As<IntLayout>(place.box)->tag = count << spyrt_int_shift;
  return place.is_new ? place.box : NewRef(place.box);
}

SPYRT_INLINE void CopyFrom(int64_t i, Digits x, Place z) {
  for (; i < x.count; ++i) z.at[i] = x.at[i];
}

SPYRT_INLINE uint64_t Pair(const uint32_t* at) {
  uint64_t pair;
  __builtin_memcpy(&pair, at, sizeof pair);
  return pair;
}

}  // namespace

// Two digits at a time, so that a turn waits for the carry of the last one no longer than needed.
PyObject* spyrt_big_add(PyObject* box, PyObject* a, PyObject* b) {
  Digits x = DigitsOf(a), y = DigitsOf(b);
  Order(&x, &y);
  if (AnyNegative(a, b) || y.count == 0) return nullptr;
  const bool grows = x.count == y.count && (x.at[x.count - 1] + y.at[x.count - 1]) >> kBits != 0;
  const Place z = PlaceFor(box, x.count + grows);
  if (z.box == nullptr) return nullptr;
  uint64_t carry = 0;
  int64_t i = 0;
  for (; i + 1 < y.count; i += 2) {
    const uint64_t sums = Pair(x.at + i) + Pair(y.at + i);
    const uint64_t both = (sums & UINT32_MAX) + (sums >> 32 << kBits) + carry;
    z.at[i] = static_cast<uint32_t>(both) & kMask;
    z.at[i + 1] = static_cast<uint32_t>(both >> kBits) & kMask;
    carry = both >> (2 * kBits);
  }
  for (; i < x.count && (i < y.count || carry != 0); ++i) {
    carry += x.at[i] + (i < y.count ? y.at[i] : 0);
    z.at[i] = static_cast<uint32_t>(carry) & kMask;
    carry >>= kBits;
  }
  CopyFrom(i, x, z);
  return Finish(z, x.count, static_cast<uint32_t>(carry));
}

PyObject* spyrt_big_sub(PyObject* box, PyObject* a, PyObject* b) {
  const Digits x = DigitsOf(a), y = DigitsOf(b);
  if (AnyNegative(a, b) || x.count < y.count) return nullptr;
  const Place z = PlaceFor(box, x.count);
  if (z.box == nullptr) return nullptr;
  uint32_t borrow = 0;
  int64_t i = 0;
  for (; i < x.count && (i < y.count || borrow != 0); ++i) {
    const uint32_t difference = x.at[i] - (i < y.count ? y.at[i] : 0) - borrow;
    z.at[i] = difference & kMask;
    borrow = difference >> 31;
  }
  CopyFrom(i, x, z);
  if (borrow == 0) return Finish(z, x.count, 0);
  if (z.is_new) Decref(z.box);
  return nullptr;
}

PyObject* spyrt_big_mul(PyObject* box, PyObject* a, PyObject* b) {
  Digits x = DigitsOf(a), y = DigitsOf(b);
  Order(&x, &y);
  if (AnyNegative(a, b) || y.count == 0 || y.count > kFactor) return nullptr;
  const int64_t count = x.count + y.count - 1;
  const bool grows = static_cast<uint64_t>(x.at[x.count - 1]) * y.at[y.count - 1] >> kBits != 0;
  const Place z = PlaceFor(box, count + grows);
  if (z.box == nullptr) return nullptr;
  uint64_t carry = 0, factor = y.at[0];
  for (int64_t i = 0; i < x.count; ++i) {
    carry += x.at[i] * factor;
    z.at[i] = static_cast<uint32_t>(carry) & kMask;
    carry >>= kBits;
  }
  for (int64_t k = 1; k < y.count; ++k) {
    z.at[x.count + k - 1] = static_cast<uint32_t>(carry);
    carry = 0;
    factor = y.at[k];
    for (int64_t i = 0; i < x.count; ++i) {
      carry += x.at[i] * factor + z.at[i + k];
      z.at[i + k] = static_cast<uint32_t>(carry) & kMask;
      carry >>= kBits;
    }
  }
  return Finish(z, count, static_cast<uint32_t>(carry));
}

namespace {

// The remainder; the quotient's digits go to `z` unless that is null.
SPYRT_INLINE uint32_t Divide(Digits x, uint32_t divisor, uint32_t* z) {
  uint64_t rest = 0;
  for (int64_t i = x.count - 1; i >= 0; --i) {
    rest = rest << kBits | x.at[i];
    const uint32_t digit = static_cast<uint32_t>(rest / divisor);
    if (z != nullptr) z[i] = digit;
    rest -= static_cast<uint64_t>(digit) * divisor;
  }
  return static_cast<uint32_t>(rest);
}

// Most numbers are taken apart by ten, which takes no division.
SPYRT_INLINE uint32_t DivideQuickly(Digits x, uint32_t divisor, uint32_t* z) {
  return divisor == 10 ? Divide(x, 10, z) : Divide(x, divisor, z);
}

// From the bit `by` of the digit `whole` on.
PyObject* From(PyObject* box, Digits x, int64_t whole, int by) {
  const int64_t count = x.count - whole;
  if (count < 1) return OneDigit(0);
  const Place z = PlaceFor(box, count);
  if (z.box == nullptr) return nullptr;
  for (int64_t i = 0; i + 1 < count; ++i) {
    z.at[i] = (x.at[whole + i] >> by | x.at[whole + i + 1] << (kBits - by)) & kMask;
  }
  z.at[count - 1] = x.at[x.count - 1] >> by;
  return Finish(z, count, 0);
}

// a modulo a power of two: the digits below its own, and of that one the bits below.
PyObject* Below(PyObject* box, Digits x, Digits power) {
  const int64_t count = x.count < power.count ? x.count : power.count;
  if (count == 1 && power.count == 1) return OneDigit(x.at[0] & (power.at[0] - 1));
  const Place z = PlaceFor(box, count);
  if (z.box == nullptr) return nullptr;
  for (int64_t i = 0; i < count; ++i) z.at[i] = x.at[i];
  if (count == power.count) z.at[count - 1] &= power.at[count - 1] - 1;
  return Finish(z, count, 0);
}

bool IsPower(Digits y) {
  const uint32_t top = y.at[y.count - 1];
  if ((top & (top - 1)) != 0) return false;
  for (int64_t i = 0; i + 1 < y.count; ++i) {
    if (y.at[i] != 0) return false;
  }
  return true;
}

// Bit by bit; behind the shorter one's digits the longer one's are kept or not.
template <class Op>
SPYRT_INLINE PyObject* Bitwise(PyObject* box, PyObject* a, PyObject* b, bool keeps, Op op) {
  Digits x = DigitsOf(a), y = DigitsOf(b);
  Order(&x, &y);
  if (AnyNegative(a, b)) return nullptr;
  const int64_t count = keeps ? x.count : y.count;
  if (count == 1 && y.count == 1) return OneDigit(op(x.at[0], y.at[0]));
  const Place z = PlaceFor(box, count);
  if (z.box == nullptr) return nullptr;
  for (int64_t i = 0; i < y.count; ++i) z.at[i] = op(x.at[i], y.at[i]);
  for (int64_t i = y.count; i < count; ++i) z.at[i] = x.at[i];
  return Finish(z, count, 0);
}

// A dividend and a divisor of at least two digits, both shifted so that the divisor's highest bit is the highest of its
// digit.
class LongDivision {
 public:
  static constexpr int64_t kMost = 100;

  LongDivision(Digits x, Digits y) : n_(y.count), count_(x.count - y.count + 1) {
    shift_ = __builtin_clz(y.at[n_ - 1]) - (32 - kBits);
    Shift(x, rest_);
    Shift(y, divisor_);
  }

  // Knuth's algorithm D, from the quotient's highest digit down; what is left is the remainder. `z`: for the quotient,
  // or null.
  void Run(uint32_t* z) {
    const uint64_t top = divisor_[n_ - 1], next = divisor_[n_ - 2];
    for (int64_t i = count_ - 1; i >= 0; --i) {
      uint32_t* u = rest_ + i;
      const uint64_t head = static_cast<uint64_t>(u[n_]) << kBits | u[n_ - 1];
      uint64_t digit = head / top, left = head % top;
      while (left <= kMask && (digit > kMask || digit * next > (left << kBits | u[n_ - 2]))) {
        --digit;
        left += top;
      }
      if (!Subtract(u, digit)) AddBack(u, &digit);
      if (z != nullptr) z[i] = static_cast<uint32_t>(digit);
    }
  }

  PyObject* Remainder(PyObject* box) const {
    const Place z = PlaceFor(box, n_);
    if (z.box == nullptr) return nullptr;
    for (int64_t i = 0; i < n_; ++i) z.at[i] = (rest_[i] >> shift_ | rest_[i + 1] << (kBits - shift_)) & kMask;
    return Finish(z, n_, 0);
  }
  int64_t count() const { return count_; }

 private:
  // One digit more.
  void Shift(Digits from, uint32_t* to) const {
    uint64_t carry = 0;
    for (int64_t i = 0; i < from.count; ++i) {
      carry |= static_cast<uint64_t>(from.at[i]) << shift_;
      to[i] = static_cast<uint32_t>(carry) & kMask;
      carry >>= kBits;
    }
    to[from.count] = static_cast<uint32_t>(carry);
  }
  // False: the digit was one too much.
  bool Subtract(uint32_t* u, uint64_t digit) const {
    int64_t carry = 0;
    for (int64_t k = 0; k < n_; ++k) {
      carry += static_cast<int64_t>(u[k]) - static_cast<int64_t>(digit * divisor_[k]);
      u[k] = static_cast<uint32_t>(carry) & kMask;
      carry >>= kBits;
    }
    carry += u[n_];
    u[n_] = static_cast<uint32_t>(carry) & kMask;
    return carry >= 0;
  }
  void AddBack(uint32_t* u, uint64_t* digit) const {
    --*digit;
    uint32_t carry = 0;
    for (int64_t k = 0; k < n_; ++k) {
      carry += u[k] + divisor_[k];
      u[k] = carry & kMask;
      carry >>= kBits;
    }
    u[n_] = (u[n_] + carry) & kMask;
  }

  int64_t n_, count_;  // digits of the divisor, of the quotient
  int shift_;
  uint32_t rest_[kMost + 1], divisor_[kMost + 1];
};

// Where the quotient is 0 CPython gives the dividend itself for the remainder.
bool IsLess(Digits x, Digits y) {
  return x.count < y.count || (x.count == y.count && x.at[x.count - 1] < y.at[y.count - 1]);
}

}  // namespace

PyObject* spyrt_big_floordiv(PyObject* box, PyObject* a, PyObject* b) {
  const Digits x = DigitsOf(a), y = DigitsOf(b);
  if (AnyNegative(a, b) || y.count == 0 || IsLess(x, y)) return nullptr;
  if (IsPower(y)) return From(box, x, y.count - 1, __builtin_ctz(y.at[y.count - 1]));
  if (y.count != 1) {
    if (x.count > LongDivision::kMost) return nullptr;
    LongDivision division(x, y);
    const Place z = PlaceFor(box, division.count());
    if (z.box == nullptr) return nullptr;
    division.Run(z.at);
    return Finish(z, division.count(), 0);
  }
  const Place z = PlaceFor(box, x.count);
  if (z.box == nullptr) return nullptr;
  DivideQuickly(x, y.at[0], z.at);
  return Finish(z, x.count, 0);
}

PyObject* spyrt_big_mod(PyObject* box, PyObject* a, PyObject* b) {
  const Digits x = DigitsOf(a), y = DigitsOf(b);
  if (AnyNegative(a, b) || y.count == 0 || IsLess(x, y)) return nullptr;
  if (IsPower(y)) return Below(box, x, y);
  if (y.count == 1) return OneDigit(DivideQuickly(x, y.at[0], nullptr));
  if (x.count > LongDivision::kMost) return nullptr;
  LongDivision division(x, y);
  division.Run(nullptr);
  return division.Remainder(box);
}

PyObject* spyrt_big_and(PyObject* box, PyObject* a, PyObject* b) {
  return Bitwise(box, a, b, false, [](uint32_t x, uint32_t y) { return x & y; });
}
PyObject* spyrt_big_or(PyObject* box, PyObject* a, PyObject* b) {
  return Bitwise(box, a, b, true, [](uint32_t x, uint32_t y) { return x | y; });
}
PyObject* spyrt_big_xor(PyObject* box, PyObject* a, PyObject* b) {
  return Bitwise(box, a, b, true, [](uint32_t x, uint32_t y) { return x ^ y; });
}

int32_t spyrt_big_order(PyObject* a, PyObject* b) {
  const bool negative = (As<IntLayout>(a)->tag & spyrt_int_negative) != 0;
  if (negative != ((As<IntLayout>(b)->tag & spyrt_int_negative) != 0)) return negative ? -1 : 1;
  const Digits x = MagnitudeOf(a), y = MagnitudeOf(b);
  const int32_t more = negative ? -1 : 1;
  if (x.count != y.count) return x.count > y.count ? more : -more;
  for (int64_t i = x.count - 1; i >= 0; --i) {
    if (x.at[i] != y.at[i]) return x.at[i] > y.at[i] ? more : -more;
  }
  return 0;
}

PyObject* spyrt_big_shr(PyObject* box, PyObject* a, PyObject* b) {
  const Digits x = DigitsOf(a), y = DigitsOf(b);
  if (AnyNegative(a, b) || y.count != 1) return nullptr;
  return From(box, x, y.at[0] / kBits, static_cast<int>(y.at[0] % kBits));
}
