// str: generic lowerings; subclasses keep their own methods.
#include "runtime/src/internal.h"

namespace {
PyObject* empty_text = nullptr;
PyObject* ord_function = nullptr;

// Of all parts together; -1 if some part is not ASCII, or there are too many characters.
int64_t AsciiLength(PyObject* const* parts, int64_t count) {
  int64_t length = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (!StrIsAscii(parts[i]) || __builtin_add_overflow(length, As<StrLayout>(parts[i])->length, &length)) return -1;
  }
  return length;
}

PyObject* JoinAscii(PyObject* const* parts, int64_t count, int64_t length) {
  PyObject* text = PyUnicode_New(length, 127);
  if (text == nullptr || length == 0) return text;
  char* to = StrData(text);
  for (int64_t i = 0; i < count; ++i) {
    int64_t size = As<StrLayout>(parts[i])->length;
    __builtin_memcpy(to, StrData(parts[i]), static_cast<size_t>(size));
    to += size;
  }
  return text;
}
}  // namespace

extern "C" {

PyObject* spyrt_str_join(PyObject* const* parts, int64_t count) {
  if (spyrt_layout_ok && count > 1) {  // a lone part is the result
    int64_t length = AsciiLength(parts, count);
    if (length >= 0) return JoinAscii(parts, count, length);
  }
  PyObject* separator = spyrt_intern(&empty_text, "");
  return separator == nullptr ? nullptr : _PyUnicode_JoinArray(separator, parts, count);
}

// As spyrt_tuple_iterable. The loop's variable is a `str` of one character: what else an own iterator gives is refused.
PyObject* spyrt_str_iterable(PyObject* a) {
  if (PyUnicode_CheckExact(a)) return NewRef(a);
  if (PyType_GetSlot(TypeOf(a), Py_tp_iter) == PyType_GetSlot(&PyUnicode_Type, Py_tp_iter))
    return PyUnicode_FromObject(a);
  Owned items(PySequence_Tuple(a));
  if (!items) return nullptr;
  for (Py_ssize_t i = 0; i < PyTuple_Size(items.get()); ++i) {
    PyObject* item = PyTuple_GetItem(items.get(), i);
    if (PyUnicode_CheckExact(item) && PyUnicode_GetLength(item) == 1) continue;
    PyErr_Format(PyExc_TypeError, "iterating over '%.100s' as a str must give characters, not %R", TypeNameOf(a), item);
    return nullptr;
  }
  Owned none(PyUnicode_New(0, 0));
  return none ? PyUnicode_Join(none.get(), items.get()) : nullptr;
}

PyObject* spyrt_str_concat(PyObject* a, PyObject* b) { return PyNumber_Add(a, b); }
PyObject* spyrt_str_len(PyObject* a) { return spyrt_obj_len(a); }
PyObject* spyrt_str_item(PyObject* a, PyObject* i) {
  const SpyInt index = spyrt_layout_ok && IsExact(a, &PyUnicode_Type) ? spyrt_fast_int_of(i) : SpyInt{0, 1};
  PyObject* item = index.status == 0 ? spyrt_fast_str_item(a, index.value) : nullptr;
  return item != nullptr ? item : PyObject_GetItem(a, i);
}
PyObject* spyrt_str_compare(PyObject* a, PyObject* b, int64_t op) { return spyrt_obj_compare_bool(a, b, op); }
PyObject* spyrt_str_truth(PyObject* a) { return BoolOf(PyObject_IsTrue(a)); }

PyObject* spyrt_str_ord(PyObject* a) {
  const SpyInt code = spyrt_layout_ok && IsExact(a, &PyUnicode_Type) ? spyrt_fast_str_ord(a) : SpyInt{0, 1};
  if (code.status == 0) return spyrt_fast_box_int(code.value);
  PyObject* function = spyrt_cached_attribute(&ord_function, "builtins", "ord");
  return function == nullptr ? nullptr : PyObject_CallOneArg(function, a);
}

}  // extern "C"
