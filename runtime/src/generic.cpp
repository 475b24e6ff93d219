// Executes generic bodies (runtime/include/generic_code.h).
#include "runtime/include/generic_code.h"

#include "runtime/src/big_int.h"
#include "runtime/src/internal.h"

namespace {

struct Frame {
  const uint32_t* code;
  PyObject** items;  // the word before them is free for the callee
  const uint64_t* bases[1 << kSpyBaseBits];
};

using At = const uint32_t*;
// One instruction: executes it and goes on with the next one by a jump, so that each kind of instruction has a branch
// of its own to predict. The result is the body's. What the steps hand on stays in registers that C functions keep.
// (AddressSanitizer's frames do not go with that convention.)
#if __has_feature(address_sanitizer)
#define SPYRT_STEP_TYPE PyObject*
#else
#define SPYRT_STEP_TYPE __attribute__((preserve_none)) PyObject*
#endif
using Step = SPYRT_STEP_TYPE (*)(At at, const Frame* f, PyObject** slots);

#define SPYRT_GO_ON(step, at) __attribute__((musttail)) return step(at, f, slots)
#define SPYRT_NEXT(at) SPYRT_GO_ON(kSteps[*(at) & 0xff], at)

SPYRT_INLINE uint64_t Word(const Frame* f, uint32_t operand) {
  return f->bases[operand & ((1u << kSpyBaseBits) - 1)][operand >> kSpyBaseBits];
}
SPYRT_INLINE PyObject* Object(const Frame* f, uint32_t operand) {
  return reinterpret_cast<PyObject*>(Word(f, operand));
}
SPYRT_INLINE PyObject* Take(PyObject** slot) {
  PyObject* object = *slot;
  *slot = nullptr;
  return object;
}
SPYRT_INLINE uint32_t Byte(uint32_t word, int index) { return word >> (8 * index) & 0xff; }

SPYRT_INLINE void SetSlot(PyObject** slot, PyObject* value) {
  PyObject* old = *slot;
  *slot = value;
  if (old != nullptr) spyrt_fast_release(old);
}

// `to`: landing, slot. An outcome goes to its slot, an exception to the landing.
SPYRT_INLINE At Finish(const Frame* f, PyObject** slots, PyObject* outcome, At to, bool nullable, At next) {
  if (__builtin_expect(outcome == nullptr, 0) && to[0] != 0 && (!nullable || PyErr_Occurred() != nullptr)) {
    return f->code + to[0];
  }
  if (to[1] != kSpyNoSlot) {
    SetSlot(slots + to[1], outcome);
  } else {
    spyrt_fast_release_null(outcome);
  }
  return next;
}

// callee, landing, slot, arguments
template <class... Index>
SPYRT_INLINE At RunFixed(const Frame* f, PyObject** slots, At at, Index... index) {
  using Callee = PyObject* (*)(decltype(uint64_t{index})...);
  PyObject* outcome = reinterpret_cast<Callee>(Word(f, at[1]))(Word(f, at[4 + index])...);
  return Finish(f, slots, outcome, at + 2, false, at + 4 + sizeof...(index));
}

// A callee takes the arguments that it has: all are in registers.
SPYRT_INLINE PyObject* Invoke(uint64_t callee, const uint64_t* args) {
  static_assert(kSpyMaxArguments == 6);
  using Callee = PyObject* (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
  return reinterpret_cast<Callee>(callee)(args[0], args[1], args[2], args[3], args[4], args[5]);
}

SPYRT_INLINE At RunAny(const Frame* f, PyObject** slots, At at) {
  uint64_t args[kSpyMaxArguments] = {};
  uint32_t count = Byte(at[0], 1);
  for (uint32_t i = 0; i < count; ++i) args[i] = Word(f, at[4 + i]);
  return Finish(f, slots, Invoke(Word(f, at[1]), args), at + 2, Byte(at[0], 3) != 0, at + 4 + count);
}

SPYRT_INLINE At RunItems(const Frame* f, PyObject** slots, At at) {
  uint64_t args[kSpyMaxArguments] = {};
  uint32_t count = at[4], first = Byte(at[0], 1), last = Byte(at[0], 2), n = 0;
  At from = at + 5;
  for (uint32_t i = 0; i < count; ++i) f->items[i] = Object(f, *from++);
  while (n < first) args[n++] = Word(f, *from++);
  args[n++] = reinterpret_cast<uint64_t>(f->items);
  args[n++] = count;
  for (uint32_t i = 0; i < last; ++i) args[n++] = Word(f, *from++);
  return Finish(f, slots, Invoke(Word(f, at[1]), args), at + 2, Byte(at[0], 3) != 0, from);
}

SPYRT_INLINE At Copy(const Frame* f, PyObject** slots, At at) {
  SetSlot(slots + at[2], XNewRef(Object(f, at[1])));
  return at + 3;
}

// Pairs of slots.
template <uint32_t kCount>
SPYRT_INLINE At Swap(PyObject** slots, At at) {
  for (uint32_t i = 0; i < kCount; ++i) {
    PyObject **from = slots + at[2 * i + 1], **to = slots + at[2 * i + 2], *moved = *from;
    *from = *to;
    *to = moved;
  }
  return at + 1 + 2 * kCount;
}

SPYRT_INLINE bool AreInts(PyObject* a, PyObject* b) { return IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type); }

// Two exact ints that fit into words; first of all those of one digit.
SPYRT_INLINE bool AreWords(PyObject* a, PyObject* b, int64_t* x, int64_t* y) {
  const IntLayout *p = As<IntLayout>(a), *q = As<IntLayout>(b);
  if (__builtin_expect(!AreInts(a, b) || !spyrt_layout_ok, 0)) return false;
  if (__builtin_expect(p->tag == spyrt_int_tag && q->tag == spyrt_int_tag, 1)) {
    *x = p->digits[0];
    *y = q->digits[0];
    return true;
  }
  return IntFast(a, x) && IntFast(b, y);
}

// The box of a dead int becomes that of another one of as many digits, if nothing else refers to it and CPython does
// not share the value.
SPYRT_INLINE bool Rewrite(PyObject* box, int64_t value) {
  constexpr int64_t kFirst = 257;
  if (static_cast<uint64_t>(value - kFirst) >= (uint64_t{1} << 60) - kFirst || box == nullptr) return false;
  IntLayout* number = As<IntLayout>(box);
  const bool is_long = value >> 30 != 0;
  if (number->head.count != 1 || !IsExact(box, &PyLong_Type) || number->tag != spyrt_int_tag << is_long) return false;
  number->digits[0] = static_cast<uint32_t>(value) & ((1u << 30) - 1);
  if (is_long) number->digits[1] = static_cast<uint32_t>(value >> 30);
  return true;
}

PyObject* YieldAt(PyObject** slots, PyObject* value, uint32_t point) {
  spyrt_gen_suspend(slots, point);
  return value;
}

SPYRT_INLINE At Resume(const Frame* f, PyObject** slots, PyObject* outcome, At at, At to, At next) {
  bool is_async = Byte(at[0], 1) != 0;
  return Finish(f, slots, is_async ? spyrt_async_end(outcome) : outcome, to, is_async, next);
}

extern const Step kSteps[];

#define SPYRT_STEP(name, next)                                    \
  SPYRT_STEP_TYPE name(At at, const Frame* f, PyObject** slots) { \
    at = next;                                                    \
    SPYRT_NEXT(at);                                               \
  }
SPYRT_STEP(StepRun, RunAny(f, slots, at))
SPYRT_STEP(StepRun0, RunFixed(f, slots, at))
SPYRT_STEP(StepRun1, RunFixed(f, slots, at, 0u))
SPYRT_STEP(StepRun2, RunFixed(f, slots, at, 0u, 1u))
SPYRT_STEP(StepRun3, RunFixed(f, slots, at, 0u, 1u, 2u))
SPYRT_STEP(StepRunItems, RunItems(f, slots, at))
SPYRT_STEP(StepJump, f->code + at[1])
SPYRT_STEP(StepCopy, Copy(f, slots, at))
SPYRT_STEP(StepSwap, Swap<1>(slots, at))
SPYRT_STEP(StepSwap2, Swap<2>(slots, at))
SPYRT_STEP(StepSwap3, Swap<3>(slots, at))
SPYRT_STEP(StepLook, spyrt_safepoint_look() == 0 ? at + 2 : f->code + at[1])
SPYRT_STEP(StepSent, Resume(f, slots, spyrt_gen_sent(slots), at, at + 1, at + 3))
#undef SPYRT_STEP

SPYRT_STEP_TYPE StepSafepoint(At at, const Frame* f, PyObject** slots) {
  if (__builtin_expect(--spyrt_turns_left <= 0, 0)) SPYRT_GO_ON(StepLook, at);
  SPYRT_NEXT(at + 2);
}

// A branch of the processor, too: what follows need not wait for the condition.
#define SPYRT_BRANCH(condition, first) \
  do {                                 \
    if (condition) {                   \
      at = f->code + at[first];        \
      SPYRT_NEXT(at);                  \
    }                                  \
    at = f->code + at[(first) + 1];    \
    SPYRT_NEXT(at);                    \
  } while (false)
#define SPYRT_BRANCH_ON(outcome, landing, first) \
  do {                                           \
    if (outcome == nullptr) {                    \
      at = f->code + at[landing];                \
      SPYRT_NEXT(at);                            \
    }                                            \
    Decref(outcome);                             \
    SPYRT_BRANCH(outcome == Py_True, first);     \
  } while (false)

SPYRT_STEP_TYPE StepBranch(At at, const Frame* f, PyObject** slots) { SPYRT_BRANCH(Object(f, at[1]) == Py_True, 2); }
SPYRT_STEP_TYPE CompareOthers(At at, const Frame* f, PyObject** slots) {
  PyObject *a = Object(f, at[2]), *b = Object(f, at[3]);
  if (AreInts(a, b) && spyrt_layout_ok) SPYRT_BRANCH(spyrt_compare_ints(spyrt_big_order(a, b), 0, Byte(at[0], 1)), 4);
  PyObject* outcome = spyrt_int_compare(a, b, Byte(at[0], 1));
  SPYRT_BRANCH_ON(outcome, 1, 4);
}
#define SPYRT_COMPARE(name, operator)                                                          \
  SPYRT_STEP_TYPE Step##name(At at, const Frame* f, PyObject** slots) {                        \
    int64_t x, y;                                                                              \
    if (!AreWords(Object(f, at[2]), Object(f, at[3]), &x, &y)) SPYRT_GO_ON(CompareOthers, at); \
    SPYRT_BRANCH(x operator y, 4);                                                             \
  }
