// set: generic lowerings.
#include "runtime/src/internal.h"

namespace {

PyObject* add_name = nullptr;
PyObject* update_name = nullptr;

PyObject* CallNamed(PyObject* self, PyObject** cache, const char* method, PyObject* argument) {
  PyObject* name = spyrt_intern(cache, method);
  if (name == nullptr) return nullptr;
  PyObject* args[2] = {self, argument};
  Owned result(PyObject_VectorcallMethod(name, args, 2, nullptr));
  return result ? NewNone() : nullptr;
}

}  // namespace

extern "C" {

PyObject* spyrt_set_new(PyObject* const* items, int64_t count) {
  Owned set(PySet_New(nullptr));
  if (!set) return nullptr;
  for (int64_t i = 0; i < count; ++i) {
    if (PySet_Add(set.get(), items[i]) < 0) return nullptr;
  }
  return set.Release();
}

PyObject* spyrt_set_add(PyObject* s, PyObject* v) {
  if (IsExact(s, &PySet_Type)) return NoneOf(PySet_Add(s, v));
  return CallNamed(s, &add_name, "add", v);
}

PyObject* spyrt_set_contains(PyObject* s, PyObject* v) { return BoolOf(PySequence_Contains(s, v)); }
PyObject* spyrt_set_len(PyObject* s) { return spyrt_obj_len(s); }
PyObject* spyrt_set_update(PyObject* s, PyObject* it) { return CallNamed(s, &update_name, "update", it); }

}  // extern "C"
