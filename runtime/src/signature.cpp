// __signature__ of function objects: what inspect.signature makes of a function of CPython, which it would read from
// the code object that ours have not. Made at each access, as defaults and annotations may change.
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

}  // namespace

extern "C" {

// A wrapper shows what it wraps, which inspect finds through __wrapped__: it has no signature of its own then.
PyObject* spyrt_function_signature(PyObject* self, void*) {
  PyObject* dict = Self(self)->dict;
  PyObject* assigned = dict == nullptr ? nullptr : PyDict_GetItemString(dict, "__signature__");
  if (assigned != nullptr) return NewRef(assigned);
  if (dict != nullptr && PyDict_GetItemString(dict, "__wrapped__") != nullptr) {
    PyErr_SetString(PyExc_AttributeError, "__signature__");
    return nullptr;
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
