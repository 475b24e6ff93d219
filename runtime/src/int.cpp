// int: generic lowerings. Operands are whatever arrived in an int's place: ints of any size, bools, subclasses.
// Where two exact ints meet, small ones are added here and big ones by the type's own function: the protocol would only
// find that out again.
#include "runtime/include/fast.h"
#include "runtime/src/internal.h"

namespace {

SPYRT_INLINE bool AreInts(PyObject* a, PyObject* b) { return IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type); }

SPYRT_INLINE bool AreSmall(PyObject* a, PyObject* b, int64_t* x, int64_t* y) {
  return spyrt_layout_ok && IntFast(a, x) && IntFast(b, y);
}

template <int kSlot>
PyObject* OfInts(PyObject* a, PyObject* b) {
  static binaryfunc function = nullptr;
  if (__builtin_expect(function == nullptr, 0)) {
    function = reinterpret_cast<binaryfunc>(PyType_GetSlot(&PyLong_Type, kSlot));
  }
  return function(a, b);
}

}  // namespace

extern "C" {

PyObject* spyrt_int_promote(PyObject* v) { return NewRef(v); }
PyObject* spyrt_int_promote_exact(PyObject* v) { return NewRef(v); }

PyObject* spyrt_int_add(PyObject* a, PyObject* b) {
  int64_t x, y, result;
  if (!AreInts(a, b)) return PyNumber_Add(a, b);
  if (AreSmall(a, b, &x, &y) && !__builtin_add_overflow(x, y, &result)) return spyrt_fast_box_int(result);
  return OfInts<Py_nb_add>(a, b);
}
PyObject* spyrt_int_sub(PyObject* a, PyObject* b) {
  int64_t x, y, result;
  if (!AreInts(a, b)) return PyNumber_Subtract(a, b);
  if (AreSmall(a, b, &x, &y) && !__builtin_sub_overflow(x, y, &result)) return spyrt_fast_box_int(result);
  return OfInts<Py_nb_subtract>(a, b);
}
PyObject* spyrt_int_mul(PyObject* a, PyObject* b) {
  int64_t x, y, result;
  if (!AreInts(a, b)) return PyNumber_Multiply(a, b);
  if (AreSmall(a, b, &x, &y) && !__builtin_mul_overflow(x, y, &result)) return spyrt_fast_box_int(result);
  return OfInts<Py_nb_multiply>(a, b);
}
PyObject* spyrt_int_floordiv(PyObject* a, PyObject* b) {
  return AreInts(a, b) ? OfInts<Py_nb_floor_divide>(a, b) : PyNumber_FloorDivide(a, b);
}
PyObject* spyrt_int_mod(PyObject* a, PyObject* b) {
  return AreInts(a, b) ? OfInts<Py_nb_remainder>(a, b) : PyNumber_Remainder(a, b);
}
PyObject* spyrt_int_truediv(PyObject* a, PyObject* b) { return PyNumber_TrueDivide(a, b); }
PyObject* spyrt_int_pow(PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }
PyObject* spyrt_int_and(PyObject* a, PyObject* b) {
  int64_t x, y;
  if (!AreInts(a, b)) return PyNumber_And(a, b);
  return AreSmall(a, b, &x, &y) ? spyrt_fast_box_int(x & y) : OfInts<Py_nb_and>(a, b);
}
PyObject* spyrt_int_or(PyObject* a, PyObject* b) {
  int64_t x, y;
  if (!AreInts(a, b)) return PyNumber_Or(a, b);
  return AreSmall(a, b, &x, &y) ? spyrt_fast_box_int(x | y) : OfInts<Py_nb_or>(a, b);
}
PyObject* spyrt_int_xor(PyObject* a, PyObject* b) {
  int64_t x, y;
  if (!AreInts(a, b)) return PyNumber_Xor(a, b);
  return AreSmall(a, b, &x, &y) ? spyrt_fast_box_int(x ^ y) : OfInts<Py_nb_xor>(a, b);
}
PyObject* spyrt_int_shl(PyObject* a, PyObject* b) {
  return AreInts(a, b) ? OfInts<Py_nb_lshift>(a, b) : PyNumber_Lshift(a, b);
}
PyObject* spyrt_int_shr(PyObject* a, PyObject* b) {
  return AreInts(a, b) ? OfInts<Py_nb_rshift>(a, b) : PyNumber_Rshift(a, b);
}
PyObject* spyrt_int_neg(PyObject* a) { return PyNumber_Negative(a); }
PyObject* spyrt_int_pos(PyObject* a) { return PyNumber_Positive(a); }
PyObject* spyrt_int_invert(PyObject* a) { return PyNumber_Invert(a); }
PyObject* spyrt_int_abs(PyObject* a) { return PyNumber_Absolute(a); }
PyObject* spyrt_int_compare(PyObject* a, PyObject* b, int64_t op) { return spyrt_obj_compare_bool(a, b, op); }
PyObject* spyrt_int_truth(PyObject* a) { return BoolOf(PyObject_IsTrue(a)); }
PyObject* spyrt_int_to_float(PyObject* a) { return PyNumber_Float(a); }

// min(a, b) and max(a, b) keep the first of two equal values.
PyObject* spyrt_int_min(PyObject* a, PyObject* b) {
  int less = PyObject_RichCompareBool(b, a, Py_LT);
  return less < 0 ? nullptr : NewRef(less ? b : a);
}
PyObject* spyrt_int_max(PyObject* a, PyObject* b) {
  int greater = PyObject_RichCompareBool(b, a, Py_GT);
  return greater < 0 ? nullptr : NewRef(greater ? b : a);
}

}  // extern "C"
