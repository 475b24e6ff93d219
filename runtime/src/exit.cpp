// From a fast body to the generic body: boxing live values into slots, and on with it.
#include "runtime/src/internal.h"

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
  if (__builtin_expect(!failed, 1)) return spyrt_run_slots(function, slots, state.resume);
  for (uint32_t i = 0; i < function->n_slots; ++i) Xdecref(slots[i]);
  return nullptr;
}

}  // extern "C"
