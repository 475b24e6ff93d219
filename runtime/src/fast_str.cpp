// Fast helpers: exact strs by direct layout. A str that is not compact (only 3.11 may still make one) goes by the API.
#include "runtime/src/internal.h"

#define FAST __attribute__((always_inline))

namespace {

SPYRT_COLD SpyInt CodeSlow(PyObject* text, int64_t i) {
  Py_UCS4 code = PyUnicode_ReadChar(text, i);
  if (code == static_cast<Py_UCS4>(-1) && PyErr_Occurred()) {
    PyErr_Clear();
    return {0, 1};
  }
  return {code, 0};
}

// One-character strs below 256 are shared by CPython; ours are filled from there as they are first asked for.
PyObject* latin1[256];

SPYRT_COLD PyObject* MakeCharacter(int64_t code) {
  PyObject* text = PyUnicode_FromOrdinal(static_cast<int>(code));
  if (text != nullptr && code < 256) latin1[code] = NewRef(text);
  return text;
}

bool SameBytes(const char* a, const char* b, int64_t n) {
  while (n >= 8) {
    uint64_t x, y;
    __builtin_memcpy_inline(&x, a, 8);
    __builtin_memcpy_inline(&y, b, 8);
    if (x != y) return false;
    a += 8, b += 8, n -= 8;
  }
  for (; n > 0; --n) {
    if (*a++ != *b++) return false;
  }
  return true;
}

// Of two strs of the same length.
__attribute__((noinline)) int8_t SameText(PyObject* a, PyObject* b) {
  if (!StrIsCompact(a) || !StrIsCompact(b)) return PyUnicode_Compare(a, b) == 0;
  if (StrKind(a) != StrKind(b)) return 0;  // each has the smallest kind that holds it
  return SameBytes(StrData(a), StrData(b), As<StrLayout>(a)->length * StrKind(a));
}

void CopyBytes(char* to, const char* from, int64_t n) {
  for (; n >= 8; n -= 8, to += 8, from += 8) __builtin_memcpy_inline(to, from, 8);
  for (; n > 0; --n) *to++ = *from++;
}

}  // namespace

extern "C" {

FAST int64_t spyrt_fast_str_len(PyObject* text) { return As<StrLayout>(text)->length; }

FAST SpyInt spyrt_fast_str_code_at(PyObject* text, int64_t i) {
  int64_t length = As<StrLayout>(text)->length;
  if (__builtin_expect(i < 0, 0)) i += length;
  if (__builtin_expect(static_cast<uint64_t>(i) >= static_cast<uint64_t>(length), 0)) return {0, 1};
  if (__builtin_expect(!StrIsCompact(text), 0)) return CodeSlow(text, i);
  return {StrAt(text, i), 0};
}

FAST PyObject* spyrt_fast_str_of_code(int64_t code) {
  if (__builtin_expect(static_cast<uint64_t>(code) < 256 && latin1[code & 255] != nullptr, 1))
    return NewRef(latin1[code]);
  return MakeCharacter(code);
}

FAST PyObject* spyrt_fast_str_item(PyObject* text, int64_t i) {
  SpyInt code = spyrt_fast_str_code_at(text, i);
  if (__builtin_expect(code.status != 0, 0)) return nullptr;
  PyObject* item = spyrt_fast_str_of_code(code.value);
  if (__builtin_expect(item == nullptr, 0)) PyErr_Clear();  // out of memory: the generic body finds out again
  return item;
}

FAST SpyInt spyrt_fast_str_ord(PyObject* text) {
  if (__builtin_expect(As<StrLayout>(text)->length != 1, 0)) return {0, 1};
  return spyrt_fast_str_code_at(text, 0);
}

FAST int8_t spyrt_fast_str_eq(PyObject* a, PyObject* b) {
  if (a == b) return 1;
  return As<StrLayout>(a)->length == As<StrLayout>(b)->length && SameText(a, b);
}

int64_t spyrt_fast_str_compare(PyObject* a, PyObject* b) {
  if (a == b) return 0;
  if (!StrIsCompact(a) || !StrIsCompact(b)) return PyUnicode_Compare(a, b);
  int64_t x = As<StrLayout>(a)->length, y = As<StrLayout>(b)->length;
  int64_t shorter = x < y ? x : y;
  for (int64_t i = 0; i < shorter; ++i) {
    uint32_t c = StrAt(a, i), d = StrAt(b, i);
    if (c != d) return c < d ? -1 : 1;
  }
  return x == y ? 0 : (x < y ? -1 : 1);
}

PyObject* spyrt_fast_str_concat(PyObject* a, PyObject* b) {
  int64_t x = As<StrLayout>(a)->length, y = As<StrLayout>(b)->length;
  if (x == 0) return NewRef(b);
  if (y == 0) return NewRef(a);
  if (!StrIsAscii(a) || !StrIsAscii(b) || x > INT64_MAX - y) return PyUnicode_Concat(a, b);
  PyObject* text = PyUnicode_New(x + y, 127);
  if (text == nullptr) return nullptr;
  char* data = StrData(text);
  CopyBytes(data, StrData(a), x);
  CopyBytes(data + x, StrData(b), y);
  return text;
}

}  // extern "C"
