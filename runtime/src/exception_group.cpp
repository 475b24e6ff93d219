// except*: taking the matching part out of an exception, and what goes on at the end, as exception_group_match of
// Python/ceval.c and _PyExc_PrepReraiseStar of Objects/exceptions.c.
#include "runtime/src/internal.h"

namespace {

PyObject* GroupClass() { return PyExc_BaseExceptionGroup; }
bool IsGroup(PyObject* e) { return PyObject_TypeCheck(e, reinterpret_cast<PyTypeObject*>(GroupClass())) != 0; }

bool IsGroupType(PyObject* cls) {
  return PyType_Check(cls) &&
         PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(cls), reinterpret_cast<PyTypeObject*>(GroupClass()));
}

// 0, or -1 with a TypeError.
int CheckTypes(PyObject* cls) {
  Py_ssize_t count = PyTuple_Check(cls) ? PyTuple_Size(cls) : 1;
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (PyExceptionClass_Check(PyTuple_Check(cls) ? PyTuple_GetItem(cls, i) : cls)) continue;
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
  }
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (!IsGroupType(PyTuple_Check(cls) ? PyTuple_GetItem(cls, i) : cls)) continue;
    PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    return -1;
  }
  return 0;
}

// (match, rest), both owned by the tuple.
PyObject* Pair(PyObject* match, PyObject* rest) { return PyTuple_Pack(2, match, rest); }

PyObject* MakeGroup(PyObject* exceptions) {
  Owned message(PyUnicode_FromString(""));
  return message ? PyObject_CallFunctionObjArgs(GroupClass(), message.get(), exceptions, nullptr) : nullptr;
}

PyObject* Split(PyObject* e, PyObject* cls) {
  Owned name(PyUnicode_FromString("split"));
  if (!name) return nullptr;
  PyObject* arguments[] = {e, cls};
  Owned parts(PyObject_VectorcallMethod(name.get(), arguments, 2, nullptr));
  if (!parts) return nullptr;
  if (!PyTuple_CheckExact(parts.get())) {
    PyErr_Format(PyExc_TypeError, "%.200s.split must return a tuple, not %.200s", TypeNameOf(e),
                 TypeNameOf(parts.get()));
    return nullptr;
  }
  if (PyTuple_Size(parts.get()) < 2) {
    PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple, got tuple of size %zd", TypeNameOf(e),
                 PyTuple_Size(parts.get()));
    return nullptr;
  }
  return Pair(PyTuple_GetItem(parts.get(), 0), PyTuple_GetItem(parts.get(), 1));
}

// Made from one exception by taking groups apart: traceback, cause, context and notes are the same objects.
bool HasMetadataOf(PyObject* e, PyObject* original) {
  const char* const kNames[] = {"__traceback__", "__cause__", "__context__", "__notes__"};
  for (const char* name : kNames) {
    Owned a(PyObject_GetAttrString(e, name));
    if (!a) PyErr_Clear();
    Owned b(PyObject_GetAttrString(original, name));
    if (!b) PyErr_Clear();
    if (a.get() != b.get()) return false;
  }
  return true;
}

// Adds the addresses of the exceptions in a group, at any depth.
int AddLeaves(PyObject* e, PyObject* ids) {
  if (!IsGroup(e)) {
    Owned id(PyLong_FromVoidPtr(e));
    return id ? PySet_Add(ids, id.get()) : -1;
  }
  Owned parts(PyObject_GetAttrString(e, "exceptions"));
  if (!parts || !PyTuple_Check(parts.get())) return -1;
  for (Py_ssize_t i = 0; i < PyTuple_Size(parts.get()); ++i) {
    if (AddLeaves(PyTuple_GetItem(parts.get(), i), ids) < 0) return -1;
  }
  return 0;
}

PyObject* IsKept(PyObject* ids, PyObject* e) {
  Owned id(PyLong_FromVoidPtr(e));
  return id ? BoolOf(PySet_Contains(ids, id.get())) : nullptr;
}
PyMethodDef is_kept = {"is_kept", IsKept, METH_O, nullptr};

// The part of the original that holds just the exceptions that went on unchanged; None if there are none.
PyObject* Project(PyObject* original, PyObject* unchanged) {
  if (PyList_Size(unchanged) == 0) return NewNone();
  Owned ids(PySet_New(nullptr));
  if (!ids) return nullptr;
  for (Py_ssize_t i = 0; i < PyList_Size(unchanged); ++i) {
    if (AddLeaves(PyList_GetItem(unchanged, i), ids.get()) < 0) return nullptr;
  }
  Owned keep(PyCFunction_NewEx(&is_kept, ids.get(), nullptr));
  Owned parts(keep ? Split(original, keep.get()) : nullptr);
  return parts ? NewRef(PyTuple_GetItem(parts.get(), 0)) : nullptr;
}

// Of an exception that was no group, one handler at most has run.
PyObject* FirstOf(PyObject* raised) {
  for (Py_ssize_t i = 0; i < PyList_Size(raised); ++i) {
    if (PyList_GetItem(raised, i) != Py_None) return NewRef(PyList_GetItem(raised, i));
  }
  return NewNone();
}

}  // namespace

extern "C" {

PyObject* spyrt_exc_match_star(PyObject* e, PyObject* cls) {
  if (CheckTypes(cls) < 0) return nullptr;
  if (e == Py_None) return Pair(Py_None, Py_None);
  if (PyErr_GivenExceptionMatches(e, cls)) {
    if (IsGroup(e)) return Pair(e, Py_None);
    Owned parts(PyTuple_Pack(1, e));
    Owned group(parts ? MakeGroup(parts.get()) : nullptr);
    return group ? Pair(group.get(), Py_None) : nullptr;
  }
  return IsGroup(e) ? Split(e, cls) : Pair(Py_None, e);
}

PyObject* spyrt_exc_join_star(PyObject* e, PyObject* raised) {
  if (!IsGroup(e)) return FirstOf(raised);
  Owned fresh(PyList_New(0)), unchanged(PyList_New(0));
  if (!fresh || !unchanged) return nullptr;
  for (Py_ssize_t i = 0; i < PyList_Size(raised); ++i) {
    PyObject* one = PyList_GetItem(raised, i);
    if (one == Py_None) continue;
    if (PyList_Append(HasMetadataOf(one, e) ? unchanged.get() : fresh.get(), one) < 0) return nullptr;
  }
  Owned rest(Project(e, unchanged.get()));
  if (!rest) return nullptr;
  if (PyList_Size(fresh.get()) == 0) return rest.Release();
  if (rest.get() != Py_None && PyList_Append(fresh.get(), rest.get()) < 0) return nullptr;
  return PyList_Size(fresh.get()) > 1 ? MakeGroup(fresh.get()) : NewRef(PyList_GetItem(fresh.get(), 0));
}

}  // extern "C"
