// Suspended bodies: making them, running them from one suspension to the next, ending them, and the generic lowering of
// the ops that suspend. As gen_send_ex2 of Objects/genobject.c.
#include "runtime/src/generator.h"

namespace spyrt {
namespace {

constexpr int32_t kStepsPerSafepoint = 1024;
int32_t countdown = kStepsPerSafepoint;

// Visits the words of a suspended fast body that hold references: those of its parameters, and those of the state.
template <class Visit>
int EachWord(SpyGen* gen, int64_t point, Visit visit) {
  const SpyGenBody* body = gen->function->gen;
  for (int64_t state = 0; state <= point; state = state == 0 && point > 0 ? point : point + 1) {
    for (uint32_t i = 0; i < body->states[state].count; ++i) {
      uint64_t word = gen->words[body->states[state].words[i]];
      if (word == 0) continue;
      if (int status = visit(reinterpret_cast<PyObject*>(word))) return status;
    }
  }
  return 0;
}

void ReleaseSlots(SpyGen* gen) {
  PyObject** slots = gen->slots;
  gen->slots = nullptr;
  for (uint32_t i = 0; i < gen->function->n_slots; ++i) Xdecref(slots[i]);
  PyMem_Free(slots - 1);
}

// Slots of the generic body, all empty; false with an exception.
bool MakeSlots(SpyGen* gen) {
  uint32_t count = gen->function->n_slots;
  PyObject** slots = static_cast<PyObject**>(PyMem_Malloc((count + 1) * sizeof(PyObject*)));
  if (slots == nullptr) {
    PyErr_NoMemory();
    return false;
  }
  slots[0] = ObjectOf(gen);
  for (uint32_t i = 1; i <= count; ++i) slots[i] = nullptr;
  gen->slots = slots + 1;
  return true;
}

SpyGen* Allocate(const SpyFunction* body, uint32_t words) {
  auto* gen =
      reinterpret_cast<SpyGen*>(_PyObject_GC_NewVar(gen_types[body->gen->kind], static_cast<Py_ssize_t>(words)));
  if (gen == nullptr) return nullptr;
  gen->function = body;
  gen->point = kSpyGenFinished;  // until its parameters are there
  gen->sent = gen->delegate = gen->handled = gen->name = gen->qualname = gen->weak_list = gen->origin = nullptr;
  gen->slots = nullptr;
  gen->handled_outer = nullptr;
  gen->running = gen->flags = 0;
  return gen;
}

}  // namespace

void RaiseFromCause(const char* message) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  Xdecref(type);
  Xdecref(traceback);
  PyErr_SetString(PyExc_RuntimeError, message);
  PyObject* made;
  PyErr_Fetch(&type, &made, &traceback);
  PyErr_NormalizeException(&type, &made, &traceback);
  PyException_SetCause(made, NewRef(value));
  PyException_SetContext(made, value);
  PyErr_Restore(type, made, traceback);
}

namespace {

// What must not leave a body as it is, for it would look like its end.
void ReplaceStop(const SpyGen* gen) {
  SpyGenKind kind = KindOf(gen);
  if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
    RaiseFromCause(kind == kSpyGenerator   ? "generator raised StopIteration"
                   : kind == kSpyCoroutine ? "coroutine raised StopIteration"
                                           : "async generator raised StopIteration");
  } else if (kind == kSpyAsyncGenerator && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
    RaiseFromCause("async generator raised StopAsyncIteration");
  }
}

// A thrown exception has what is handled where it arrives as its context.
void ChainThrown() {
  Owned handled(PyErr_GetHandledException());
  if (!handled) return;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  PyErr_SetObject(type, value);
  Xdecref(type);
  Xdecref(value);
  Xdecref(traceback);
}

void FinishKeepingError(SpyGen* gen) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  GenFinish(gen);
  PyErr_Restore(type, value, traceback);
}

PySendResult Fail(SpyGen* gen) {
  FinishKeepingError(gen);
  ReplaceStop(gen);
  return PYGEN_ERROR;
}

