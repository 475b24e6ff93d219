// tuple: generic lowerings.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_tuple_new(PyObject* const* items, int64_t count) {
  PyObject* tuple = PyTuple_New(count);
  if (tuple == nullptr) return nullptr;
  if (__builtin_expect(!spyrt_layout_ok, 0)) {
    for (int64_t i = 0; i < count; ++i) PyTuple_SetItem(tuple, i, NewRef(items[i]));
    return tuple;
  }
  PyObject** to = As<TupleLayout>(tuple)->items;
  for (int64_t i = 0; i < count; ++i) to[i] = NewRef(items[i]);
  return tuple;
}

PyObject* spyrt_tuple_item(PyObject* a, int64_t i) {
  if (PyTuple_CheckExact(a) && i >= 0 && i < PyTuple_Size(a)) return NewRef(PyTuple_GetItem(a, i));
  Owned index(PyLong_FromLongLong(i));
  return index ? PyObject_GetItem(a, index.get()) : nullptr;
}

// What a for loop over a tuple walks by index: a subclass may have a length, items or an iterator of its own.
PyObject* spyrt_tuple_iterable(PyObject* a) {
  if (PyTuple_CheckExact(a)) return NewRef(a);
  if (PyType_GetSlot(TypeOf(a), Py_tp_iter) != PyType_GetSlot(&PyTuple_Type, Py_tp_iter)) return PySequence_Tuple(a);
  return PyTuple_GetSlice(a, 0, PyTuple_Size(a));
}

PyObject* spyrt_tuple_len(PyObject* a) { return spyrt_obj_len(a); }
PyObject* spyrt_tuple_item_at(PyObject* a, PyObject* i) { return PyObject_GetItem(a, i); }

}  // extern "C"
