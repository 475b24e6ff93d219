// Calls from Python: arguments bound to parameters as CPython binds them (initialize_locals of Python/ceval.c: the same
// order of tests, the same texts), then checked by type (DIFF-001) and converted (DIFF-002), then the compiled code.
#include "interop/convert/call_errors.h"
#include "runtime/src/internal.h"

namespace {

// One call under way. `values` has one word per parameter (after the cells): null until bound. References that binding
// makes (*args, **kwargs, converted floats) are owned by `made`, one word per parameter too.
struct Call {
  SpyFunction* function;
  PyObject* defaults;
  PyObject* kwdefaults;
  PyObject** values;
  PyObject** made;
  uint32_t n_positional;
  int32_t var_args;  // index of the parameter, or -1
  int32_t kw_args;
};

PyObject* NameOf(const Call& call, uint32_t param) {
  return ConstOf(call.function->module, call.function->params[param].name);
}

bool IsNamed(int32_t kind) {
  return kind == kSpyPositionalOnly || kind == kSpyPositionalOrKeyword || kind == kSpyKeywordOnly;
}

void Classify(Call* call) {
  const SpyFunction* function = call->function;
  call->n_positional = 0;
  call->var_args = call->kw_args = -1;
  for (uint32_t i = 0; i < function->n_params; ++i) {
    int32_t kind = function->params[i].kind;
    if (kind <= kSpyPositionalOrKeyword) ++call->n_positional;
    if (kind == kSpyVarArgs) call->var_args = static_cast<int32_t>(i);
    if (kind == kSpyKwArgs) call->kw_args = static_cast<int32_t>(i);
  }
}

bool Keep(Call* call, int32_t param, PyObject* made) {
  call->values[param] = call->made[param] = made;
  return made != nullptr;
}

bool BindPositional(Call* call, PyObject* const* args, int64_t nargs) {
  int64_t taken = nargs < call->n_positional ? nargs : call->n_positional;
  for (int64_t i = 0; i < taken; ++i) call->values[i] = args[i];
  if (call->var_args < 0) return true;
  PyObject* rest = PyTuple_New(nargs - taken);
  if (!Keep(call, call->var_args, rest)) return false;
  for (int64_t i = taken; i < nargs; ++i) PyTuple_SetItem(rest, i - taken, NewRef(args[i]));
  return true;
}

// The parameter of that name that a keyword may set: by identity first, as names are interned. -1 none, -2 exception.
int32_t FindParam(const Call& call, PyObject* keyword) {
  for (int pass = 0; pass < 2; ++pass) {
    for (uint32_t i = 0; i < call.function->n_params; ++i) {
      int32_t kind = call.function->params[i].kind;
      if (kind != kSpyPositionalOrKeyword && kind != kSpyKeywordOnly) continue;
      PyObject* name = NameOf(call, i);
      if (name == keyword) return static_cast<int32_t>(i);
      if (pass == 0) continue;
      int equal = PyObject_RichCompareBool(keyword, name, Py_EQ);
      if (equal != 0) return equal < 0 ? -2 : static_cast<int32_t>(i);
    }
  }
  return -1;
}

bool BindKeyword(Call* call, PyObject* keyword, PyObject* value, PyObject* kwnames) {
  if (!PyUnicode_Check(keyword)) {
    PyErr_Format(PyExc_TypeError, "%s() keywords must be strings", call->function->qualname);
    return false;
  }
  int32_t param = FindParam(*call, keyword);
  if (param == -2) return false;
  if (param >= 0) {
    if (call->values[param] != nullptr) {
      PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%S'", call->function->qualname, keyword);
      return false;
    }
    call->values[param] = value;
    return true;
  }
  if (call->kw_args >= 0) return PyDict_SetItem(call->values[call->kw_args], keyword, value) == 0;
  if (!spyrt_error_positional_only(call->function, kwnames)) spyrt_error_unexpected(call->function, keyword);
  return false;
}

// Defaults for what is not bound yet, or the error that names what is missing.
bool FillPositional(Call* call) {
  int64_t n_defaults = call->defaults == nullptr ? 0 : PyTuple_Size(call->defaults);
  int64_t required = static_cast<int64_t>(call->n_positional) - n_defaults;
  for (int64_t i = 0; i < required; ++i) {
    if (call->values[i] == nullptr) return spyrt_error_missing(call->function, call->values, 0, required, "positional");
  }
  for (int64_t i = required < 0 ? 0 : required; i < call->n_positional; ++i) {
    if (call->values[i] == nullptr) call->values[i] = PyTuple_GetItem(call->defaults, i - required);
  }
  return true;
}

bool FillKeywordOnly(Call* call) {
  bool missing = false;
  for (uint32_t i = 0; i < call->function->n_params; ++i) {
    if (call->function->params[i].kind != kSpyKeywordOnly || call->values[i] != nullptr) continue;
    PyObject* value =
        call->kwdefaults == nullptr ? nullptr : PyDict_GetItemWithError(call->kwdefaults, NameOf(*call, i));
    if (value == nullptr && PyErr_Occurred()) return false;
    call->values[i] = value;
    missing |= value == nullptr;
  }
  return !missing || spyrt_error_missing(call->function, call->values, call->n_positional, call->function->n_params,
                                         "keyword-only");
}

bool Bind(Call* call, PyObject* const* args, int64_t nargs, PyObject* kwnames) {
  if (call->kw_args >= 0 && !Keep(call, call->kw_args, PyDict_New())) return false;
  if (!BindPositional(call, args, nargs)) return false;
  int64_t n_keywords = kwnames == nullptr ? 0 : PyTuple_Size(kwnames);
  for (int64_t i = 0; i < n_keywords; ++i) {
    if (!BindKeyword(call, PyTuple_GetItem(kwnames, i), args[nargs + i], kwnames)) return false;
  }
  if (nargs > call->n_positional && call->var_args < 0) {
    spyrt_error_too_many(call->function, call->values, call->defaults == nullptr ? 0 : PyTuple_Size(call->defaults),
                         nargs);
    return false;
  }
  return FillPositional(call) && FillKeywordOnly(call);
}

// ---- types

bool Refuse(const Call& call, const char* what, PyObject* name, const SpyCheck* check, PyObject* value) {
  Owned place(PyUnicode_FromFormat("%s() %s '%U'", call.function->qualname, what, name));
  const char* text = place ? PyUnicode_AsUTF8AndSize(place.get(), nullptr) : nullptr;
  if (text != nullptr) spyrt_check_error(text, check, value);
  return false;
}

bool CheckNamed(Call* call, uint32_t param) {
  const SpyCheck* check = call->function->params[param].check;
  PyObject* value = call->values[param];
  int answer = spyrt_check(check, &value);
  if (answer == 0) return Refuse(*call, "argument", NameOf(*call, param), check, value);
  if (answer == 2) Keep(call, static_cast<int32_t>(param), value);
  return answer > 0;
}

// The tuple is ours alone: converted elements replace the originals in place.
bool CheckVarArgs(Call* call) {
  const SpyCheck* check = call->function->params[call->var_args].check;
  PyObject* rest = call->values[call->var_args];
  for (Py_ssize_t i = 0; check->kind != kSpyCheckAny && i < PyTuple_Size(rest); ++i) {
    PyObject* value = PyTuple_GetItem(rest, i);
    int answer = spyrt_check(check, &value);
    if (answer == 0) return Refuse(*call, "argument", NameOf(*call, call->var_args), check, value);
    if (answer < 0) return false;
    if (answer == 2) PyTuple_SetItem(rest, i, value);
  }
  return true;
}

bool CheckKwArgs(Call* call) {
  const SpyCheck* check = call->function->params[call->kw_args].check;
  PyObject *rest = call->values[call->kw_args], *key, *original;
  Py_ssize_t position = 0;
  while (check->kind != kSpyCheckAny && PyDict_Next(rest, &position, &key, &original)) {
    PyObject* value = original;
    int answer = spyrt_check(check, &value);
    if (answer == 0) return Refuse(*call, "argument", key, check, value);
    if (answer < 0) return false;
    if (answer != 2) continue;
    Owned converted(value);
    if (PyDict_SetItem(rest, key, value) < 0) return false;  // of an existing key: the iteration goes on
  }
  return true;
}

bool CheckTypes(Call* call) {
  for (uint32_t i = 0; i < call->function->n_params; ++i) {
    int32_t kind = call->function->params[i].kind;
    bool fits = IsNamed(kind) ? CheckNamed(call, i) : (kind == kSpyVarArgs ? CheckVarArgs(call) : CheckKwArgs(call));
    if (!fits) return false;
  }
  return true;
}

}  // namespace

extern "C" PyObject* spyrt_bind_and_call(SpyFunction* function, PyObject* defaults, PyObject* kwdefaults,
                                         PyObject* cells, PyObject* const* args, int64_t nargs, PyObject* kwnames) {
  uint32_t n = function->n_params;
  PyObject** words = static_cast<PyObject**>(__builtin_alloca((2 * n + 1) * sizeof(PyObject*)));
  words[0] = cells;
  for (uint32_t i = 1; i <= 2 * n; ++i) words[i] = nullptr;
  Call call = {function, defaults, kwdefaults, words + 1, words + 1 + n, 0, -1, -1};
  Classify(&call);
  PyObject* result = nullptr;
  if (Bind(&call, args, nargs, kwnames) && CheckTypes(&call)) {
    result = CallBoxed(function, function->has_cells ? words : words + 1);
  }
  for (uint32_t i = 0; i < n; ++i) Xdecref(call.made[i]);
  return result;
}
