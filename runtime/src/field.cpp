// Fields of native instances: their descriptors in the class, by which Python reads and writes them, and the ops
// field.*.
#include "runtime/src/class_info.h"
#include "runtime/src/fits.h"

namespace {

struct FieldDescriptor {
  ObjectHead head;
  SpyField* field;
  SpyClass* cls;
};
struct VariableDescriptor {
  ObjectHead head;
  SpyClassVar* variable;
  SpyClass* cls;
};

PyTypeObject* field_type = nullptr;
PyTypeObject* variable_type = nullptr;

FieldDescriptor* Field(PyObject* self) { return reinterpret_cast<FieldDescriptor*>(self); }
PyObject* NameOf(const SpyField* field) { return ConstOf(field->owner->module, field->name); }

// The word of an int field: tagged where an exact int fits 63 bits, else an owned object. False with an exception.
bool IntWord(PyObject* value, uint64_t* word) {
  int64_t small;
  if (IsExact(value, &PyLong_Type) && spyrt_layout_ok && IntFast(value, &small)) {
    *word = static_cast<uint64_t>(small) << 1 | 1;
    return true;
  }
  if (PyLong_CheckExact(value)) {
    int overflow = 0;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (number == -1 && PyErr_Occurred()) return false;
    bool fits = overflow == 0 && number >= -(int64_t{1} << 62) && number < (int64_t{1} << 62);
    if (fits) {
      *word = static_cast<uint64_t>(number) << 1 | 1;
      return true;
    }
  }
  *word = reinterpret_cast<uint64_t>(NewRef(value));
  return true;
}

int StoreChecked(PyObject* self, PyObject* value, SpyField* field) {
  switch (static_cast<SpyFieldRep>(field->rep)) {
    case kSpyFieldInt: {
      uint64_t word, *place = At<uint64_t>(self, field->offset);
      if (!IntWord(value, &word)) return -1;
      uint64_t old = *place;
      *place = word;
      if (!IsTagged(old)) Xdecref(reinterpret_cast<PyObject*>(old));
      return 0;
    }
    case kSpyFieldFloat:
      *At<double>(self, field->offset) = PyFloat_AsDouble(value);
      return 0;
    case kSpyFieldBool:
      *At<uint8_t>(self, field->offset) = value == Py_True;
      return 0;
    case kSpyFieldObject:
      Assign(At<PyObject*>(self, field->offset), NewRef(value));
      return 0;
  }
  return -1;
}

bool IsInstance(PyObject* object, const SpyClass* cls) {
  return cls->type != nullptr && (IsExact(object, cls->type) || PyType_IsSubtype(TypeOf(object), cls->type));
}

PyObject* NoClassAttribute(PyObject* type, PyObject* name) {
  PyErr_Format(PyExc_AttributeError, "type object '%.50s' has no attribute '%U'",
               type == nullptr ? "?" : TypeName(reinterpret_cast<PyTypeObject*>(type)), name);
  return nullptr;
}

SPYRT_COLD PyObject* GetFieldAnyhow(PyObject* self, PyObject* instance, PyObject* type) {
  SpyField* field = Field(self)->field;
  if (instance == nullptr || instance == Py_None) {
    ClassInfo* info = type == nullptr ? nullptr : spyrt_nearest_info(reinterpret_cast<PyTypeObject*>(type));
    for (uint32_t i = 0; info != nullptr && i < info->n_fields; ++i) {
      if (info->fields[i].field == field && info->fields[i].default_value != nullptr)
        return NewRef(info->fields[i].default_value);
    }
    return NoClassAttribute(type, NameOf(field));
  }
  if (!IsInstance(instance, Field(self)->cls)) {
    PyErr_Format(PyExc_TypeError, "descriptor '%U' for '%s' objects doesn't apply to a '%.100s' object", NameOf(field),
                 Field(self)->cls->name, TypeNameOf(instance));
    return nullptr;
  }
  return spyrt_field_load(instance, field);
}

// Complete instances of exactly the class first: nothing is unset there.
PyObject* GetField(PyObject* self, PyObject* instance, PyObject* type) {
  const SpyField* field = Field(self)->field;
  bool quick = instance != nullptr && IsExact(instance, Field(self)->cls->type) &&
               *At<const void*>(instance, kInstVtable) != nullptr;
  if (__builtin_expect(!quick, 0)) return GetFieldAnyhow(self, instance, type);
  uint64_t word = *At<uint64_t>(instance, field->offset & ~7u);
  switch (static_cast<SpyFieldRep>(field->rep)) {
    case kSpyFieldInt:
      return IsTagged(word) ? PyLong_FromLongLong(static_cast<int64_t>(word) >> 1)
                            : NewRef(reinterpret_cast<PyObject*>(word));
    case kSpyFieldFloat:
      return PyFloat_FromDouble(__builtin_bit_cast(double, word));
    case kSpyFieldBool:
      return NewBool(*At<uint8_t>(instance, field->offset) == 1);
    case kSpyFieldObject:
      return NewRef(reinterpret_cast<PyObject*>(word));
  }
  return nullptr;
}

SPYRT_COLD int SetFieldAnyhow(PyObject* self, PyObject* instance, PyObject* value) {
  SpyField* field = Field(self)->field;
  if (!IsInstance(instance, Field(self)->cls)) {
    PyErr_Format(PyExc_TypeError, "descriptor '%U' for '%s' objects doesn't apply to a '%.100s' object", NameOf(field),
                 Field(self)->cls->name, TypeNameOf(instance));
    return -1;
  }
  if (value == nullptr) {
    PyErr_Format(PyExc_AttributeError,
                 "cannot delete field '%U' of '%s': instances of compiled classes keep their fields (DIFF-003)",
                 NameOf(field), Field(self)->cls->name);
    return -1;
  }
  return spyrt_field_store(instance, value, field);
}

int SetField(PyObject* self, PyObject* instance, PyObject* value) {
  SpyField* field = Field(self)->field;
  bool quick = value != nullptr && IsExact(instance, Field(self)->cls->type) &&
               *At<const void*>(instance, kInstVtable) != nullptr && FitsExactly(field->check, value);
  return __builtin_expect(quick, 1) ? StoreChecked(instance, value, field) : SetFieldAnyhow(self, instance, value);
}

PyObject* GetFieldName(PyObject* self, void*) { return NewRef(NameOf(Field(self)->field)); }

void DeallocDescriptor(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  PyObject_Free(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

PyGetSetDef field_getset[] = {
    {"__name__", GetFieldName, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyType_Slot field_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(DeallocDescriptor)},
    {Py_tp_descr_get, reinterpret_cast<void*>(GetField)},
    {Py_tp_descr_set, reinterpret_cast<void*>(SetField)},
    {Py_tp_getset, field_getset},
    {0, nullptr},
};

// A class variable read through the class or an instance: the live value, bound as CPython binds what it finds in a
// class.
PyObject* GetVariable(PyObject* self, PyObject* instance, PyObject* type) {
  VariableDescriptor* descriptor = reinterpret_cast<VariableDescriptor*>(self);
  PyObject* value = descriptor->variable->value;
  if (value == nullptr) return NoClassAttribute(type, ConstOf(descriptor->cls->module, descriptor->variable->name));
  descrgetfunc get = reinterpret_cast<descrgetfunc>(PyType_GetSlot(TypeOf(value), Py_tp_descr_get));
  return get == nullptr ? NewRef(value) : get(value, instance, type);
}

PyType_Slot variable_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(DeallocDescriptor)},
    {Py_tp_descr_get, reinterpret_cast<void*>(GetVariable)},
    {0, nullptr},
};

PyTypeObject* MakeType(const char* name, int size, PyType_Slot* slots) {
  constexpr unsigned long kFlags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | kSpyImmutableType;
  PyType_Spec spec = {name, size, 0, static_cast<unsigned int>(kFlags), slots};
  return reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
}

}  // namespace

