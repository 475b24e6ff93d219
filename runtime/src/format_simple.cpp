// Format specifications that programs write most: [[fill]align][0][width][.places][type] of ASCII characters.
#include "runtime/src/number_text.h"

namespace {

struct Spec {
  char fill = ' ', align = 0, type = 0;
  bool zero = false;
  int64_t width = 0, places = -1;
};

bool IsAlign(char c) { return c == '<' || c == '>' || c == '^'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads a number of at most four digits; -1: there is none.
int64_t Number(const char*& at, const char* end) {
  int64_t value = -1;
  for (int i = 0; at != end && IsDigit(*at) && i < 4; ++i) value = (value < 0 ? 0 : value) * 10 + (*at++ - '0');
  return value;
}

// False: something else is in it.
bool Parse(const char* at, const char* end, Spec* spec) {
  if (end - at >= 2 && IsAlign(at[1])) {
    spec->fill = at[0];
    spec->align = at[1];
    at += 2;
  } else if (at != end && IsAlign(*at)) {
    spec->align = *at++;
  }
  if (at != end && *at == '0') {
    if (spec->align != 0) return false;
    spec->zero = true;
    ++at;
  }
  int64_t width = Number(at, end);
  spec->width = width < 0 ? 0 : width;
  if (at != end && *at == '.') {
    spec->places = Number(++at, end);
    if (spec->places < 0) return false;
  }
  if (at != end) spec->type = *at++;
  return at == end && !IsDigit(spec->type);
}

// sign and body in a field, as the specification places them.
PyObject* Place(const Spec& spec, bool negative, const char* body, int64_t size, char align) {
  int64_t length = size + negative, total = spec.width > length ? spec.width : length, padding = total - length;
  PyObject* text = PyUnicode_New(total, 127);
  if (text == nullptr) return nullptr;
  char* to = StrData(text);
  int64_t before = align == '<' ? 0 : (align == '^' ? padding / 2 : padding);
  if (!spec.zero) {
    for (int64_t i = 0; i < before; ++i) *to++ = spec.fill;
  }
  if (negative) *to++ = '-';
  for (int64_t i = 0; spec.zero && i < padding; ++i) *to++ = '0';
  for (int64_t i = 0; i < size; ++i) *to++ = body[i];
  for (int64_t i = before; !spec.zero && i < padding; ++i) *to++ = spec.fill;
  return text;
}

PyObject* FormatInt(PyObject* v, const Spec& spec) {
  int64_t value;
  uint32_t base = spec.type == 'x' || spec.type == 'X' ? 16 : (spec.type == 'b' ? 2 : (spec.type == 'o' ? 8 : 10));
  bool known = base != 10 || spec.type == 0 || spec.type == 'd';
  if (!known || spec.places >= 0 || !IntFast(v, &value)) return nullptr;
  char buffer[kMaxNumberText];
  char* end = buffer + kMaxNumberText;
  uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  char* from = spyrt_digits_before(end, size, base, spec.type == 'X');
  return Place(spec, value < 0, from, end - from, spec.align == 0 ? '>' : spec.align);
}

PyObject* FormatFloat(PyObject* v, const Spec& spec) {
  double value = As<FloatLayout>(v)->value;
  if (spec.type != 'f' || spec.places > 9) return nullptr;
  char buffer[kMaxNumberText];
  char* end = buffer + kMaxNumberText;
  char* from = spyrt_fixed_before(end, value, spec.places < 0 ? 6 : static_cast<int>(spec.places));
  if (from == nullptr) return nullptr;
  return Place(spec, __builtin_signbit(value), from, end - from, spec.align == 0 ? '>' : spec.align);
}

PyObject* FormatStr(PyObject* v, const Spec& spec) {
  if (spec.zero || spec.places >= 0 || (spec.type != 0 && spec.type != 's') || !StrIsAscii(v)) return nullptr;
  int64_t length = As<StrLayout>(v)->length;
  if (length >= spec.width) return NewRef(v);
  return Place(spec, false, StrData(v), length, spec.align == 0 ? '<' : spec.align);
}

}  // namespace

extern "C" PyObject* spyrt_format_simple(PyObject* v, PyObject* spec) {
  Spec parsed;
  const char* text = StrIsAscii(spec) ? StrData(spec) : nullptr;
  if (text == nullptr || !Parse(text, text + As<StrLayout>(spec)->length, &parsed)) return nullptr;
  if (IsExact(v, &PyLong_Type)) return FormatInt(v, parsed);
  return IsExact(v, &PyFloat_Type) ? FormatFloat(v, parsed) : FormatStr(v, parsed);
}
