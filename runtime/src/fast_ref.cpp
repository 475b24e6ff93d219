// Fast helpers: reference counts, boxes, stack and safepoint tests.
#include "runtime/src/internal.h"

#define FAST __attribute__((always_inline))

// Dead boxes of numbers, which compiled code makes and gives up all the time: the next boxes are made of them. Ints by
// how many digits they have room for. What follows has external names: code at -O2 carries copies of this file's
// inlined functions, and there must be one set of boxes.
constexpr int32_t kPooled = 16;
struct Pool {
  PyObject* boxes[kPooled];
  int32_t count;
};
constexpr int64_t kSmallestShared = 5;  // -5 .. 256
constexpr uint64_t kShared = 262;

extern "C" {
extern Pool spyrt_dead_floats, spyrt_dead_ints[2];
extern PyObject* spyrt_small_ints[kShared];
Pool spyrt_dead_floats, spyrt_dead_ints[2];
PyObject* spyrt_small_ints[kShared];
void spyrt_fast_dealloc(PyObject* object);
PyObject* spyrt_fast_box_other(int64_t value);
PyObject* spyrt_fast_box_small(int64_t value);
}

namespace {
SPYRT_INLINE bool Keep(Pool& pool, PyObject* box) {
  if (pool.count == kPooled) return false;
  pool.boxes[pool.count++] = box;
  return true;
}
SPYRT_INLINE PyObject* Take(Pool& pool) {
  PyObject* box = pool.boxes[--pool.count];
  *reinterpret_cast<int64_t*>(box) = 1;
  return box;
}

SPYRT_INLINE int64_t DigitsOf(PyObject* exact_int) {
  int64_t tag = As<IntLayout>(exact_int)->tag;
  return spyrt_version == 311 ? (tag < 0 ? -tag : tag) : tag >> 3;
}

bool IsKept(PyObject* object) {
  if (!spyrt_layout_ok) return false;  // a generic body's slots come here, too
  if (IsExact(object, &PyFloat_Type)) return Keep(spyrt_dead_floats, object);
  if (!IsExact(object, &PyLong_Type)) return false;
  uint64_t index = static_cast<uint64_t>(DigitsOf(object) - 1);
  return index < 2 && Keep(spyrt_dead_ints[index], object);
}

SPYRT_COLD bool UnboxBig(PyObject* exact_int, int64_t* value) {
  int overflow = 0;
  *value = PyLong_AsLongLongAndOverflow(exact_int, &overflow);
  return overflow == 0;
}

}  // namespace

