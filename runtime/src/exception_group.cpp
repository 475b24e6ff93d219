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

// Made from one exception by taking groups apart: traceback, cause and context are the same objects.
bool HasMetadataOf(PyObject* e, PyObject* original) {
  const char* const kNames[] = {"__traceback__", "__cause__", "__context__"};
  for (const char* name : kNames) {
    Owned a(AttrOf(e, name));
    if (!a) PyErr_Clear();
    Owned b(AttrOf(original, name));
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
  Owned parts(AttrOf(e, "exceptions"));
  if (!parts || !PyTuple_Check(parts.get())) return -1;
  for (Py_ssize_t i = 0; i < PyTuple_Size(parts.get()); ++i) {
    if (AddLeaves(PyTuple_GetItem(parts.get(), i), ids) < 0) return -1;
  }
  return 0;
}

// A group like the original, of other exceptions: what `split` makes.
PyObject* Derive(PyObject* original, PyObject* exceptions) {
  Owned name(PyUnicode_FromString("derive"));
  if (!name) return nullptr;
  PyObject* arguments[] = {original, exceptions};
  Owned group(PyObject_VectorcallMethod(name.get(), arguments, 2, nullptr));
  if (!group) return nullptr;
  if (!IsGroup(group.get())) {
    PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
    return nullptr;
  }
  Owned traceback(PyException_GetTraceback(original));
  if (traceback && PyException_SetTraceback(group.get(), traceback.get()) < 0) return nullptr;
  PyException_SetContext(group.get(), PyException_GetContext(original));
  PyException_SetCause(group.get(), PyException_GetCause(original));
  Owned notes(AttrOf(original, "__notes__"));
  if (!notes) PyErr_Clear();
  if (notes && PySequence_Check(notes.get())) {
    Owned copy(PySequence_List(notes.get()));
    if (!copy || PyObject_SetAttrString(group.get(), "__notes__", copy.get()) < 0) return nullptr;
  }
  return group.Release();
}

// The part of a group that holds the exceptions of these addresses; None if there are none. Groups nest a few deep.
PyObject* Keep(PyObject* group, PyObject* ids) {
  Owned parts(AttrOf(group, "exceptions")), kept(PyList_New(0));
  if (!parts || !kept || !PyTuple_Check(parts.get())) return nullptr;
  for (Py_ssize_t i = 0; i < PyTuple_Size(parts.get()); ++i) {
    PyObject* one = PyTuple_GetItem(parts.get(), i);
    Owned id(PyLong_FromVoidPtr(one));
    if (!id) return nullptr;
    int wanted = IsGroup(one) ? 0 : PySet_Contains(ids, id.get());
    if (wanted < 0) return nullptr;
    Owned part(IsGroup(one) ? Keep(one, ids) : NewRef(wanted ? one : Py_None));
    if (!part || (part.get() != Py_None && PyList_Append(kept.get(), part.get()) < 0)) return nullptr;
  }
  return PyList_Size(kept.get()) == 0 ? NewNone() : Derive(group, kept.get());
}

// The part of the original that holds just the exceptions that went on unchanged; None if there are none.
PyObject* Project(PyObject* original, PyObject* unchanged) {
  if (PyList_Size(unchanged) == 0) return NewNone();
  Owned ids(PySet_New(nullptr));
  if (!ids) return nullptr;
  for (Py_ssize_t i = 0; i < PyList_Size(unchanged); ++i) {
    if (AddLeaves(PyList_GetItem(unchanged, i), ids.get()) < 0) return nullptr;
  }
  return Keep(original, ids.get());
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
  bool wraps = spyrt_version == 311 || PyList_Size(fresh.get()) > 1;
  return wraps ? MakeGroup(fresh.get()) : NewRef(PyList_GetItem(fresh.get(), 0));
}

}  // extern "C"
