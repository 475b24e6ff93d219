// dict: generic lowerings. Subclasses (defaultdict, Counter, OrderedDict) keep their own methods.
#include "runtime/src/internal.h"

namespace {
PyObject* get_name = nullptr;

// How messages about calls name a function: with its module, unless that is builtins.
PyObject* FunctionText(PyObject* f) {
  Owned qualname(PyObject_GetAttrString(f, "__qualname__"));
  if (!qualname) {
    PyErr_Clear();
    return PyObject_Str(f);
  }
  Owned module(PyObject_GetAttrString(f, "__module__"));
  if (!module) PyErr_Clear();
  bool shown = module && module.get() != Py_None &&
               !(PyUnicode_Check(module.get()) && PyUnicode_CompareWithASCIIString(module.get(), "builtins") == 0);
  return shown ? PyUnicode_FromFormat("%S.%S()", module.get(), qualname.get())
               : PyUnicode_FromFormat("%S()", qualname.get());
}

}  // namespace

extern "C" {

PyObject* spyrt_dict_new(PyObject* const* pairs, int64_t count) {
  Owned dict(PyDict_New());
  if (!dict) return nullptr;
  for (int64_t i = 0; i + 1 < count; i += 2) {
    if (PyDict_SetItem(dict.get(), pairs[i], pairs[i + 1]) < 0) return nullptr;
  }
  return dict.Release();
}

PyObject* spyrt_dict_get_item(PyObject* d, PyObject* k) {
  if (!PyDict_CheckExact(d)) return PyObject_GetItem(d, k);
  PyObject* value = PyDict_GetItemWithError(d, k);
  if (value != nullptr) return NewRef(value);
  if (!PyErr_Occurred()) _PyErr_SetKeyError(k);
  return nullptr;
}

PyObject* spyrt_dict_set_item(PyObject* d, PyObject* k, PyObject* v) {
  return NoneOf(PyDict_CheckExact(d) ? PyDict_SetItem(d, k, v) : PyObject_SetItem(d, k, v));
}

PyObject* spyrt_dict_get(PyObject* d, PyObject* k, PyObject* fallback) {
  if (PyDict_CheckExact(d)) {
    PyObject* value = PyDict_GetItemWithError(d, k);
    if (value == nullptr && PyErr_Occurred()) return nullptr;
    return NewRef(value == nullptr ? fallback : value);
  }
  PyObject* name = spyrt_intern(&get_name, "get");
  if (name == nullptr) return nullptr;
  PyObject* args[3] = {d, k, fallback};
  return PyObject_VectorcallMethod(name, args, 3, nullptr);
}

PyObject* spyrt_dict_contains(PyObject* d, PyObject* k) { return BoolOf(PySequence_Contains(d, k)); }
PyObject* spyrt_dict_len(PyObject* d) { return spyrt_obj_len(d); }

// DICT_UPDATE of Python/ceval.c.
PyObject* spyrt_dict_merge(PyObject* d, PyObject* other, int64_t is_call) {
  int status = is_call ? _PyDict_MergeEx(d, other, 2) : PyDict_Update(d, other);
  if (status == 0) return NewNone();
  if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", TypeNameOf(other));
  }
  return nullptr;
}

// DICT_MERGE of Python/ceval.c.
PyObject* spyrt_call_keywords(PyObject* d, PyObject* other, PyObject* f) {
  if (_PyDict_MergeEx(d, other, 2) == 0) return NewNone();
  if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
    Owned name(FunctionText(f));
    if (name)
      PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s", name.get(),
                   TypeNameOf(other));
    return nullptr;
  }
  if (!PyErr_ExceptionMatches(PyExc_KeyError)) return nullptr;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  Owned type_owner(type), value_owner(value), traceback_owner(traceback);
  Owned args(PyObject_GetAttrString(value, "args"));
  PyObject* key = args && PyTuple_Size(args.get()) == 1 ? PyTuple_GetItem(args.get(), 0) : nullptr;
  Owned name(key != nullptr && PyUnicode_Check(key) ? FunctionText(f) : nullptr);
  if (name) {
    PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name.get(), key);
  } else if (!PyErr_Occurred()) {
    PyErr_Restore(type_owner.Release(), value_owner.Release(), traceback_owner.Release());
  }
  return nullptr;
}

}  // extern "C"
