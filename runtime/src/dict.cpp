// dict: generic lowerings. Subclasses (defaultdict, Counter, OrderedDict) keep their own methods.
#include "runtime/src/internal.h"

namespace {
PyObject* get_name = nullptr;
}  // namespace

extern "C" {

PyObject* spyrt_dict_new(PyObject* const* pairs, int64_t count) {
  Owned dict(PyDict_New());
  if (!dict) return nullptr;
  for (int64_t i = 0; i + 1 < count; i += 2) {
    if (PyDict_SetItem(dict.get(), pairs[i], pairs[i + 1]) < 0) return nullptr;
  }
  return dict.Release();
}

PyObject* spyrt_dict_get_item(PyObject* d, PyObject* k) {
  if (!PyDict_CheckExact(d)) return PyObject_GetItem(d, k);
  PyObject* value = PyDict_GetItemWithError(d, k);
  if (value != nullptr) return NewRef(value);
  if (!PyErr_Occurred()) _PyErr_SetKeyError(k);
  return nullptr;
}

PyObject* spyrt_dict_set_item(PyObject* d, PyObject* k, PyObject* v) {
  return NoneOf(PyDict_CheckExact(d) ? PyDict_SetItem(d, k, v) : PyObject_SetItem(d, k, v));
}

PyObject* spyrt_dict_get(PyObject* d, PyObject* k, PyObject* fallback) {
  if (PyDict_CheckExact(d)) {
    PyObject* value = PyDict_GetItemWithError(d, k);
    if (value == nullptr && PyErr_Occurred()) return nullptr;
    return NewRef(value == nullptr ? fallback : value);
  }
  PyObject* name = spyrt_intern(&get_name, "get");
  if (name == nullptr) return nullptr;
  PyObject* args[3] = {d, k, fallback};
  return PyObject_VectorcallMethod(name, args, 3, nullptr);
}

PyObject* spyrt_dict_contains(PyObject* d, PyObject* k) { return BoolOf(PySequence_Contains(d, k)); }
PyObject* spyrt_dict_len(PyObject* d) { return spyrt_obj_len(d); }

// DICT_UPDATE of Python/ceval.c.
PyObject* spyrt_dict_merge(PyObject* d, PyObject* other) {
  if (PyDict_Update(d, other) == 0) return NewNone();
  if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", TypeNameOf(other));
  }
  return nullptr;
}

}  // extern "C"
