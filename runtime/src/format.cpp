// Formatting and unpacking: obj.format, obj.unpack, obj.unpack_star.
#include "runtime/src/number_text.h"

namespace {

PyObject* format_name = nullptr;

// unpack_iterable of Python/ceval.c: `before` items, and with a star the rest as a list and the last `after` items.
PyObject* NotIterable(PyObject* seq) {
  bool no_iter = PyErr_ExceptionMatches(PyExc_TypeError) && PyType_GetSlot(TypeOf(seq), Py_tp_iter) == nullptr &&
                 !PySequence_Check(seq);
  if (no_iter) PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object", TypeNameOf(seq));
  return nullptr;
}

// The first n items into the tuple; -1 with an exception, else how many there were.
int64_t TakeItems(PyObject* iterator, PyObject* tuple, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    PyObject* item = PyIter_Next(iterator);
    if (item == nullptr) return PyErr_Occurred() ? -1 : i;
    PyTuple_SetItem(tuple, i, item);
  }
  return n;
}

}  // namespace

extern "C" {

PyObject* spyrt_obj_format(PyObject* v, PyObject* spec) {
  bool is_number = IsExact(v, &PyLong_Type) || IsExact(v, &PyFloat_Type);
  if ((!is_number && !IsExact(v, &PyUnicode_Type)) || !PyUnicode_CheckExact(spec)) return PyObject_Format(v, spec);
  if (PyUnicode_GetLength(spec) == 0) return spyrt_obj_str(v);
  PyObject* text = spyrt_layout_ok ? spyrt_format_simple(v, spec) : nullptr;
  if (text != nullptr || PyErr_Occurred()) return text;
  PyObject* name = spyrt_intern(&format_name, "__format__");
  const PyMethodDef* method = name == nullptr ? nullptr : spyrt_builtin_method(v, name);
  return method != nullptr && method->ml_flags == METH_O ? method->ml_meth(v, spec) : PyObject_Format(v, spec);
}

PyObject* spyrt_obj_unpack(PyObject* seq, int64_t n) {
  if (PyTuple_CheckExact(seq) && PyTuple_Size(seq) == n) return NewRef(seq);
  if (PyList_CheckExact(seq) && PyList_Size(seq) == n) return PyList_AsTuple(seq);
  Owned iterator(PyObject_GetIter(seq));
  if (!iterator) return NotIterable(seq);
  Owned tuple(PyTuple_New(n));
  if (!tuple) return nullptr;
  int64_t found = TakeItems(iterator.get(), tuple.get(), n);
  if (found < 0) return nullptr;
  if (found < n) {
    PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %zd, got %zd)", static_cast<Py_ssize_t>(n),
                 static_cast<Py_ssize_t>(found));
    return nullptr;
  }
  Owned more(PyIter_Next(iterator.get()));
  if (more) {
    PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %zd)", static_cast<Py_ssize_t>(n));
    return nullptr;
  }
  return PyErr_Occurred() ? nullptr : tuple.Release();
}

PyObject* spyrt_obj_unpack_star(PyObject* seq, int64_t before, int64_t after) {
  Owned iterator(PyObject_GetIter(seq));
  if (!iterator) return NotIterable(seq);
  Owned tuple(PyTuple_New(before + 1 + after));
  if (!tuple) return nullptr;
  int64_t found = TakeItems(iterator.get(), tuple.get(), before);
  if (found < 0) return nullptr;
  Owned rest(found < before ? nullptr : PySequence_List(iterator.get()));
  if (found == before && !rest) return nullptr;
  Py_ssize_t size = rest ? PyList_Size(rest.get()) : 0;
  if (found < before || size < after) {
    PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected at least %zd, got %zd)",
                 static_cast<Py_ssize_t>(before + after), static_cast<Py_ssize_t>(found + size));
    return nullptr;
  }
  for (int64_t i = 0; i < after; ++i) {
    PyTuple_SetItem(tuple.get(), before + 1 + i, NewRef(PyList_GetItem(rest.get(), size - after + i)));
  }
  if (after > 0 && PyList_SetSlice(rest.get(), size - after, size, nullptr) < 0) return nullptr;
  PyTuple_SetItem(tuple.get(), before, rest.Release());
  return tuple.Release();
}

}  // extern "C"
