// await, async for, async with, as GET_AWAITABLE, GET_AITER and GET_ANEXT of Python/ceval.c.
#include "runtime/src/generator.h"

using namespace spyrt;

namespace {

PyObject *aiter_name = nullptr, *anext_name = nullptr, *await_name = nullptr;

// The method of the object's type, bound; null, without an exception if there is none.
PyObject* Special(PyObject* object, PyObject** cache, const char* text) {
  PyObject* name = spyrt_intern(cache, text);
  return name == nullptr ? nullptr : _PyObject_LookupSpecial(object, name);
}

bool IsNativeCoroutine(PyObject* object) {
  static PyObject* coroutine_type = nullptr;
  if (spyrt_cached_attribute(&coroutine_type, "types", "CoroutineType") == nullptr) PyErr_Clear();
  return reinterpret_cast<PyObject*>(TypeOf(object)) == coroutine_type;
}

// Generators that types.coroutine has marked are awaited as they are.
bool IsMarkedGenerator(PyObject* object) {
  static PyObject* generator_type = nullptr;
  if (spyrt_cached_attribute(&generator_type, "types", "GeneratorType") == nullptr) PyErr_Clear();
  if (reinterpret_cast<PyObject*>(TypeOf(object)) != generator_type) return false;
  constexpr long kIterableCoroutine = 0x100;
  static PyObject *gi_code = nullptr, *co_flags = nullptr;
  Owned code(spyrt_attribute(object, &gi_code, "gi_code"));
  Owned flags(code ? spyrt_attribute(code.get(), &co_flags, "co_flags") : nullptr);
  long bits = flags ? PyLong_AsLong(flags.get()) : 0;
  PyErr_Clear();
  return (bits & kIterableCoroutine) != 0;
}

// The iterator that awaiting the object runs; null, without an exception if it cannot be awaited.
PyObject* AwaitableIterator(PyObject* object) {
  if (IsCoroutine(object) || IsNativeCoroutine(object) || IsMarkedGenerator(object)) return NewRef(object);
  Owned method(Special(object, &await_name, "__await__"));
  if (!method) return nullptr;
  PyObject* iterator = PyObject_CallNoArgs(method.get());
  if (iterator == nullptr) return nullptr;
  if (IsCoroutine(iterator) || IsNativeCoroutine(iterator)) {
    PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
  } else if (!PyIter_Check(iterator)) {
    PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'", TypeNameOf(iterator));
  } else {
    return iterator;
  }
  Decref(iterator);
  return nullptr;
}

// A coroutine that somebody else awaits already, seen at its own `cr_await`.
bool IsAwaitedElsewhere(PyObject* object) {
  if (IsCoroutine(object)) return GenOf(object)->delegate != nullptr;
  if (!IsNativeCoroutine(object)) return false;
  static PyObject* cr_await = nullptr;
  Owned awaited(spyrt_attribute(object, &cr_await, "cr_await"));
  PyErr_Clear();
  return awaited && awaited.get() != Py_None;
}

}  // namespace

extern "C" {

PyObject* spyrt_await_iter(PyObject* v, int64_t of_with) {
  PyObject* iterator = AwaitableIterator(v);
  if (iterator == nullptr) {
    if (PyErr_Occurred()) return nullptr;
    if (of_with != 0) {
      PyErr_Format(PyExc_TypeError, "'async with' received an object from %s that does not implement __await__: %.100s",
                   of_with == 1 ? "__aenter__" : "__aexit__", TypeNameOf(v));
    } else {
      PyErr_Format(PyExc_TypeError, "object %.100s can't be used in 'await' expression", TypeNameOf(v));
    }
    return nullptr;
  }
  if (!IsAwaitedElsewhere(iterator)) return iterator;
  Decref(iterator);
  PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
  return nullptr;
}

PyObject* spyrt_async_iter(PyObject* v) {
  Owned method(Special(v, &aiter_name, "__aiter__"));
  if (!method) {
    if (!PyErr_Occurred()) {
      PyErr_Format(PyExc_TypeError, "'async for' requires an object with __aiter__ method, got %.100s", TypeNameOf(v));
    }
    return nullptr;
  }
  PyObject* iterator = PyObject_CallNoArgs(method.get());
  if (iterator == nullptr) return nullptr;
  Owned next(Special(iterator, &anext_name, "__anext__"));
  if (next) return iterator;
  if (!PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError,
                 "'async for' received an object from __aiter__ that does not implement __anext__: %.100s",
                 TypeNameOf(iterator));
  }
  Decref(iterator);
  return nullptr;
}

PyObject* spyrt_async_next(PyObject* it) {
  Owned method(Special(it, &anext_name, "__anext__"));
  if (!method) {
    if (!PyErr_Occurred()) {
      PyErr_Format(PyExc_TypeError, "'async for' requires an iterator with __anext__ method, got %.100s",
                   TypeNameOf(it));
    }
    return nullptr;
  }
  Owned awaitable(PyObject_CallNoArgs(method.get()));
  if (!awaitable) return nullptr;
  PyObject* iterator = AwaitableIterator(awaitable.get());
  if (iterator != nullptr) return iterator;
  PyObject *type = nullptr, *cause = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &cause, &traceback);
  PyErr_NormalizeException(&type, &cause, &traceback);
  PyErr_Format(PyExc_TypeError, "'async for' received an invalid object from __anext__: %.100s",
               TypeNameOf(awaitable.get()));
  if (cause != nullptr) {
    PyObject *made_type, *made, *made_traceback;
    PyErr_Fetch(&made_type, &made, &made_traceback);
    PyErr_NormalizeException(&made_type, &made, &made_traceback);
    PyException_SetCause(made, NewRef(cause));
    PyException_SetContext(made, NewRef(cause));
    PyErr_Restore(made_type, made, made_traceback);
  }
  Xdecref(type);
  Xdecref(cause);
  Xdecref(traceback);
  return nullptr;
}

PyObject* spyrt_async_end(PyObject* outcome) {
  if (outcome == nullptr && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) PyErr_Clear();
  return outcome;
}

// An exception leaves what stands for a generator: the generator would not have let a StopIteration out.
PyObject* spyrt_stop_replace(PyObject* e, int64_t kind) {
  PyErr_Restore(NewRef(reinterpret_cast<PyObject*>(TypeOf(e))), NewRef(e), PyException_GetTraceback(e));
  if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
    RaiseFromCause(kind == kSpyCoroutine ? "coroutine raised StopIteration" : "generator raised StopIteration");
  }
  return nullptr;
}

}  // extern "C"
