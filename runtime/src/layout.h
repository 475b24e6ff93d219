// Memory layouts of CPython's objects that the fast paths read directly, the same in the builds of 3.11, 3.12 and 3.13
// that spyrt_probe accepts. Nothing here may be used before spyrt_layout_ok has been seen true, except the object head.
#pragma once
#include "runtime/src/py.h"

extern "C" {
extern int32_t spyrt_version;          // 311, 312, 313
extern int64_t spyrt_layout_ok;        // 1: the layouts below are those of this interpreter
extern int64_t spyrt_type_vectorcall;  // offset of tp_vectorcall in types
extern int64_t spyrt_str_offset;       // of the characters of a compact ASCII str
extern int64_t spyrt_int_tag;          // of the ints from 1 to 2**30 - 1; twice it: of those below 2**60
extern int64_t spyrt_int_shift;        // a tag shifted right by it is the number of digits, unless negative
extern int64_t spyrt_int_negative;     // the bit that tags of negative ints have
}

struct ObjectHead {
  int64_t count;
  PyTypeObject* type;
};
struct VarHead {
  ObjectHead head;
  int64_t size;
};
struct FloatLayout {
  ObjectHead head;
  double value;
};
// 3.11: `tag` is the signed digit count. 3.12 on: digit count << 3 | sign, sign 0 positive, 1 zero, 2 negative.
struct IntLayout {
  ObjectHead head;
  int64_t tag;
  uint32_t digits[3];
};
struct ListLayout {
  VarHead head;
  PyObject** items;
  int64_t allocated;
};
struct TupleLayout {
  VarHead head;
  PyObject* items[1];
};
struct ModuleLayout {
  ObjectHead head;
  PyObject* dict;
};
struct DictLayout {
  ObjectHead head;
  int64_t used;
  uint64_t version;  // another value after every change, in no other dict the same
};
struct TracebackLayout {
  ObjectHead head;
  PyObject* next;  // towards where the exception was raised; null at the end
  PyObject* frame;
  int32_t last_instruction;
  int32_t line;
};
// Characters of a compact ASCII str follow at spyrt_str_offset, those of other compact strs 16 (3.12 on) or 24 bytes
// later.
struct StrLayout {
  ObjectHead head;
  int64_t length;
  int64_t hash;
  uint32_t state;  // bits 2-4: bytes a character, 5: compact, 6: ASCII, (3.11 only) 7: ready
};

inline constexpr int kTypeNameOffset = 24;
inline constexpr int kTypeDeallocOffset = 48;
inline constexpr int kTypeVectorcallOffsetOffset = 56;
inline constexpr int kTypeFlagsOffset = 168;
inline constexpr int kTypeIterNextOffset = 224;
inline constexpr int kTypeBaseOffset = 256;
inline constexpr int kTypeInitOffset = 296;
inline constexpr int kTypeNewOffset = 312;
inline constexpr uint32_t kStrKindMask = 7u << 2, kStrCompact = 1u << 5, kStrAscii = 1u << 6;

template <class Layout>
SPYRT_INLINE Layout* As(PyObject* object) {
  return reinterpret_cast<Layout*>(object);
}
SPYRT_INLINE PyTypeObject* TypeOf(PyObject* object) { return reinterpret_cast<ObjectHead*>(object)->type; }
SPYRT_INLINE bool IsExact(PyObject* object, PyTypeObject* type) { return TypeOf(object) == type; }

// tp_name, which is what CPython's own messages print.
SPYRT_INLINE const char* TypeName(PyTypeObject* type) {
  return *reinterpret_cast<const char**>(reinterpret_cast<char*>(type) + kTypeNameOffset);
}
SPYRT_INLINE const char* TypeNameOf(PyObject* object) { return TypeName(TypeOf(object)); }

template <class Word>
SPYRT_INLINE Word* TypeWord(PyTypeObject* type, int offset) {
  return reinterpret_cast<Word*>(reinterpret_cast<char*>(type) + offset);
}
SPYRT_INLINE PyTypeObject* BaseOf(PyTypeObject* type) {
  if (__builtin_expect(!spyrt_layout_ok, 0)) return static_cast<PyTypeObject*>(PyType_GetSlot(type, Py_tp_base));
  return *TypeWord<PyTypeObject*>(type, kTypeBaseOffset);
}

SPYRT_INLINE int StrKind(PyObject* text) { return (As<StrLayout>(text)->state & kStrKindMask) >> 2; }
SPYRT_INLINE bool StrIsCompact(PyObject* text) { return (As<StrLayout>(text)->state & kStrCompact) != 0; }
// ASCII and compact: 3.11 may still make strs that are ASCII and keep their characters elsewhere.
SPYRT_INLINE bool StrIsAscii(PyObject* text) { return (~As<StrLayout>(text)->state & (kStrCompact | kStrAscii)) == 0; }
// Non-ASCII compact strs carry utf8_length and utf8 (and wstr_length on 3.11) before their characters.
SPYRT_INLINE char* StrData(PyObject* text) {
  int64_t extra = StrIsAscii(text) ? 0 : (spyrt_version == 311 ? 24 : 16);
  return reinterpret_cast<char*>(text) + spyrt_str_offset + extra;
}
SPYRT_INLINE uint32_t StrAt(PyObject* text, int64_t index) {
  const char* data = StrData(text);
  switch (StrKind(text)) {
    case 1:
      return reinterpret_cast<const uint8_t*>(data)[index];
    case 2:
      return reinterpret_cast<const uint16_t*>(data)[index];
    default:
      return reinterpret_cast<const uint32_t*>(data)[index];
  }
}

// Exact ints of at most two digits (60 bits) by layout, those of one digit first; the rest is left to CPython. False:
// not an int of 64 bits.
SPYRT_INLINE bool IntFast(PyObject* object, int64_t* value) {
  const IntLayout* number = As<IntLayout>(object);
  const int64_t tag = number->tag;
  const bool is_311 = spyrt_version == 311;
  if (__builtin_expect(is_311 ? static_cast<uint64_t>(tag + 1) < 3 : tag < 16, 1)) {
    *value = (is_311 ? tag : 1 - (tag & 3)) * static_cast<int64_t>(number->digits[0]);
    return true;
  }
  const int64_t sign = is_311 ? (tag < 0 ? -1 : 1) : 1 - (tag & 3);
  const int64_t count = is_311 ? tag * sign : tag >> 3;
  if (__builtin_expect(count > 2, 0)) return false;
  *value = sign * (static_cast<int64_t>(number->digits[1]) << 30 | number->digits[0]);
  return true;
}
