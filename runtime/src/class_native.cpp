// Native classes: heap types made from a spec at the size that the compiler laid out, given what type.__new__ gives a
// class made from a namespace.
#include "runtime/src/class_info.h"

#include <structmember.h>

namespace {

void PlaceDefault(ClassInfo* info, const FieldSlot& field) {
  char* place = reinterpret_cast<char*>(info->image) - kInstVtable + field.offset;
  PyObject* value = field.default_value;
  if (value == nullptr) info->needs_init = true;
  switch (static_cast<SpyFieldRep>(field.rep)) {
    case kSpyFieldFloat: {
      uint64_t bits = kUnsetFloat;
      double number = value == nullptr ? 0.0 : PyFloat_AsDouble(value);
      if (value != nullptr) bits = __builtin_bit_cast(uint64_t, number);
      *reinterpret_cast<uint64_t*>(place) = bits;
      return;
    }
    case kSpyFieldBool:
      *reinterpret_cast<uint8_t*>(place) = value == nullptr ? kUnsetBool : value == Py_True;
      return;
    case kSpyFieldInt: {
      int overflow = 0;
      int64_t number = value == nullptr ? 0 : PyLong_AsLongLongAndOverflow(value, &overflow);
      bool fits = overflow == 0 && number >= -(int64_t{1} << 62) && number < (int64_t{1} << 62);
      uint64_t word = value == nullptr ? 0
                                       : (fits && PyLong_CheckExact(value) ? static_cast<uint64_t>(number) << 1 | 1
                                                                           : reinterpret_cast<uint64_t>(value));
      info->has_default_refs |= word != 0 && !IsTagged(word);
      *reinterpret_cast<uint64_t*>(place) = word;
      return;
    }
    case kSpyFieldObject:
      info->has_default_refs |= value != nullptr;
      *reinterpret_cast<PyObject**>(place) = value;
      return;
  }
}

// Whether values of the field can never be part of a cycle.
bool IsAcyclic(const SpyCheck* check) {
  switch (static_cast<SpyCheckKind>(check->kind)) {
    case kSpyCheckNone:
    case kSpyCheckInt:
    case kSpyCheckFloat:
    case kSpyCheckBool:
    case kSpyCheckStr:
    case kSpyCheckBytes:
    case kSpyCheckLiteral:
      return true;
    case kSpyCheckUnion: {
      for (int32_t i = 0; i < check->count; ++i) {
        if (!IsAcyclic(check->children[i])) return false;
      }
      return true;
    }
    case kSpyCheckAny:
    case kSpyCheckList:
    case kSpyCheckTuple:
    case kSpyCheckDict:
    case kSpyCheckSet:
    case kSpyCheckFrozenSet:
    case kSpyCheckInstance:
    case kSpyCheckClassNamed:
    case kSpyCheckBuiltin:
    case kSpyCheckType:
    case kSpyCheckCallable:
      return false;
  }
  return false;
}

const char kCompleteWithoutVtable = 0;

// The collected facts; null with an exception.
ClassInfo* MakeInfo(SpyClass* cls) {
  const ClassInfo* base = cls->base == nullptr ? nullptr : InfoOf(cls->base);
  uint32_t inherited = base == nullptr ? 0 : base->n_fields;
  ClassInfo* info = static_cast<ClassInfo*>(PyMem_Calloc(1, sizeof(ClassInfo)));
  if (info != nullptr) {
    info->fields = static_cast<FieldSlot*>(PyMem_Calloc(inherited + cls->n_fields + 1, sizeof(FieldSlot)));
    info->words = static_cast<uint32_t*>(PyMem_Calloc(inherited + cls->n_fields + 1, sizeof(uint32_t)));
    info->image = static_cast<uint64_t*>(PyMem_Calloc(cls->size / 8, 8));
  }
  if (info == nullptr || info->fields == nullptr || info->words == nullptr || info->image == nullptr) {
    PyErr_NoMemory();
    return nullptr;
  }
  info->cls = cls;
  info->size = cls->size;
  info->complete_word = cls->vtable != nullptr ? static_cast<const void*>(cls->vtable) : &kCompleteWithoutVtable;
  info->dynamic_word =
      cls->dynamic_vtable != nullptr ? static_cast<const void*>(cls->dynamic_vtable) : &kCompleteWithoutVtable;
  for (uint32_t i = 0; i < inherited; ++i) info->fields[info->n_fields++] = base->fields[i];
  for (uint32_t i = 0; i < cls->n_fields; ++i) {
    SpyField* field = const_cast<SpyField*>(cls->fields + i);
    PyObject* value = field->default_value < 0 ? nullptr : ConstOf(field->owner->module, field->default_value);
    info->fields[info->n_fields++] = {field->offset, field->rep, field, value};
  }
  for (uint32_t i = 0; i < info->n_fields; ++i) {
    PlaceDefault(info, info->fields[i]);
    bool is_word = info->fields[i].rep == kSpyFieldObject || info->fields[i].rep == kSpyFieldInt;
    if (is_word) info->words[info->n_words++] = info->fields[i].offset;
    info->collected |= info->fields[i].rep == kSpyFieldObject && !IsAcyclic(info->fields[i].field->check);
  }
  return info;
}

const SpyFunction* InitOf(const SpyClass* cls) {
  for (; cls != nullptr; cls = cls->base) {
    for (uint32_t i = 0; i < cls->n_methods; ++i) {
      PyObject* name = ConstOf(cls->module, cls->methods[i].name);
      if (PyUnicode_CompareWithASCIIString(name, "__init__") == 0) return cls->methods[i].function;
    }
  }
  return nullptr;
}

// What inspect.signature(C) reads until 3.13: `C(x, y=1)` and a mark before the text, which CPython cuts off. The text
// itself is set as __doc__ later.
PyObject* InternalDoc(const SpyClass* cls) {
  constexpr char kSelf[] = "($self";
  const SpyFunction* init = InitOf(cls);
  const char* text = init == nullptr ? nullptr : init->text_signature;
  for (int i = 0; text != nullptr && kSelf[i] != 0; ++i) {
    if (text[i] != kSelf[i]) text = nullptr;
  }
  if (text == nullptr) return PyUnicode_FromString("");
  text += sizeof kSelf - 1;
  if (text[0] == ',' && text[1] == ' ') text += 2;
  if (text[0] == '/' && text[1] == ')') ++text;                       // `($self, /)`
  if (text[0] == '/' && text[1] == ',' && text[2] == ' ') text += 3;  // `($self, /, x)`
  return PyUnicode_FromFormat("%s(%s\n--\n\n", cls->name, text);
}

PyTypeObject* MakeType(const SpyClass* cls, PyObject* bases) {
  PyMemberDef members[] = {
      {"__weaklistoffset__", T_PYSSIZET, kInstWeakList, READONLY, nullptr},
      {nullptr, 0, 0, 0, nullptr},
  };
  Owned doc(InternalDoc(cls));
  const char* doc_text = doc ? PyUnicode_AsUTF8AndSize(doc.get(), nullptr) : nullptr;
  if (doc_text == nullptr) return nullptr;
  PyType_Slot slots[] = {
      {Py_tp_new, reinterpret_cast<void*>(spyrt_inst_tp_new)},
      {Py_tp_dealloc, reinterpret_cast<void*>(spyrt_inst_tp_dealloc)},
      {Py_tp_traverse, reinterpret_cast<void*>(spyrt_inst_tp_traverse)},
      {Py_tp_clear, reinterpret_cast<void*>(spyrt_inst_tp_clear)},
      {Py_tp_members, members},
      {Py_tp_methods, spyrt_inst_methods},
      {Py_tp_doc, const_cast<char*>(doc_text)},
      {0, nullptr},
  };
  unsigned long flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | (cls->is_final ? 0 : Py_TPFLAGS_BASETYPE);
  Owned name(PyUnicode_FromFormat("%s.%s", cls->module->name, cls->name));
  const char* text = name ? PyUnicode_AsUTF8AndSize(name.get(), nullptr) : nullptr;
  if (text == nullptr) return nullptr;
  PyType_Spec spec = {text, static_cast<int>(cls->size), 0, static_cast<unsigned int>(flags), slots};
  return reinterpret_cast<PyTypeObject*>(PyType_FromSpecWithBases(&spec, bases));
}

// PyType_FromSpec takes the metaclass of the bases, and warns where it has a __new__: while it runs, the bases look as
// if they had none. No Python code runs meanwhile.
PyTypeObject* MakePlainType(const SpyClass* cls, PyObject* bases) {
  PyTypeObject* metas[16];
  Py_ssize_t count = PyTuple_Size(bases);
  if (count > 16) {
    PyErr_SetString(PyExc_SystemError, "a compiled class has at most 16 bases");
    return nullptr;
  }
  for (Py_ssize_t i = 0; i < count; ++i) {
    ObjectHead* base = As<ObjectHead>(PyTuple_GetItem(bases, i));
    metas[i] = base->type;
    base->type = &PyType_Type;
  }
  PyTypeObject* type = MakeType(cls, bases);
  for (Py_ssize_t i = count; i-- > 0;) As<ObjectHead>(PyTuple_GetItem(bases, i))->type = metas[i];
  return type;
}

bool IsDunder(PyObject* name) {
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(name, &size);
  return text != nullptr && size > 4 && text[0] == '_' && text[1] == '_' && text[size - 1] == '_' &&
         text[size - 2] == '_';
}

bool IsFunction(PyObject* value) { return spyrt_is_function(value) || IsExact(value, &PyFunction_Type); }

// The methods that type.__new__ makes class methods of.
PyObject* AsAttribute(PyObject* name, PyObject* value) {
  bool implicit = PyUnicode_CompareWithASCIIString(name, "__init_subclass__") == 0 ||
                  PyUnicode_CompareWithASCIIString(name, "__class_getitem__") == 0;
  return implicit && IsFunction(value) ? PyClassMethod_New(value) : NewRef(value);
}

// __name__ first: it also sets what CPython's messages print, without the module.
bool SetAll(PyObject* type, ClassInfo* info, PyObject* space) {
  const SpyClass* cls = info->cls;
  Owned name(PyUnicode_FromString(cls->name));
  if (!name || PyObject_SetAttrString(type, "__name__", name.get()) < 0) return false;
  if (cls->base == nullptr && spyrt_add_class_signature(type) < 0) return false;
  if (PyMapping_HasKeyString(space, "__doc__") == 0 && PyObject_SetAttrString(type, "__doc__", Py_None) < 0)
    return false;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(space, &position, &key, &value)) {
    int placed =
        spyrt_place_default(info, key, value);  // `x: T = expression`, or another default of an inherited field
    if (placed < 0) return false;
    if (placed != 0) continue;
    Owned attribute(AsAttribute(key, value));
    if (!attribute || PyObject_SetAttr(type, key, attribute.get()) < 0) return false;
  }
  return true;
}

