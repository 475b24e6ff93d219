// Cells of captured variables: CPython's own cell objects, so that the collector sees cycles through closures.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_cell_new(PyObject* v) { return PyCell_New(v); }
PyObject* spyrt_cell_get(PyObject* c) { return PyCell_Get(c); }
PyObject* spyrt_cell_set(PyObject* c, PyObject* v) { return NoneOf(PyCell_Set(c, v)); }

}  // extern "C"
