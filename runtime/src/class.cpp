// Classes: class.make, class.seal and class variables. Native classes are made in class_native.cpp; open ones (foreign
// base, exception, class in a function, mixin) by calling their metaclass.
#include "runtime/src/class_info.h"

namespace {

// A mixin's instances have the layout of `object`, so that it can stand beside a base with fields.
bool CloseInstances(PyObject* space) {
  Owned none(PyTuple_New(0));
  return none && PyMapping_SetItemString(space, "__slots__", none.get()) == 0;
}

// ---- open classes, as types.new_class makes them

PyObject* MakeOpen(PyObject* state, SpyClass* cls) {
  PyObject* space = PyTuple_GetItem(state, kClassSpace);
  bool closed = cls->open == kSpyMixin && PyMapping_HasKeyString(space, "__slots__") == 0;
  if (closed && !CloseInstances(space)) return nullptr;
  Owned args(Py_BuildValue("(sOO)", cls->name, PyTuple_GetItem(state, kClassBases), space));
  PyObject* meta = PyTuple_GetItem(state, kClassMeta);
  Owned type(args ? PyObject_Call(meta, args.get(), PyTuple_GetItem(state, kClassKeywords)) : nullptr);
  if (!type) return nullptr;
  if (closed && PyObject_SetAttrString(type.get(), "__slots__", nullptr) < 0) return nullptr;
  if (PyType_Check(type.get()) && cls->open != kSpyLocal) {  // of classes in functions there are many
    Incref(type.get());
    cls->type = reinterpret_cast<PyTypeObject*>(type.get());
  }
  return type.Release();
}

// ---- sealing

unsigned long* FlagsOf(PyTypeObject* type) {
  return reinterpret_cast<unsigned long*>(reinterpret_cast<char*>(type) + kTypeFlagsOffset);
}

// Compiled code's own write of an open class's variable.
int SetThroughSeal(PyTypeObject* type, PyObject* name, PyObject* value) {
  unsigned long seal = PyType_GetFlags(type) & kSpyImmutableType;
  if (seal != 0) *FlagsOf(type) &= ~seal;
  int status = PyObject_SetAttr(reinterpret_cast<PyObject*>(type), name, value);
  if (seal != 0) *FlagsOf(type) |= seal;
  return status;
}

// A plain value: compiled code has bound nothing to it. Variables that it knows are behind descriptors.
bool IsPlainValue(PyObject* found) {
  return found != nullptr && !PyType_Check(found) && PyType_GetSlot(TypeOf(found), Py_tp_descr_get) == nullptr &&
         PyType_GetSlot(TypeOf(found), Py_tp_descr_set) == nullptr;
}

void MakeImmutable(PyTypeObject* type) {
  unsigned long* flags = FlagsOf(type);
  if (!spyrt_layout_ok || *flags != PyType_GetFlags(type)) return;
  *flags |= kSpyImmutableType;
  PyType_Modified(type);
}

// Special names and data descriptors are attributes of the class itself (AddVariable).
bool IsBehindDescriptor(const SpyClass* cls, const SpyClassVar& variable) {
  PyObject* found = _PyType_Lookup(cls->type, ConstOf(cls->module, variable.name));
  return found != nullptr && spyrt_is_classvar_descriptor(found);
}

}  // namespace

// cls.x = v in compiled code: the seal keeps others away from what the classes of a unit count and register.
int spyrt_set_class_variable(PyTypeObject* type, PyObject* name, PyObject* value) {
  constexpr unsigned long kSealed = kSpyImmutableType | Py_TPFLAGS_HEAPTYPE;
  bool sealed = (PyType_GetFlags(type) & kSealed) == kSealed;
  bool special =
      PyUnicode_GetLength(name) > 1 && PyUnicode_ReadChar(name, 0) == '_' && PyUnicode_ReadChar(name, 1) == '_';
  bool plain = sealed && !special && IsPlainValue(_PyType_Lookup(type, name));
  return plain ? SetThroughSeal(type, name, value) : PyObject_SetAttr(reinterpret_cast<PyObject*>(type), name, value);
}

namespace {

PyObject* init_name = nullptr;
PyObject* new_name = nullptr;

// A sealed class keeps its __init__: calls of the class go to it directly.
bool InstallConstructor(ClassInfo* info) {
  if (spyrt_intern(&init_name, "__init__") == nullptr || spyrt_intern(&new_name, "__new__") == nullptr) return false;
  if (!spyrt_layout_ok || !IsExact(reinterpret_cast<PyObject*>(info->type), &PyType_Type)) return true;
  PyObject* init = _PyType_Lookup(info->type, init_name);
  bool own_new = reinterpret_cast<newfunc>(PyType_GetSlot(info->type, Py_tp_new)) == spyrt_inst_tp_new;
  if (init == nullptr || !spyrt_is_function(init) || !own_new) return true;
  info->init = NewRef(init);
  char* type = reinterpret_cast<char*>(info->type);
  *reinterpret_cast<spyrt_vectorcall*>(type + spyrt_type_vectorcall) = spyrt_inst_construct;
  return true;
}

}  // namespace

