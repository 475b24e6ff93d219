// __signature__ of function objects: what inspect.signature makes of a function of CPython, which it would read from
// the code object that ours have not; and of native classes, whose __new__ inspect takes for CPython's own and then
// does not look at __init__. Made at each access, as defaults and annotations may change.
#include "runtime/src/function_object.h"

namespace {

// The default of a parameter, borrowed; null if it has none.
PyObject* DefaultOf(FunctionObject* f, uint32_t index) {
  const SpyParam& param = f->function->params[index];
  PyObject* name = ConstOf(f->function->module, param.name);
  if (param.kind == kSpyKeywordOnly) {
    PyObject* defaults = KwdefaultsOf(f);
    return defaults == nullptr ? nullptr : PyDict_GetItemWithError(defaults, name);
  }
  PyObject* defaults = DefaultsOf(f);
  if (param.kind > kSpyPositionalOrKeyword || defaults == nullptr) return nullptr;
  uint32_t positional = 0;
  while (positional < f->function->n_params && f->function->params[positional].kind <= kSpyPositionalOrKeyword)
    ++positional;
  int64_t at = static_cast<int64_t>(index) - (positional - PyTuple_Size(defaults));
  return at < 0 ? nullptr : PyTuple_GetItem(defaults, at);
}

// inspect.Parameter(name, kind, default=..., annotation=...)
PyObject* MakeParameter(PyObject* cls, FunctionObject* f, uint32_t index, PyObject* annotations) {
  const SpyParam& param = f->function->params[index];
  PyObject* name = ConstOf(f->function->module, param.name);
  Owned positional(Py_BuildValue("(Oi)", name, static_cast<int>(param.kind))), keywords(PyDict_New());
  if (!positional || !keywords) return nullptr;
  PyObject* value = DefaultOf(f, index);
  if (value != nullptr && PyDict_SetItemString(keywords.get(), "default", value) < 0) return nullptr;
  PyObject* annotation = PyDict_GetItemWithError(annotations, name);
  if (annotation != nullptr && PyDict_SetItemString(keywords.get(), "annotation", annotation) < 0) return nullptr;
  return PyErr_Occurred() ? nullptr : PyObject_Call(cls, positional.get(), keywords.get());
}

PyObject* MakeSignature(PyObject* self, PyObject* annotations) {
  FunctionObject* f = Self(self);
  Owned inspect(PyImport_ImportModule("inspect"));
  if (!inspect) return nullptr;
  Owned parameter(AttrOf(inspect.get(), "Parameter")), cls(AttrOf(inspect.get(), "Signature"));
  Owned parameters(PyList_New(0)), keywords(PyDict_New());
  if (!parameter || !cls || !parameters || !keywords) return nullptr;
  for (uint32_t i = 0; i < f->function->n_params; ++i) {
    Owned one(MakeParameter(parameter.get(), f, i, annotations));
    if (!one || PyList_Append(parameters.get(), one.get()) < 0) return nullptr;
  }
  PyObject* result = PyDict_GetItemString(annotations, "return");
  if (result != nullptr && PyDict_SetItemString(keywords.get(), "return_annotation", result) < 0) return nullptr;
  Owned arguments(PyTuple_Pack(1, parameters.get()));
  return arguments ? PyObject_Call(cls.get(), arguments.get(), keywords.get()) : nullptr;
}

PyObject* NoSignature() {
  PyErr_SetString(PyExc_AttributeError, "__signature__");
  return nullptr;
}

// Without `self`.
PyObject* WithoutFirst(PyObject* signature) {
  Owned parameters(AttrOf(signature, "parameters"));
  Owned values(parameters ? PyObject_CallMethod(parameters.get(), "values", nullptr) : nullptr);
  Owned list(values ? PySequence_List(values.get()) : nullptr);
  if (!list || PyList_SetSlice(list.get(), 0, 1, nullptr) < 0) return nullptr;
  Owned keywords(PyDict_New()), none(PyTuple_New(0)), replace(AttrOf(signature, "replace"));
  bool ready = keywords && none && replace && PyDict_SetItemString(keywords.get(), "parameters", list.get()) == 0;
  return ready ? PyObject_Call(replace.get(), none.get(), keywords.get()) : nullptr;
}

bool HasFunction(PyObject* object, const char* name) {
  Owned found(AttrOf(object, name));
  if (!found) PyErr_Clear();
  return found && (spyrt_is_function(found.get()) || IsExact(found.get(), &PyFunction_Type));
}

// C.__signature__, of `C` or a class below it. What has a `__new__` of its own, a metaclass that decides or another
// kind of `__init__` is left to inspect.
PyObject* GetClassSignature(PyObject*, PyObject* instance, PyObject* type) {
  if (instance != nullptr || type == nullptr) return NoSignature();
  if (HasFunction(type, "__new__") || HasFunction(reinterpret_cast<PyObject*>(TypeOf(type)), "__call__"))
    return NoSignature();
  Owned init(AttrOf(type, "__init__"));
  if (!init) return nullptr;
  if (!spyrt_is_function(init.get()) || Self(init.get())->function->n_params == 0) return NoSignature();
  Owned whole(spyrt_function_signature(init.get(), nullptr));
  if (!whole) return nullptr;
  bool collects = Self(init.get())->function->params[0].kind == kSpyVarArgs;
  return collects ? whole.Release() : WithoutFirst(whole.get());
}

void DeallocClassSignature(PyObject* self) {
  PyTypeObject* type = TypeOf(self);
  PyObject_Free(self);
  Decref(reinterpret_cast<PyObject*>(type));
}

PyType_Slot class_signature_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(DeallocClassSignature)},
    {Py_tp_descr_get, reinterpret_cast<void*>(GetClassSignature)},
    {0, nullptr},
};

// The descriptor; all classes share one.
PyObject* ClassSignature() {
  static PyObject* shared = nullptr;
  if (shared != nullptr) return shared;
  PyType_Spec spec = {"spyc.class_signature", sizeof(ObjectHead), 0,
                      static_cast<unsigned int>(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION),
                      class_signature_slots};
  Owned type(PyType_FromSpec(&spec));
  if (type) shared = PyObject_New(PyObject, As<PyTypeObject>(type.get()));
  return shared;
}

}  // namespace

extern "C" {

int spyrt_add_class_signature(PyObject* type) {
  PyObject* descriptor = ClassSignature();
  return descriptor == nullptr ? -1 : PyObject_SetAttrString(type, "__signature__", descriptor);
}

// A wrapper shows what it wraps, which inspect finds through __wrapped__: it has no signature of its own then.
PyObject* spyrt_function_signature(PyObject* self, void*) {
  PyObject* dict = Self(self)->dict;
  PyObject* assigned = dict == nullptr ? nullptr : PyDict_GetItemString(dict, "__signature__");
  if (assigned != nullptr) return NewRef(assigned);
  if (dict != nullptr && PyDict_GetItemString(dict, "__wrapped__") != nullptr) {
    return NoSignature();
  }
  Owned annotations(AttrOf(self, "__annotations__"));
  return annotations ? MakeSignature(self, annotations.get()) : nullptr;
}

int spyrt_function_set_signature(PyObject* self, PyObject* value, void*) {
  Owned dict(PyObject_GenericGetDict(self, nullptr));
  if (!dict) return -1;
  return value == nullptr ? PyDict_DelItemString(dict.get(), "__signature__")
                          : PyDict_SetItemString(dict.get(), "__signature__", value);
}

}  // extern "C"
