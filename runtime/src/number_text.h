// Texts of numbers for the common cases, written by ourselves; the rest is CPython's. They need known layouts.
#pragma once
#include "runtime/src/internal.h"

inline constexpr int kMaxNumberText = 80;

extern "C" {
// The digits of `value` in `base`, backwards from `end`; gives where they begin.
char* spyrt_digits_before(char* end, uint64_t value, uint32_t base, bool upper);
// repr of a float that a few decimal places stand for exactly; null without an exception: of another one.
PyObject* spyrt_short_float(double value);
// |value| with `places` digits behind the point, correctly rounded, backwards from `end`; null: not one of ours.
char* spyrt_fixed_before(char* end, double value, int places);
// format(v, spec) of an exact int, float or str; null without an exception: not one of ours.
PyObject* spyrt_format_simple(PyObject* v, PyObject* spec);
}
