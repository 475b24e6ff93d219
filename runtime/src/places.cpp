// Places of a function as the location table of a code object (CPython: Objects/locations.md, the same in 3.11
// to 3.13): an instruction for each place, behind those of the stub, so that tracebacks mark what raised as CPython
// does.
#include "runtime/src/internal.h"

namespace {

constexpr uint32_t kLongest = 25;  // bytes of an entry
constexpr uint8_t kNoColumns = 13, kLong = 14;
constexpr uint32_t kUnitsPerEntry = 8;

// Writes entries; the buffer is PyMem_Malloc's.
class Table {
 public:
  explicit Table(uint8_t* out, uint32_t first_line) : out_(out), line_(first_line) {}

  void Add(const SpyPlace& place, uint32_t units) {
    bool known = place.column != kSpyNoColumn;
    *out_++ = static_cast<uint8_t>(0x80 | ((known ? kLong : kNoColumns) << 3) | (units - 1));
    int64_t delta = static_cast<int64_t>(place.line) - static_cast<int64_t>(line_);
    Varint(static_cast<uint32_t>(delta < 0 ? (-delta << 1) | 1 : delta << 1));
    line_ = place.line;
    if (!known) return;
    Varint(place.end_line - place.line);
    Varint(place.column + 1);
    Varint(place.end_column + 1);
  }
  uint8_t* end() const { return out_; }

 private:
  void Varint(uint32_t value) {  // six bits a byte, the lowest first
    for (; value >= 64; value >>= 6) *out_++ = static_cast<uint8_t>(0x40 | (value & 63));
    *out_++ = static_cast<uint8_t>(value);
  }

  uint8_t* out_;
  uint32_t line_;
};

}  // namespace

PyObject* spyrt_location_table(const SpyFunction* function, uint32_t stub_units) {
  size_t most = kLongest * (function->n_places + stub_units / kUnitsPerEntry + 1);
  uint8_t* buffer = static_cast<uint8_t*>(PyMem_Malloc(most));
  if (buffer == nullptr) return PyErr_NoMemory();
  Table table(buffer, function->first_line);
  for (uint32_t left = stub_units; left > 0;) {
    uint32_t units = left < kUnitsPerEntry ? left : kUnitsPerEntry;
    table.Add(function->places[0], units);
    left -= units;
  }
  for (uint32_t i = 0; i < function->n_places; ++i) table.Add(function->places[i], 1);
  PyObject* bytes = PyBytes_FromStringAndSize(reinterpret_cast<char*>(buffer), table.end() - buffer);
  PyMem_Free(buffer);
  return bytes;
}

PyObject* spyrt_padded_code(PyObject* stub_code, uint32_t n_places) {
  Py_ssize_t size = PyBytes_Size(stub_code);
  PyObject* code = size < 2 ? nullptr : PyBytes_FromStringAndSize(nullptr, size + 2 * Py_ssize_t(n_places));
  if (code == nullptr) return nullptr;
  const char* from = PyBytes_AsString(stub_code);
  char* to = PyBytes_AsString(code);
  for (Py_ssize_t i = 0; i < size; ++i) to[i] = from[i];
  for (uint32_t i = 0; i < n_places; ++i) {  // never executed: the stub has returned
    to[size + 2 * i] = from[size - 2];
    to[size + 2 * i + 1] = from[size - 1];
  }
  return code;
}