extern "C" {

int spyrt_field_init() {
  if (field_type != nullptr) return 0;
  variable_type = MakeType("spyc.class_variable", sizeof(VariableDescriptor), variable_slots);
  field_type = MakeType("spyc.field", sizeof(FieldDescriptor), field_slots);
  return variable_type == nullptr || field_type == nullptr ? -1 : 0;
}

PyObject* spyrt_field_descriptor(SpyField* field, SpyClass* cls) {
  FieldDescriptor* descriptor = PyObject_New(FieldDescriptor, field_type);
  if (descriptor == nullptr) return nullptr;
  descriptor->field = field;
  descriptor->cls = cls;
  return reinterpret_cast<PyObject*>(descriptor);
}

PyObject* spyrt_classvar_descriptor(SpyClassVar* variable, SpyClass* cls) {
  VariableDescriptor* descriptor = PyObject_New(VariableDescriptor, variable_type);
  if (descriptor == nullptr) return nullptr;
  descriptor->variable = variable;
  descriptor->cls = cls;
  return reinterpret_cast<PyObject*>(descriptor);
}

SpyField* spyrt_described_field(PyObject* object) {
  return object != nullptr && IsExact(object, field_type) ? Field(object)->field : nullptr;
}

bool spyrt_is_descriptor_of(PyObject* object, const SpyField* field) {
  return object != nullptr && IsExact(object, field_type) && Field(object)->field == field;
}

bool spyrt_is_classvar_descriptor(PyObject* object) { return IsExact(object, variable_type); }

// With `name` and `obj`, from which CPython computes "Did you mean".
PyObject* spyrt_unset_error(PyObject* self, PyObject* name) {
  Owned message(PyUnicode_FromFormat("'%.50s' object has no attribute '%U'", TypeNameOf(self), name));
  Owned args(message ? PyTuple_Pack(1, message.get()) : nullptr);
  Owned names(Py_BuildValue("{s:O,s:O}", "name", name, "obj", self));
  if (!args || !names) return nullptr;
  Owned error(PyObject_Call(PyExc_AttributeError, args.get(), names.get()));
  if (error) PyErr_SetObject(PyExc_AttributeError, error.get());
  return nullptr;
}

bool spyrt_field_is_set(PyObject* self, const FieldSlot& slot) {
  switch (static_cast<SpyFieldRep>(slot.rep)) {
    case kSpyFieldFloat:
      return *At<const void*>(self, kInstVtable) != nullptr || *At<uint64_t>(self, slot.offset) != kUnsetFloat;
    case kSpyFieldBool:
      return *At<uint8_t>(self, slot.offset) != kUnsetBool;
    case kSpyFieldInt:
    case kSpyFieldObject:
      return *At<uint64_t>(self, slot.offset) != 0;
  }
  return false;
}

PyObject* spyrt_field_load(PyObject* self, SpyField* field) {
  FieldSlot slot = {field->offset, field->rep, field, nullptr};
  if (__builtin_expect(!spyrt_field_is_set(self, slot), 0)) return spyrt_unset_error(self, NameOf(field));
  switch (static_cast<SpyFieldRep>(field->rep)) {
    case kSpyFieldInt: {
      uint64_t word = *At<uint64_t>(self, field->offset);
      return IsTagged(word) ? PyLong_FromLongLong(static_cast<int64_t>(word) >> 1)
                            : NewRef(reinterpret_cast<PyObject*>(word));
    }
    case kSpyFieldFloat:
      return PyFloat_FromDouble(*At<double>(self, field->offset));
    case kSpyFieldBool:
      return NewBool(*At<uint8_t>(self, field->offset) == 1);
    case kSpyFieldObject:
      return NewRef(*At<PyObject*>(self, field->offset));
  }
  return nullptr;
}

int spyrt_field_store(PyObject* self, PyObject* value, SpyField* field) {
  bool quick = *At<const void*>(self, kInstVtable) != nullptr && FitsExactly(field->check, value);
  if (__builtin_expect(quick, 1)) return StoreChecked(self, value, field);
  PyObject* checked = value;
  int answer = spyrt_check(field->check, &checked);
  if (answer < 0) return -1;
  if (answer == 0) {
    Owned place(PyUnicode_FromFormat("%s.%U", field->owner->name, NameOf(field)));
    const char* text = place ? PyUnicode_AsUTF8AndSize(place.get(), nullptr) : nullptr;
    if (text != nullptr) spyrt_check_error(text, field->check, value);
    return -1;
  }
  int status = StoreChecked(self, checked, field);
  if (answer == 2) Decref(checked);
  if (status == 0 && *At<const void*>(self, kInstVtable) == nullptr) spyrt_try_complete(self, nullptr);
  return status;
}

// In a generic body the receiver may be of a Python subclass, which may override the field, or of an open class.
PyObject* spyrt_field_get(PyObject* self, SpyField* field) {
  bool native = !field->owner->open && spyrt_exact_info(TypeOf(self)) != nullptr && IsInstance(self, field->owner);
  return native ? spyrt_field_load(self, field) : PyObject_GetAttr(self, NameOf(field));
}

PyObject* spyrt_field_set(PyObject* self, PyObject* v, SpyField* field) {
  bool native = !field->owner->open && spyrt_exact_info(TypeOf(self)) != nullptr && IsInstance(self, field->owner);
  if (native) return NoneOf(spyrt_field_store(self, v, field));
  // Only its own __init__ sets fields of a frozen data class, and goes past its __setattr__, as CPython's does.
  bool frozen = !field->owner->open && InfoOf(field->owner)->frozen;
  return NoneOf(frozen ? PyObject_GenericSetAttr(self, NameOf(field), v) : PyObject_SetAttr(self, NameOf(field), v));
}

}  // extern "C"
