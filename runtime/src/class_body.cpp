// The class statement while its body runs: class.prepare makes the namespace, class.set, class.get, class.del and
// class.method work on it, class.make (class.cpp, class_native.cpp) turns it into the class. As CPython's
// builtins.__build_class__ and types.new_class do.
#include "runtime/src/class_info.h"

namespace {

PyObject* ModuleName(const SpyModule* module) {
  PyObject* name = module->dict == nullptr ? nullptr : PyDict_GetItemString(module->dict, "__name__");
  return name != nullptr ? NewRef(name) : PyUnicode_FromString(module->name);
}

bool PutText(PyObject* space, const char* name, PyObject* value) {
  Owned owner(value);
  return value != nullptr && PyMapping_SetItemString(space, name, value) == 0;
}

// What the compiler of CPython stores before the first statement of the body.
bool Begin(PyObject* space, const SpyClass* cls) {
  if (!PutText(space, "__module__", ModuleName(cls->module))) return false;
  if (!PutText(space, "__qualname__", PyUnicode_FromString(cls->qualname))) return false;
  if (spyrt_version >= 313 && !PutText(space, "__firstlineno__", PyLong_FromLong(cls->first_line))) return false;
  return cls->doc < 0 || PutText(space, "__doc__", NewRef(ConstOf(cls->module, cls->doc)));
}

// A property half: `name` may have the other half already.
PyObject* AddToProperty(PyObject* space, PyObject* name, PyObject* function, const char* half) {
  PyObject* property = reinterpret_cast<PyObject*>(&PyProperty_Type);
  if (half == nullptr) return PyObject_CallOneArg(property, function);
  Owned before(PyObject_GetItem(space, name));
  return before ? PyObject_CallMethod(before.get(), half, "O", function) : nullptr;
}

PyObject* Wrap(PyObject* space, PyObject* name, PyObject* function) {
  switch (spyrt_function_kind(function)) {
    case kSpyStaticMethod:
      if (PyUnicode_CompareWithASCIIString(name, "__new__") == 0) return NewRef(function);
      return PyStaticMethod_New(function);
    case kSpyClassMethod:
      return PyClassMethod_New(function);
    case kSpyPropertyGetter:
      return AddToProperty(space, name, function, nullptr);
    case kSpyPropertySetter:
      return AddToProperty(space, name, function, "setter");
    case kSpyPropertyDeleter:
      return AddToProperty(space, name, function, "deleter");
    case kSpyFunction:
    case kSpyMethod:
    case kSpyLambda:
    case kSpyModuleBody:
    case kSpyThunk:
      return NewRef(function);
  }
  return nullptr;
}

// Class bodies look in their namespace, then in the module and the built-ins.
PyObject* FindOutside(PyObject* name, const SpyModule* module) {
  PyObject* found = PyDict_GetItemWithError(module->dict, name);
  if (found != nullptr) return NewRef(found);
  if (PyErr_Occurred()) return nullptr;
  Owned builtins(PyImport_ImportModule("builtins"));
  Owned value(builtins ? PyObject_GetAttr(builtins.get(), name) : nullptr);
  if (value || !PyErr_ExceptionMatches(PyExc_AttributeError)) return value.Release();
  PyErr_Clear();
  return spyrt_name_error(name);
}

}  // namespace

extern "C" {

// The state of the statement: (namespace, metaclass, bases, bases as written, keywords).
PyObject* spyrt_class_prepare(PyObject* kw, PyObject* const* bases, int64_t count, SpyClass* cls) {
  Owned written(spyrt_tuple_new(bases, count));
  Owned types(written ? PyImport_ImportModule("types") : nullptr);
  Owned resolved(types ? PyObject_CallMethod(types.get(), "resolve_bases", "(O)", written.get()) : nullptr);
  Owned keywords(kw == nullptr || kw == Py_None ? PyDict_New() : PyDict_Copy(kw));
  if (!resolved || !keywords) return nullptr;
  Owned prepared(PyObject_CallMethod(types.get(), "prepare_class", "sOO", cls->name, resolved.get(), keywords.get()));
  if (!prepared) return nullptr;
  PyObject* space = PyTuple_GetItem(prepared.get(), 1);
  if (!Begin(space, cls)) return nullptr;
  return PyTuple_Pack(5, space, PyTuple_GetItem(prepared.get(), 0), resolved.get(), written.get(),
                      PyTuple_GetItem(prepared.get(), 2));
}

PyObject* spyrt_class_set(PyObject* state, PyObject* v, PyObject* name) {
  return NoneOf(PyObject_SetItem(PyTuple_GetItem(state, kClassSpace), name, v));
}

PyObject* spyrt_class_method(PyObject* state, PyObject* f, PyObject* name) {
  PyObject* space = PyTuple_GetItem(state, kClassSpace);
  Owned value(Wrap(space, name, f));
  return value ? NoneOf(PyObject_SetItem(space, name, value.get())) : nullptr;
}

PyObject* spyrt_class_get(PyObject* state, SpyClass* cls, PyObject* name) {
  Owned value(PyObject_GetItem(PyTuple_GetItem(state, kClassSpace), name));
  if (value || !PyErr_ExceptionMatches(PyExc_KeyError)) return value.Release();
  PyErr_Clear();
  return FindOutside(name, cls->module);
}

PyObject* spyrt_class_del(PyObject* state, PyObject* name) {
  if (PyObject_DelItem(PyTuple_GetItem(state, kClassSpace), name) == 0) return NewNone();
  if (!PyErr_ExceptionMatches(PyExc_KeyError)) return nullptr;
  PyErr_Clear();
  return spyrt_name_error(name);
}

}  // extern "C"
