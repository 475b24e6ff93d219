// Quick type checks by exact type.
#include "runtime/src/fits.h"

namespace {

// The type whose exact instances satisfy the check; null: another question.
PyTypeObject* ExactTypeOf(const SpyCheck* check) {
  switch (static_cast<SpyCheckKind>(check->kind)) {
    case kSpyCheckNone:
      return TypeOf(Py_None);
    case kSpyCheckInt:
      return &PyLong_Type;
    case kSpyCheckFloat:
      return &PyFloat_Type;
    case kSpyCheckBool:
      return &PyBool_Type;
    case kSpyCheckStr:
      return &PyUnicode_Type;
    case kSpyCheckBytes:
      return &PyBytes_Type;
    case kSpyCheckList:
      return &PyList_Type;
    case kSpyCheckTuple:
      return &PyTuple_Type;
    case kSpyCheckDict:
      return &PyDict_Type;
    case kSpyCheckSet:
      return &PySet_Type;
    case kSpyCheckFrozenSet:
      return &PyFrozenSet_Type;
    case kSpyCheckInstance:
      return check->cls->type;
    case kSpyCheckType:
      return &PyType_Type;
    case kSpyCheckAny:
    case kSpyCheckClassNamed:
    case kSpyCheckBuiltin:
    case kSpyCheckCallable:
    case kSpyCheckUnion:
    case kSpyCheckLiteral:
      return nullptr;
  }
  return nullptr;
}

bool FitsMember(const SpyCheck* check, PyObject* value) {
  for (int32_t i = 0; i < check->count; ++i) {
    const SpyCheck* member = check->children[i];
    if (member->kind == kSpyCheckAny || ExactTypeOf(member) == TypeOf(value)) return true;
  }
  return false;
}

}  // namespace

// A class of the unit is not remembered: a failed import that is tried again makes it anew.
extern "C" bool spyrt_fits_at_first(SpyCheck* check, PyObject* value) {
  if (check->kind == kSpyCheckUnion) return FitsMember(check, value);
  if (check->kind == kSpyCheckCallable) return PyCallable_Check(value) != 0;
  PyTypeObject* exact = ExactTypeOf(check);
  if (check->kind == kSpyCheckInstance) return exact != nullptr && PyType_IsSubtype(TypeOf(value), exact);
  if (exact != nullptr) check->resolved = reinterpret_cast<PyObject*>(exact);
  return exact == TypeOf(value);
}
