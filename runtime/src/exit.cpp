// From a fast body to the generic body: boxing live values into slots, and running the generic body on them.
#include "runtime/src/internal.h"

namespace {

PyObject* RunAndRelease(const SpyFunction* function, PyObject** slots, int64_t resume) {
  PyObject* result = function->generic(slots, resume);
  for (uint32_t i = 0; i < function->n_slots; ++i) Xdecref(slots[i]);
  return result;
}

}  // namespace

// A live raw word as a new reference; null only for unbound variables and, with an exception, when memory is out.
extern "C" PyObject* spyrt_box_live(SpyLiveKind kind, uint64_t word) {
  switch (kind) {
    case kSpyLiveInt:
      return PyLong_FromLongLong(static_cast<int64_t>(word));
    case kSpyLiveFloat:
      return spyrt_const_float(static_cast<int64_t>(word));
    case kSpyLiveBool:
      return NewBool((word & 1) != 0);
    case kSpyLiveNatural:
      return PyLong_FromUnsignedLongLong(word);
    case kSpyLiveOwned:
      return reinterpret_cast<PyObject*>(word);
    case kSpyLiveBorrowed:
      return XNewRef(reinterpret_cast<PyObject*>(word));
  }
  return nullptr;
}

extern "C" {

PyObject* spyrt_boxed_result = nullptr;

PyObject* spyrt_exit(const SpyFunction* function, uint32_t exit, const uint64_t* raw) {
  PyObject** slots =
      static_cast<PyObject**>(__builtin_alloca(function->n_slots * sizeof(PyObject*) + sizeof(PyObject*)));
  for (uint32_t i = 0; i < function->n_slots; ++i) slots[i] = nullptr;
  const SpyExit& state = function->exits[exit];
  bool failed = false;
  for (uint32_t i = 0; i < state.count; ++i) {
    SpyLiveKind kind = static_cast<SpyLiveKind>(state.live[i].kind);
    PyObject* value = spyrt_box_live(kind, raw[i]);
    if (value == nullptr && kind <= kSpyLiveNatural) failed = true;
    slots[state.live[i].slot] = value;
  }
  if (__builtin_expect(!failed, 1)) return RunAndRelease(function, slots, state.resume);
  for (uint32_t i = 0; i < function->n_slots; ++i) Xdecref(slots[i]);
  return nullptr;
}

PyObject* spyrt_run_generic(const SpyFunction* function, PyObject* const* args) {
  if (spyrt_fast_safepoint() != 0) return nullptr;  // recursion without loops looks for signals, too
  PyObject** slots =
      static_cast<PyObject**>(__builtin_alloca(function->n_slots * sizeof(PyObject*) + sizeof(PyObject*)));
  uint32_t n_args = function->n_params + (function->has_cells ? 1 : 0);
  for (uint32_t i = 0; i < function->n_slots; ++i) slots[i] = i < n_args ? XNewRef(args[i]) : nullptr;
  return RunAndRelease(function, slots, 0);
}

void spyrt_slot_set(PyObject** slot, PyObject* value) {
  PyObject* old = *slot;
  *slot = value;
  if (old != nullptr) spyrt_fast_release(old);
}

PyObject* spyrt_call(PyObject* const* args, int64_t count, SpyFunction* function) {
  (void)count;
  return function->boxed(args);
}

}  // extern "C"
