// int: generic lowerings. Operands are whatever arrived in an int's place: ints of any size, bools, subclasses.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_int_promote(PyObject* v) { return NewRef(v); }
PyObject* spyrt_int_promote_exact(PyObject* v) { return NewRef(v); }

PyObject* spyrt_int_add(PyObject* a, PyObject* b) { return PyNumber_Add(a, b); }
PyObject* spyrt_int_sub(PyObject* a, PyObject* b) { return PyNumber_Subtract(a, b); }
PyObject* spyrt_int_mul(PyObject* a, PyObject* b) { return PyNumber_Multiply(a, b); }
PyObject* spyrt_int_floordiv(PyObject* a, PyObject* b) { return PyNumber_FloorDivide(a, b); }
PyObject* spyrt_int_mod(PyObject* a, PyObject* b) { return PyNumber_Remainder(a, b); }
PyObject* spyrt_int_truediv(PyObject* a, PyObject* b) { return PyNumber_TrueDivide(a, b); }
PyObject* spyrt_int_pow(PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }
PyObject* spyrt_int_and(PyObject* a, PyObject* b) { return PyNumber_And(a, b); }
PyObject* spyrt_int_or(PyObject* a, PyObject* b) { return PyNumber_Or(a, b); }
PyObject* spyrt_int_xor(PyObject* a, PyObject* b) { return PyNumber_Xor(a, b); }
PyObject* spyrt_int_shl(PyObject* a, PyObject* b) { return PyNumber_Lshift(a, b); }
PyObject* spyrt_int_shr(PyObject* a, PyObject* b) { return PyNumber_Rshift(a, b); }
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
