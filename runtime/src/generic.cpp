// Executes generic bodies (runtime/include/generic_code.h).
#include "runtime/include/generic_code.h"

#include "runtime/src/internal.h"

namespace {

struct Frame {
  const uint32_t* code;
  PyObject** slots;
  PyObject** items;  // the word before them is free for the callee
  const uint64_t* bases[1 << kSpyBaseBits];
};

using At = const uint32_t*;
// One instruction: executes it and goes on with the next one by a jump, so that each kind of instruction has a branch
// of its own to predict. The result is the body's.
using Step = PyObject* (*)(At at, const Frame* f);

#define SPYRT_NEXT(at) __attribute__((musttail)) return kSteps[*(at) & 0xff](at, f)

SPYRT_INLINE uint64_t Word(const Frame* f, uint32_t operand) {
  return f->bases[operand & ((1u << kSpyBaseBits) - 1)][operand >> kSpyBaseBits];
}
SPYRT_INLINE PyObject* Object(const Frame* f, uint32_t operand) {
  return reinterpret_cast<PyObject*>(Word(f, operand));
}
SPYRT_INLINE PyObject* Take(const Frame* f, uint32_t slot) {
  PyObject* object = f->slots[slot];
  f->slots[slot] = nullptr;
  return object;
}
SPYRT_INLINE uint32_t Byte(uint32_t word, int index) { return word >> (8 * index) & 0xff; }

SPYRT_INLINE void SetSlot(PyObject** slot, PyObject* value) {
  PyObject* old = *slot;
  *slot = value;
  if (old != nullptr) spyrt_fast_release(old);
}

// `to`: landing, slot. An outcome goes to its slot, an exception to the landing.
SPYRT_INLINE At Finish(const Frame* f, PyObject* outcome, At to, bool nullable, At next) {
  if (__builtin_expect(outcome == nullptr, 0) && to[0] != 0 && (!nullable || PyErr_Occurred() != nullptr)) {
    return f->code + to[0];
  }
  if (to[1] != kSpyNoSlot) {
    SetSlot(f->slots + to[1], outcome);
  } else {
    spyrt_fast_release_null(outcome);
  }
  return next;
}

// callee, landing, slot, arguments
template <class... Index>
SPYRT_INLINE At RunFixed(const Frame* f, At at, Index... index) {
  using Callee = PyObject* (*)(decltype(uint64_t{index})...);
  PyObject* outcome = reinterpret_cast<Callee>(Word(f, at[1]))(Word(f, at[4 + index])...);
  return Finish(f, outcome, at + 2, false, at + 4 + sizeof...(index));
}

// A callee takes the arguments that it has: all are in registers.
SPYRT_INLINE PyObject* Invoke(uint64_t callee, const uint64_t* args) {
  static_assert(kSpyMaxArguments == 6);
  using Callee = PyObject* (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
  return reinterpret_cast<Callee>(callee)(args[0], args[1], args[2], args[3], args[4], args[5]);
}

SPYRT_INLINE At RunAny(const Frame* f, At at) {
  uint64_t args[kSpyMaxArguments] = {};
  uint32_t count = Byte(at[0], 1);
  for (uint32_t i = 0; i < count; ++i) args[i] = Word(f, at[4 + i]);
  return Finish(f, Invoke(Word(f, at[1]), args), at + 2, Byte(at[0], 3) != 0, at + 4 + count);
}

SPYRT_INLINE At RunItems(const Frame* f, At at) {
  uint64_t args[kSpyMaxArguments] = {};
  uint32_t count = at[4], first = Byte(at[0], 1), last = Byte(at[0], 2), n = 0;
  At from = at + 5;
  for (uint32_t i = 0; i < count; ++i) f->items[i] = Object(f, *from++);
  while (n < first) args[n++] = Word(f, *from++);
  args[n++] = reinterpret_cast<uint64_t>(f->items);
  args[n++] = count;
  for (uint32_t i = 0; i < last; ++i) args[n++] = Word(f, *from++);
  return Finish(f, Invoke(Word(f, at[1]), args), at + 2, Byte(at[0], 3) != 0, from);
}

// Pairs of operand and slot: all operands are read before a slot is taken from, and that before one is written.
SPYRT_INLINE At MovePairs(const Frame* f, At pairs, uint32_t count, PyObject** values) {
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = Object(f, pairs[2 * i]);
    if ((pairs[2 * i + 1] & kSpyTaken) == 0) spyrt_fast_retain_null(values[i]);
  }
  for (uint32_t i = 0; i < count; ++i) {
    if ((pairs[2 * i + 1] & kSpyTaken) != 0) f->slots[pairs[2 * i] >> kSpyBaseBits] = nullptr;
  }
  for (uint32_t i = 0; i < count; ++i) SetSlot(f->slots + (pairs[2 * i + 1] & ~kSpyTaken), values[i]);
  return pairs + 2 * count;
}

SPYRT_INLINE At MoveAll(const Frame* f, At at) { return MovePairs(f, at + 2, at[1], f->items); }

template <uint32_t kCount>
SPYRT_INLINE At MoveFew(const Frame* f, At at) {
  PyObject* values[kCount];
  return MovePairs(f, at + 1, kCount, values);
}

// Two exact ints that fit into words.
SPYRT_INLINE bool AreWords(const Frame* f, At operands, int64_t* x, int64_t* y) {
  PyObject *a = Object(f, operands[0]), *b = Object(f, operands[1]);
  const bool ints = IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type) && spyrt_layout_ok;
  return __builtin_expect(ints && IntFast(a, x) && IntFast(b, y), 1);
}

