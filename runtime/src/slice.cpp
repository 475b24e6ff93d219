// Slices: slice.new, and obj.slice, which makes the slice object only for what might look at it.
#include "runtime/src/internal.h"

namespace {

// As PySlice_AdjustIndices does for a step of one.
int64_t Clamped(int64_t bound, int64_t length) {
  if (bound < 0) bound += length;
  return bound < 0 ? 0 : (bound > length ? length : bound);
}

// The slice of an exact str, list, tuple or bytes; null without exception: of another type.
PyObject* SliceOfBuiltin(PyObject* o, int64_t start, int64_t stop, int64_t written) {
  int64_t length = As<VarHead>(o)->size;  // where strs have it, too
  start = (written & 1) != 0 ? Clamped(start, length) : 0;
  stop = (written & 2) != 0 ? Clamped(stop, length) : length;
  if (stop < start) stop = start;
  if (IsExact(o, &PyUnicode_Type)) return PyUnicode_Substring(o, start, stop);
  if (IsExact(o, &PyList_Type)) return PyList_GetSlice(o, start, stop);
  if (IsExact(o, &PyTuple_Type)) return PyTuple_GetSlice(o, start, stop);
  if (!IsExact(o, &PyBytes_Type)) return nullptr;
  if (stop - start == length) return NewRef(o);
  return PyBytes_FromStringAndSize(PyBytes_AsString(o) + start, stop - start);
}

bool IsSliced(PyObject* o) {
  PyTypeObject* type = TypeOf(o);
  return type == &PyUnicode_Type || type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type;
}

}  // namespace

extern "C" {

PyObject* spyrt_slice_new(PyObject* start, PyObject* stop, PyObject* step) { return PySlice_New(start, stop, step); }

PyObject* spyrt_obj_slice(PyObject* o, PyObject* start, PyObject* stop, int64_t written) {
  Owned slice(PySlice_New((written & 1) != 0 ? start : Py_None, (written & 2) != 0 ? stop : Py_None, Py_None));
  return slice ? PyObject_GetItem(o, slice.get()) : nullptr;
}

PyObject* spyrt_fast_slice(PyObject* o, int64_t start, int64_t stop, int64_t written) {
  if (__builtin_expect(IsSliced(o), 1)) return SliceOfBuiltin(o, start, stop, written);
  Owned first(PyLong_FromLongLong(start)), last(PyLong_FromLongLong(stop));
  return first && last ? spyrt_obj_slice(o, first.get(), last.get(), written) : nullptr;
}

}  // extern "C"
