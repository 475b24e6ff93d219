// Texts as missing_arguments, too_many_positional and positional_only_passed_as_keyword of Python/ceval.c build them.
#include "interop/convert/call_errors.h"

namespace {

PyObject* NameOf(const SpyFunction* function, uint32_t param) {
  return ConstOf(function->module, function->params[param].name);
}

// 'a', 'b', and 'c'
PyObject* Enumerate(PyObject* names) {
  Py_ssize_t count = PyList_Size(names);
  PyObject* last = PyList_GetItem(names, count - 1);
  if (count == 1) return PyUnicode_FromFormat("%R", last);
  PyObject* one_before = PyList_GetItem(names, count - 2);
  if (count == 2) return PyUnicode_FromFormat("%R and %R", one_before, last);
  Owned text(PyUnicode_FromFormat("%R, and %R", one_before, last));
  for (Py_ssize_t i = count - 3; text && i >= 0; --i) {
    text.Reset(PyUnicode_FromFormat("%R, %U", PyList_GetItem(names, i), text.get()));
  }
  return text.Release();
}

int64_t CountPositional(const SpyFunction* function) {
  int64_t count = 0;
  for (uint32_t i = 0; i < function->n_params; ++i) count += function->params[i].kind <= kSpyPositionalOrKeyword;
  return count;
}

// " positional arguments (and 1 keyword-only argument)", or empty where no keyword-only argument is given.
PyObject* KeywordOnlyPart(const SpyFunction* function, PyObject* const* values, int64_t given, int64_t* count) {
  *count = 0;
  for (uint32_t i = 0; i < function->n_params; ++i) {
    *count += function->params[i].kind == kSpyKeywordOnly && values[i] != nullptr;
  }
  if (*count == 0) return PyUnicode_FromString("");
  return PyUnicode_FromFormat(" positional argument%s (and %zd keyword-only argument%s)", given != 1 ? "s" : "",
                              static_cast<Py_ssize_t>(*count), *count != 1 ? "s" : "");
}

}  // namespace

extern "C" {

bool spyrt_error_missing(const SpyFunction* function, PyObject* const* values, int64_t first, int64_t last,
                         const char* what) {
  Owned names(PyList_New(0));
  for (int64_t i = first; names && i < last; ++i) {
    int32_t kind = function->params[i].kind;
    if (values[i] != nullptr || kind == kSpyVarArgs || kind == kSpyKwArgs) continue;
    if (PyList_Append(names.get(), NameOf(function, static_cast<uint32_t>(i))) < 0) return false;
  }
  if (!names) return false;
  Py_ssize_t count = PyList_Size(names.get());
  Owned text(Enumerate(names.get()));
  if (text) {
    PyErr_Format(PyExc_TypeError, "%s() missing %zd required %s argument%s: %U", function->qualname, count, what,
                 count == 1 ? "" : "s", text.get());
  }
  return false;
}

void spyrt_error_too_many(const SpyFunction* function, PyObject* const* values, int64_t n_defaults, int64_t given) {
  int64_t accepted = CountPositional(function), keyword_only;
  Owned more(KeywordOnlyPart(function, values, given, &keyword_only));
  Owned range(n_defaults != 0 ? PyUnicode_FromFormat("from %zd to %zd", static_cast<Py_ssize_t>(accepted - n_defaults),
                                                     static_cast<Py_ssize_t>(accepted))
                              : PyUnicode_FromFormat("%zd", static_cast<Py_ssize_t>(accepted)));
  if (!more || !range) return;
  bool plural = n_defaults != 0 || accepted != 1;
  PyErr_Format(PyExc_TypeError, "%s() takes %U positional argument%s but %zd%U %s given", function->qualname,
               range.get(), plural ? "s" : "", static_cast<Py_ssize_t>(given), more.get(),
               given == 1 && keyword_only == 0 ? "was" : "were");
}

bool spyrt_error_positional_only(const SpyFunction* function, PyObject* kwnames) {
  Owned text;
  for (uint32_t i = 0; i < function->n_params; ++i) {
    if (function->params[i].kind != kSpyPositionalOnly) continue;
    PyObject* name = NameOf(function, i);
    int named = PySequence_Contains(kwnames, name);
    if (named < 0) return true;
    if (named == 0) continue;
    text.Reset(text ? PyUnicode_FromFormat("%U, %U", text.get(), name) : NewRef(name));
    if (!text) return true;
  }
  if (!text) return false;
  PyErr_Format(PyExc_TypeError, "%s() got some positional-only arguments passed as keyword arguments: '%U'",
               function->qualname, text.get());
  return true;
}

void spyrt_error_unexpected(const SpyFunction* function, PyObject* keyword) {
  PyObject* meant = spyrt_suggest_keyword(function, keyword);
  if (meant == nullptr) {
    PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%S'", function->qualname, keyword);
  } else {
    PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%S'. Did you mean '%S'?",
                 function->qualname, keyword, meant);
  }
}

}  // extern "C"