SPY_GENERIC_COMPARISONS(SPYRT_COMPARE)
#undef SPYRT_COMPARE
SPYRT_STEP_TYPE TestOthers(At at, const Frame* f, PyObject** slots) {
  PyObject* outcome = spyrt_int_truth(Object(f, at[2]));
  SPYRT_BRANCH_ON(outcome, 1, 3);
}
SPYRT_STEP_TYPE StepTest(At at, const Frame* f, PyObject** slots) {
  PyObject* object = Object(f, at[2]);
  if (!IsExact(object, &PyLong_Type) || !spyrt_layout_ok) SPYRT_GO_ON(TestOthers, at);
  SPYRT_BRANCH(As<IntLayout>(object)->tag >> spyrt_int_shift != 0, 3);
}
#undef SPYRT_BRANCH
#undef SPYRT_BRANCH_ON

// x op y of words; false: not a word, or an exception.
SPYRT_INLINE bool OfWordsAdd(int64_t x, int64_t y, int64_t* result) { return !__builtin_add_overflow(x, y, result); }
SPYRT_INLINE bool OfWordsSub(int64_t x, int64_t y, int64_t* result) { return !__builtin_sub_overflow(x, y, result); }
SPYRT_INLINE bool OfWordsMul(int64_t x, int64_t y, int64_t* result) { return !__builtin_mul_overflow(x, y, result); }
SPYRT_INLINE bool OfWordsAnd(int64_t x, int64_t y, int64_t* result) { return *result = x & y, true; }
SPYRT_INLINE bool OfWordsOr(int64_t x, int64_t y, int64_t* result) { return *result = x | y, true; }
SPYRT_INLINE bool OfWordsXor(int64_t x, int64_t y, int64_t* result) { return *result = x ^ y, true; }
#define SPYRT_OF_WORDS(name, function)                                     \
  SPYRT_INLINE bool OfWords##name(int64_t x, int64_t y, int64_t* result) { \
    SpyInt outcome = spyrt_fast_int_##function(x, y);                      \
    *result = outcome.value;                                               \
    return outcome.status == 0;                                            \
  }
