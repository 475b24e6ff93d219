// Classes: class.make, class.set, class.seal and class variables. A native class is a heap type made from a spec at the
// size that the compiler laid out; an open class (foreign base, exception) is made by calling its metaclass.
#include "runtime/src/class_info.h"

#include <structmember.h>

namespace {

PyObject* ModuleName(const SpyModule* module) {
  PyObject* name = module->dict == nullptr ? nullptr : PyDict_GetItemString(module->dict, "__name__");
  return name != nullptr ? NewRef(name) : PyUnicode_FromString(module->name);
}

// ---- attributes that both sorts of class get: pairs of name and value, in a dict

// A property half: `name` may have the other half already, own or inherited by the class body's order.
PyObject* AddToProperty(PyObject* names, PyObject* name, PyObject* function, const char* half) {
  PyObject* before = PyDict_GetItemWithError(names, name);
  if (before != nullptr && half != nullptr) return PyObject_CallMethod(before, half, "O", function);
  PyObject* property = reinterpret_cast<PyObject*>(&PyProperty_Type);
  if (half == nullptr) return PyObject_CallOneArg(property, function);
  bool setter = half[0] == 's';
  return PyObject_CallFunctionObjArgs(property, Py_None, setter ? function : Py_None, setter ? Py_None : function,
                                      nullptr);
}

PyObject* Wrap(PyObject* names, PyObject* name, PyObject* function, SpyFunctionKind kind) {
  switch (kind) {
    case kSpyStaticMethod:
      return PyStaticMethod_New(function);
    case kSpyClassMethod:
      return PyClassMethod_New(function);
    case kSpyPropertyGetter:
      return AddToProperty(names, name, function, nullptr);
    case kSpyPropertySetter:
      return AddToProperty(names, name, function, "setter");
    case kSpyPropertyDeleter:
      return AddToProperty(names, name, function, "deleter");
    case kSpyFunction:
    case kSpyMethod:
    case kSpyLambda:
    case kSpyModuleBody:
    case kSpyThunk:
      return NewRef(function);
  }
  return nullptr;
}

bool PutOwned(PyObject* names, PyObject* name, PyObject* value) {
  Owned owner(value);
  return value != nullptr && name != nullptr && PyDict_SetItem(names, name, value) == 0;
}

bool PutText(PyObject* names, const char* name, PyObject* value) {
  Owned owner(value);
  return value != nullptr && PyDict_SetItemString(names, name, value) == 0;
}

PyObject* NamesOf(SpyClass* cls) {
  Owned names(PyDict_New());
  if (!names) return nullptr;
  const SpyModule* module = cls->module;
  PyObject* doc = cls->doc < 0 ? NewNone() : NewRef(ConstOf(module, cls->doc));
  bool done = PutText(names.get(), "__module__", ModuleName(module)) &&
              PutText(names.get(), "__qualname__", PyUnicode_FromString(cls->qualname)) &&
              PutText(names.get(), "__doc__", doc);
  for (uint32_t i = 0; done && i < cls->n_methods; ++i) {
    const SpyMethod& method = cls->methods[i];
    PyObject* name = ConstOf(module, method.name);
    Owned function(
        spyrt_function_new(method.function, method.function->defaults, method.function->kwdefaults, nullptr));
    done = function &&
           PutOwned(names.get(), name,
                    Wrap(names.get(), name, function.get(), static_cast<SpyFunctionKind>(method.function->kind)));
  }
  return done ? names.Release() : nullptr;
}

// ---- native classes

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
    info->image = static_cast<uint64_t*>(PyMem_Calloc(cls->size / 8, 8));
  }
  if (info == nullptr || info->fields == nullptr || info->image == nullptr) {
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

// __name__ first: it also sets what CPython's messages print, without the module.
bool SetAll(PyObject* type, const SpyClass* cls, PyObject* names) {
  Owned name(PyUnicode_FromString(cls->name));
  if (!name || PyObject_SetAttrString(type, "__name__", name.get()) < 0) return false;
  PyObject *key, *value;
  Py_ssize_t position = 0;
  while (PyDict_Next(names, &position, &key, &value)) {
    if (PyObject_SetAttr(type, key, value) < 0) return false;
  }
  return true;
}

bool AddDescriptors(PyObject* type, SpyClass* cls) {
  for (uint32_t i = 0; i < cls->n_fields; ++i) {
    Owned descriptor(spyrt_field_descriptor(const_cast<SpyField*>(cls->fields + i), cls));
    if (!descriptor || PyObject_SetAttr(type, ConstOf(cls->module, cls->fields[i].name), descriptor.get()) < 0)
      return false;
  }
  for (uint32_t i = 0; i < cls->n_class_vars; ++i) {
    if (PyUnicode_ReadChar(ConstOf(cls->module, cls->class_vars[i].name), 0) == '<') continue;  // hidden
    Owned descriptor(spyrt_classvar_descriptor(cls->class_vars + i, cls));
    if (!descriptor || PyObject_SetAttr(type, ConstOf(cls->module, cls->class_vars[i].name), descriptor.get()) < 0)
      return false;
  }
  return true;
}

// What type_new does with a full namespace: no inherited hash beside an own __eq__, and the hook of the base.
bool FinishLikeTypeNew(PyObject* type, PyObject* names) {
  bool own_equality =
      PyDict_GetItemString(names, "__eq__") != nullptr && PyDict_GetItemString(names, "__hash__") == nullptr;
  if (own_equality && PyObject_SetAttrString(type, "__hash__", Py_None) < 0) return false;
  Owned above(PyObject_CallFunctionObjArgs(reinterpret_cast<PyObject*>(&PySuper_Type), type, type, nullptr));
  Owned hook(above ? PyObject_GetAttrString(above.get(), "__init_subclass__") : nullptr);
  Owned done(hook ? PyObject_CallNoArgs(hook.get()) : nullptr);
  return static_cast<bool>(done);
}

// `Generic[T]` and the like are no classes: what they stand for (PEP 560).
PyObject* ResolveBases(PyObject* bases) {
  for (Py_ssize_t i = 0; i < PyTuple_Size(bases); ++i) {
    if (PyType_Check(PyTuple_GetItem(bases, i))) continue;
    Owned types(PyImport_ImportModule("types"));
    return types ? PyObject_CallMethod(types.get(), "resolve_bases", "(O)", bases) : nullptr;
  }
  return NewRef(bases);
}

PyObject* MakeNative(PyObject* bases, SpyClass* cls) {
  ClassInfo* info = MakeInfo(cls);
  Owned names(NamesOf(cls));
  if (info == nullptr || !names) return nullptr;
  Owned resolved(ResolveBases(bases));
  Owned type(resolved ? reinterpret_cast<PyObject*>(MakeType(cls, resolved.get())) : nullptr);
  if (!type) return nullptr;
  if (resolved.get() != bases && PyObject_SetAttrString(type.get(), "__orig_bases__", bases) < 0) return nullptr;
  info->type = reinterpret_cast<PyTypeObject*>(type.get());
  if (spyrt_register_class(info) < 0) return nullptr;
  Incref(type.get());  // for ever: instances do not count their class
  cls->type = info->type;
  cls->free_list = info;
  if (!SetAll(type.get(), cls, names.get()) || !AddDescriptors(type.get(), cls)) return nullptr;
  if (!FinishLikeTypeNew(type.get(), names.get())) return nullptr;
  info->has_finalizer = PyType_GetSlot(info->type, Py_tp_finalize) != nullptr;
  return type.Release();
}

// ---- open classes, as types.new_class makes them

PyObject* MakeOpen(PyObject* bases, SpyClass* cls) {
  Owned types(PyImport_ImportModule("types"));
  Owned resolved(types ? PyObject_CallMethod(types.get(), "resolve_bases", "(O)", bases) : nullptr);
  Owned prepared(resolved ? PyObject_CallMethod(types.get(), "prepare_class", "sO", cls->name, resolved.get())
                          : nullptr);
  Owned names(prepared ? NamesOf(cls) : nullptr);
  if (!names) return nullptr;
  PyObject* meta = PyTuple_GetItem(prepared.get(), 0);
  PyObject* space = PyTuple_GetItem(prepared.get(), 1);
  Owned updated(PyObject_CallMethod(space, "update", "O", names.get()));
  if (!updated) return nullptr;
  if (resolved.get() != bases && PyMapping_SetItemString(space, "__orig_bases__", bases) < 0) return nullptr;
  Owned type(PyObject_CallFunction(meta, "sOO", cls->name, resolved.get(), space));
  if (!type) return nullptr;
  if (PyType_Check(type.get())) {
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

void MakeImmutable(PyTypeObject* type) {
  unsigned long* flags = FlagsOf(type);
  if (!spyrt_layout_ok || *flags != PyType_GetFlags(type)) return;
  *flags |= kSpyImmutableType;
  PyType_Modified(type);
}

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

PyObject* spyrt_class_make(PyObject* const* bases, int64_t count, SpyClass* cls) {
  Owned tuple(count == 0 ? PyTuple_Pack(1, &PyBaseObject_Type) : spyrt_tuple_new(bases, count));
  if (!tuple) return nullptr;
  return cls->open ? MakeOpen(tuple.get(), cls) : MakeNative(tuple.get(), cls);
}

// Class variables of native classes live in their descriptors; everything else is an attribute of the class.
PyObject* spyrt_class_set(PyObject* cls, PyObject* v, PyObject* name) {
  ClassInfo* info = PyType_Check(cls) ? spyrt_exact_info(reinterpret_cast<PyTypeObject*>(cls)) : nullptr;
  for (uint32_t i = 0; info != nullptr && i < info->cls->n_class_vars; ++i) {
    if (ConstOf(info->cls->module, info->cls->class_vars[i].name) == name) return spyrt_classvar_set(v, info->cls, i);
  }
  int placed = info == nullptr ? 0 : spyrt_place_default(info, name, v);
  return placed != 0 ? NoneOf(placed) : NoneOf(PyObject_SetAttr(cls, name, v));
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
    info->needs_init = false;
    for (uint32_t k = 0; k < info->n_fields; ++k) PlaceDefault(info, info->fields[k]);
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

PyObject* spyrt_class_object(SpyClass* cls) { return NewRef(reinterpret_cast<PyObject*>(cls->type)); }

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
  if (!cls->open) {
    Assign(&variable.value, NewRef(v));
    return NewNone();
  }
  return NoneOf(SetThroughSeal(cls->type, ConstOf(cls->module, variable.name), v));
}

}  // extern "C"
