// bool: generic lowerings.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_bool_promote(PyObject* v) { return NewRef(v); }

PyObject* spyrt_bool_not(PyObject* a) {
  int truth = PyObject_IsTrue(a);
  return truth < 0 ? nullptr : NewBool(truth == 0);
}

PyObject* spyrt_bool_compare(PyObject* a, PyObject* b, int64_t op) { return spyrt_obj_compare_bool(a, b, op); }

}  // extern "C"