// Class variables live in their rows, behind a descriptor: sealed classes stay writable for compiled code. Not so what
// CPython looks at in the class itself: special names, and values that must see assignments.
bool AddVariable(PyObject* type, SpyClass* cls, SpyClassVar* variable, PyObject* space) {
  PyObject* name = ConstOf(cls->module, variable->name);
  PyObject* value = PyDict_GetItemWithError(space, name);
  if (value == nullptr) return !PyErr_Occurred();
  Assign(&variable->value, NewRef(value));
  if (IsDunder(name) || PyType_GetSlot(TypeOf(value), Py_tp_descr_set) != nullptr) return true;
  Owned descriptor(spyrt_classvar_descriptor(variable, cls));
  return descriptor && PyObject_SetAttr(type, name, descriptor.get()) == 0;
}

bool AddDescriptors(PyObject* type, SpyClass* cls, PyObject* space) {
  for (uint32_t i = 0; i < cls->n_fields; ++i) {
    Owned descriptor(spyrt_field_descriptor(const_cast<SpyField*>(cls->fields + i), cls));
    if (!descriptor || PyObject_SetAttr(type, ConstOf(cls->module, cls->fields[i].name), descriptor.get()) < 0)
      return false;
  }
  for (uint32_t i = 0; i < cls->n_class_vars; ++i) {
    if (!AddVariable(type, cls, cls->class_vars + i, space)) return false;
  }
  return true;
}

