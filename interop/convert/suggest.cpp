// "Did you mean" for an unexpected keyword, which CPython says from 3.13 on: the candidate with the least weighted edit
// distance (an insertion, deletion or substitution costs 2, a change of case 1), as Python/suggestions.c weighs names.
#include "interop/convert/call_errors.h"

namespace {

constexpr int kMaxLength = 40, kMove = 2, kCase = 1;

struct Text {
  const char* start = nullptr;
  int64_t size = 0;
};

Text TextOf(PyObject* name) {
  Py_ssize_t size = 0;
  const char* start = PyUnicode_AsUTF8AndSize(name, &size);
  if (start == nullptr) PyErr_Clear();
  return {start, size};
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
int Substitution(char a, char b) { return a == b ? 0 : (Lower(a) == Lower(b) ? kCase : kMove); }
int64_t Min(int64_t a, int64_t b) { return a < b ? a : b; }

// What the two have in common at either end costs nothing.
void Trim(Text* a, Text* b) {
  while (a->size > 0 && b->size > 0 && a->start[0] == b->start[0]) {
    ++a->start, ++b->start;
    --a->size, --b->size;
  }
  while (a->size > 0 && b->size > 0 && a->start[a->size - 1] == b->start[b->size - 1]) --a->size, --b->size;
}

// The distance, row by row of the usual matrix; INT64_MAX for names that are too long to compare.
int64_t Distance(Text a, Text b) {
  Trim(&a, &b);
  if (a.size == 0 || b.size == 0) return (a.size + b.size) * kMove;
  if (a.size > kMaxLength || b.size > kMaxLength) return INT64_MAX;
  int64_t row[kMaxLength + 1];
  for (int64_t i = 0; i <= a.size; ++i) row[i] = i * kMove;
  for (int64_t k = 0; k < b.size; ++k) {
    int64_t diagonal = row[0];
    row[0] = (k + 1) * kMove;
    for (int64_t i = 1; i <= a.size; ++i) {
      int64_t above = row[i];
      row[i] = Min(diagonal + Substitution(a.start[i - 1], b.start[k]), Min(above, row[i - 1]) + kMove);
      diagonal = above;
    }
  }
  return row[a.size];
}

}  // namespace

extern "C" PyObject* spyrt_suggest_keyword(const SpyFunction* function, PyObject* keyword) {
  constexpr int kFirstVersion = 313;
  if (spyrt_version < kFirstVersion) return nullptr;
  Text wanted = TextOf(keyword);
  PyObject* best = nullptr;
  int64_t least = INT64_MAX;
  for (uint32_t i = 0; wanted.start != nullptr && i < function->n_params; ++i) {
    int32_t kind = function->params[i].kind;
    if (kind != kSpyPositionalOrKeyword && kind != kSpyKeywordOnly) continue;
    PyObject* name = ConstOf(function->module, function->params[i].name);
    Text candidate = TextOf(name);
    if (candidate.start == nullptr) continue;
    // At most a third of the characters may have to change.
    int64_t limit = (wanted.size + candidate.size + 3) * kMove / 6;
    int64_t distance = Distance(wanted, candidate);
    if (distance > limit || distance >= least) continue;
    best = name;
    least = distance;
  }
  return best;
}
