// list: generic lowerings. A subclass may override any method, so only exact lists take the direct functions.
#include "runtime/src/internal.h"

namespace {

PyObject* append_name = nullptr;
PyObject* pop_name = nullptr;
PyObject* extend_name = nullptr;
PyObject* getitem_name = nullptr;
PyObject* len_name = nullptr;
PyObject* reversed_name = nullptr;

PyObject* CallNamed(PyObject* self, PyObject** cache, const char* method, PyObject* argument) {
  PyObject* name = spyrt_intern(cache, method);
  if (name == nullptr) return nullptr;
  PyObject* args[2] = {self, argument};
  return PyObject_VectorcallMethod(name, args, argument == nullptr ? 1 : 2, nullptr);
}

PyObject* NoneAfter(PyObject* result) {
  if (result == nullptr) return nullptr;
  Decref(result);
  return NewNone();
}

bool Inherits(PyObject* self, PyObject** cache, const char* method) {
  PyObject* name = spyrt_intern(cache, method);
  if (name == nullptr) return false;
  return _PyType_Lookup(TypeOf(self), name) == _PyType_Lookup(&PyList_Type, name);
}

}  // namespace

extern "C" {

PyObject* spyrt_list_new(PyObject* const* items, int64_t count) {
  PyObject* list = PyList_New(count);
  if (list == nullptr) return nullptr;
  if (__builtin_expect(!spyrt_layout_ok, 0)) {
    for (int64_t i = 0; i < count; ++i) PyList_SetItem(list, i, NewRef(items[i]));
    return list;
  }
  PyObject** to = As<ListLayout>(list)->items;
  for (int64_t i = 0; i < count; ++i) to[i] = NewRef(items[i]);
  return list;
}

PyObject* spyrt_list_len(PyObject* a) { return spyrt_obj_len(a); }
PyObject* spyrt_list_item(PyObject* a, PyObject* i) {
  const SpyInt index = spyrt_layout_ok && PyList_CheckExact(a) ? spyrt_fast_int_of(i) : SpyInt{0, 1};
  PyObject* item = index.status == 0 ? spyrt_fast_list_item(a, index.value) : nullptr;
  return item != nullptr ? item : PyObject_GetItem(a, i);
}
PyObject* spyrt_list_set_item(PyObject* a, PyObject* i, PyObject* v) { return NoneOf(PyObject_SetItem(a, i, v)); }

PyObject* spyrt_list_append(PyObject* a, PyObject* v) {
  if (PyList_CheckExact(a)) return NoneOf(PyList_Append(a, v));
  return NoneAfter(CallNamed(a, &append_name, "append", v));
}

PyObject* spyrt_list_pop(PyObject* a) { return CallNamed(a, &pop_name, "pop", nullptr); }

// A for loop over a list walks it by index, and sees what is appended meanwhile. A subclass that inherits list's
// iterator, indexing and length is walked in the same way; any other is asked for its own items.
PyObject* spyrt_list_iterable(PyObject* a) {
  if (PyList_CheckExact(a)) return NewRef(a);
  bool plain = PyType_GetSlot(TypeOf(a), Py_tp_iter) == PyType_GetSlot(&PyList_Type, Py_tp_iter) &&
               Inherits(a, &getitem_name, "__getitem__") && Inherits(a, &len_name, "__len__");
  if (plain) return NewRef(a);
  return PySequence_List(a);
}

// The same for reversed(a): a subclass with its own __reversed__ gives its items now, turned round to be walked from
// the end.
PyObject* spyrt_list_reversible(PyObject* a) {
  if (PyList_CheckExact(a)) return NewRef(a);
  bool plain = Inherits(a, &reversed_name, "__reversed__") && Inherits(a, &getitem_name, "__getitem__") &&
               Inherits(a, &len_name, "__len__");
  if (plain) return NewRef(a);
  Owned backwards(PyObject_CallOneArg(reinterpret_cast<PyObject*>(&PyReversed_Type), a));
  Owned items(backwards ? PySequence_List(backwards.get()) : nullptr);
  if (!items || PyList_Reverse(items.get()) < 0) return nullptr;
  return items.Release();
}

PyObject* spyrt_list_extend(PyObject* a, PyObject* it) {
  return NoneAfter(PyList_CheckExact(a) ? _PyList_Extend(a, it) : CallNamed(a, &extend_name, "extend", it));
}

PyObject* spyrt_list_spread(PyObject* a, PyObject* it) {
  PyObject* done = _PyList_Extend(a, it);
  if (done == nullptr && PyErr_ExceptionMatches(PyExc_TypeError) && PyType_GetSlot(TypeOf(it), Py_tp_iter) == nullptr &&
      !PySequence_Check(it)) {
    PyErr_Clear();
    Owned name(PyType_GetName(TypeOf(it)));
    PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200S", name.get());
  }
  return NoneAfter(done);
}

PyObject* spyrt_list_repeat(PyObject* a, PyObject* n) { return PyNumber_Multiply(a, n); }
PyObject* spyrt_list_to_tuple(PyObject* a) { return PyList_CheckExact(a) ? PyList_AsTuple(a) : PySequence_Tuple(a); }

}  // extern "C"
