// Fields of native instances found by name, for code that knows only that it has some object: sealed classes never
// change, so what a name means in one is looked up once. A small table, which lives as long as the library.
#include "runtime/src/class_info.h"

namespace {

constexpr uint64_t kEntries = 128;
constexpr int kTypeGetattroOffset = 144, kTypeSetattroOffset = 152;

struct Entry {
  PyTypeObject* type;  // native classes live for ever
  PyObject* name;      // holds a reference: the address stays the name's
  SpyField* read;      // or null: CPython's lookup decides
  SpyField* written;
};
Entry entries[kEntries];

Entry Look(PyTypeObject* type, PyObject* name) {
  Entry entry = {type, NewRef(name), nullptr, nullptr};
  SpyField* field = spyrt_described_field(_PyType_Lookup(type, name));
  void *get = *TypeWord<void*>(type, kTypeGetattroOffset), *set = *TypeWord<void*>(type, kTypeSetattroOffset);
  if (get == reinterpret_cast<void*>(PyObject_GenericGetAttr)) entry.read = field;
  if (set == reinterpret_cast<void*>(PyObject_GenericSetAttr)) entry.written = field;
  return entry;
}

const Entry* Find(PyObject* object, PyObject* name) {
  PyTypeObject* type = TypeOf(object);
  uint64_t key = (reinterpret_cast<uintptr_t>(type) >> 5) ^ (reinterpret_cast<uintptr_t>(name) >> 4);
  Entry& entry = entries[key % kEntries];
  if (__builtin_expect(entry.type == type && entry.name == name, 1)) return &entry;
  if (!spyrt_layout_ok || spyrt_exact_info(type) == nullptr) return nullptr;
  if ((PyType_GetFlags(type) & kSpyImmutableType) == 0) return nullptr;
  PyObject* old = entry.name;
  entry = Look(type, name);
  Xdecref(old);
  return &entry;
}

}  // namespace

extern "C" {

PyObject* spyrt_obj_getattr(PyObject* o, PyObject* name) {
  const Entry* entry = Find(o, name);
  return entry != nullptr && entry->read != nullptr ? spyrt_field_load(o, entry->read) : PyObject_GetAttr(o, name);
}

PyObject* spyrt_obj_setattr(PyObject* o, PyObject* v, PyObject* name) {
  const Entry* entry = Find(o, name);
  bool known = entry != nullptr && entry->written != nullptr;
  return NoneOf(known ? spyrt_field_store(o, v, entry->written) : PyObject_SetAttr(o, name, v));
}

}  // extern "C"