// Before a body or its delegate runs: stack, signals.
bool MayRun() {
  if (__builtin_expect(spyrt_stack_limit == 0, 0)) spyrt_stack_init();
  if (__builtin_expect(!spyrt_fast_stack_ok(), 0)) {
    spyrt_stack_overflow();
    return false;
  }
  return true;
}

// One step of what the body waits for. A result that is not yielded (owned, or null with an exception) is what the body
// is resumed with.
PySendResult StepDelegate(SpyGen* gen, PyObject* value, PyObject** result) {
  *result = nullptr;
  if (!MayRun()) return PYGEN_ERROR;
  PyObject* delegate = gen->delegate;
  gen->running = 1;
  PushHandled(gen);
  PySendResult status =
      IsGen(delegate) ? GenSend(GenOf(delegate), value, result) : PyIter_Send(delegate, value, result);
  PopHandled(gen);
  gen->running = 0;
  if (status != PYGEN_NEXT) Assign(&gen->delegate, nullptr);
  return status;
}

}  // namespace

PyTypeObject* gen_types[3] = {nullptr, nullptr, nullptr};

bool IsGen(PyObject* object) { return TypeOf(object) == gen_types[0] || TypeOf(object) == gen_types[1]; }
bool IsCoroutine(PyObject* object) { return TypeOf(object) == gen_types[kSpyCoroutine]; }

const char* KindName(const SpyGen* gen) {
  constexpr const char* kNames[] = {"generator", "coroutine", "async generator"};
  return kNames[gen->function->gen->kind];
}

void GenFinish(SpyGen* gen) {
  int64_t point = gen->point;
  gen->point = kSpyGenFinished;
  if (gen->slots != nullptr) {
    ReleaseSlots(gen);
  } else if (point != kSpyGenFinished) {
    EachWord(gen, point < 0 ? 0 : point, [](PyObject* object) {
      Decref(object);
      return 0;
    });
  }
  Assign(&gen->delegate, nullptr);
  Assign(&gen->sent, nullptr);
  Assign(&gen->handled, nullptr);
}

int GenTraverse(PyObject* self, visitproc visit, void* arg) {
  SpyGen* gen = GenOf(self);
  Py_VISIT(reinterpret_cast<PyObject*>(gen->type));
  Py_VISIT(gen->name);
  Py_VISIT(gen->qualname);
  Py_VISIT(gen->origin);
  Py_VISIT(gen->sent);
  Py_VISIT(gen->delegate);
  Py_VISIT(gen->handled);
  if (gen->slots != nullptr) {
    for (uint32_t i = 0; i < gen->function->n_slots; ++i) Py_VISIT(gen->slots[i]);
    return 0;
  }
  if (gen->point == kSpyGenFinished) return 0;
  return EachWord(gen, gen->point < 0 ? 0 : gen->point, [&](PyObject* object) { return visit(object, arg); });
}

PySendResult GenRun(SpyGen* gen, PyObject* sent, bool thrown, PyObject** result) {
  *result = nullptr;
  if (!MayRun()) {
    Xdecref(sent);
    return Fail(gen);
  }
  if (--countdown <= 0) {
    countdown = kStepsPerSafepoint;
    if (sent != nullptr && spyrt_safepoint_slow() < 0) Assign(&sent, nullptr);
  }
  int64_t point = gen->point;
  if (point == 0) {
    if (sent == nullptr) {
      spyrt_traceback(const_cast<SpyFunction*>(gen->function), 0);
      return Fail(gen);
    }
    Assign(&sent, nullptr);
  }
  gen->point = kSpyGenRunning;
  gen->running = 1;
  gen->sent = sent;
  PushHandled(gen);
  if (thrown) ChainThrown();
  PyObject* value =
      gen->slots != nullptr ? spyrt_generic(gen->function, gen->slots, point) : gen->function->gen->fast(gen, point);
  PopHandled(gen);
  gen->running = 0;
  *result = value;
  if (gen->point > 0) return PYGEN_NEXT;
  if (value == nullptr) return Fail(gen);
  GenFinish(gen);
  return PYGEN_RETURN;
}