// As CPython reports it: a RuntimeError with the cause, from 3.12 on a note.
bool SetNameFailed(PyObject* type, PyObject* value, PyObject* name) {
  PyObject *kind, *error, *trace;
  PyErr_Fetch(&kind, &error, &trace);
  PyErr_NormalizeException(&kind, &error, &trace);
  if (trace != nullptr) PyException_SetTraceback(error, trace);
  Owned text(PyUnicode_FromFormat("Error calling __set_name__ on '%.100s' instance %R in '%.100s'", TypeNameOf(value),
                                  name, TypeName(reinterpret_cast<PyTypeObject*>(type))));
  if (spyrt_version >= 312) {
    Owned noted(text ? PyObject_CallMethod(error, "add_note", "O", text.get()) : nullptr);
    PyErr_Restore(kind, error, trace);
    return false;
  }
  Xdecref(kind);
  Xdecref(trace);
  if (text) PyErr_SetObject(PyExc_RuntimeError, text.get());
  PyObject *kind2, *error2, *trace2;
  PyErr_Fetch(&kind2, &error2, &trace2);
  PyErr_NormalizeException(&kind2, &error2, &trace2);
  PyException_SetCause(error2, NewRef(error));
  PyException_SetContext(error2, error);
  PyErr_Restore(kind2, error2, trace2);
  return false;
}

