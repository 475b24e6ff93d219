// Arithmetic of big ints, for loops over such ints: each turn makes a box and gives one up, mostly of as many digits.
// `box` is null or an object whose value nothing needs any more; an int with room for the result that only its holder
// refers to is written over. The result is a new reference, maybe of `box`, or null without an exception: CPython's
// function must do it. In any case `box` may hold another value then, and is to be let go. For exact ints of known
// layout; negative ones, two long factors and very long dividends are CPython's.
#pragma once
#include "runtime/src/layout.h"

PyObject* spyrt_big_add(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_sub(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_mul(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_floordiv(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_mod(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_and(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_or(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_xor(PyObject* box, PyObject* a, PyObject* b);
PyObject* spyrt_big_shr(PyObject* box, PyObject* a, PyObject* b);

// Negative, 0, positive; of any sign.
int32_t spyrt_big_order(PyObject* a, PyObject* b);
