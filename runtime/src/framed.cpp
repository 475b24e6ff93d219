// Calls of what looks for its caller's frame (warnings.warn, loggers, sys._getframe): compiled functions have none, so
// the call goes through a Python function with the file, name and line of the place it stands at, which is on no
// traceback.
#include "runtime/src/internal.h"

namespace {

constexpr const char* kThrough =
    "def through(function, /, *args, **keywords):\n    return function(*args, **keywords)\n";
PyObject* through_code = nullptr;
PyObject* function_type = nullptr;

PyObject* ThroughCode() {
  if (through_code != nullptr) return through_code;
  Owned names(PyDict_New());
  if (!names || PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins()) < 0) return nullptr;
  Owned unit(Py_CompileString(kThrough, "<spyc>", Py_file_input));
  Owned done(unit ? PyEval_EvalCode(unit.get(), names.get(), names.get()) : nullptr);
  PyObject* through = done ? PyDict_GetItemString(names.get(), "through") : nullptr;
  return through_code = through == nullptr ? nullptr : AttrOf(through, "__code__");
}

// The function `through` as the compiled one shows itself; its call stands one line below its first.
PyObject* ThroughFrom(const SpyFunction* function, int64_t line) {
  PyObject* plain = ThroughCode();
  if (plain == nullptr || spyrt_cached_attribute(&function_type, "types", "FunctionType") == nullptr) return nullptr;
  Owned changes(Py_BuildValue("{s:s,s:s,s:s,s:L}", "co_name", function->name, "co_qualname", function->qualname,
                              "co_filename", function->module->source_path, "co_firstlineno",
                              static_cast<long long>(line - 1)));
  Owned replace(AttrOf(plain, "replace")), none(PyTuple_New(0));
  if (!changes || !replace || !none) return nullptr;
  Owned code(PyObject_Call(replace.get(), none.get(), changes.get()));
  PyObject* dict = function->module->dict;
  Owned globals(dict == nullptr ? PyDict_New() : NewRef(dict));
  if (!code || !globals) return nullptr;
  return PyObject_CallFunctionObjArgs(function_type, code.get(), globals.get(), nullptr);
}

// The exception under way without the entry of the frame in between: the compiled function adds its own.
void DropFirstEntry() {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  PyObject* next = nullptr;
  if (traceback != nullptr) {
    next = AttrOf(traceback, "tb_next");
    if (next == nullptr) PyErr_Clear();
    if (next == Py_None) {
      Xdecref(next);
      next = nullptr;
    }
    Xdecref(traceback);
  }
  PyErr_Restore(type, value, next);
}

// self: (through, callee)
PyObject* CallThrough(PyObject* self, PyObject* args, PyObject* keywords) {
  Py_ssize_t count = PyTuple_Size(args);
  Owned all(PyTuple_New(count + 1));
  if (!all) return nullptr;
  PyTuple_SetItem(all.get(), 0, NewRef(PyTuple_GetItem(self, 1)));
  for (Py_ssize_t i = 0; i < count; ++i) PyTuple_SetItem(all.get(), i + 1, NewRef(PyTuple_GetItem(args, i)));
  PyObject* result = PyObject_Call(PyTuple_GetItem(self, 0), all.get(), keywords);
  if (result == nullptr) DropFirstEntry();
  return result;
}

PyMethodDef call_through = {"through", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(CallThrough)),
                            METH_VARARGS | METH_KEYWORDS, nullptr};

}  // namespace

extern "C" {

PyObject* spyrt_obj_framed(PyObject* callee, SpyFunction* function, int64_t line) {
  Owned through(ThroughFrom(function, line));
  Owned both(through ? PyTuple_Pack(2, through.get(), callee) : nullptr);
  return both ? PyCFunction_NewEx(&call_through, both.get(), nullptr) : nullptr;
}

}  // extern "C"
