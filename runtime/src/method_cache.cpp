// Methods of the built-in types as C functions: their types cannot change, so what a name means is looked up once. A
// small table by type and name, which lives as long as the library.
#include "runtime/src/internal.h"

namespace {

constexpr uint64_t kEntries = 256;
constexpr int64_t kMethodOwnerOffset = 16, kMethodDefOffset = 40;  // in method descriptors

struct Entry {
  PyTypeObject* type;  // holds a reference, too
  PyObject* name;      // holds a reference: the address stays the name's
  const PyMethodDef* method;
  spyrt_quick_method quick;  // instead of it, or null
};
Entry entries[kEntries];

constexpr int kTypeGetattroOffset = 144, kTypeDictOffsetOffset = 288;

// Other types that nobody can change, whose instances have no attributes of their own: deque, bytearray, compiled
// patterns.
bool IsSealed(PyTypeObject* type) {
  constexpr unsigned long kManagedDict = 1UL << 4;
  unsigned long flags = PyType_GetFlags(type);
  return (flags & kSpyImmutableType) != 0 && (flags & kManagedDict) == 0 && BaseOf(type) == &PyBaseObject_Type &&
         *TypeWord<int64_t>(type, kTypeDictOffsetOffset) == 0 &&
         *TypeWord<void*>(type, kTypeGetattroOffset) == reinterpret_cast<void*>(PyObject_GenericGetAttr);
}

bool HasFixedMethods(PyTypeObject* type) {
  return IsSealed(type) || type == &PyUnicode_Type || type == &PyList_Type || type == &PyDict_Type ||
         type == &PySet_Type || type == &PyBytes_Type || type == &PyTuple_Type || type == &PyLong_Type ||
         type == &PyFloat_Type;
}

const PyMethodDef* MethodOf(PyTypeObject* type, PyObject* name) {
  Owned descriptor(PyObject_GetAttr(reinterpret_cast<PyObject*>(type), name));
  if (!descriptor) {
    PyErr_Clear();
    return nullptr;
  }
  if (!IsExact(descriptor.get(), &PyMethodDescr_Type)) return nullptr;
  PyObject* owner = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(descriptor.get()) + kMethodOwnerOffset);
  if (owner != reinterpret_cast<PyObject*>(type)) return nullptr;
  return *reinterpret_cast<const PyMethodDef**>(reinterpret_cast<char*>(descriptor.get()) + kMethodDefOffset);
}

const Entry* Find(PyObject* object, PyObject* name) {
  PyTypeObject* type = TypeOf(object);
  uint64_t key = (reinterpret_cast<uintptr_t>(type) >> 5) ^ (reinterpret_cast<uintptr_t>(name) >> 4);
  Entry& entry = entries[key % kEntries];
  if (__builtin_expect(entry.type == type && entry.name == name, 1)) return &entry;
  if (!spyrt_layout_ok || !HasFixedMethods(type)) return nullptr;
  const PyMethodDef* method = MethodOf(type, name);
  Xdecref(entry.name);
  Xdecref(reinterpret_cast<PyObject*>(entry.type));
  Incref(reinterpret_cast<PyObject*>(type));
  entry = {type, NewRef(name), method, type == &PyUnicode_Type ? spyrt_str_method(name) : nullptr};
  return &entry;
}

// As the vectorcall functions of method descriptors do, by METH_* flags.
PyObject* CallMethod(const PyMethodDef* method, PyObject* object, PyObject* const* args, int64_t count) {
  void* function = reinterpret_cast<void*>(method->ml_meth);
  switch (method->ml_flags) {
    case METH_NOARGS:
      return count == 0 ? method->ml_meth(object, nullptr) : nullptr;
    case METH_O:
      return count == 1 ? method->ml_meth(object, args[0]) : nullptr;
    case METH_FASTCALL:
      return reinterpret_cast<_PyCFunctionFast>(function)(object, args, count);
    case METH_FASTCALL | METH_KEYWORDS:
      return reinterpret_cast<_PyCFunctionFastWithKeywords>(function)(object, args, count, nullptr);
  }
  return nullptr;
}

}  // namespace

extern "C" {

const PyMethodDef* spyrt_builtin_method(PyObject* object, PyObject* name) {
  const Entry* entry = Find(object, name);
  return entry == nullptr ? nullptr : entry->method;
}

PyObject* spyrt_call_builtin_method(PyObject* object, PyObject* const* args, int64_t count, PyObject* name) {
  const Entry* entry = Find(object, name);
  if (entry == nullptr) return nullptr;
  if (entry->quick != nullptr) {
    PyObject* result = entry->quick(object, args, count);
    if (result != nullptr || PyErr_Occurred()) return result;
  }
  return entry->method == nullptr ? nullptr : CallMethod(entry->method, object, args, count);
}

}  // extern "C"