extern "C" {

int32_t spyrt_safepoint_countdown = 256;

// Out of line: the inlined counts stay small.
__attribute__((noinline)) void spyrt_fast_dealloc(PyObject* object) {
  if (!IsKept(object)) _Py_Dealloc(object);
}

// An int that CPython does not share.
__attribute__((noinline)) PyObject* spyrt_fast_box_other(int64_t value) {
  uint64_t magnitude = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  int64_t digits = magnitude >> 30 == 0 ? 1 : 2;
  Pool& pool = spyrt_dead_ints[digits - 1];
  if (magnitude >> 60 != 0 || pool.count == 0) return PyLong_FromLongLong(value);
  PyObject* box = Take(pool);
  IntLayout* number = As<IntLayout>(box);
  number->tag = spyrt_version == 311 ? (value < 0 ? -digits : digits) : digits << 3 | (value < 0 ? 2 : 0);
  number->digits[0] = magnitude & ((1u << 30) - 1);
  if (digits == 2) number->digits[1] = static_cast<uint32_t>(magnitude >> 30);
  return box;
}

SPYRT_COLD PyObject* spyrt_fast_box_small(int64_t value) {
  PyObject* number = PyLong_FromLongLong(value);
  if (number != nullptr) spyrt_small_ints[value + kSmallestShared] = NewRef(number);
  return number;
}

FAST void spyrt_fast_retain(PyObject* object) { Incref(object); }
FAST void spyrt_fast_retain_null(PyObject* object) { Xincref(object); }

FAST void spyrt_fast_release(PyObject* object) {
  int64_t* count = reinterpret_cast<int64_t*>(object);
  if (static_cast<int32_t>(*count) >= 0 && __builtin_expect(--*count == 0, 0)) spyrt_fast_dealloc(object);
}

FAST void spyrt_fast_release_null(PyObject* object) {
  if (object != nullptr) spyrt_fast_release(object);
}

FAST SpyUnboxed spyrt_fast_unbox_int(PyObject* exact_int) {
  int64_t value;
  if (__builtin_expect(IntFast(exact_int, &value), 1)) return {value, 1};
  bool fits = UnboxBig(exact_int, &value);
  return {value, fits};
}

FAST SpyInt spyrt_fast_int_of(PyObject* object) {
  if (__builtin_expect(!IsExact(object, &PyLong_Type), 0)) return {0, 1};
  SpyUnboxed number = spyrt_fast_unbox_int(object);
  return {number.value, !number.ok};
}

FAST SpyFloat spyrt_fast_float_of(PyObject* object) {
  if (__builtin_expect(!IsExact(object, &PyFloat_Type), 0)) return {0, 1};
  return {As<FloatLayout>(object)->value, 0};
}

FAST SpyInt spyrt_fast_bool_of(PyObject* object) {
  return {object == Py_True, object != Py_True && object != Py_False};
}

// CPython shares the small ints: no call for those, once they have been seen.
FAST PyObject* spyrt_fast_box_int(int64_t value) {
  uint64_t index = static_cast<uint64_t>(value + kSmallestShared);
  if (__builtin_expect(index >= kShared, 0)) return spyrt_fast_box_other(value);
  PyObject* shared = spyrt_small_ints[index];
  if (__builtin_expect(shared == nullptr, 0)) return spyrt_fast_box_small(value);
  return NewRef(shared);
}
PyObject* spyrt_fast_box_natural(uint64_t value) { return PyLong_FromUnsignedLongLong(value); }
PyObject* spyrt_fast_box_float(double value) {
  if (spyrt_dead_floats.count == 0) return PyFloat_FromDouble(value);
  PyObject* box = Take(spyrt_dead_floats);
  As<FloatLayout>(box)->value = value;
  return box;
}
FAST PyObject* spyrt_fast_box_bool(int8_t value) { return NewBool(value != 0); }

FAST int8_t spyrt_fast_stack_ok() {
  return spyrt_fast_stack_fits(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

FAST int8_t spyrt_fast_stack_fits(uint64_t top) { return top > spyrt_stack_limit; }

FAST int32_t spyrt_fast_safepoint() {
  if (__builtin_expect(--spyrt_safepoint_countdown > 0, 1)) return 0;
  spyrt_safepoint_countdown = 256;
  return spyrt_safepoint_slow();
}

PyObject* spyrt_fast_next(PyObject* iterator) { return spyrt_obj_next(iterator); }

int32_t spyrt_fast_truth(PyObject* object) {
  if (object == Py_True) return 1;
  if (object == Py_False || object == Py_None) return 0;
  PyTypeObject* type = TypeOf(object);
  if (type == &PyUnicode_Type) return As<StrLayout>(object)->length != 0;
  if (type == &PyList_Type || type == &PyTuple_Type) return As<VarHead>(object)->size != 0;
  return PyObject_IsTrue(object);
}

int32_t spyrt_fast_compare_bool(PyObject* a, PyObject* b, int32_t op) {
  PyObject* answer = PyObject_RichCompare(a, b, op);
  if (answer == nullptr) return -1;
  int32_t truth = answer == Py_True ? 1 : answer == Py_False ? 0 : PyObject_IsTrue(answer);
  Decref(answer);
  return truth;
}

}  // extern "C"