SPYRT_OF_WORDS(FloorDiv, floordiv)
SPYRT_OF_WORDS(Mod, mod)
SPYRT_OF_WORDS(Shr, shr)
#undef SPYRT_OF_WORDS

// Words at once, bigger ones where possible in the box that the result replaces, all else by the op's function.
#define SPYRT_ARITHMETIC(name, function)                                                      \
  SPYRT_STEP_TYPE Big##name(At at, const Frame* f, PyObject** slots) {                        \
    PyObject *a = Object(f, at[4]), *b = Object(f, at[5]);                                    \
    const bool are_known = AreInts(a, b) && spyrt_layout_ok;                                  \
    PyObject* outcome = are_known ? spyrt_big_##function(slots[at[3]], a, b) : nullptr;       \
    if (outcome == nullptr) outcome = spyrt_int_##function(a, b);                             \
    at = Finish(f, slots, outcome, at + 2, false, at + 6);                                    \
    SPYRT_NEXT(at);                                                                           \
  }                                                                                           \
  SPYRT_STEP_TYPE Step##name(At at, const Frame* f, PyObject** slots) {                       \
    int64_t x, y, result;                                                                     \
    PyObject *a = Object(f, at[4]), *b = Object(f, at[5]);                                    \
    if (!AreWords(a, b, &x, &y) || !OfWords##name(x, y, &result)) SPYRT_GO_ON(Big##name, at); \
    if (Rewrite(slots[at[3]], result)) SPYRT_NEXT(at + 6);                                    \
    at = Finish(f, slots, spyrt_fast_box_int(result), at + 2, false, at + 6);                 \
    SPYRT_NEXT(at);                                                                           \
  }
