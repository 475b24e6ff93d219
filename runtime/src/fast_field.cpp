// Fast helpers: fields of complete native instances.
#include "runtime/src/class_info.h"

#define FAST __attribute__((always_inline))

namespace {

SPYRT_COLD SpyInt GetUntagged(uint64_t word) {
  if (word == 0) return {0, 1};
  return spyrt_fast_int_of(reinterpret_cast<PyObject*>(word));
}

// `number` is taken over.
int32_t SetNumber(int64_t* word, PyObject* number) {
  if (number == nullptr) return -1;
  uint64_t old = static_cast<uint64_t>(*word);
  *word = reinterpret_cast<int64_t>(number);
  if (!IsTagged(old)) Xdecref(reinterpret_cast<PyObject*>(old));
  return 0;
}

SPYRT_COLD int32_t SetUntagged(int64_t* word, int64_t value) { return SetNumber(word, PyLong_FromLongLong(value)); }

SPYRT_COLD void ReleaseUntagged(uint64_t word) { Xdecref(reinterpret_cast<PyObject*>(word)); }

}  // namespace

extern "C" {

FAST SpyInt spyrt_fast_field_int_get(int64_t word) {
  if (__builtin_expect(IsTagged(static_cast<uint64_t>(word)), 1)) return {word >> 1, 0};
  return GetUntagged(static_cast<uint64_t>(word));
}

SpyInt spyrt_fast_field_natural_get(int64_t word) {
  return word == 0 ? SpyInt{0, 1} : spyrt_fast_natural_of(reinterpret_cast<PyObject*>(word));
}

SpyInt spyrt_fast_field_residue_get(int64_t word) {
  SpyInt natural = spyrt_fast_field_natural_get(word);
  return natural.status == 0 ? natural : GetUntagged(static_cast<uint64_t>(word));
}

int32_t spyrt_fast_field_natural_set(int64_t* word, uint64_t value) {
  if (value > INT64_MAX) return SetNumber(word, PyLong_FromUnsignedLongLong(value));
  return spyrt_fast_field_int_set(word, static_cast<int64_t>(value));
}

FAST int32_t spyrt_fast_field_int_set(int64_t* word, int64_t value) {
  int64_t doubled;
  if (__builtin_expect(__builtin_mul_overflow(value, 2, &doubled), 0)) return SetUntagged(word, value);
  uint64_t old = static_cast<uint64_t>(*word);
  *word = doubled | 1;
  if (__builtin_expect(!IsTagged(old), 0)) ReleaseUntagged(old);
  return 0;
}

FAST void spyrt_fast_field_object_set(PyObject** slot, PyObject* value) {
  PyObject* old = *slot;
  Incref(value);
  *slot = value;
  spyrt_fast_release_null(old);
}

}  // extern "C"
