// Methods of exact strs that CPython up to 3.12 calls with a tuple of arguments, by the API functions behind them.
#include "runtime/src/internal.h"

namespace {

bool IsText(PyObject* object) { return IsExact(object, &PyUnicode_Type); }

// Bounds as exact ints; those left out are `start` and `stop` as they are.
bool TakeBounds(PyObject* const* args, int64_t count, int64_t* start, int64_t* stop) {
  if (count > 2) return false;
  for (int64_t i = 0; i < count; ++i) {
    if (!IsExact(args[i], &PyLong_Type) || !IntFast(args[i], i == 0 ? start : stop)) return false;
  }
  return true;
}

PyObject* Tail(PyObject* self, PyObject* const* args, int64_t count, int direction) {
  if (count != 1 || !IsText(args[0])) return nullptr;
  Py_ssize_t found = PyUnicode_Tailmatch(self, args[0], 0, PY_SSIZE_T_MAX, direction);
  return found < 0 ? nullptr : NewBool(found != 0);
}
PyObject* StartsWith(PyObject* self, PyObject* const* args, int64_t count) { return Tail(self, args, count, -1); }
PyObject* EndsWith(PyObject* self, PyObject* const* args, int64_t count) { return Tail(self, args, count, 1); }

// The place found, or -1; below: no answer.
int64_t Search(PyObject* self, PyObject* const* args, int64_t count, int direction) {
  int64_t start = 0, stop = PY_SSIZE_T_MAX;
  if (count < 1 || !IsText(args[0]) || !TakeBounds(args + 1, count - 1, &start, &stop)) return -2;
  return PyUnicode_Find(self, args[0], start, stop, direction);
}
PyObject* Find(PyObject* self, PyObject* const* args, int64_t count) {
  int64_t place = Search(self, args, count, 1);
  return place < -1 ? nullptr : PyLong_FromLongLong(place);
}
PyObject* FindLast(PyObject* self, PyObject* const* args, int64_t count) {
  int64_t place = Search(self, args, count, -1);
  return place < -1 ? nullptr : PyLong_FromLongLong(place);
}
PyObject* Index(PyObject* self, PyObject* const* args, int64_t count) {
  int64_t place = Search(self, args, count, 1);
  return place < 0 ? nullptr : PyLong_FromLongLong(place);
}
PyObject* Count(PyObject* self, PyObject* const* args, int64_t count) {
  int64_t start = 0, stop = PY_SSIZE_T_MAX;
  if (count < 1 || !IsText(args[0]) || !TakeBounds(args + 1, count - 1, &start, &stop)) return nullptr;
  int64_t found = PyUnicode_Count(self, args[0], start, stop);
  return found < 0 ? nullptr : PyLong_FromLongLong(found);
}

struct Row {
  const char* name;
  spyrt_quick_method method;
};
constexpr Row kRows[] = {{"startswith", StartsWith}, {"endswith", EndsWith}, {"find", Find},
                         {"rfind", FindLast},        {"index", Index},       {"count", Count}};

}  // namespace

extern "C" {

spyrt_quick_method spyrt_str_method(PyObject* name) {
  for (const Row& row : kRows) {
    if (PyUnicode_CompareWithASCIIString(name, row.name) == 0) return row.method;
  }
  return nullptr;
}

}  // extern "C"
