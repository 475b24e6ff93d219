// Arguments of calls with `*` and `**`: CALL_FUNCTION_EX and DICT_MERGE of Python/ceval.c, with its messages, which
// name the callee.
#include "runtime/src/internal.h"

namespace {

// `module.qualname()` as _PyObject_FunctionStr writes it; null with an exception.
PyObject* CalleeText(PyObject* f) {
  Owned name(AttrOf(f, "__qualname__"));
  if (!name) {
    PyErr_Clear();
    return PyObject_Str(f);
  }
  Owned module(AttrOf(f, "__module__"));
  if (!module) PyErr_Clear();
  bool plain = !module || module.get() == Py_None ||
               (PyUnicode_Check(module.get()) && PyUnicode_CompareWithASCIIString(module.get(), "builtins") == 0);
  return plain ? PyUnicode_FromFormat("%S()", name.get()) : PyUnicode_FromFormat("%S.%S()", module.get(), name.get());
}

// The pending KeyError of a repeated key, or another exception, which stays.
void DuplicateKeyword(PyObject* f) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  Owned type_owner(type), value_owner(value), traceback_owner(traceback);
  Owned args(AttrOf(value, "args"));
  PyObject* key = args && PyTuple_Size(args.get()) == 1 ? PyTuple_GetItem(args.get(), 0) : nullptr;
  PyErr_Clear();
  if (key == nullptr) {
    PyErr_Restore(type_owner.Release(), value_owner.Release(), traceback_owner.Release());
    return;
  }
  Owned callee(CalleeText(f));
  if (!callee) return;
  if (PyUnicode_Check(key)) {
    PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", callee.get(), key);
  } else {
    PyErr_Format(PyExc_TypeError, "%U keywords must be strings", callee.get());
  }
}

}  // namespace

extern "C" {

PyObject* spyrt_call_star(PyObject* f, PyObject* it) {
  if (PyTuple_CheckExact(it)) return NewRef(it);
  if (PyType_GetSlot(Py_TYPE(it), Py_tp_iter) == nullptr && !PySequence_Check(it)) {
    Owned callee(CalleeText(f));
    if (callee) {
      PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s", callee.get(),
                   TypeNameOf(it));
    }
    return nullptr;
  }
  return PySequence_Tuple(it);
}

PyObject* spyrt_call_merge(PyObject* f, PyObject* kwargs, PyObject* other) {
  if (_PyDict_MergeEx(kwargs, other, 2) == 0) return NewNone();
  if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Clear();
    Owned callee(CalleeText(f));
    if (callee) {
      PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s", callee.get(),
                   TypeNameOf(other));
    }
  } else if (PyErr_ExceptionMatches(PyExc_KeyError)) {
    DuplicateKeyword(f);
  }
  return nullptr;
}

}  // extern "C"
