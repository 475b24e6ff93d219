// Patterns of match: what CPython's MATCH_SEQUENCE, MATCH_MAPPING, MATCH_KEYS and MATCH_CLASS do, with their wording.
#include "runtime/src/internal.h"

namespace {

PyObject* match_args_name = nullptr;

constexpr unsigned long kSequenceFlag = 1UL << 5, kMappingFlag = 1UL << 6, kMatchSelfFlag = 1UL << 22;

// Remembers a key or name; -1 with an exception, 1 if it has been seen before.
int Remember(PyObject* seen, PyObject* item) {
  int known = PySet_Contains(seen, item);
  return known != 0 ? known : PySet_Add(seen, item);
}

// The attribute, or null: without an exception if there is none of that name.
PyObject* AttributeOf(PyObject* v, PyTypeObject* type, PyObject* name, PyObject* seen) {
  int known = Remember(seen, name);
  if (known > 0) PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R", TypeName(type), name);
  if (known != 0) return nullptr;
  PyObject* value = PyObject_GetAttr(v, name);
  if (value == nullptr && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
  return value;
}

// type.__match_args__: a tuple; null with an exception. `*takes_self`: there is none, and the value itself is meant.
PyObject* MatchArgsOf(PyTypeObject* type, bool* takes_self) {
  PyObject* name = spyrt_intern(&match_args_name, "__match_args__");
  PyObject* args = name == nullptr ? nullptr : PyObject_GetAttr(reinterpret_cast<PyObject*>(type), name);
  if (args == nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return nullptr;
    PyErr_Clear();
    *takes_self = (PyType_GetFlags(type) & kMatchSelfFlag) != 0;
    return PyTuple_New(0);
  }
  if (PyTuple_CheckExact(args)) return args;
  PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", TypeName(type), TypeNameOf(args));
  Decref(args);
  return nullptr;
}

// Appends what the positional sub-patterns are held against; 1 done, 0 no match, -1 exception.
int AddPositional(PyObject* v, PyTypeObject* type, int64_t count, PyObject* attributes, PyObject* seen) {
  bool takes_self = false;
  Owned args(MatchArgsOf(type, &takes_self));
  if (!args) return -1;
  int64_t allowed = takes_self ? 1 : PyTuple_Size(args.get());
  if (allowed < count) {
    PyErr_Format(PyExc_TypeError, "%s() accepts %d positional sub-pattern%s (%d given)", TypeName(type),
                 static_cast<int>(allowed), allowed == 1 ? "" : "s", static_cast<int>(count));
    return -1;
  }
  if (takes_self) return PyList_Append(attributes, v) < 0 ? -1 : 1;
  for (int64_t i = 0; i < count; ++i) {
    PyObject* name = PyTuple_GetItem(args.get(), i);
    if (!PyUnicode_CheckExact(name)) {
      PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)", TypeNameOf(name));
      return -1;
    }
    Owned value(AttributeOf(v, type, name, seen));
    if (!value) return PyErr_Occurred() ? -1 : 0;
    if (PyList_Append(attributes, value.get()) < 0) return -1;
  }
  return 1;
}

int AddNamed(PyObject* v, PyTypeObject* type, PyObject* names, PyObject* attributes, PyObject* seen) {
  for (Py_ssize_t i = 0; i < PyTuple_Size(names); ++i) {
    Owned value(AttributeOf(v, type, PyTuple_GetItem(names, i), seen));
    if (!value) return PyErr_Occurred() ? -1 : 0;
    if (PyList_Append(attributes, value.get()) < 0) return -1;
  }
  return 1;
}

}  // namespace

extern "C" {

PyObject* spyrt_match_sequence(PyObject* v) { return NewBool((PyType_GetFlags(TypeOf(v)) & kSequenceFlag) != 0); }
PyObject* spyrt_match_mapping(PyObject* v) { return NewBool((PyType_GetFlags(TypeOf(v)) & kMappingFlag) != 0); }

// By the mapping's own get, with a default that is nothing else: __missing__ is not asked.
PyObject* spyrt_match_keys(PyObject* v, PyObject* keys) {
  Py_ssize_t count = PyTuple_Size(keys);
  Owned values(PyTuple_New(count)), seen(PySet_New(nullptr));
  Owned missing(PyObject_CallNoArgs(reinterpret_cast<PyObject*>(&PyBaseObject_Type)));
  if (!values || !seen || !missing || count == 0) return values.Release();
  Owned get(AttrOf(v, "get"));
  if (!get) return nullptr;
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* key = PyTuple_GetItem(keys, i);
    int known = Remember(seen.get(), key);
    if (known > 0) PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
    if (known != 0) return nullptr;
    PyObject* arguments[] = {key, missing.get()};
    PyObject* value = PyObject_Vectorcall(get.get(), arguments, 2, nullptr);
    if (value == nullptr) return nullptr;
    if (value == missing.get()) {
      Decref(value);
      return nullptr;
    }
    PyTuple_SetItem(values.get(), i, value);
  }
  return values.Release();
}

PyObject* spyrt_match_class(PyObject* v, PyObject* cls, int64_t positional, PyObject* names) {
  if (!PyType_Check(cls)) {
    PyErr_Format(PyExc_TypeError, "called match pattern must be a %s", spyrt_version == 311 ? "type" : "class");
    return nullptr;
  }
  auto* type = reinterpret_cast<PyTypeObject*>(cls);
  if (PyObject_IsInstance(v, cls) <= 0) return nullptr;
  Owned attributes(PyList_New(0)), seen(PySet_New(nullptr));
  if (!attributes || !seen) return nullptr;
  if (positional > 0 && AddPositional(v, type, positional, attributes.get(), seen.get()) <= 0) return nullptr;
  if (AddNamed(v, type, names, attributes.get(), seen.get()) <= 0) return nullptr;
  return PyList_AsTuple(attributes.get());
}

}  // extern "C"