namespace {

// What loops ask for most: a suspended fast body that waits for nobody and handles no exception runs to its next yield.
bool IsQuick(const SpyGen* gen) {
  return gen->point > 0 && gen->running == 0 && gen->delegate == nullptr && gen->slots == nullptr &&
         !gen->function->gen->handles && spyrt_fast_stack_ok() && --countdown > 0;
}

PySendResult RunQuick(SpyGen* gen, PyObject* sent, PyObject** result) {
  int64_t point = gen->point;
  gen->point = kSpyGenRunning;
  gen->running = 1;
  gen->sent = NewRef(sent);
  *result = gen->function->gen->fast(gen, point);
  gen->running = 0;
  if (__builtin_expect(gen->point > 0, 1)) return PYGEN_NEXT;
  if (*result == nullptr) return Fail(gen);
  GenFinish(gen);
  return PYGEN_RETURN;
}

// A step of the one object, and of what it waits for.
PySendResult SendAlone(SpyGen* gen, PyObject* value, PyObject** result) {
  *result = nullptr;
  if (__builtin_expect(gen->running, 0)) {
    PyErr_Format(PyExc_ValueError, "%s already executing", KindName(gen));
    return PYGEN_ERROR;
  }
  if (IsFinished(gen)) {
    if (KindOf(gen) == kSpyCoroutine) {
      PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
      return PYGEN_ERROR;
    }
    *result = NewNone();
    return PYGEN_RETURN;
  }
  if (IsUnstarted(gen) && value != Py_None) {
    PyErr_Format(PyExc_TypeError, "can't send non-None value to a just-started %s", KindName(gen));
    return PYGEN_ERROR;
  }
  if (gen->delegate == nullptr) return GenRun(gen, NewRef(value), false, result);
  if (StepDelegate(gen, value, result) == PYGEN_NEXT) return PYGEN_NEXT;
  return GenRun(gen, *result, false, result);
}

// Whether it passes steps on to another of our objects, with nothing to do itself.
bool PassesOn(const SpyGen* gen) {
  return gen->delegate != nullptr && gen->running == 0 && !gen->function->gen->handles && IsGen(gen->delegate);
}

void SetRunning(SpyGen* from, const SpyGen* end, int32_t running) {
  for (SpyGen* gen = from; gen != end; gen = GenOf(gen->delegate)) gen->running = running;
}

// The end of a chain of delegates is stepped, the ones before it count as running; what ends hands its result to the
// one before it.
PySendResult SendDown(SpyGen* root, PyObject* value, PyObject** result) {
  SpyGen *parent = nullptr, *leaf = root;
  while (PassesOn(leaf)) {
    leaf->running = 1;
    parent = leaf;
    leaf = GenOf(leaf->delegate);
  }
  PySendResult status = IsQuick(leaf) ? RunQuick(leaf, value, result) : SendAlone(leaf, value, result);
  while (status != PYGEN_NEXT && leaf != root) {
    leaf = parent;
    leaf->running = 0;
    Assign(&leaf->delegate, nullptr);
    status = GenRun(leaf, *result, false, result);
    for (parent = root; parent != leaf && GenOf(parent->delegate) != leaf;) parent = GenOf(parent->delegate);
  }
  SetRunning(root, leaf, 0);
  return status;
}

}  // namespace

PySendResult GenSend(SpyGen* gen, PyObject* value, PyObject** result) {
  if (IsQuick(gen)) return RunQuick(gen, value, result);
  return PassesOn(gen) ? SendDown(gen, value, result) : SendAlone(gen, value, result);
}

PySendResult GenStep(SpyGen* gen, PyObject** result) { return GenSend(gen, Py_None, result); }

