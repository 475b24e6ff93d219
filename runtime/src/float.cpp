// float: generic lowerings. Operands may be ints or bools in the place of promoted values, or subclasses.
#include "runtime/src/internal.h"

namespace {
PyObject* math_sqrt = nullptr;
}

extern "C" {

PyObject* spyrt_float_add(PyObject* a, PyObject* b) { return PyNumber_Add(a, b); }
PyObject* spyrt_float_sub(PyObject* a, PyObject* b) { return PyNumber_Subtract(a, b); }
PyObject* spyrt_float_mul(PyObject* a, PyObject* b) { return PyNumber_Multiply(a, b); }
PyObject* spyrt_float_div(PyObject* a, PyObject* b) { return PyNumber_TrueDivide(a, b); }
PyObject* spyrt_float_floordiv(PyObject* a, PyObject* b) { return PyNumber_FloorDivide(a, b); }
PyObject* spyrt_float_mod(PyObject* a, PyObject* b) { return PyNumber_Remainder(a, b); }
PyObject* spyrt_float_pow(PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }
PyObject* spyrt_float_neg(PyObject* a) { return PyNumber_Negative(a); }
PyObject* spyrt_float_pos(PyObject* a) { return PyNumber_Positive(a); }
PyObject* spyrt_float_abs(PyObject* a) { return PyNumber_Absolute(a); }

PyObject* spyrt_float_sqrt(PyObject* a) {
  PyObject* function = spyrt_cached_attribute(&math_sqrt, "math", "sqrt");
  return function == nullptr ? nullptr : PyObject_CallOneArg(function, a);
}

PyObject* spyrt_float_to_int(PyObject* a) { return PyNumber_Long(a); }
PyObject* spyrt_float_compare(PyObject* a, PyObject* b, int64_t op) { return spyrt_obj_compare_bool(a, b, op); }
PyObject* spyrt_float_truth(PyObject* a) { return BoolOf(PyObject_IsTrue(a)); }

}  // extern "C"