SPYRT_COLD At CompareOthers(const Frame* f, At at) {
  Owned outcome(spyrt_int_compare(Object(f, at[2]), Object(f, at[3]), Byte(at[0], 1)));
  return f->code + at[outcome ? outcome.get() == Py_True ? 4 : 5 : 1];
}

PyObject* YieldAt(const Frame* f, PyObject* value, uint32_t point) {
  spyrt_gen_suspend(f->slots, point);
  return value;
}

SPYRT_INLINE At Resume(const Frame* f, PyObject* outcome, At at, At to, At next) {
  bool is_async = Byte(at[0], 1) != 0;
  return Finish(f, is_async ? spyrt_async_end(outcome) : outcome, to, is_async, next);
}

extern const Step kSteps[];

#define SPYRT_STEP(name, next)            \
  PyObject* name(At at, const Frame* f) { \
    at = next;                            \
    SPYRT_NEXT(at);                       \
  }
SPYRT_STEP(StepRun, RunAny(f, at))
SPYRT_STEP(StepRun0, RunFixed(f, at))
SPYRT_STEP(StepRun1, RunFixed(f, at, 0u))
SPYRT_STEP(StepRun2, RunFixed(f, at, 0u, 1u))
SPYRT_STEP(StepRun3, RunFixed(f, at, 0u, 1u, 2u))
SPYRT_STEP(StepRunItems, RunItems(f, at))
SPYRT_STEP(StepJump, f->code + at[1])
SPYRT_STEP(StepMove, MoveAll(f, at))
SPYRT_STEP(StepMove1, MoveFew<1>(f, at))
SPYRT_STEP(StepMove2, MoveFew<2>(f, at))
SPYRT_STEP(StepMove3, MoveFew<3>(f, at))
SPYRT_STEP(StepSafepoint, spyrt_count_safepoint() == 0 ? at + 2 : f->code + at[1])
SPYRT_STEP(StepCompareOthers, CompareOthers(f, at))
SPYRT_STEP(StepBranch, f->code + at[Object(f, at[1]) == Py_True ? 2 : 3])
SPYRT_STEP(StepSent, Resume(f, spyrt_gen_sent(f->slots), at, at + 1, at + 3))
#undef SPYRT_STEP

