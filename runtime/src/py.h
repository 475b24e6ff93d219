// Python.h of the limited API 3.11, and what the runtime adds to it: functions that CPython 3.11, 3.12 and 3.13 all
// export although 3.11's limited headers do not declare them, and reference counting that respects immortal objects.
// Included by every file of the runtime first. Functions that return PyObject* return a new reference, or null with an
// exception set, unless their comment says otherwise; parameters are borrowed.
#pragma once
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stddef.h>
#include <stdint.h>

#include "runtime/include/abi.h"

#define SPYRT_COLD __attribute__((cold, noinline))
#define SPYRT_INLINE static inline __attribute__((always_inline))

extern "C" {
typedef PyObject* (*spyrt_vectorcall)(PyObject* callable, PyObject* const* args, size_t nargsf, PyObject* kwnames);
PyAPI_FUNC(PyObject*) PyObject_Vectorcall(PyObject*, PyObject* const*, size_t, PyObject*);
PyAPI_FUNC(PyObject*) PyObject_VectorcallMethod(PyObject*, PyObject* const*, size_t, PyObject*);
PyAPI_FUNC(spyrt_vectorcall) PyVectorcall_Function(PyObject*);
PyAPI_FUNC(PyObject*) PyVectorcall_Call(PyObject*, PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyObject_CallOneArg(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) PyMethod_New(PyObject* function, PyObject* self);
PyAPI_FUNC(PyObject*) PyStaticMethod_New(PyObject*);
PyAPI_FUNC(PyObject*) PyClassMethod_New(PyObject*);
PyAPI_FUNC(PyObject*) PyCell_New(PyObject*);
PyAPI_FUNC(PyObject*) PyCell_Get(PyObject*);
PyAPI_FUNC(int) PyCell_Set(PyObject*, PyObject*);
PyAPI_FUNC(PyObject*) _PyLong_New(Py_ssize_t digits);
PyAPI_FUNC(PyObject*) PyUnicode_New(Py_ssize_t, Py_UCS4);
PyAPI_FUNC(Py_ssize_t) PyUnicode_CopyCharacters(PyObject*, Py_ssize_t, PyObject*, Py_ssize_t, Py_ssize_t);
PyAPI_FUNC(PyObject*) _PyUnicode_JoinArray(PyObject* separator, PyObject* const* items, Py_ssize_t count);
PyAPI_FUNC(PyObject*) _PyType_Lookup(PyTypeObject*, PyObject*);  // borrowed, null without exception
PyAPI_FUNC(PyObject*) _PyObject_LookupSpecial(PyObject*, PyObject*);
PyAPI_FUNC(void) _PyErr_SetKeyError(PyObject*);
PyAPI_FUNC(PyObject*) _PyList_Extend(PyObject*, PyObject*);
PyAPI_FUNC(int) _PyDict_MergeEx(PyObject*, PyObject*, int);
PyAPI_FUNC(int) PyObject_CallFinalizerFromDealloc(PyObject*);
PyAPI_FUNC(PyObject*) PyImport_ImportModuleLevelObject(PyObject*, PyObject*, PyObject*, PyObject*, int);
PyAPI_DATA(PyTypeObject) PyCell_Type;
PyAPI_DATA(PyTypeObject) PyMethod_Type;
PyAPI_DATA(PyTypeObject) PyFunction_Type;
PyAPI_DATA(PyTypeObject) PyStaticMethod_Type;
PyAPI_DATA(PyTypeObject) PyClassMethod_Type;
}

inline constexpr size_t kSpyVectorcallOffset = size_t{1} << (8 * sizeof(size_t) - 1);
inline constexpr unsigned long kSpyHaveVectorcall = 1UL << 11;
inline constexpr unsigned long kSpyMethodDescriptor = 1UL << 17;
inline constexpr unsigned long kSpyImmutableType = 1UL << 8;

// The reference count is the first word of every object (part of the stable ABI); immortal objects of 3.12 and later
// have the sign bit of its low half set and must not be counted.
SPYRT_INLINE void Incref(PyObject* object) {
  int64_t* count = reinterpret_cast<int64_t*>(object);
  if (static_cast<int32_t>(*count) >= 0) ++*count;
}
SPYRT_INLINE void Decref(PyObject* object) {
  int64_t* count = reinterpret_cast<int64_t*>(object);
  if (static_cast<int32_t>(*count) >= 0 && --*count == 0) _Py_Dealloc(object);
}
SPYRT_INLINE void Xincref(PyObject* object) {
  if (object != nullptr) Incref(object);
}
SPYRT_INLINE void Xdecref(PyObject* object) {
  if (object != nullptr) Decref(object);
}
SPYRT_INLINE PyObject* NewRef(PyObject* object) {
  Incref(object);
  return object;
}
SPYRT_INLINE PyObject* XNewRef(PyObject* object) {
  Xincref(object);
  return object;
}
SPYRT_INLINE PyObject* NewBool(bool value) { return NewRef(value ? Py_True : Py_False); }
SPYRT_INLINE PyObject* NewNone() { return NewRef(Py_None); }

// Stores `value` (owned, may be null) and then releases what was there: the release may run any code.
SPYRT_INLINE void Assign(PyObject** slot, PyObject* value) {
  PyObject* old = *slot;
  *slot = value;
  Xdecref(old);
}

// -1, 0, 1 (error, false, true) as a bool object or null.
SPYRT_INLINE PyObject* BoolOf(int truth) { return truth < 0 ? nullptr : NewBool(truth != 0); }
// The result of an operation that only succeeds (0) or fails (-1): None or null.
SPYRT_INLINE PyObject* NoneOf(int status) { return status < 0 ? nullptr : NewNone(); }

// An owned reference that is released at the end of the scope.
class Owned {
 public:
  explicit Owned(PyObject* object = nullptr) : object_(object) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Xdecref(object_); }
  PyObject* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  PyObject* Release() {
    PyObject* object = object_;
    object_ = nullptr;
    return object;
  }
  void Reset(PyObject* object) { Assign(&object_, object); }

 private:
  PyObject* object_;
};

// object.name; a new reference, or null with an exception. The name is interned first: CPython's cache of types'
// members keeps one entry for each name object that it meets, and PyObject_GetAttrString makes a new one at each call.
SPYRT_INLINE PyObject* AttrOf(PyObject* object, const char* name) {
  Owned interned(PyUnicode_InternFromString(name));
  return interned ? PyObject_GetAttr(object, interned.get()) : nullptr;
}