SPY_GENERIC_ARITHMETIC(SPYRT_ARITHMETIC)
#undef SPYRT_ARITHMETIC

SPYRT_STEP_TYPE StepRetain(At at, const Frame* f, PyObject** slots) {
  spyrt_slot_set(slots + at[2], XNewRef(Object(f, at[1])));
  SPYRT_NEXT(at + 3);
}
SPYRT_STEP_TYPE StepRelease(At at, const Frame* f, PyObject** slots) {
  spyrt_slot_set(slots + at[1], nullptr);
  SPYRT_NEXT(at + 2);
}
SPYRT_STEP_TYPE StepTrace(At at, const Frame* f, PyObject** slots) {
  spyrt_traceback(reinterpret_cast<SpyFunction*>(Word(f, at[1])), at[2]);
  SPYRT_NEXT(at + 3);
}
SPYRT_STEP_TYPE StepDelegate(At at, const Frame* f, PyObject** slots) {
  SpyGen* gen = spyrt_gen_of(slots);
  PyObject* outcome = spyrt_gen_delegate(gen, Object(f, at[1]), at[2]);
  if (gen->point == static_cast<int64_t>(at[2])) return outcome;
  at = Resume(f, slots, outcome, at, at + 3, at + 5);
  SPYRT_NEXT(at);
}
SPYRT_STEP_TYPE StepReturn(At at, const Frame* f, PyObject**) { return NewRef(Object(f, at[1])); }
SPYRT_STEP_TYPE StepReturnOwn(At at, const Frame*, PyObject** slots) { return Take(slots + at[1]); }
SPYRT_STEP_TYPE StepLeave(At, const Frame*, PyObject**) { return nullptr; }
SPYRT_STEP_TYPE StepYield(At at, const Frame* f, PyObject** slots) {
  return YieldAt(slots, NewRef(Object(f, at[1])), at[2]);
}
SPYRT_STEP_TYPE StepYieldOwn(At at, const Frame*, PyObject** slots) {
  return YieldAt(slots, Take(slots + at[1]), at[2]);
}

const Step kSteps[] = {
#define SPY_GENERIC_OP(name, ...) Step##name,
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
                 static_cast<PyObject**>(__builtin_alloca((code[0] + 1) * sizeof(PyObject*))) + 1,
                 {words(slots), words(module->consts), words(module->builtins), words(module->addresses)}};
  constexpr int32_t kSoon = 32;  // this function's turns may be longer than those that the count was made for
  if (spyrt_turns_left > kSoon) spyrt_turns_left = kSoon;
  At at = code + code[1 + resume];
  return kSteps[*at & 0xff](at, &frame, slots);
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