PyObject* StepCompare(At at, const Frame* f) {
  int64_t x, y;
  if (!AreWords(f, at + 2, &x, &y)) __attribute__
    ((musttail)) return StepCompareOthers(at, f);
  at = f->code + at[spyrt_compare_ints(x, y, Byte(at[0], 1)) ? 4 : 5];
  SPYRT_NEXT(at);
}
// Small ints at once, all else by the op's function.
#define SPYRT_ARITHMETIC(name, overflows)                                                              \
  PyObject* name(At at, const Frame* f) {                                                              \
    int64_t x, y, result;                                                                              \
    if (!AreWords(f, at + 4, &x, &y) || __builtin_##overflows##_overflow(x, y, &result)) __attribute__ \
      ((musttail)) return StepRun2(at, f);                                                             \
    at = Finish(f, spyrt_fast_box_int(result), at + 2, false, at + 6);                                 \
    SPYRT_NEXT(at);                                                                                    \
  }
SPYRT_ARITHMETIC(StepAdd, add)
SPYRT_ARITHMETIC(StepSub, sub)
SPYRT_ARITHMETIC(StepMul, mul)
#undef SPYRT_ARITHMETIC
PyObject* StepRetain(At at, const Frame* f) {
  spyrt_slot_set(f->slots + at[2], XNewRef(Object(f, at[1])));
  SPYRT_NEXT(at + 3);
}
PyObject* StepRelease(At at, const Frame* f) {
  spyrt_slot_set(f->slots + at[1], nullptr);
  SPYRT_NEXT(at + 2);
}
PyObject* StepTrace(At at, const Frame* f) {
  spyrt_traceback(reinterpret_cast<SpyFunction*>(Word(f, at[1])), at[2]);
  SPYRT_NEXT(at + 3);
}
PyObject* StepDelegate(At at, const Frame* f) {
  SpyGen* gen = spyrt_gen_of(f->slots);
  PyObject* outcome = spyrt_gen_delegate(gen, Object(f, at[1]), at[2]);
  if (gen->point == static_cast<int64_t>(at[2])) return outcome;
  at = Resume(f, outcome, at, at + 3, at + 5);
  SPYRT_NEXT(at);
}
PyObject* StepReturn(At at, const Frame* f) { return NewRef(Object(f, at[1])); }
PyObject* StepReturnOwn(At at, const Frame* f) { return Take(f, at[1]); }
PyObject* StepLeave(At, const Frame*) { return nullptr; }
PyObject* StepYield(At at, const Frame* f) { return YieldAt(f, NewRef(Object(f, at[1])), at[2]); }
PyObject* StepYieldOwn(At at, const Frame* f) { return YieldAt(f, Take(f, at[1]), at[2]); }

const Step kSteps[] = {
#define SPY_GENERIC_OP(name) Step##name,
    SPY_GENERIC_OPS(SPY_GENERIC_OP)
#undef SPY_GENERIC_OP
};

}  // namespace

extern "C" {

PyObject* spyrt_generic(const SpyFunction* function, PyObject** slots, int64_t resume) {
  const uint32_t* code = function->code;
  const SpyModule* module = function->module;
  auto words = [](const void* base) { return static_cast<const uint64_t*>(base); };
  Frame frame = {code,
                 slots,
                 static_cast<PyObject**>(__builtin_alloca((code[0] + 1) * sizeof(PyObject*))) + 1,
                 {words(slots), words(module->consts), words(module->builtins), words(module->addresses)}};
  At at = code + code[1 + resume];
  return kSteps[*at & 0xff](at, &frame);
}

PyObject* spyrt_run_slots(const SpyFunction* function, PyObject** slots, int64_t resume) {
  PyObject* result = spyrt_generic(function, slots, resume);
  for (uint32_t i = 0; i < function->n_slots; ++i) Xdecref(slots[i]);
  return result;
}

PyObject* spyrt_run_generic(const SpyFunction* function, PyObject* const* args) {
  if (__builtin_expect(!spyrt_fast_stack_ok(), 0)) {
    spyrt_stack_overflow();
    return nullptr;
  }
  if (spyrt_fast_safepoint() != 0) return nullptr;  // recursion without loops looks for signals, too
  PyObject** slots =
      static_cast<PyObject**>(__builtin_alloca(function->n_slots * sizeof(PyObject*) + sizeof(PyObject*)));
  uint32_t n_args = function->n_params + (function->has_cells ? 1 : 0);
  for (uint32_t i = 0; i < function->n_slots; ++i) slots[i] = i < n_args ? XNewRef(args[i]) : nullptr;
  return spyrt_run_slots(function, slots, 0);
}

void spyrt_slot_set(PyObject** slot, PyObject* value) { SetSlot(slot, value); }

PyObject* spyrt_call(PyObject* const* args, int64_t count, SpyFunction* function) {
  (void)count;
  return CallBoxed(function, args);
}

}  // extern "C"
