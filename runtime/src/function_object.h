// Function objects, as function.cpp makes and shows them and function_call.cpp calls them. One per evaluation of a
// `def`; reference counted and collected like any object.
#pragma once
#include "runtime/src/internal.h"

struct FunctionObject {
  ObjectHead head;
  spyrt_vectorcall vectorcall;
  SpyFunction* function;
  uint32_t n_positional;  // parameters that take positional arguments
  int32_t var_args;       // index of *args, or -1
  int32_t kw_args;        // of **kwargs, or -1
  PyObject* defaults;     // tuple or null
  PyObject* kwdefaults;   // dict or null
  PyObject* cells;        // tuple or null
  PyObject* dict;
  PyObject* weak_list;
  PyObject* name;  // these: null until assigned; then they replace what the descriptor says
  PyObject* qualname;
  PyObject* doc;
  PyObject* module;
  PyObject* annotations;
};

// What call sites load (call.value).
static_assert(offsetof(FunctionObject, function) == kSpyFunctionObjectFunction);
static_assert(offsetof(FunctionObject, cells) == kSpyFunctionObjectCells);
static_assert(offsetof(SpyFunction, raw) == kSpyFunctionRaw && offsetof(SpyFunction, raw_form) == kSpyFunctionRawForm);

SPYRT_INLINE FunctionObject* Self(PyObject* object) { return reinterpret_cast<FunctionObject*>(object); }

// Methods are bound when their class is made, before the class body evaluates their defaults: those are in the
// descriptor.
SPYRT_INLINE PyObject* DefaultsOf(FunctionObject* f) {
  return f->defaults != nullptr ? f->defaults : f->function->defaults;
}
SPYRT_INLINE PyObject* KwdefaultsOf(FunctionObject* f) {
  return f->kwdefaults != nullptr ? f->kwdefaults : f->function->kwdefaults;
}

extern "C" {
// Chooses how the function is called, from its parameters.
void spyrt_function_set_entry(FunctionObject* f);
// signature.cpp
PyObject* spyrt_function_signature(PyObject* self, void*);
int spyrt_function_set_signature(PyObject* self, PyObject* value, void*);
}