bool CallSetNames(PyObject* type, PyObject* space) {
  static PyObject* set_name = nullptr;
  if (spyrt_intern(&set_name, "__set_name__") == nullptr) return false;
  Owned copy(PyDict_Copy(space));
  if (!copy) return false;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(copy.get(), &position, &key, &value)) {
    if (_PyType_Lookup(TypeOf(value), set_name) == nullptr) continue;
    Owned hook(_PyObject_LookupSpecial(value, set_name));
    Owned done(hook ? PyObject_CallFunctionObjArgs(hook.get(), type, key, nullptr) : nullptr);
    if (!done) return SetNameFailed(type, value, key);
  }
  return true;
}

// What type_new does with a full namespace: no inherited hash beside an own __eq__, and the hook of the base.
bool FinishLikeTypeNew(PyObject* type, PyObject* space, PyObject* keywords) {
  bool own_equality =
      PyDict_GetItemString(space, "__eq__") != nullptr && PyDict_GetItemString(space, "__hash__") == nullptr;
  if (own_equality && PyObject_SetAttrString(type, "__hash__", Py_None) < 0) return false;
  if (!CallSetNames(type, space)) return false;
  Owned above(PyObject_CallFunctionObjArgs(reinterpret_cast<PyObject*>(&PySuper_Type), type, type, nullptr));
  Owned hook(above ? AttrOf(above.get(), "__init_subclass__") : nullptr);
  Owned none(PyTuple_New(0));
  Owned done(hook && none ? PyObject_Call(hook.get(), none.get(), keywords) : nullptr);
  return static_cast<bool>(done);
}

// ABCMeta.__new__, once the class is there.
bool FinishLikeAbcMeta(PyObject* type) {
  Owned abc(PyImport_ImportModule("_abc"));
  Owned done(abc ? PyObject_CallMethod(abc.get(), "_abc_init", "O", type) : nullptr);
  return static_cast<bool>(done);
}

}  // namespace

void spyrt_place_defaults(ClassInfo* info) {
  info->needs_init = false;
  for (uint32_t i = 0; i < info->n_fields; ++i) PlaceDefault(info, info->fields[i]);
}

PyObject* spyrt_class_make_native(PyObject* state, SpyClass* cls) {
  PyObject* space = PyTuple_GetItem(state, kClassSpace);
  PyObject* meta = PyTuple_GetItem(state, kClassMeta);
  PyObject* bases = PyTuple_GetItem(state, kClassBases);
  Owned object_only(PyTuple_Size(bases) == 0 ? PyTuple_Pack(1, &PyBaseObject_Type) : NewRef(bases));
  ClassInfo* info = object_only ? MakeInfo(cls) : nullptr;
  if (info == nullptr) return nullptr;
  Owned type(reinterpret_cast<PyObject*>(MakePlainType(cls, object_only.get())));
  if (!type) return nullptr;
  bool abstract = meta != reinterpret_cast<PyObject*>(&PyType_Type);
  if (abstract) As<ObjectHead>(type.get())->type = reinterpret_cast<PyTypeObject*>(NewRef(meta));
  info->type = reinterpret_cast<PyTypeObject*>(type.get());
  if (spyrt_register_class(info) < 0) return nullptr;
  Incref(type.get());  // for ever: instances do not count their class
  cls->type = info->type;
  cls->free_list = info;
  if (!SetAll(type.get(), info, space) || !AddDescriptors(type.get(), cls, space)) return nullptr;
  if (!FinishLikeTypeNew(type.get(), space, PyTuple_GetItem(state, kClassKeywords))) return nullptr;
  if (abstract && !FinishLikeAbcMeta(type.get())) return nullptr;
  info->has_finalizer = PyType_GetSlot(info->type, Py_tp_finalize) != nullptr;
  return type.Release();
}
