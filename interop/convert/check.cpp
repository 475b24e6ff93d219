// Values that enter typed code: whether an object satisfies a SpyCheck, and the TypeError if it does not.
#include "runtime/src/class_info.h"
#include "runtime/src/internal.h"

namespace {

enum Answer { kError = -1, kNo = 0, kYes = 1, kConverted = 2 };

bool IsInstanceOf(PyObject* value, PyTypeObject* type) {
  return type != nullptr && (IsExact(value, type) || PyType_IsSubtype(TypeOf(value), type));
}

// The class of a stub or foreign module, looked up once.
PyObject* Resolve(SpyCheck* check) {
  if (check->resolved != nullptr) return check->resolved;
  const char* module = check->kind == kSpyCheckBuiltin ? "builtins" : check->module;
  Owned found(PyImport_ImportModule(module));
  for (const char* part = check->name; found && part != nullptr;) {
    const char* end = part;
    while (*end != 0 && *end != '.') ++end;
    Owned name(PyUnicode_FromStringAndSize(part, end - part));
    if (!name) return nullptr;
    found.Reset(PyObject_GetAttr(found.get(), name.get()));
    part = *end == '.' ? end + 1 : nullptr;
  }
  check->resolved = found.Release();
  return check->resolved;
}

bool IsNamed(PyTypeObject* type, const char* name) {
  const char* own = TypeName(type);
  while (*own != 0 && *own == *name) ++own, ++name;
  return *own == *name;
}

// Whether the class will take every instance of the value's type from now on: the type never goes and never changes,
// and the class asks no more than abstract classes do, who remember the types that they took.
bool TakesAllLike(PyObject* cls, PyObject* value) {
  PyTypeObject* type = TypeOf(value);
  if ((PyType_GetFlags(type) & Py_TPFLAGS_HEAPTYPE) == 0) return true;
  bool lasts = spyrt_is_generator(value) || spyrt_exact_info(type) != nullptr;
  return lasts && IsNamed(TypeOf(cls), "ABCMeta");
}

// Only real classes are checked: what isinstance refuses (aliases, special forms) lets any value pass.
// An abstract class asks its own code, which is slow: the last lasting type that it took is kept in the word `cls`,
// which such a check has no other use for.
Answer IsInstanceOfNamed(SpyCheck* check, PyObject* value) {
  PyObject* cls = Resolve(check);
  if (cls == nullptr) return kError;
  if (!PyType_Check(cls)) return kYes;
  if (IsInstanceOf(value, reinterpret_cast<PyTypeObject*>(cls))) return kYes;
  if (reinterpret_cast<PyTypeObject*>(check->cls) == TypeOf(value)) return kYes;
  int answer = PyObject_IsInstance(value, cls);
  if (answer > 0 && TakesAllLike(cls, value)) check->cls = reinterpret_cast<SpyClass*>(TypeOf(value));
  if (answer >= 0) return answer ? kYes : kNo;
  if (!PyErr_ExceptionMatches(PyExc_TypeError)) return kError;
  PyErr_Clear();
  return kYes;
}

Answer IsLiteral(const SpyCheck* check, PyObject* value) {
  for (int32_t i = 0; i < check->count; ++i) {
    PyObject* literal = spyrt_unit_consts[check->literals[i]];
    if (TypeOf(literal) != TypeOf(value)) continue;
    int equal = PyObject_RichCompareBool(literal, value, Py_EQ);
    if (equal != 0) return equal < 0 ? kError : kYes;
  }
  return kNo;
}

Answer Satisfies(const SpyCheck* check, PyObject* value);

Answer IsOneOf(const SpyCheck* check, PyObject* value) {
  for (int32_t i = 0; i < check->count; ++i) {
    Answer answer = Satisfies(check->children[i], value);
    if (answer != kNo) return answer;
  }
  return kNo;
}

Answer Satisfies(const SpyCheck* check, PyObject* value) {
  switch (static_cast<SpyCheckKind>(check->kind)) {
    case kSpyCheckAny:
      return kYes;
    case kSpyCheckNone:
      return value == Py_None ? kYes : kNo;
    case kSpyCheckInt:
      return PyLong_Check(value) ? kYes : kNo;
    case kSpyCheckFloat:
      return PyFloat_Check(value) ? kYes : kNo;
    case kSpyCheckBool:
      return PyBool_Check(value) ? kYes : kNo;
    case kSpyCheckStr:
      return PyUnicode_Check(value) ? kYes : kNo;
    case kSpyCheckBytes:
      return PyBytes_Check(value) ? kYes : kNo;
    case kSpyCheckList:
      return PyList_Check(value) ? kYes : kNo;
    case kSpyCheckTuple:
      return PyTuple_Check(value) ? kYes : kNo;
    case kSpyCheckDict:
      return PyDict_Check(value) ? kYes : kNo;
    case kSpyCheckSet:
      return IsInstanceOf(value, &PySet_Type) ? kYes : kNo;
    case kSpyCheckFrozenSet:
      return IsInstanceOf(value, &PyFrozenSet_Type) ? kYes : kNo;
    case kSpyCheckInstance:
      if (check->cls->open && check->cls->type == nullptr)
        return kYes;  // its metaclass is just making it, with members
      return IsInstanceOf(value, check->cls->type) ? kYes : kNo;
    case kSpyCheckClassNamed:
    case kSpyCheckBuiltin:
      return IsInstanceOfNamed(const_cast<SpyCheck*>(check), value);
    case kSpyCheckType:
      return PyType_Check(value) ? kYes : kNo;
    case kSpyCheckCallable:
      return PyCallable_Check(value) ? kYes : kNo;
    case kSpyCheckUnion:
      return IsOneOf(check, value);
    case kSpyCheckLiteral:
      return IsLiteral(check, value);
  }
  return kNo;
}

// Whether an int is acceptable where the check wants a float.
bool TakesFloat(const SpyCheck* check) {
  if (check->kind == kSpyCheckFloat) return true;
  if (check->kind != kSpyCheckUnion) return false;
  for (int32_t i = 0; i < check->count; ++i) {
    if (TakesFloat(check->children[i])) return true;
  }
  return false;
}

const char* ShownType(PyObject* value) { return value == Py_None ? "None" : TypeNameOf(value); }

}  // namespace

extern "C" {

PyObject** spyrt_unit_consts = nullptr;

int spyrt_check(const SpyCheck* check, PyObject** value) {
  Answer answer = Satisfies(check, *value);
  if (answer != kNo || !PyLong_Check(*value) || !TakesFloat(check)) return answer;
  double converted = PyLong_AsDouble(*value);
  if (converted == -1.0 && PyErr_Occurred()) return kError;
  *value = PyFloat_FromDouble(converted);
  return *value == nullptr ? kError : kConverted;
}

void spyrt_check_error(const char* place, const SpyCheck* check, PyObject* value) {
  PyErr_Format(PyExc_TypeError, "%s must be %s, not %.200s", place, check->name, ShownType(value));
}

// An int stands for a float as it does in CPython: unconverted, in the generic body.
PyObject* spyrt_cast(PyObject* v, SpyCheck* check) {
  if (check->kind == kSpyCheckInt && IsExact(v, &PyLong_Type)) return NewRef(v);
  Answer answer = Satisfies(check, v);
  if (answer == kYes || (answer == kNo && PyLong_Check(v) && TakesFloat(check))) return NewRef(v);
  if (answer == kNo) spyrt_check_error("value", check, v);
  return nullptr;
}

PyObject* spyrt_assume(PyObject* v, SpyCheck*) { return NewRef(v); }

}  // extern "C"
