// The type `async_generator`, and the awaitables of asend(), athrow() and aclose(). As async_gen_* of
// Objects/genobject.c. What the body yields itself leaves an awaitable as its result; what it awaits goes up to the
// event loop.
#include "runtime/src/generator.h"

#include <structmember.h>

namespace spyrt {
namespace {

enum class Stage { kInit, kIter, kClosed };
enum class Purpose { kSend, kThrow, kClose };

struct Awaitable {
  ObjectHead head;
  SpyGen* gen;
  PyObject* argument;  // asend: the value or null; athrow: the tuple of arguments
  Stage stage;
  Purpose purpose;
};

PyTypeObject *send_type = nullptr, *throw_type = nullptr;

Awaitable* Self(PyObject* object) { return reinterpret_cast<Awaitable*>(object); }
bool IsRunning(const SpyGen* gen) { return (gen->flags & kAwaited) != 0; }
void SetRunning(SpyGen* gen, bool running) { gen->flags = running ? gen->flags | kAwaited : gen->flags & ~kAwaited; }
bool Ended() { return PyErr_ExceptionMatches(PyExc_StopAsyncIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit); }

// A step of the body: null with StopIteration(value) if it has yielded, StopAsyncIteration if it has returned.
PyObject* Unwrap(SpyGen* gen, PySendResult status, PyObject* result) {
  if (status == PYGEN_NEXT && gen->delegate != nullptr) return result;
  if (status == PYGEN_NEXT) {
    RaiseStop(result);
    Decref(result);
  } else {
    if (status == PYGEN_RETURN) {
      Decref(result);
      PyErr_SetNone(PyExc_StopAsyncIteration);
    }
    if (Ended()) gen->flags |= kClosed;
  }
  SetRunning(gen, false);
  return nullptr;
}

PyObject* CannotReuse(Awaitable* self) {
  PyErr_SetString(PyExc_RuntimeError, self->purpose == Purpose::kSend
                                          ? "cannot reuse already awaited __anext__()/asend()"
                                          : "cannot reuse already awaited aclose()/athrow()");
  return nullptr;
}

PyObject* AlreadyRunning(Awaitable* self) {
  constexpr const char* kNames[] = {"anext", "athrow", "aclose"};
  self->stage = Stage::kClosed;
  PyErr_Format(PyExc_RuntimeError, "%s(): asynchronous generator is already running",
               kNames[static_cast<int>(self->purpose)]);
  return nullptr;
}

// ---- asend, __anext__

PyObject* SendStep(Awaitable* self, PyObject* value) {
  if (self->stage == Stage::kClosed) return CannotReuse(self);
  if (self->stage == Stage::kInit) {
    if (IsRunning(self->gen)) return AlreadyRunning(self);
    if (value == Py_None && self->argument != nullptr) value = self->argument;
    self->stage = Stage::kIter;
  }
  SetRunning(self->gen, true);
  PyObject* result;
  PySendResult status = GenSend(self->gen, value, &result);
  result = Unwrap(self->gen, status, result);
  if (result == nullptr) self->stage = Stage::kClosed;
  return result;
}

PyObject* SendThrow(Awaitable* self, PyObject* const* args, Py_ssize_t count) {
  if (self->stage == Stage::kClosed) return CannotReuse(self);
  if (self->stage == Stage::kInit) {
    if (IsRunning(self->gen)) return AlreadyRunning(self);
    self->stage = Stage::kIter;
    SetRunning(self->gen, true);
  }
  PyObject* result;
  PySendResult status = GenThrowArgs(self->gen, args, count, &result);
  result = Unwrap(self->gen, status, result);
  if (result == nullptr) self->stage = Stage::kClosed;
  return result;
}

// ---- athrow, aclose

// The outcome of a step: awaited things go up, everything else ends the awaitable.
PyObject* ThrowOutcome(Awaitable* self, PySendResult status, PyObject* result) {
  bool closing = self->purpose == Purpose::kClose;
  if (closing && status == PYGEN_NEXT && self->gen->delegate == nullptr) {
    Decref(result);
    SetRunning(self->gen, false);
    self->stage = Stage::kClosed;
    PyErr_SetString(PyExc_RuntimeError, "async generator ignored GeneratorExit");
    return nullptr;
  }
  result = Unwrap(self->gen, status, result);
  if (result != nullptr) return result;
  self->stage = Stage::kClosed;
  if (closing && Ended()) {
    PyErr_Clear();
    PyErr_SetNone(PyExc_StopIteration);
  }
  return nullptr;
}

PyObject* ThrowStep(Awaitable* self, PyObject* value) {
  SpyGen* gen = self->gen;
  if (IsFinished(gen) || self->stage == Stage::kClosed) {
    if (self->stage == Stage::kInit) {
      self->stage = Stage::kClosed;
      PyErr_SetNone(self->purpose == Purpose::kClose ? PyExc_StopIteration : PyExc_StopAsyncIteration);
      return nullptr;
    }
    return CannotReuse(self);
  }
  PyObject* result;
  if (self->stage == Stage::kIter) {
    PySendResult status = GenSend(gen, value, &result);
    return ThrowOutcome(self, status, result);
  }
  if (IsRunning(gen)) return AlreadyRunning(self);
  if ((gen->flags & kClosed) != 0) {
    self->stage = Stage::kClosed;
    PyErr_SetNone(PyExc_StopAsyncIteration);
    return nullptr;
  }
  if (value != Py_None) {
    PyErr_SetString(PyExc_RuntimeError, "can't send non-None value to a just-started coroutine");
    return nullptr;
  }
  self->stage = Stage::kIter;
  SetRunning(gen, true);
  PySendResult status;
  if (self->purpose == Purpose::kClose) {
    gen->flags |= kClosed;
    status = GenThrow(gen, PyExc_GeneratorExit, nullptr, nullptr, false, &result);
  } else {
    Py_ssize_t count = PyTuple_Size(self->argument);
    auto at = [&](Py_ssize_t i) { return i < count ? PyTuple_GetItem(self->argument, i) : nullptr; };
    status = GenThrow(gen, at(0), at(1), at(2), false, &result);
  }
  return ThrowOutcome(self, status, result);
}

PyObject* ThrowThrow(Awaitable* self, PyObject* const* args, Py_ssize_t count) {
  if (self->stage == Stage::kClosed) return CannotReuse(self);
  if (self->stage == Stage::kInit) {
    if (IsRunning(self->gen)) return AlreadyRunning(self);
    self->stage = Stage::kIter;
    SetRunning(self->gen, true);
  }
  PyObject* result;
  PySendResult status = GenThrowArgs(self->gen, args, count, &result);
  return ThrowOutcome(self, status, result);
}

// ---- the awaitables' types

PyObject* Step(PyObject* self, PyObject* value) {
  return Self(self)->purpose == Purpose::kSend ? SendStep(Self(self), value) : ThrowStep(Self(self), value);
}
PyObject* StepNext(PyObject* self) { return Step(self, Py_None); }
PyObject* StepThrow(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  return Self(self)->purpose == Purpose::kSend ? SendThrow(Self(self), args, count)
                                               : ThrowThrow(Self(self), args, count);
}

PyObject* StepClose(PyObject* self, PyObject*) {
  if (Self(self)->stage == Stage::kClosed || spyrt_version < 313) {
    Self(self)->stage = Stage::kClosed;
    return NewNone();
  }
  PyObject* result = StepThrow(self, &PyExc_GeneratorExit, 1);
  if (result != nullptr) {
    Decref(result);
    PyErr_SetString(PyExc_RuntimeError, "coroutine ignored GeneratorExit");
    return nullptr;
  }
  if (!Ended() && !PyErr_ExceptionMatches(PyExc_StopIteration)) return nullptr;
  PyErr_Clear();
  return NewNone();
}

int StepTraverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(reinterpret_cast<PyObject*>(TypeOf(self)));
  Py_VISIT(ObjectOf(Self(self)->gen));
  Py_VISIT(Self(self)->argument);
  return 0;
}

void StepDealloc(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  PyObject_GC_UnTrack(self);
  Decref(ObjectOf(Self(self)->gen));
  Xdecref(Self(self)->argument);
  PyObject_GC_Del(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

PyMethodDef step_methods[] = {
    {"send", Step, METH_O, nullptr},
    {"throw", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(StepThrow)), METH_FASTCALL, nullptr},
    {"close", StepClose, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot step_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(StepDealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(StepTraverse)},
    {Py_tp_iter, reinterpret_cast<void*>(PyObject_SelfIter)},
    {Py_tp_iternext, reinterpret_cast<void*>(StepNext)},
    {Py_am_await, reinterpret_cast<void*>(PyObject_SelfIter)},
    {Py_tp_methods, step_methods},
    {0, nullptr},
};

// ---- the generator's type

// At the first use: the event loop's hooks. False with an exception.
bool CallHooks(SpyGen* gen) {
  static PyObject* get_hooks = nullptr;
  if ((gen->flags & kHooksCalled) != 0) return true;
  gen->flags |= kHooksCalled;
  if (spyrt_cached_attribute(&get_hooks, "sys", "get_asyncgen_hooks") == nullptr) return false;
  Owned hooks(PyObject_CallNoArgs(get_hooks));
  if (!hooks) return false;
  PyObject *first = PyTuple_GetItem(hooks.get(), 0), *finalizer = PyTuple_GetItem(hooks.get(), 1);
  if (first == nullptr || finalizer == nullptr) return false;
  if (finalizer != Py_None) Assign(&gen->origin, NewRef(finalizer));
  if (first == Py_None) return true;
  Owned done(PyObject_CallOneArg(first, ObjectOf(gen)));
  return bool(done);
}

PyObject* MakeAwaitable(PyObject* self, Purpose purpose, PyObject* argument) {
  if (!CallHooks(GenOf(self))) return nullptr;
  Awaitable* made = PyObject_GC_New(Awaitable, purpose == Purpose::kSend ? send_type : throw_type);
  if (made == nullptr) return nullptr;
  made->gen = GenOf(NewRef(self));
  made->argument = XNewRef(argument);
  made->stage = Stage::kInit;
  made->purpose = purpose;
  PyObject_GC_Track(reinterpret_cast<PyObject*>(made));
  return reinterpret_cast<PyObject*>(made);
}

PyObject* ANext(PyObject* self) { return MakeAwaitable(self, Purpose::kSend, nullptr); }
PyObject* ASend(PyObject* self, PyObject* value) { return MakeAwaitable(self, Purpose::kSend, value); }
PyObject* AClose(PyObject* self, PyObject*) { return MakeAwaitable(self, Purpose::kClose, nullptr); }
PyObject* AThrow(PyObject* self, PyObject* args) {
  if (PyTuple_Size(args) > 1 && spyrt_version >= 312 &&
      PyErr_WarnEx(PyExc_DeprecationWarning,
                   "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.",
                   1) < 0) {
    return nullptr;
  }
  if (PyTuple_Size(args) < 1) {
    PyErr_SetString(PyExc_TypeError, "athrow expected at least 1 argument, got 0");
    return nullptr;
  }
  return MakeAwaitable(self, Purpose::kThrow, args);
}
PyObject* Running(PyObject* self, void*) { return NewBool(IsRunning(GenOf(self))); }

PyMethodDef methods[] = {
    {"asend", ASend, METH_O, nullptr},
    {"athrow", AThrow, METH_VARARGS, nullptr},
    {"aclose", AClose, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(SpyGen, weak_list), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyGetSetDef getset[] = {
    {"__name__", GenName, SetGenName, nullptr, nullptr},
    {"__qualname__", GenQualname, SetGenQualname, nullptr, nullptr},
    {"ag_await", GenDelegate, nullptr, nullptr, nullptr},
    {"ag_running", Running, nullptr, nullptr, nullptr},
    {"ag_suspended", GenSuspended, nullptr, nullptr, nullptr},
    {"ag_frame", GenFrame, nullptr, nullptr, nullptr},
    {"ag_code", GenCode, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyType_Slot slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(GenDealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(GenTraverse)},
    {Py_tp_finalize, reinterpret_cast<void*>(GenFinalize)},
    {Py_tp_repr, reinterpret_cast<void*>(GenRepr)},
    {Py_am_aiter, reinterpret_cast<void*>(PyObject_SelfIter)},
    {Py_am_anext, reinterpret_cast<void*>(ANext)},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {Py_tp_getset, getset},
    {0, nullptr},
};

}  // namespace

int FinalizeAsyncGenerator(SpyGen* gen) {
  if (gen->origin == nullptr || (gen->flags & kClosed) != 0) return 0;
  Owned done(PyObject_CallOneArg(gen->origin, ObjectOf(gen)));
  if (!done) PyErr_WriteUnraisable(ObjectOf(gen));
  return 1;
}

int InitAsyncGenerator() {
  send_type = MakeType("builtins.async_generator_asend", sizeof(Awaitable), 0, step_slots);
  throw_type = MakeType("builtins.async_generator_athrow", sizeof(Awaitable), 0, step_slots);
  if (send_type == nullptr || throw_type == nullptr) return -1;
  gen_types[kSpyAsyncGenerator] = MakeType("builtins.async_generator", offsetof(SpyGen, words), 0, slots);
  return gen_types[kSpyAsyncGenerator] == nullptr ? -1 : 0;
}

}  // namespace spyrt