// A finaliser may bring the object back to life, as with every type.
void GenDealloc(PyObject* self) {
  SpyGen* gen = GenOf(self);
  PyTypeObject* type = gen->type;
  PyObject_GC_UnTrack(self);
  if (gen->weak_list != nullptr) PyObject_ClearWeakRefs(self);
  if (!IsFinished(gen)) {
    PyObject_GC_Track(self);
    if (PyObject_CallFinalizerFromDealloc(self) != 0) return;
    PyObject_GC_UnTrack(self);
  }
  GenFinish(gen);
  Assign(&gen->name, nullptr);
  Assign(&gen->qualname, nullptr);
  Assign(&gen->origin, nullptr);
  PyObject_GC_Del(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

}  // namespace spyrt

using namespace spyrt;

extern "C" {

int spyrt_gen_init() {
  if (gen_types[kSpyAsyncGenerator] != nullptr) return 0;
  if (spyrt_exc_state_init() < 0) return -1;
  return InitGenerator() < 0 || InitCoroutine() < 0 || InitAsyncGenerator() < 0 ? -1 : 0;
}

bool spyrt_is_generator(PyObject* object) { return TypeOf(object) == gen_types[kSpyGenerator]; }

PyObject* spyrt_gen_next(PyObject* generator) {
  PyObject* result;
  PySendResult status = GenStep(GenOf(generator), &result);
  if (status != PYGEN_RETURN) return result;
  Decref(result);
  return nullptr;
}

SpyGen* spyrt_gen_new(const SpyFunction* body) {
  SpyGen* gen = Allocate(body, body->gen->n_words);
  if (gen == nullptr) return nullptr;
  gen->point = 0;
  return gen;
}

void spyrt_gen_track(SpyGen* gen) { PyObject_GC_Track(ObjectOf(gen)); }

PyObject* spyrt_gen_make(PyObject* const* items, int64_t count, SpyFunction* body) {
  SpyGen* gen = Allocate(body, 0);
  if (gen == nullptr) return nullptr;
  PyObject_GC_Track(ObjectOf(gen));
  if (!MakeSlots(gen)) {
    Decref(ObjectOf(gen));
    return nullptr;
  }
  for (int64_t i = 0; i < count; ++i) gen->slots[i] = XNewRef(items[i]);
  gen->point = 0;
  return ObjectOf(gen);
}

PyObject* spyrt_gen_exit(SpyGen* gen, uint32_t exit, const uint64_t* raw) {
  const SpyExit& state = gen->function->exits[exit];
  bool failed = !MakeSlots(gen);
  for (uint32_t i = 0; i < state.count; ++i) {
    SpyLiveKind kind = static_cast<SpyLiveKind>(state.live[i].kind);
    PyObject* value = spyrt_box_live(kind, raw[i]);
    if (value == nullptr && kind <= kSpyLiveNatural) failed = true;
    if (gen->slots == nullptr) {
      Xdecref(value);
    } else {
      gen->slots[state.live[i].slot] = value;
    }
  }
  if (gen->slots == nullptr) return nullptr;
  const SpyGenState& parameters = gen->function->gen->states[0];
  for (uint32_t i = 0; i < parameters.count; ++i) {  // they live to the end, needed or not
    PyObject* object = reinterpret_cast<PyObject*>(gen->words[parameters.words[i]]);
    PyObject** slot = gen->slots + parameters.words[i];
    *slot == nullptr ? void(*slot = object) : Xdecref(object);
  }
  return failed ? nullptr : spyrt_generic(gen->function, gen->slots, state.resume);
}

void spyrt_gen_suspend(PyObject** slots, int64_t point) { GenOf(slots[-1])->point = point; }

PyObject* spyrt_gen_sent(PyObject** slots) {
  SpyGen* gen = GenOf(slots[-1]);
  PyObject* sent = gen->sent;
  gen->sent = nullptr;
  return sent;
}

SpyGen* spyrt_gen_of(PyObject** slots) { return GenOf(slots[-1]); }

PyObject* spyrt_gen_delegate(SpyGen* gen, PyObject* it, int64_t point) {
  PyObject* result = nullptr;
  if (!MayRun()) return nullptr;
  PySendResult status = IsGen(it) ? GenSend(GenOf(it), Py_None, &result) : PyIter_Send(it, Py_None, &result);
  if (status == PYGEN_NEXT) {
    gen->delegate = NewRef(it);
    gen->point = point;
  }
  return result;
}

}  // extern "C"
