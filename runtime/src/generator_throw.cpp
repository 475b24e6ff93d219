// throw() and close(), forwarded to what `yield from` or `await` waits for, and finalisation. As _gen_throw and
// gen_close of Objects/genobject.c.
#include "runtime/src/generator.h"

namespace spyrt {
namespace {

PyObject *throw_name = nullptr, *close_name = nullptr;

// The attribute, owned; null with no exception if there is none.
PyObject* Lookup(PyObject* object, PyObject** cache, const char* text) {
  PyObject* name = spyrt_intern(cache, text);
  PyObject* found = name == nullptr ? nullptr : PyObject_GetAttr(object, name);
  if (found == nullptr && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
  return found;
}

// close() of what a body waits for; 0 or -1.
int CloseDelegate(PyObject* delegate) {
  if (IsGen(delegate)) {
    Owned done(GenClose(GenOf(delegate)));
    return done ? 0 : -1;
  }
  Owned method(Lookup(delegate, &close_name, "close"));
  if (!method) {
    if (PyErr_Occurred()) PyErr_WriteUnraisable(delegate);
    return 0;
  }
  Owned done(PyObject_CallNoArgs(method.get()));
  return done ? 0 : -1;
}

// Sets the exception that throw() was given; false with a TypeError if that is none.
bool SetThrown(PyObject* type, PyObject* value, PyObject* traceback) {
  if (traceback == Py_None) traceback = nullptr;
  static PyObject* traceback_type = nullptr;
  if (traceback != nullptr) {
    if (spyrt_cached_attribute(&traceback_type, "types", "TracebackType") == nullptr) return false;
    if (reinterpret_cast<PyObject*>(TypeOf(traceback)) != traceback_type) {
      PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
      return false;
    }
  }
  if (PyExceptionClass_Check(type)) {
    PyObject *t = NewRef(type), *v = XNewRef(value), *tb = XNewRef(traceback);
    PyErr_NormalizeException(&t, &v, &tb);
    PyErr_Restore(t, v, tb);
    return true;
  }
  if (!PyExceptionInstance_Check(type)) {
    PyErr_Format(PyExc_TypeError, "exceptions must be classes or instances deriving from BaseException, not %s",
                 TypeNameOf(type));
    return false;
  }
  if (value != nullptr && value != Py_None) {
    PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
    return false;
  }
  PyObject* carried = traceback != nullptr ? NewRef(traceback) : PyException_GetTraceback(type);
  PyErr_Restore(NewRef(reinterpret_cast<PyObject*>(TypeOf(type))), NewRef(type), carried);
  return true;
}

bool IsGeneratorExit(PyObject* type) { return PyErr_GivenExceptionMatches(type, PyExc_GeneratorExit) != 0; }

// The delegate is thrown at: whether that was possible at all; the outcome as of a step.
bool ThrowAtDelegate(PyObject* delegate, PyObject* type, PyObject* value, PyObject* traceback, bool close_delegate,
                     PySendResult* status, PyObject** result) {
  if (IsGen(delegate)) {
    *status = GenThrow(GenOf(delegate), type, value, traceback, close_delegate, result);
    return true;
  }
  Owned method(Lookup(delegate, &throw_name, "throw"));
  if (!method) {
    *status = PYGEN_ERROR;
    return PyErr_Occurred() != nullptr;
  }
  *result = PyObject_CallFunctionObjArgs(method.get(), type, value, value == nullptr ? nullptr : traceback, nullptr);
  *status = *result != nullptr ? PYGEN_NEXT : PYGEN_ERROR;
  if (*result == nullptr && TakeStopValue(result) == 0) *status = PYGEN_RETURN;
  return true;
}

bool CheckNotRunning(SpyGen* gen) {
  if (!gen->running) return true;
  PyErr_Format(PyExc_ValueError, "%s already executing", KindName(gen));
  return false;
}

}  // namespace

int TakeStopValue(PyObject** value) {
  *value = nullptr;
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return -1;
  PyObject *type, *error, *traceback;
  PyErr_Fetch(&type, &error, &traceback);
  PyErr_NormalizeException(&type, &error, &traceback);
  static PyObject* value_name = nullptr;
  *value = spyrt_attribute(error, &value_name, "value");
  Xdecref(type);
  Xdecref(error);
  Xdecref(traceback);
  return *value == nullptr ? -1 : 0;
}

// Tuples and exceptions would be taken for the arguments, or the exception itself: _PyGen_SetStopIterationValue.
void RaiseStop(PyObject* value) {
  if (value == Py_None) return PyErr_SetNone(PyExc_StopIteration);
  if (!PyTuple_Check(value) && !PyExceptionInstance_Check(value)) return PyErr_SetObject(PyExc_StopIteration, value);
  Owned stop(PyObject_CallOneArg(PyExc_StopIteration, value));
  if (stop) PyErr_SetObject(PyExc_StopIteration, stop.get());
}

PyObject* StepResult(SpyGen* gen, PySendResult status, PyObject* result) {
  if (status != PYGEN_RETURN) return result;
  if (KindOf(gen) == kSpyAsyncGenerator) {
    PyErr_SetNone(PyExc_StopAsyncIteration);
  } else {
    RaiseStop(result);
  }
  Decref(result);
  return nullptr;
}

PySendResult GenThrow(SpyGen* gen, PyObject* type, PyObject* value, PyObject* traceback, bool close_delegate,
                      PyObject** result) {
  *result = nullptr;
  if (!CheckNotRunning(gen)) return PYGEN_ERROR;
  if (gen->delegate != nullptr) {
    Owned delegate(NewRef(gen->delegate));
    PySendResult status = PYGEN_ERROR;
    bool thrown;
    gen->running = 1;
    PushHandled(gen);
    if (close_delegate && IsGeneratorExit(type)) {
      thrown = CloseDelegate(delegate.get()) < 0;
    } else {
      thrown = ThrowAtDelegate(delegate.get(), type, value, traceback, close_delegate, &status, result);
    }
    PopHandled(gen);
    gen->running = 0;
    if (thrown && status == PYGEN_NEXT) return status;
    Assign(&gen->delegate, nullptr);
    if (thrown) return GenRun(gen, status == PYGEN_RETURN ? *result : nullptr, false, result);
  }
  if (!SetThrown(type, value, traceback)) return PYGEN_ERROR;
  if (IsFinished(gen)) {
    if (KindOf(gen) == kSpyCoroutine) PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
    return PYGEN_ERROR;
  }
  return GenRun(gen, nullptr, true, result);
}

PySendResult GenThrowArgs(SpyGen* gen, PyObject* const* args, Py_ssize_t count, PyObject** result) {
  *result = nullptr;
  if (count < 1 || count > 3) {
    PyErr_Format(
        PyExc_TypeError,
        count < 1 ? "throw expected at least 1 argument, got %zd" : "throw expected at most 3 arguments, got %zd",
        count);
    return PYGEN_ERROR;
  }
  if (count > 1 && spyrt_version >= 312 &&
      PyErr_WarnEx(PyExc_DeprecationWarning,
                   "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.",
                   1) < 0) {
    return PYGEN_ERROR;
  }
  return GenThrow(gen, args[0], count > 1 ? args[1] : nullptr, count > 2 ? args[2] : nullptr, true, result);
}

PyObject* GenClose(SpyGen* gen) {
  if (!CheckNotRunning(gen)) return nullptr;
  if (IsFinished(gen)) return NewNone();
  if (IsUnstarted(gen)) {
    GenFinish(gen);
    return NewNone();
  }
  int status = 0;
  if (gen->delegate != nullptr) {
    Owned delegate(NewRef(gen->delegate));
    gen->running = 1;
    PushHandled(gen);
    status = CloseDelegate(delegate.get());
    PopHandled(gen);
    gen->running = 0;
    Assign(&gen->delegate, nullptr);
  }
  if (status == 0) PyErr_SetNone(PyExc_GeneratorExit);
  PyObject* result;
  switch (GenRun(gen, nullptr, status == 0, &result)) {
    case PYGEN_NEXT:
      Decref(result);
      PyErr_Format(PyExc_RuntimeError, "%s ignored GeneratorExit", KindName(gen));
      return nullptr;
    case PYGEN_RETURN:
      if (spyrt_version >= 313) return result;
      Decref(result);
      return NewNone();
    case PYGEN_ERROR:
      break;
  }
  if (!PyErr_ExceptionMatches(PyExc_GeneratorExit) && !PyErr_ExceptionMatches(PyExc_StopIteration)) return nullptr;
  PyErr_Clear();
  return NewNone();
}

namespace {

void WarnNeverAwaited(PyObject* coroutine) {
  static PyObject* warn = nullptr;
  if (spyrt_cached_attribute(&warn, "warnings", "_warn_unawaited_coroutine") == nullptr) {
    PyErr_Clear();
    return;
  }
  Owned done(PyObject_CallOneArg(warn, coroutine));
  if (!done) PyErr_WriteUnraisable(coroutine);
}

}  // namespace

void GenFinalize(PyObject* self) {
  SpyGen* gen = GenOf(self);
  if (IsFinished(gen)) return;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (KindOf(gen) == kSpyAsyncGenerator && FinalizeAsyncGenerator(gen)) return PyErr_Restore(type, value, traceback);
  if (KindOf(gen) == kSpyCoroutine && IsUnstarted(gen)) WarnNeverAwaited(self);
  Owned done(GenClose(gen));
  if (!done && PyErr_Occurred()) PyErr_WriteUnraisable(self);
  PyErr_Restore(type, value, traceback);
}

}  // namespace spyrt
