// Imports, as IMPORT_NAME and IMPORT_FROM of Python/ceval.c, and attributes that the runtime itself looks up once.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_intern(PyObject** cache, const char* text) {
  if (*cache == nullptr) *cache = PyUnicode_InternFromString(text);
  return *cache;
}

PyObject* spyrt_attribute(PyObject* object, PyObject** cache, const char* name) {
  PyObject* interned = spyrt_intern(cache, name);
  return interned == nullptr ? nullptr : PyObject_GetAttr(object, interned);
}

PyObject* spyrt_cached_attribute(PyObject** cache, const char* module, const char* name) {
  if (*cache != nullptr) return *cache;
  Owned imported(PyImport_ImportModule(module));
  if (imported) *cache = AttrOf(imported.get(), name);
  return *cache;
}

// `import a.b` binds the top package, `import a.b as m` and `from a.b import ...` the named module.
PyObject* spyrt_import_module(PyObject* name, int64_t top) {
  if (top) return PyImport_ImportModuleLevelObject(name, nullptr, nullptr, nullptr, 0);
  Owned from_list(PyTuple_New(1));
  if (!from_list) return nullptr;
  PyTuple_SetItem(from_list.get(), 0, PyUnicode_FromString("__name__"));
  return PyImport_ImportModuleLevelObject(name, nullptr, nullptr, from_list.get(), 0);
}

}  // extern "C"

namespace {

// The submodule in sys.modules, which a circular import may not have bound in its package yet; null without exception.
PyObject* FindSubmodule(PyObject* module_name, PyObject* name) {
  Owned full(PyUnicode_FromFormat("%U.%U", module_name, name));
  if (!full) return nullptr;
  return XNewRef(PyDict_GetItemWithError(PyImport_GetModuleDict(), full.get()));
}

// `from package import submodule` of a submodule not loaded yet: the import system's own handling of the names asked
// for (importlib._bootstrap._handle_fromlist). False with an exception if loading it fails.
bool LoadSubmodule(PyObject* module, PyObject* module_name, PyObject* name) {
  Owned path(AttrOf(module, "__path__"));
  if (!path) {
    PyErr_Clear();
    return true;
  }
  Owned from_list(PyTuple_New(1));
  if (!from_list) return false;
  PyTuple_SetItem(from_list.get(), 0, NewRef(name));
  Owned loaded(PyImport_ImportModuleLevelObject(module_name, nullptr, nullptr, from_list.get(), 0));
  return bool(loaded);
}

// Whether the module is still being imported, which changes the wording.
bool IsInitializing(PyObject* module) {
  Owned spec(AttrOf(module, "__spec__"));
  Owned flag(spec ? AttrOf(spec.get(), "_initializing") : nullptr);
  if (!flag) PyErr_Clear();
  return flag && PyObject_IsTrue(flag.get()) == 1;
}

PyObject* CannotImport(PyObject* module, PyObject* module_name, PyObject* name) {
  Owned file(PyModule_Check(module) ? PyModule_GetFilenameObject(module) : nullptr);
  if (!file) PyErr_Clear();
  Owned shown(module_name != nullptr ? NewRef(module_name) : PyUnicode_FromString("<unknown module name>"));
  if (!shown) return nullptr;
  Owned message;
  if (!file) {
    message.Reset(PyUnicode_FromFormat("cannot import name %R from %R (unknown location)", name, shown.get()));
  } else if (IsInitializing(module)) {
    message.Reset(PyUnicode_FromFormat(
        "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%S)", name,
        shown.get(), file.get()));
  } else {
    message.Reset(PyUnicode_FromFormat("cannot import name %R from %R (%S)", name, shown.get(), file.get()));
  }
  if (message) PyErr_SetImportError(message.get(), module_name, file.get());
  return nullptr;
}

}  // namespace

extern "C" PyObject* spyrt_import_from(PyObject* module, PyObject* name) {
  PyObject* found = PyObject_GetAttr(module, name);
  if (found != nullptr || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
  PyErr_Clear();
  Owned module_name(AttrOf(module, "__name__"));
  if (!module_name || !PyUnicode_Check(module_name.get())) {
    PyErr_Clear();
    return CannotImport(module, nullptr, name);
  }
  if (!LoadSubmodule(module, module_name.get(), name)) return nullptr;
  found = PyObject_GetAttr(module, name);
  if (found != nullptr || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
  PyErr_Clear();
  found = FindSubmodule(module_name.get(), name);
  if (found != nullptr || PyErr_Occurred()) return found;
  return CannotImport(module, module_name.get(), name);
}
