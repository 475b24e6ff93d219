// Exceptions: raising, catching and the handled exception, as do_raise and exception handling of Python/ceval.c.
// __context__ is set by PyErr_SetObject from the handled exception, which exc.enter and exc.leave maintain.
#include "runtime/src/internal.h"

namespace {

// Classes that construct and initialise as BaseException does: the arguments become `args`, nothing else happens.
bool OnlyKeepsArguments(PyTypeObject* type) {
  PyTypeObject* plain = reinterpret_cast<PyTypeObject*>(PyExc_BaseException);
  return *TypeWord<void*>(type, kTypeNewOffset) == *TypeWord<void*>(plain, kTypeNewOffset) &&
         *TypeWord<void*>(type, kTypeInitOffset) == *TypeWord<void*>(plain, kTypeInitOffset);
}

// Class or instance -> instance; `what` words the TypeError otherwise.
PyObject* Instantiate(PyObject* e, const char* what) {
  if (PyExceptionInstance_Check(e)) return NewRef(e);
  if (!PyExceptionClass_Check(e)) {
    PyErr_SetString(PyExc_TypeError, what);
    return nullptr;
  }
  PyObject* made = nullptr;
  if (IsExact(e, &PyType_Type)) made = spyrt_new_exception(reinterpret_cast<PyTypeObject*>(e), nullptr, 0);
  if (made == nullptr) made = PyObject_CallNoArgs(e);
  if (made != nullptr && !PyExceptionInstance_Check(made)) {
    PyErr_Format(PyExc_TypeError, "calling %R should have returned an instance of BaseException, not %R", e,
                 TypeOf(made));
    Decref(made);
    return nullptr;
  }
  return made;
}

PyObject* RaiseInstance(PyObject* instance) {
  PyErr_SetObject(reinterpret_cast<PyObject*>(TypeOf(instance)), instance);
  return nullptr;
}

// Sets the exception without touching its context, with the traceback that it carries.
PyObject* Restore(PyObject* instance) {
  PyObject* traceback = PyException_GetTraceback(instance);
  PyErr_Restore(NewRef(reinterpret_cast<PyObject*>(TypeOf(instance))), NewRef(instance), traceback);
  return nullptr;
}

// check_except_type_valid of Python/ceval.c.
bool IsExceptionType(PyObject* cls) {
  if (!PyTuple_Check(cls)) return PyExceptionClass_Check(cls);
  for (Py_ssize_t i = 0; i < PyTuple_Size(cls); ++i) {
    PyObject* item = PyTuple_GetItem(cls, i);
    if (!PyExceptionClass_Check(item)) return false;
  }
  return true;
}

constexpr const char* kNotException = "exceptions must derive from BaseException";

}  // namespace

extern "C" {

PyObject* spyrt_new_exception(PyTypeObject* type, PyObject* const* items, int64_t count) {
  constexpr unsigned long kException = 1UL << 30;
  bool quick = spyrt_layout_ok && (*TypeWord<unsigned long>(type, kTypeFlagsOffset) & kException) != 0;
  if (!quick || !OnlyKeepsArguments(type)) return nullptr;
  Owned args(spyrt_tuple_new(items, count));
  PyObject* made = args ? (*TypeWord<newfunc>(type, kTypeNewOffset))(type, args.get(), nullptr) : nullptr;
  if (made == nullptr) PyErr_Clear();
  return made;
}

// The raised exception as an instance with its traceback, which has a further entry if `place` is not 0.
PyObject* spyrt_fast_exc_catch(SpyFunction* function, uint32_t place) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  bool is_instance = value != nullptr && reinterpret_cast<PyObject*>(TypeOf(value)) == type;
  if (__builtin_expect(!is_instance, 0)) PyErr_NormalizeException(&type, &value, &traceback);
  if (__builtin_expect(value == nullptr, 0)) {
    PyErr_SetString(PyExc_SystemError, "error return without exception set");
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
  }
  if (place != 0) traceback = spyrt_traceback_entry(function, place, traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  Xdecref(type);
  Xdecref(traceback);
  return value;
}

PyObject* spyrt_exc_catch() { return spyrt_fast_exc_catch(nullptr, 0); }

PyObject* spyrt_exc_enter(PyObject* e) {
  PyObject* previous = spyrt_own_handled();
  PyErr_SetHandledException(e);
  return previous == nullptr ? NewNone() : previous;
}

PyObject* spyrt_exc_leave(PyObject* previous) {
  PyErr_SetHandledException(previous == Py_None ? nullptr : previous);
  return NewNone();
}

PyObject* spyrt_exc_match(PyObject* e, PyObject* cls) {
  if (!IsExceptionType(cls)) {
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return nullptr;
  }
  return NewBool(PyErr_GivenExceptionMatches(e, cls) != 0);
}

PyObject* spyrt_raise(PyObject* e) {
  Owned instance(Instantiate(e, kNotException));
  return instance ? RaiseInstance(instance.get()) : nullptr;
}

PyObject* spyrt_raise_from(PyObject* e, PyObject* cause) {
  Owned instance(Instantiate(e, kNotException));
  if (!instance) return nullptr;
  PyObject* reason = nullptr;
  if (cause != Py_None) {
    reason = Instantiate(cause, "exception causes must derive from BaseException");
    if (reason == nullptr) return nullptr;
  }
  PyException_SetCause(instance.get(), reason);
  return RaiseInstance(instance.get());
}

PyObject* spyrt_raise_bare() {
  Owned handled(PyErr_GetHandledException());
  if (handled && handled.get() != Py_None) return Restore(handled.get());
  PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
  return nullptr;
}

PyObject* spyrt_reraise(PyObject* e) { return Restore(e); }

PyObject* spyrt_raise_assert(PyObject* msg) {
  Owned instance(msg == nullptr ? PyObject_CallNoArgs(PyExc_AssertionError)
                                : PyObject_CallOneArg(PyExc_AssertionError, msg));
  return instance ? RaiseInstance(instance.get()) : nullptr;
}

}  // extern "C"
