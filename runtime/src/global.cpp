// Module variables. SpyGlobal.value is the storage that compiled code reads; every write goes to the module's __dict__
// too, where Python reads. (Python cannot write there by attribute: the module is sealed.)
#include "runtime/src/internal.h"

namespace {
PyObject* NameOf(SpyGlobal* global) { return ConstOf(global->module, global->name); }
}  // namespace

extern "C" {

PyObject* spyrt_global_get(SpyGlobal* global) {
  if (__builtin_expect(global->value != nullptr, 1)) return NewRef(global->value);
  return spyrt_builtin(NameOf(global));  // an unset variable may shadow a built-in; else NameError
}

PyObject* spyrt_global_member(SpyGlobal* global) {
  if (__builtin_expect(global->value != nullptr, 1)) return NewRef(global->value);
  PyObject *module = global->module->object, *name = NameOf(global);
  if (module != nullptr) return PyObject_GetAttr(module, name);  // raises: it is not there, or not yet
  PyErr_Format(PyExc_AttributeError, "module '%s' has no attribute '%U'", global->module->name, name);
  return nullptr;
}

PyObject* spyrt_global_set(PyObject* v, SpyGlobal* global) {
  if (PyDict_SetItem(global->module->dict, NameOf(global), v) < 0) return nullptr;
  Assign(&global->value, NewRef(v));
  return NewNone();
}

PyObject* spyrt_global_del(SpyGlobal* global) {
  if (global->value == nullptr) {
    return spyrt_name_error(NameOf(global));
  }
  if (PyDict_DelItem(global->module->dict, NameOf(global)) < 0) PyErr_Clear();
  Assign(&global->value, nullptr);
  return NewNone();
}

}  // extern "C"
