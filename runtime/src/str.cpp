// str: generic lowerings; subclasses keep their own methods.
#include "runtime/src/internal.h"

namespace {
PyObject* empty_text = nullptr;
PyObject* ord_function = nullptr;
}  // namespace

extern "C" {

PyObject* spyrt_str_join(PyObject* const* parts, int64_t count) {
  PyObject* separator = spyrt_intern(&empty_text, "");
  return separator == nullptr ? nullptr : _PyUnicode_JoinArray(separator, parts, count);
}

PyObject* spyrt_str_concat(PyObject* a, PyObject* b) { return PyNumber_Add(a, b); }
PyObject* spyrt_str_len(PyObject* a) { return spyrt_obj_len(a); }
PyObject* spyrt_str_item(PyObject* a, PyObject* i) { return PyObject_GetItem(a, i); }
PyObject* spyrt_str_compare(PyObject* a, PyObject* b, int64_t op) { return spyrt_obj_compare_bool(a, b, op); }
PyObject* spyrt_str_truth(PyObject* a) { return BoolOf(PyObject_IsTrue(a)); }

PyObject* spyrt_str_ord(PyObject* a) {
  PyObject* function = spyrt_cached_attribute(&ord_function, "builtins", "ord");
  return function == nullptr ? nullptr : PyObject_CallOneArg(function, a);
}

}  // extern "C"
