// Methods of the built-in types as C functions: their types cannot change, so what a name means is looked up once. A
// small table by type and name, which lives as long as the library.
#include "runtime/src/internal.h"

namespace {

constexpr uint64_t kEntries = 256;
constexpr int64_t kMethodDefOffset = 40;  // in method descriptors: head, type, name, qualified name

struct Entry {
  PyTypeObject* type;
  PyObject* name;  // holds a reference: the address stays the name's
  const PyMethodDef* method;
};
Entry entries[kEntries];

bool HasFixedMethods(PyTypeObject* type) {
  return type == &PyUnicode_Type || type == &PyList_Type || type == &PyDict_Type || type == &PySet_Type ||
         type == &PyBytes_Type || type == &PyTuple_Type || type == &PyLong_Type || type == &PyFloat_Type;
}

const PyMethodDef* MethodOf(PyTypeObject* type, PyObject* name) {
  Owned descriptor(PyObject_GetAttr(reinterpret_cast<PyObject*>(type), name));
  if (!descriptor) {
    PyErr_Clear();
    return nullptr;
  }
  if (!IsExact(descriptor.get(), &PyMethodDescr_Type)) return nullptr;
  return *reinterpret_cast<const PyMethodDef**>(reinterpret_cast<char*>(descriptor.get()) + kMethodDefOffset);
}

}  // namespace

extern "C" {

const PyMethodDef* spyrt_builtin_method(PyObject* object, PyObject* name) {
  PyTypeObject* type = TypeOf(object);
  uint64_t key = (reinterpret_cast<uintptr_t>(type) >> 5) ^ (reinterpret_cast<uintptr_t>(name) >> 4);
  Entry& entry = entries[key % kEntries];
  if (__builtin_expect(entry.type == type && entry.name == name, 1)) return entry.method;
  if (!spyrt_layout_ok || !HasFixedMethods(type)) return nullptr;
  const PyMethodDef* method = MethodOf(type, name);
  Xdecref(entry.name);
  entry = {type, NewRef(name), method};
  return method;
}

}  // extern "C"
