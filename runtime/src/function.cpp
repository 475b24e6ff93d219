// Function objects: a callable type of our own, with vectorcall, bound as a method by instances, that shows what
// functions of CPython show (__name__, __doc__, __annotations__, __defaults__, a __dict__ ...) except code and frames
// (DIFF-004).
#include "runtime/src/function_object.h"

#include <structmember.h>

namespace {

// ---- attributes

PyObject* TextOr(PyObject* assigned, const char* text) {
  return assigned != nullptr ? NewRef(assigned) : PyUnicode_FromString(text);
}

PyObject* GetName(PyObject* self, void*) { return TextOr(Self(self)->name, Self(self)->function->name); }
PyObject* GetQualname(PyObject* self, void*) { return TextOr(Self(self)->qualname, Self(self)->function->qualname); }

PyObject* GetDoc(PyObject* self, void*) {
  FunctionObject* f = Self(self);
  if (f->doc != nullptr) return NewRef(f->doc);
  return f->function->doc < 0 ? NewNone() : NewRef(ConstOf(f->function->module, f->function->doc));
}

PyObject* GetModule(PyObject* self, void*) {
  FunctionObject* f = Self(self);
  if (f->module != nullptr) return NewRef(f->module);
  PyObject* name =
      f->function->module->dict == nullptr ? nullptr : PyDict_GetItemString(f->function->module->dict, "__name__");
  return name != nullptr ? NewRef(name) : PyUnicode_FromString(f->function->module->name);
}

PyObject* GetTextSignature(PyObject* self, void*) {
  const char* text = Self(self)->function->text_signature;
  return text == nullptr ? NewNone() : PyUnicode_FromString(text);
}

PyObject* GetAnnotations(PyObject* self, void*) {
  FunctionObject* f = Self(self);
  if (f->annotations == nullptr) {
    Owned made(PyDict_New());
    if (!made) return nullptr;
    const SpyFunction* function = f->function;
    for (uint32_t i = 0; i < function->n_params; ++i) {
      const SpyParam& param = function->params[i];
      if (param.annotation < 0) continue;
      PyObject* name = ConstOf(function->module, param.name);
      if (PyDict_SetItem(made.get(), name, ConstOf(function->module, param.annotation)) < 0) return nullptr;
    }
    f->annotations = made.Release();
  }
  return NewRef(f->annotations);
}

PyObject* OrNone(PyObject* object) { return NewRef(object == nullptr ? Py_None : object); }
PyObject* GetDefaults(PyObject* self, void*) { return OrNone(DefaultsOf(Self(self))); }
// A copy: calls under way borrow from the dict.
PyObject* GetKwdefaults(PyObject* self, void*) {
  PyObject* defaults = KwdefaultsOf(Self(self));
  return defaults == nullptr ? NewNone() : PyDict_Copy(defaults);
}
PyObject* GetClosure(PyObject* self, void*) { return OrNone(Self(self)->cells); }

PyObject* GetCode(PyObject* self, void*) {
  if (Self(self)->function->suspends != 0) return spyrt_code_of(Self(self)->function);
  PyErr_SetString(PyExc_AttributeError, "'function' object has no attribute '__code__'");
  return nullptr;
}

PyObject* GetGlobals(PyObject* self, void*) {
  PyObject* dict = Self(self)->function->module->dict;
  return dict == nullptr ? PyDict_New() : NewRef(dict);
}

int SetText(PyObject** slot, PyObject* value, const char* attribute) {
  if (value == nullptr || !PyUnicode_Check(value)) {
    PyErr_Format(PyExc_TypeError, "%s must be set to a string object", attribute);
    return -1;
  }
  Assign(slot, NewRef(value));
  return 0;
}
int SetName(PyObject* self, PyObject* value, void*) { return SetText(&Self(self)->name, value, "__name__"); }
int SetQualname(PyObject* self, PyObject* value, void*) {
  return SetText(&Self(self)->qualname, value, "__qualname__");
}

int SetAny(PyObject** slot, PyObject* value) {
  Assign(slot, NewRef(value == nullptr ? Py_None : value));
  return 0;
}
int SetDoc(PyObject* self, PyObject* value, void*) { return SetAny(&Self(self)->doc, value); }
int SetModule(PyObject* self, PyObject* value, void*) { return SetAny(&Self(self)->module, value); }

int SetAnnotations(PyObject* self, PyObject* value, void*) {
  if (value != nullptr && value != Py_None && !PyDict_Check(value)) {
    PyErr_SetString(PyExc_TypeError, "__annotations__ must be set to a dict object");
    return -1;
  }
  Assign(&Self(self)->annotations, value == nullptr || value == Py_None ? nullptr : NewRef(value));
  return 0;
}

PyGetSetDef getset[] = {
    {"__name__", GetName, SetName, nullptr, nullptr},
    {"__qualname__", GetQualname, SetQualname, nullptr, nullptr},
    {"__doc__", GetDoc, SetDoc, nullptr, nullptr},
    {"__module__", GetModule, SetModule, nullptr, nullptr},
    {"__text_signature__", GetTextSignature, nullptr, nullptr, nullptr},
    {"__signature__", spyrt_function_signature, spyrt_function_set_signature, nullptr, nullptr},
    {"__annotations__", GetAnnotations, SetAnnotations, nullptr, nullptr},
    {"__defaults__", GetDefaults, nullptr, nullptr, nullptr},
    {"__kwdefaults__", GetKwdefaults, nullptr, nullptr, nullptr},
    {"__closure__", GetClosure, nullptr, nullptr, nullptr},
    {"__code__", GetCode, nullptr, nullptr, nullptr},
    {"__globals__", GetGlobals, nullptr, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(FunctionObject, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(FunctionObject, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(FunctionObject, weak_list), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

// ---- the type's behaviour

PyObject* Bind(PyObject* self, PyObject* instance, PyObject*) {
  if (instance == nullptr || instance == Py_None) return NewRef(self);
  return PyMethod_New(self, instance);
}

PyObject* Repr(PyObject* self) {
  Owned name(GetQualname(self, nullptr));
  return name ? PyUnicode_FromFormat("<function %U at %p>", name.get(), self) : nullptr;
}

// Pickled by name, as functions are.
PyObject* Reduce(PyObject* self, PyObject*) { return GetQualname(self, nullptr); }

PyMethodDef methods[] = {
    {"__reduce__", Reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyObject** OwnedFields(PyObject* self, int* count) {
  *count =
      1 + static_cast<int>((offsetof(FunctionObject, dict) - offsetof(FunctionObject, defaults)) / sizeof(PyObject*));
  return &Self(self)->defaults;
}

template <class Visit>
int EachReference(PyObject* self, Visit visit) {
  int count;
  PyObject** first = OwnedFields(self, &count);
  for (int i = 0; i < count; ++i) {
    if (int status = visit(first + i)) return status;
  }
  for (PyObject** slot = &Self(self)->name; slot <= &Self(self)->annotations; ++slot) {
    if (int status = visit(slot)) return status;
  }
  return 0;
}

int Traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(TypeOf(self));
  return EachReference(self, [&](PyObject** slot) { return *slot == nullptr ? 0 : visit(*slot, arg); });
}

int Clear(PyObject* self) {
  return EachReference(self, [](PyObject** slot) {
    Assign(slot, nullptr);
    return 0;
  });
}

void Dealloc(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  PyObject_GC_UnTrack(self);
  if (Self(self)->weak_list != nullptr) PyObject_ClearWeakRefs(self);
  Clear(self);
  PyObject_GC_Del(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

PyType_Slot slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(Dealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(Traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(Clear)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_descr_get, reinterpret_cast<void*>(Bind)},
    {Py_tp_repr, reinterpret_cast<void*>(Repr)},
    {Py_tp_getset, getset},
    {Py_tp_members, members},
    {Py_tp_methods, methods},
    {0, nullptr},
};

}  // namespace

extern "C" {

PyTypeObject* spyrt_function_type = nullptr;

PyObject* spyrt_function_call(PyObject* function, PyObject* const* args, int64_t nargs, PyObject* kwnames) {
  return Self(function)->vectorcall(function, args, static_cast<size_t>(nargs), kwnames);
}

SpyFunctionKind spyrt_function_kind(PyObject* function) {
  return static_cast<SpyFunctionKind>(Self(function)->function->kind);
}

bool spyrt_is_function(PyObject* object) { return IsExact(object, spyrt_function_type); }

int spyrt_function_init() {
  if (spyrt_function_type != nullptr) return 0;
  constexpr unsigned long kFlags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | kSpyHaveVectorcall | kSpyMethodDescriptor |
                                   Py_TPFLAGS_DISALLOW_INSTANTIATION | kSpyImmutableType;
  // The name that CPython's own type has: type(f).__name__ is part of what programs print.
  PyType_Spec spec = {"builtins.function", sizeof(FunctionObject), 0, static_cast<unsigned int>(kFlags), slots};
  spyrt_function_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return spyrt_function_type == nullptr ? -1 : 0;
}

PyObject* spyrt_function_new(SpyFunction* function, PyObject* defaults, PyObject* kwdefaults, PyObject* cells) {
  FunctionObject* f = PyObject_GC_New(FunctionObject, spyrt_function_type);
  if (f == nullptr) return nullptr;
  f->function = function;
  spyrt_function_set_entry(f);
  f->defaults = XNewRef(defaults);
  f->kwdefaults = XNewRef(kwdefaults);
  f->cells = XNewRef(cells);
  f->dict = f->weak_list = f->name = f->qualname = f->doc = f->module = f->annotations = nullptr;
  PyObject* self = reinterpret_cast<PyObject*>(f);
  PyObject_GC_Track(self);
  return self;
}

// def f(...): the object, and its defaults for direct calls. None stands for "no tuple, no dict".
PyObject* spyrt_func_make(PyObject* defaults, PyObject* kwdefaults, PyObject* cells, SpyFunction* function) {
  if (defaults == Py_None) defaults = nullptr;
  if (kwdefaults == Py_None) kwdefaults = nullptr;
  if (cells == Py_None) cells = nullptr;
  Assign(&function->defaults, XNewRef(defaults));
  Assign(&function->kwdefaults, XNewRef(kwdefaults));
  return spyrt_function_new(function, defaults, kwdefaults, cells);
}

PyObject* spyrt_func_default(SpyFunction* function, int64_t param) {
  PyObject* found = nullptr;
  if (function->params[param].kind == kSpyKeywordOnly) {
    PyObject* name = ConstOf(function->module, function->params[param].name);
    found = function->kwdefaults == nullptr ? nullptr : PyDict_GetItemWithError(function->kwdefaults, name);
  } else if (function->defaults != nullptr) {
    int64_t positional = 0;
    while (positional < function->n_params && function->params[positional].kind <= kSpyPositionalOrKeyword)
      ++positional;
    int64_t index = param - (positional - PyTuple_Size(function->defaults));
    found = index < 0 ? nullptr : PyTuple_GetItem(function->defaults, index);
  }
  if (found == nullptr && !PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError, "%s() missing 1 required positional argument: '%U'", function->qualname,
                 ConstOf(function->module, function->params[param].name));
  }
  return XNewRef(found);
}

}  // extern "C"