extern "C" {

PyObject* spyrt_class_make(PyObject* state, SpyClass* cls) {
  PyObject* space = PyTuple_GetItem(state, kClassSpace);
  PyObject* written = PyTuple_GetItem(state, kClassWritten);
  if (PyTuple_GetItem(state, kClassBases) != written && PyMapping_SetItemString(space, "__orig_bases__", written) < 0) {
    return nullptr;
  }
  return cls->open != kSpyNative ? MakeOpen(state, cls) : spyrt_class_make_native(state, cls);
}

int spyrt_place_default(ClassInfo* info, PyObject* name, PyObject* value) {
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    FieldSlot& slot = info->fields[i];
    if (PyUnicode_Compare(ConstOf(slot.field->owner->module, slot.field->name), name) != 0) continue;
    PyObject* checked = value;
    int answer = spyrt_check(slot.field->check, &checked);
    if (answer == 0) spyrt_check_error(info->cls->name, slot.field->check, value);
    if (answer <= 0) return -1;
    slot.default_value = answer == 2 ? checked : NewRef(checked);
    spyrt_place_defaults(info);
    return 1;
  }
  return 0;
}

// A class that the body itself made by its metaclass.
static bool Adopt(PyObject* type, SpyClass* cls) {
  Incref(type);
  cls->type = reinterpret_cast<PyTypeObject*>(type);
  bool constant = PyObject_HasAttrString(type, "_member_map_") != 0;  // members of enums never change
  for (uint32_t i = 0; constant && i < cls->n_class_vars; ++i) {
    PyObject* value = PyObject_GetAttr(type, ConstOf(cls->module, cls->class_vars[i].name));
    if (value == nullptr && !PyErr_ExceptionMatches(PyExc_AttributeError)) return false;
    if (value == nullptr) PyErr_Clear();  // removed from the namespace, as `_ignore_` says
    Assign(&cls->class_vars[i].value, value);
  }
  return true;
}

PyObject* spyrt_class_seal(PyObject* type, SpyClass* cls) {
  if (!PyType_Check(type)) return NewNone();  // a decorator has replaced the class
  if (cls->open && cls->type == nullptr && !Adopt(type, cls)) return nullptr;
  if (!cls->open) {
    InfoOf(cls)->has_finalizer = PyType_GetSlot(cls->type, Py_tp_finalize) != nullptr;
  }
  if (!cls->open && !InstallConstructor(InfoOf(cls))) return nullptr;
  if (!cls->open || IsExact(type, &PyType_Type)) MakeImmutable(reinterpret_cast<PyTypeObject*>(type));
  return NewNone();
}

// None at the end of a module body whose class statement did not run or did not end; reads by name find nothing before.
PyObject* spyrt_class_object(SpyClass* cls) {
  return cls->type != nullptr ? NewRef(reinterpret_cast<PyObject*>(cls->type)) : NewNone();
}

PyObject* spyrt_classvar_get(SpyClass* cls, int64_t index) {
  SpyClassVar& variable = cls->class_vars[index];
  if (__builtin_expect(variable.value != nullptr, 1)) return NewRef(variable.value);
  if (cls->open) return PyObject_GetAttr(reinterpret_cast<PyObject*>(cls->type), ConstOf(cls->module, variable.name));
  PyErr_Format(PyExc_AttributeError, "type object '%.50s' has no attribute '%U'", cls->name,
               ConstOf(cls->module, variable.name));
  return nullptr;
}

PyObject* spyrt_classvar_set(PyObject* v, SpyClass* cls, int64_t index) {
  SpyClassVar& variable = cls->class_vars[index];
  bool hidden = PyUnicode_ReadChar(ConstOf(cls->module, variable.name), 0) == '<';  // of a data class
  bool was_set = hidden || variable.value != nullptr;
  if (!cls->open) Assign(&variable.value, NewRef(v));
  if (!cls->open && was_set && (hidden || IsBehindDescriptor(cls, variable))) return NewNone();
  if (!cls->open && !was_set) {
    Owned descriptor(spyrt_classvar_descriptor(&variable, cls));
    if (!descriptor) return nullptr;
    return NoneOf(SetThroughSeal(cls->type, ConstOf(cls->module, variable.name), descriptor.get()));
  }
  return NoneOf(SetThroughSeal(cls->type, ConstOf(cls->module, variable.name), v));
}

}  // extern "C"
