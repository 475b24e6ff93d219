// The `__code__` of functions that make generators and coroutines: never run, it only tells inspect and asyncio what
// kind of function this is, and its parameters (DIFF-004). Made from a text with the same parameters.
#include "runtime/src/internal.h"

namespace {

// "a, b=None, /, *, c" of the descriptor's parameters
PyObject* ParameterText(const SpyFunction* function) {
  Owned text(PyUnicode_FromString(""));
  bool slash_due = false, star = false;
  for (uint32_t i = 0; text && i < function->n_params; ++i) {
    const SpyParam& param = function->params[i];
    bool slash = slash_due && param.kind != kSpyPositionalOnly;
    slash_due = param.kind == kSpyPositionalOnly;
    bool bare_star = param.kind == kSpyKeywordOnly && !star;
    star = star || param.kind == kSpyKeywordOnly || param.kind == kSpyVarArgs;
    const char* stars = param.kind == kSpyVarArgs ? "*" : param.kind == kSpyKwArgs ? "**" : "";
    text.Reset(PyUnicode_FromFormat("%U%s%s%s%U%s, ", text.get(), slash ? "/, " : "", bare_star ? "*, " : "", stars,
                                    ConstOf(function->module, param.name), param.has_default ? "=None" : ""));
  }
  if (text && slash_due) text.Reset(PyUnicode_FromFormat("%U/, ", text.get()));
  return text.Release();
}

}  // namespace

extern "C" PyObject* spyrt_code_of(const SpyFunction* function) {
  bool is_async = function->suspends != kSpyGenerator + 1, yields = function->suspends != kSpyCoroutine + 1;
  Owned parameters(ParameterText(function));
  Owned text(parameters ? PyUnicode_FromFormat("%sdef stub(%U):\n    %s\n", is_async ? "async " : "", parameters.get(),
                                               yields ? "yield" : "pass")
                        : nullptr);
  Owned names(PyDict_New());
  const char* utf8 = text ? PyUnicode_AsUTF8AndSize(text.get(), nullptr) : nullptr;
  if (utf8 == nullptr || !names || PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins()) < 0) {
    return nullptr;
  }
  Owned unit(Py_CompileString(utf8, "<spyc>", Py_file_input));
  Owned done(unit ? PyEval_EvalCode(unit.get(), names.get(), names.get()) : nullptr);
  PyObject* stub = done ? PyDict_GetItemString(names.get(), "stub") : nullptr;
  Owned code(stub == nullptr ? nullptr : AttrOf(stub, "__code__"));
  Owned replace(code ? AttrOf(code.get(), "replace") : nullptr);
  Owned changes(Py_BuildValue("{s:s,s:s,s:s,s:I}", "co_name", function->name, "co_qualname", function->qualname,
                              "co_filename", function->module->source_path, "co_firstlineno", function->first_line));
  Owned none(PyTuple_New(0));
  return replace && changes && none ? PyObject_Call(replace.get(), none.get(), changes.get()) : nullptr;
}
