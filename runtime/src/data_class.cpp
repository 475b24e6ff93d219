// Data classes: what `@dataclass` adds to a class beyond the methods, which are compiled: the Field objects,
// parameters,
// __match_args__, defaults of __init__ and of instances, the refusal of assignments to frozen ones; and the methods'
// helpers.
#include "runtime/src/class_info.h"

namespace {

// The first number of `facts`; kOwnInit: __init__ is compiled from the fields. As codegen/build/data_class.cpp says.
enum Flags : long {
  kInit = 1,
  kRepr = 2,
  kEq = 4,
  kOrder = 8,
  kUnsafeHash = 16,
  kFrozen = 32,
  kMatchArgs = 64,
  kKwOnly = 128,
  kSlots = 256,
  kWeakrefSlot = 512,
  kOwnInit = 1024
};

struct Maker {
  PyObject* type;
  SpyClass* cls;
  PyObject* module;       // dataclasses
  PyObject* fields;       // __dataclass_fields__
  PyObject* annotations;  // of the body
  long flags;
};

bool IsText(PyObject* text, const char* wanted) { return PyUnicode_CompareWithASCIIString(text, wanted) == 0; }

bool SetNamed(PyObject* object, const char* name, const char* module_name, PyObject* module) {
  Owned value(AttrOf(module, module_name));
  return value && PyObject_SetAttrString(object, name, value.get()) == 0;
}

// ---- fields

PyObject* InheritedFields(PyObject* type) {
  Owned fields(PyDict_New());
  Owned mro(AttrOf(type, "__mro__"));
  if (!fields || !mro) return nullptr;
  for (Py_ssize_t i = PyTuple_Size(mro.get()); --i > 0;) {
    Owned known(AttrOf(PyTuple_GetItem(mro.get(), i), "__dataclass_fields__"));
    if (!known) {
      if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return nullptr;
      PyErr_Clear();
    } else if (PyDict_Update(fields.get(), known.get()) < 0) {
      return nullptr;
    }
  }
  return fields.Release();
}

// The Field of a declaration: the value itself if it is one, else one with the value as default.
PyObject* FieldOf(const Maker& m, PyObject* value) {
  Owned field_class(AttrOf(m.module, "Field"));
  if (!field_class) return nullptr;
  int is_field = value == nullptr ? 0 : PyObject_IsInstance(value, field_class.get());
  if (is_field != 0) return is_field < 0 ? nullptr : NewRef(value);
  Owned make(AttrOf(m.module, "field"));
  Owned none(PyTuple_New(0)), keywords(value == nullptr ? nullptr : Py_BuildValue("{s:O}", "default", value));
  if (!make || !none || (value != nullptr && !keywords)) return nullptr;
  return PyObject_Call(make.get(), none.get(), keywords.get());
}

// CPython refuses defaults that are not hashable: they would be shared.
bool CheckDefault(PyObject* name, PyObject* value) {
  Owned hash(AttrOf(reinterpret_cast<PyObject*>(TypeOf(value)), "__hash__"));
  if (hash && hash.get() != Py_None) return true;
  if (hash) {
    PyErr_Format(PyExc_ValueError, "mutable default %R for field %U is not allowed: use default_factory",
                 reinterpret_cast<PyObject*>(TypeOf(value)), name);
  }
  return false;
}

// <factory x>: a hidden class variable, from which compiled constructors take it.
void KeepFactory(SpyClass* cls, PyObject* name, PyObject* factory) {
  for (uint32_t i = 0; i < cls->n_class_vars; ++i) {
    PyObject* variable = ConstOf(cls->module, cls->class_vars[i].name);
    Owned wanted(PyUnicode_FromFormat("<factory %U>", name));
    if (wanted && PyUnicode_Compare(variable, wanted.get()) == 0) Assign(&cls->class_vars[i].value, NewRef(factory));
  }
}

bool PlaceDefaults(const Maker& m, PyObject* name, PyObject* field, bool init_var) {
  Owned missing(AttrOf(m.module, "MISSING"));
  Owned value(AttrOf(field, "default"));
  Owned factory(AttrOf(field, "default_factory"));
  if (!missing || !value || !factory) return false;
  if (factory.get() != missing.get()) KeepFactory(m.cls, name, factory.get());
  if (value.get() == missing.get()) return true;
  if (init_var) return PyObject_SetAttr(m.type, name, value.get()) == 0;
  return CheckDefault(name, value.get()) && spyrt_place_default(InfoOf(m.cls), name, value.get()) >= 0;
}

// One annotated name of the body; `kind`: f field, i InitVar, c ClassVar.
bool AddField(const Maker& m, PyObject* name, Py_UCS4 kind, PyObject* annotation, PyObject* value, bool kw_only) {
  Owned current(kind == 'c' ? PyObject_GetAttr(m.type, name) : XNewRef(value));
  if (kind == 'c' && !current) PyErr_Clear();
  Owned field(FieldOf(m, current.get()));
  if (!field || PyObject_SetAttrString(field.get(), "name", name) < 0) return false;
  if (PyObject_SetAttrString(field.get(), "type", annotation) < 0) return false;
  const char* marker = kind == 'f' ? "_FIELD" : kind == 'i' ? "_FIELD_INITVAR" : "_FIELD_CLASSVAR";
  if (!SetNamed(field.get(), "_field_type", marker, m.module)) return false;
  Owned missing(AttrOf(m.module, "MISSING")), own(AttrOf(field.get(), "kw_only"));
  if (!missing || !own) return false;
  bool unsaid = own.get() == missing.get() && kind != 'c';
  if (unsaid && PyObject_SetAttrString(field.get(), "kw_only", kw_only ? Py_True : Py_False) < 0) return false;
  if (PyDict_SetItem(m.fields, name, field.get()) < 0) return false;
  return kind == 'c' || PlaceDefaults(m, name, field.get(), kind == 'i');
}

// parts: for each name its annotation, and its value where the kind is a capital.
bool AddOwnFields(const Maker& m, PyObject* facts, PyObject* const* parts) {
  PyObject *names = PyTuple_GetItem(facts, 1), *kinds = PyTuple_GetItem(facts, 2);
  bool kw_only = (m.flags & kKwOnly) != 0;
  for (Py_ssize_t i = 0, part = 0; i < PyTuple_Size(names); ++i) {
    PyObject* name = PyTuple_GetItem(names, i);
    Py_UCS4 kind = PyUnicode_ReadChar(kinds, i);
    PyObject* annotation = parts[part++];
    PyObject* value = kind < 'a' ? parts[part++] : nullptr;
    kind |= 0x20;
    if (PyDict_SetItem(m.annotations, name, annotation) < 0) return false;
    kw_only = kw_only || kind == 'k';
    if (kind != 'k' && !AddField(m, name, kind, annotation, value, kw_only)) return false;
  }
  return true;
}

// ---- __init__

bool IsTrueAttribute(PyObject* object, const char* name) {
  Owned value(AttrOf(object, name));
  return value && value.get() == Py_True;
}

// `(x, /, y=..., *, z=...)` as CPython shows it: one parameter.
PyObject* ParameterText(PyObject* name, PyObject* field, PyObject* value, bool is_factory) {
  Owned inspect(PyImport_ImportModule("inspect")), type(AttrOf(field, "type"));
  Owned shown(inspect && type ? PyObject_CallMethod(inspect.get(), "formatannotation", "O", type.get()) : nullptr);
  if (!shown) return nullptr;
  if (value == nullptr) return PyUnicode_FromFormat("%U: %U", name, shown.get());
  if (is_factory) return PyUnicode_FromFormat("%U: %U = <factory>", name, shown.get());
  return PyUnicode_FromFormat("%U: %U = %R", name, shown.get(), value);
}

struct Parameters {
  Owned defaults, keywords, texts, names, annotations;  // lists and dicts
  bool starred = false;
};

bool AddParameter(const Maker& m, Parameters& p, PyObject* name, PyObject* field, bool kw_only) {
  Owned missing(AttrOf(m.module, "MISSING")), value(AttrOf(field, "default"));
  Owned factory(AttrOf(field, "default_factory"));
  Owned type(AttrOf(field, "type"));
  if (!missing || !value || !factory || !type) return false;
  if (PyDict_SetItem(p.annotations.get(), name, type.get()) < 0) return false;
  bool has_value = value.get() != missing.get(), has_factory = factory.get() != missing.get();
  if (has_factory) value.Reset(AttrOf(m.module, "_HAS_DEFAULT_FACTORY"));
  bool has_default = has_value || has_factory;
  if (kw_only && !p.starred) {
    p.starred = true;
    Owned star(PyUnicode_FromString("*"));
    if (!star || PyList_Append(p.texts.get(), star.get()) < 0) return false;
  }
  Owned text(ParameterText(name, field, has_default ? value.get() : nullptr, has_factory));
  if (!text || PyList_Append(p.texts.get(), text.get()) < 0) return false;
  if (!kw_only && PyList_Append(p.names.get(), name) < 0) return false;
  if (!has_default) return true;
  return kw_only ? PyDict_SetItem(p.keywords.get(), name, value.get()) == 0
                 : PyList_Append(p.defaults.get(), value.get()) == 0;
}

bool CollectParameters(const Maker& m, Parameters& p) {
  p.defaults.Reset(PyList_New(0));
  p.keywords.Reset(PyDict_New());
  p.texts.Reset(PyList_New(0));
  p.names.Reset(PyList_New(0));
  p.annotations.Reset(PyDict_New());
  Owned class_var(AttrOf(m.module, "_FIELD_CLASSVAR"));
  if (!p.defaults || !p.keywords || !p.texts || !p.names || !p.annotations || !class_var) return false;
  for (int pass = 0; pass < 2; ++pass) {
    bool kw_only = pass == 1;
    PyObject *name, *field;
    Py_ssize_t position = 0;
    while (PyDict_Next(m.fields, &position, &name, &field)) {
      Owned marker(AttrOf(field, "_field_type"));
      bool wanted = marker && marker.get() != class_var.get() && IsTrueAttribute(field, "init") &&
                    IsTrueAttribute(field, "kw_only") == kw_only;
      if (wanted && !AddParameter(m, p, name, field, kw_only)) return false;
    }
  }
  return true;
}

SpyFunction* OwnInit(SpyClass* cls) {
  for (uint32_t i = 0; i < cls->n_methods; ++i) {
    if (IsText(ConstOf(cls->module, cls->methods[i].name), "__init__")) return cls->methods[i].function;
  }
  return nullptr;
}

// ---- frozen

bool RaiseFrozen(PyObject* name, const char* what) {
  Owned module(PyImport_ImportModule("dataclasses"));
  Owned error(module ? AttrOf(module.get(), "FrozenInstanceError") : nullptr);
  if (error) PyErr_Format(error.get(), "cannot %s field %R", what, name);
  return true;
}

// Whether the assignment is refused, with the exception set: every name of an exact instance, the fields of others.
bool IsRefused(PyObject* self, PyObject* name, const char* what) {
  for (PyTypeObject* type = TypeOf(self); type != nullptr;) {
    ClassInfo* info = spyrt_exact_info(type);
    if (info != nullptr && info->frozen) {
      if (type == TypeOf(self)) return RaiseFrozen(name, what);
      for (uint32_t i = 0; i < info->n_fields; ++i) {
        SpyField* field = info->fields[i].field;
        if (PyUnicode_Check(name) && PyUnicode_Compare(ConstOf(field->owner->module, field->name), name) == 0)
          return RaiseFrozen(name, what);
      }
    }
    type = static_cast<PyTypeObject*>(PyType_GetSlot(type, Py_tp_base));
  }
  return false;
}

PyObject* FrozenSet(PyObject* self, PyObject* args) {
  PyObject *name, *value;
  if (!PyArg_UnpackTuple(args, "__setattr__", 2, 2, &name, &value) || IsRefused(self, name, "assign to"))
    return nullptr;
  return NoneOf(PyObject_GenericSetAttr(self, name, value));
}

PyObject* FrozenDelete(PyObject* self, PyObject* name) {
  if (IsRefused(self, name, "delete")) return nullptr;
  return NoneOf(PyObject_GenericSetAttr(self, name, nullptr));
}

PyMethodDef frozen_methods[] = {
    {"__setattr__", FrozenSet, METH_VARARGS, nullptr},
    {"__delattr__", FrozenDelete, METH_O, nullptr},
};

bool Freeze(PyObject* type) {
  for (PyMethodDef& method : frozen_methods) {
    Owned descriptor(PyDescr_NewMethod(reinterpret_cast<PyTypeObject*>(type), &method));
    if (!descriptor || PyObject_SetAttrString(type, method.ml_name, descriptor.get()) < 0) return false;
  }
  return true;
}

// ---- what the class shows

PyObject* ParamsObject(const Maker& m) {
  constexpr const char* kNames[] = {"init",   "repr",       "eq",      "order", "unsafe_hash",
                                    "frozen", "match_args", "kw_only", "slots", "weakref_slot"};
  int count = spyrt_version >= 312 ? 10 : 6;
  Owned keywords(PyDict_New()), none(PyTuple_New(0)), made(AttrOf(m.module, "_DataclassParams"));
  if (!keywords || !none || !made) return nullptr;
  for (int i = 0; i < count; ++i) {
    PyObject* value = (m.flags >> i & 1) != 0 ? Py_True : Py_False;
    if (PyDict_SetItemString(keywords.get(), kNames[i], value) < 0) return nullptr;
  }
  return PyObject_Call(made.get(), none.get(), keywords.get());
}

bool HasOwn(PyObject* type, const char* name) {
  Owned dict(AttrOf(type, "__dict__")), key(PyUnicode_FromString(name));
  return dict && key && PySequence_Contains(dict.get(), key.get()) == 1;
}

bool SetNew(PyObject* type, const char* name, PyObject* value) {
  Owned owner(value);
  return value != nullptr && (HasOwn(type, name) || PyObject_SetAttrString(type, name, value) == 0);
}

bool SetDoc(const Maker& m, const Parameters& p) {
  Owned doc(AttrOf(m.type, "__doc__"));
  if (!doc || doc.get() != Py_None) return static_cast<bool>(doc);
  Owned comma(PyUnicode_FromString(", "));
  Owned joined(comma ? PyUnicode_Join(comma.get(), p.texts.get()) : nullptr);
  Owned text(joined ? PyUnicode_FromFormat("%s(%U)", m.cls->name, joined.get()) : nullptr);
  return text && PyObject_SetAttrString(m.type, "__doc__", text.get()) == 0;
}

bool ShowFacts(const Maker& m) {
  Owned params(ParamsObject(m));
  if (!params || PyObject_SetAttrString(m.type, "__dataclass_params__", params.get()) < 0) return false;
  if (PyObject_SetAttrString(m.type, "__dataclass_fields__", m.fields) < 0) return false;
  if (!SetNew(m.type, "__annotations__", NewRef(m.annotations))) return false;
  Parameters p;
  if (!CollectParameters(m, p) || !SetDoc(m, p)) return false;
  if ((m.flags & kMatchArgs) != 0 && !SetNew(m.type, "__match_args__", PyList_AsTuple(p.names.get()))) return false;
  if ((m.flags & kSlots) != 0 && !SetNew(m.type, "__slots__", PySequence_Tuple(m.annotations))) return false;
  if (spyrt_version >= 313 && !SetNew(m.type, "__replace__", AttrOf(m.module, "_replace"))) return false;
  SpyFunction* init = (m.flags & kOwnInit) != 0 ? OwnInit(m.cls) : nullptr;
  if (init == nullptr) return true;
  Assign(&init->defaults, PyList_Size(p.defaults.get()) == 0 ? nullptr : PyList_AsTuple(p.defaults.get()));
  Assign(&init->kwdefaults, PyDict_Size(p.keywords.get()) == 0 ? nullptr : NewRef(p.keywords.get()));
  Owned made(AttrOf(m.type, "__init__"));
  if (!made || PyDict_SetItemString(p.annotations.get(), "return", Py_None) < 0) return false;
  return PyObject_SetAttrString(made.get(), "__annotations__", p.annotations.get()) == 0;
}

// The class's own word for "no argument": compiled __init__s compare with it.
bool KeepSentinel(const Maker& m) {
  for (uint32_t i = 0; i < m.cls->n_class_vars; ++i) {
    if (!IsText(ConstOf(m.cls->module, m.cls->class_vars[i].name), "<factory>")) continue;
    Assign(&m.cls->class_vars[i].value, AttrOf(m.module, "_HAS_DEFAULT_FACTORY"));
    if (m.cls->class_vars[i].value == nullptr) return false;
  }
  return true;
}

// data_make(cls, facts, *parts)
PyObject* DataMake(PyObject*, PyObject* const* args, Py_ssize_t count) {
  PyObject *type = args[0], *facts = args[1];
  ClassInfo* info = count < 2 ? nullptr : spyrt_exact_info(reinterpret_cast<PyTypeObject*>(type));
  Owned module(PyImport_ImportModule("dataclasses"));
  Owned fields(info != nullptr && module ? InheritedFields(type) : nullptr);
  Owned annotations(fields ? PyDict_New() : nullptr);
  if (!annotations) return nullptr;
  long flags = PyLong_AsLong(PyTuple_GetItem(facts, 0));
  Maker m = {type, info->cls, module.get(), fields.get(), annotations.get(), flags};
  if (!KeepSentinel(m) || !AddOwnFields(m, facts, args + 2) || !ShowFacts(m)) return nullptr;
  info->frozen = (flags & kFrozen) != 0;
  if (info->frozen && !Freeze(type)) return nullptr;
  return NewNone();
}

// data_equal(a, b): as tuples compare their items before 3.13, by == later
PyObject* DataEqual(PyObject*, PyObject* const* args, Py_ssize_t) {
  if (spyrt_version < 313) return BoolOf(PyObject_RichCompareBool(args[0], args[1], Py_EQ));
  Owned result(PyObject_RichCompare(args[0], args[1], Py_EQ));
  return result ? BoolOf(PyObject_IsTrue(result.get())) : nullptr;
}

template <class F>
PyCFunction AsMethod(F function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMethodDef helpers[] = {
    {"data_make", AsMethod(DataMake), METH_FASTCALL, nullptr},
    {"data_repr", AsMethod(spyrt_data_repr), METH_FASTCALL, nullptr},
    {"data_equal", AsMethod(DataEqual), METH_FASTCALL, nullptr},
};

}  // namespace

extern "C" PyObject* spyrt_helper(const char* name) {
  Owned wanted(PyUnicode_FromString(name));
  for (PyMethodDef& helper : helpers) {
    if (wanted && IsText(wanted.get(), helper.ml_name)) return PyCFunction_NewEx(&helper, nullptr, nullptr);
  }
  return nullptr;
}
