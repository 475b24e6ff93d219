// Fast helpers: exact lists, tuples, dicts and sets by direct layout.
#include "runtime/src/internal.h"

#define FAST __attribute__((always_inline))

namespace {

// The element's place, or null: negative indices count from the end.
SPYRT_INLINE PyObject** ElementOf(PyObject* list, int64_t i) {
  ListLayout* layout = As<ListLayout>(list);
  int64_t size = layout->head.size;
  if (__builtin_expect(i < 0, 0)) i += size;
  if (__builtin_expect(static_cast<uint64_t>(i) >= static_cast<uint64_t>(size), 0)) return nullptr;
  return layout->items + i;
}

SPYRT_COLD int32_t AppendSlow(PyObject* list, PyObject* v) { return PyList_Append(list, v); }

}  // namespace

extern "C" {

FAST int64_t spyrt_fast_list_len(PyObject* list) { return As<VarHead>(list)->size; }

FAST PyObject* spyrt_fast_list_item_borrowed(PyObject* list, int64_t i) {
  PyObject** element = ElementOf(list, i);
  return element == nullptr ? nullptr : *element;
}

FAST PyObject* spyrt_fast_list_item(PyObject* list, int64_t i) {
  PyObject** element = ElementOf(list, i);
  return element == nullptr ? nullptr : NewRef(*element);
}

FAST SpyInt spyrt_fast_list_item_int(PyObject* list, int64_t i) {
  PyObject** element = ElementOf(list, i);
  if (__builtin_expect(element == nullptr, 0)) return {0, 1};
  return spyrt_fast_int_of(*element);
}

FAST SpyFloat spyrt_fast_list_item_float(PyObject* list, int64_t i) {
  PyObject** element = ElementOf(list, i);
  if (__builtin_expect(element == nullptr, 0)) return {0, 1};
  return spyrt_fast_float_of(*element);
}

FAST SpyInt spyrt_fast_list_item_bool(PyObject* list, int64_t i) {
  PyObject** element = ElementOf(list, i);
  if (__builtin_expect(element == nullptr, 0)) return {0, 1};
  return spyrt_fast_bool_of(*element);
}

FAST int32_t spyrt_fast_list_set_owned(PyObject* list, int64_t i, PyObject* v) {
  PyObject** element = ElementOf(list, i);
  if (__builtin_expect(element == nullptr, 0)) {
    spyrt_fast_release(v);
    return 1;
  }
  PyObject* old = *element;
  *element = v;
  spyrt_fast_release(old);
  return 0;
}

FAST int32_t spyrt_fast_list_set(PyObject* list, int64_t i, PyObject* v) {
  Incref(v);
  return spyrt_fast_list_set_owned(list, i, v);
}

FAST int32_t spyrt_fast_list_append_moved(PyObject* list, PyObject* v) {
  ListLayout* layout = As<ListLayout>(list);
  if (__builtin_expect(layout->head.size < layout->allocated, 1)) {
    layout->items[layout->head.size++] = v;
    return 0;
  }
  int32_t status = AppendSlow(list, v);
  if (__builtin_expect(status == 0, 1)) spyrt_fast_release(v);
  return status;
}

FAST int32_t spyrt_fast_list_append_owned(PyObject* list, PyObject* v) {
  ListLayout* layout = As<ListLayout>(list);
  if (__builtin_expect(layout->head.size < layout->allocated, 1)) {
    layout->items[layout->head.size++] = v;
    return 0;
  }
  int32_t status = AppendSlow(list, v);
  spyrt_fast_release(v);
  return status;
}

FAST int32_t spyrt_fast_list_append(PyObject* list, PyObject* v) {
  Incref(v);
  return spyrt_fast_list_append_owned(list, v);
}

// While the list is longer than half of its buffer the buffer stays, as in list_resize of Objects/listobject.c.
FAST PyObject* spyrt_fast_list_pop(PyObject* list) {
  ListLayout* layout = As<ListLayout>(list);
  int64_t size = layout->head.size;
  if (__builtin_expect(size == 0, 0)) return nullptr;
  PyObject* last = layout->items[size - 1];
  if (__builtin_expect(size - 1 >= layout->allocated >> 1, 1)) {
    layout->head.size = size - 1;
    return last;
  }
  Incref(last);
  if (PyList_SetSlice(list, size - 1, size, nullptr) < 0) {
    PyErr_Clear();
    layout->head.size = size - 1;
    Decref(last);
  }
  return last;
}

FAST int64_t spyrt_fast_tuple_len(PyObject* tuple) { return As<VarHead>(tuple)->size; }

FAST PyObject* spyrt_fast_tuple_item_borrowed(PyObject* tuple, int64_t i) {
  TupleLayout* layout = As<TupleLayout>(tuple);
  int64_t size = layout->head.size;
  if (i < 0) i += size;
  if (__builtin_expect(static_cast<uint64_t>(i) >= static_cast<uint64_t>(size), 0)) return nullptr;
  return layout->items[i];
}

FAST PyObject* spyrt_fast_tuple_item(PyObject* tuple, int64_t i) {
  PyObject* item = spyrt_fast_tuple_item_borrowed(tuple, i);
  return XNewRef(item);
}

PyObject* spyrt_fast_tuple_new(PyObject* const* items, int64_t count) {
  PyObject* tuple = PyTuple_New(count);
  for (int64_t i = 0; i < count; ++i) {
    if (tuple == nullptr) {
      Decref(items[i]);
    } else {
      As<TupleLayout>(tuple)->items[i] = items[i];
    }
  }
  return tuple;
}

PyObject* spyrt_fast_dict_item(PyObject* dict, PyObject* k) {
  PyObject* value = PyDict_GetItemWithError(dict, k);
  if (__builtin_expect(value != nullptr, 1)) return NewRef(value);
  if (!PyErr_Occurred()) _PyErr_SetKeyError(k);
  return nullptr;
}

int32_t spyrt_fast_dict_set(PyObject* dict, PyObject* k, PyObject* v) { return PyDict_SetItem(dict, k, v); }
int32_t spyrt_fast_dict_contains(PyObject* dict, PyObject* k) { return PyDict_Contains(dict, k); }
int64_t spyrt_fast_dict_len(PyObject* dict) { return PyDict_Size(dict); }
int32_t spyrt_fast_set_contains(PyObject* set, PyObject* v) { return PySequence_Contains(set, v); }
int64_t spyrt_fast_set_len(PyObject* set) { return PySet_Size(set); }

}  // extern "C"
