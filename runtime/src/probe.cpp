// The layout probe: which CPython this is, and whether its objects lie in memory as layout.h says. Run once, at the
// first module's creation; only reads and limited API. Where it fails, fast bodies are never entered and everything
// runs generic.
#include "runtime/src/internal.h"

extern "C" {
int32_t spyrt_version = 0;
int64_t spyrt_layout_ok = 0;
int64_t spyrt_str_offset = 0;
int64_t spyrt_int_tag = 0, spyrt_int_shift = 0, spyrt_int_negative = 0;
int64_t spyrt_type_vectorcall = 0;
}

namespace {

bool ProbeFloat() {
  Owned number(PyFloat_FromDouble(1.5));
  if (!number) return false;
  FloatLayout* layout = As<FloatLayout>(number.get());
  if (layout->head.count != 1 || layout->head.type != &PyFloat_Type || layout->value != 1.5) return false;
  Incref(number.get());
  bool counted = layout->head.count == 2;
  Decref(number.get());
  return counted && layout->head.count == 1;
}

bool ProbeInt() {
  constexpr int64_t kSamples[] = {0,
                                  1,
                                  -1,
                                  5,
                                  -5,
                                  256,
                                  257,
                                  1 << 20,
                                  -(1 << 20),
                                  (1 << 30) - 1,
                                  1 << 30,
                                  -(1 << 30),
                                  (int64_t{1} << 59) + 12345,
                                  -((int64_t{1} << 59) + 12345),
                                  (int64_t{1} << 60) - 1};
  for (int64_t sample : kSamples) {
    Owned number(PyLong_FromLongLong(sample));
    int64_t value = 0;
    if (!number || TypeOf(number.get()) != &PyLong_Type || !IntFast(number.get(), &value) || value != sample)
      return false;
  }
  Owned one(PyLong_FromLong(1)), zero(PyLong_FromLong(0));
  if (!one || As<IntLayout>(one.get())->tag != spyrt_int_tag || As<IntLayout>(zero.get())->tag == spyrt_int_tag)
    return false;
  Owned big(PyLong_FromLongLong(INT64_MAX));
  int64_t value;
  return big && !IntFast(big.get(), &value);
}

bool ProbeListAndTuple() {
  Owned list(PyList_New(0));
  Owned item(PyLong_FromLong(100000));
  if (!list || !item) return false;
  for (int i = 0; i < 5; ++i) {
    if (PyList_Append(list.get(), item.get()) < 0) return false;
  }
  ListLayout* layout = As<ListLayout>(list.get());
  if (layout->head.head.type != &PyList_Type || layout->head.size != 5) return false;
  if (layout->allocated < 5 || layout->allocated > 64 || layout->items[4] != item.get()) return false;
  Owned tuple(PyList_AsTuple(list.get()));
  TupleLayout* fixed = As<TupleLayout>(tuple.get());
  return tuple && fixed->head.head.type == &PyTuple_Type && fixed->head.size == 5 && fixed->items[4] == item.get();
}

bool ProbeOneStr(const char* utf8, int kind, bool ascii, int64_t length, uint32_t last) {
  Owned text(PyUnicode_FromString(utf8));
  if (!text) return false;
  StrLayout* layout = As<StrLayout>(text.get());
  if (layout->length != length || StrKind(text.get()) != kind || StrIsAscii(text.get()) != ascii) return false;
  if (!StrIsCompact(text.get()) || StrAt(text.get(), length - 1) != last) return false;
  Py_hash_t hash = PyObject_Hash(text.get());
  return layout->hash == hash;
}

bool ProbeStr() {
  return ProbeOneStr("hello_probe", 1, true, 11, 'e') && ProbeOneStr("h\xC3\xA9llo\xC3\xBF", 1, false, 6, 0xFF) &&
         ProbeOneStr("a\xE2\x82\xAC", 2, false, 2, 0x20AC) && ProbeOneStr("ab\xF0\x9F\x98\x80", 4, false, 3, 0x1F600);
}

bool ProbeType() {
  char* int_type = reinterpret_cast<char*>(&PyLong_Type);
  if (*reinterpret_cast<unsigned long*>(int_type + kTypeFlagsOffset) != PyType_GetFlags(&PyLong_Type)) return false;
  const char* name = TypeName(&PyLong_Type);
  if (name[0] != 'i' || name[1] != 'n' || name[2] != 't' || name[3] != 0) return false;
  PyTypeObject* error = reinterpret_cast<PyTypeObject*>(PyExc_ValueError);
  if (*TypeWord<PyObject*>(error, kTypeBaseOffset) != PyExc_Exception) return false;
  if (*TypeWord<void*>(error, kTypeInitOffset) != PyType_GetSlot(error, Py_tp_init)) return false;
  if (*TypeWord<void*>(error, kTypeDeallocOffset) != PyType_GetSlot(error, Py_tp_dealloc)) return false;
  if (*TypeWord<void*>(error, kTypeNewOffset) != PyType_GetSlot(error, Py_tp_new)) return false;
  Owned list(PyList_New(0));
  Owned iterator(list ? PyObject_GetIter(list.get()) : nullptr);
  if (!iterator) return false;
  char* type = reinterpret_cast<char*>(TypeOf(iterator.get()));
  return *reinterpret_cast<void**>(type + kTypeIterNextOffset) ==
         PyType_GetSlot(TypeOf(iterator.get()), Py_tp_iternext);
}

// Types are called through their own tp_vectorcall, at the offset that type says.
bool ProbeTypeCall() {
  spyrt_type_vectorcall =
      *reinterpret_cast<int64_t*>(reinterpret_cast<char*>(&PyType_Type) + kTypeVectorcallOffsetOffset);
  if (spyrt_type_vectorcall < 200 || spyrt_type_vectorcall > 800 || spyrt_type_vectorcall % 8 != 0) return false;
  spyrt_vectorcall known = PyVectorcall_Function(reinterpret_cast<PyObject*>(&PyList_Type));
  char* list_type = reinterpret_cast<char*>(&PyList_Type);
  return known != nullptr && *reinterpret_cast<spyrt_vectorcall*>(list_type + spyrt_type_vectorcall) == known;
}

bool ProbeModule() {
  Owned module(PyModule_New("probe"));
  return module && As<ModuleLayout>(module.get())->dict == PyModule_GetDict(module.get());
}

// A dict's version changes with the dict and is never that of another.
bool ProbeDict() {
  Owned dict(PyDict_New()), other(PyDict_New());
  if (!dict || !other) return false;
  uint64_t seen[6];
  for (int i = 0; i < 6; ++i) {
    PyObject* changed = i % 2 == 0 ? dict.get() : other.get();
    PyObject* value = i < 2 ? Py_None : (i < 4 ? Py_True : nullptr);
    int status =
        value != nullptr ? PyDict_SetItemString(changed, "name", value) : PyDict_DelItemString(changed, "name");
    if (status < 0) return false;
    seen[i] = As<DictLayout>(changed)->version;
    if (PyDict_GetItemString(changed, "name") != value || As<DictLayout>(changed)->version != seen[i]) return false;
    for (int k = 0; k < i; ++k) {
      if (seen[k] == seen[i]) return false;
    }
  }
  return As<DictLayout>(dict.get())->used == 0;
}

// Debug and free-threaded builds carry letters here.
bool HasPlainAbi() {
  PyObject* flags = PySys_GetObject("abiflags");
  if (flags == nullptr) return true;
  return PyUnicode_Check(flags) && PyUnicode_GetLength(flags) == 0;
}

bool IsFreeThreaded() {
  PyObject* flags = PySys_GetObject("abiflags");
  if (flags == nullptr || !PyUnicode_Check(flags)) return false;
  Owned letter(PyUnicode_FromString("t"));
  return letter && PyUnicode_Contains(flags, letter.get()) == 1;
}

}  // namespace

extern "C" int spyrt_probe() {
  if (spyrt_version != 0) return 0;
  if (IsFreeThreaded()) {
    PyErr_SetString(PyExc_ImportError, "modules compiled by spyc do not support free-threaded builds of CPython");
    return -1;
  }
  unsigned long version = Py_Version;
  spyrt_version = static_cast<int32_t>((version >> 24) * 100 + ((version >> 16) & 255));
  if (spyrt_version > 313 || !HasPlainAbi()) return 0;
  spyrt_str_offset = spyrt_version == 311 ? 48 : 40;
  spyrt_int_shift = spyrt_version == 311 ? 0 : 3;
  spyrt_int_tag = int64_t{1} << spyrt_int_shift;
  spyrt_int_negative = spyrt_version == 311 ? INT64_MIN : 2;
  spyrt_layout_ok = ProbeType() && ProbeTypeCall() && ProbeModule() && ProbeDict() && ProbeFloat() && ProbeInt() &&
                    ProbeListAndTuple() && ProbeStr();
  PyErr_Clear();
  return 0;
}
