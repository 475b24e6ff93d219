// Generators, coroutines and asynchronous generators among themselves: the steps that their types' methods are made of.
// The objects are SpyGen (abi.h), counted and collected like any other; one type for each kind, made once per library
// by spyrt_gen_init. Functions follow py.h: null (or -1, kSendError) with an exception set.
#pragma once
#include "runtime/src/internal.h"

namespace spyrt {

SPYRT_INLINE SpyGen* GenOf(PyObject* object) { return reinterpret_cast<SpyGen*>(object); }
SPYRT_INLINE PyObject* ObjectOf(SpyGen* gen) { return reinterpret_cast<PyObject*>(gen); }
SPYRT_INLINE SpyGenKind KindOf(const SpyGen* gen) { return static_cast<SpyGenKind>(gen->function->gen->kind); }
SPYRT_INLINE bool IsFinished(const SpyGen* gen) { return gen->point == kSpyGenFinished; }
SPYRT_INLINE bool IsUnstarted(const SpyGen* gen) { return gen->point == 0; }

// SpyGen::flags
inline constexpr int32_t kHooksCalled = 1;  // asynchronous generators: sys.get_asyncgen_hooks has been asked
inline constexpr int32_t kClosed = 2;       // aclose or athrow has ended it
inline constexpr int32_t kAwaited = 4;      // asend, athrow or aclose is under way

// generator.cpp
bool IsGen(PyObject* object);  // any of the three, of this library
bool IsCoroutine(PyObject* object);
// Runs the body with `sent` (owned; null: the exception that is set is raised in it; `thrown`: by throw or close, so
// that what the body handles becomes its context).
PySendResult GenRun(SpyGen* gen, PyObject* sent, bool thrown, PyObject** result);
// next() and send(): `value` borrowed; None for next().
PySendResult GenSend(SpyGen* gen, PyObject* value, PyObject** result);
PySendResult GenStep(SpyGen* gen, PyObject** result);  // next()
void GenFinish(SpyGen* gen);                           // ends it and lets go of everything
void RaiseFromCause(const char* message);              // RuntimeError(message), caused by the exception that is set
const char* KindName(const SpyGen* gen);
int GenTraverse(PyObject* self, visitproc visit, void* arg);
void GenDealloc(PyObject* self);
extern PyTypeObject* gen_types[3];  // by SpyGenKind

// generator_throw.cpp
PySendResult GenThrow(SpyGen* gen, PyObject* type, PyObject* value, PyObject* traceback, bool close_delegate,
                      PyObject** result);
PyObject* GenClose(SpyGen* gen);
void GenFinalize(PyObject* self);
// The arguments of a throw() method -> GenThrow.
PySendResult GenThrowArgs(SpyGen* gen, PyObject* const* args, Py_ssize_t count, PyObject** result);
// After a failed step: the value of a StopIteration, which is taken away; -1 if it is another exception.
int TakeStopValue(PyObject** value);
// Raises StopIteration(value).
void RaiseStop(PyObject* value);
// The result of a step as methods give it: what was yielded, or null with StopIteration.
PyObject* StepResult(SpyGen* gen, PySendResult status, PyObject* result);

// generator_types.cpp
PyTypeObject* MakeType(const char* name, size_t size, unsigned long flags, PyType_Slot* slots);
int InitGenerator();
int InitCoroutine();
int InitAsyncGenerator();
PyObject* GenName(PyObject* self, void*);
PyObject* GenQualname(PyObject* self, void*);
int SetGenName(PyObject* self, PyObject* value, void*);
int SetGenQualname(PyObject* self, PyObject* value, void*);
PyObject* GenRepr(PyObject* self);
PyObject* GenFrame(PyObject* self, void*);
PyObject* GenCode(PyObject* self, void*);
PyObject* GenRunning(PyObject* self, void*);
PyObject* GenSuspended(PyObject* self, void*);
PyObject* GenDelegate(PyObject* self, void*);

// async_generator.cpp: the finaliser hook; 1 if it has taken care of the object.
int FinalizeAsyncGenerator(SpyGen* gen);

// exc_state.cpp: generators have a handled exception of their own, on top of their caller's.
void PushHandled(SpyGen* gen);
void PopHandled(SpyGen* gen);

}  // namespace spyrt
