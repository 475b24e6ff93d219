// Calls of function objects: the quick ways, by exact types and interned names. What does not fit them is bound,
// checked and refused by interop/convert/bind.cpp, with the same results.
#include "runtime/src/fits.h"
#include "runtime/src/function_object.h"

namespace {

PyObject* CallAny(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (__builtin_expect(spyrt_stack_limit == 0, 0)) spyrt_stack_init();
  FunctionObject* f = Self(self);
  int64_t nargs = static_cast<int64_t>(nargsf & ~kSpyVectorcallOffset);
  return spyrt_bind_and_call(f->function, DefaultsOf(f), KwdefaultsOf(f), f->cells, args, nargs, kwnames);
}

// The parameter from `first` on that the interned keyword names, by identity; n_params if none: then the full binding
// decides.
SPYRT_INLINE uint32_t ParamNamed(const SpyFunction* function, PyObject* keyword, uint32_t first) {
  uint32_t i = first;
  while (i < function->n_params && ConstOf(function->module, function->params[i].name) != keyword) ++i;
  return i < function->n_params && function->params[i].kind == kSpyPositionalOnly ? function->n_params : i;
}

SPYRT_INLINE PyObject* TupleItem(PyObject* tuple, int64_t index) {
  return spyrt_layout_ok ? As<TupleLayout>(tuple)->items[index] : PyTuple_GetItem(tuple, index);
}
SPYRT_INLINE int64_t TupleSize(PyObject* tuple) { return tuple == nullptr ? 0 : As<VarHead>(tuple)->size; }

// The default of a parameter without an argument; null if it has none.
SPYRT_INLINE PyObject* DefaultOf(FunctionObject* f, uint32_t i, int64_t first_default) {
  const SpyFunction* function = f->function;
  if (function->params[i].kind != kSpyKeywordOnly) {
    return i < first_default ? nullptr : TupleItem(DefaultsOf(f), i - first_default);
  }
  PyObject* defaults = KwdefaultsOf(f);
  return defaults == nullptr ? nullptr : PyDict_GetItem(defaults, ConstOf(function->module, function->params[i].name));
}

SPYRT_INLINE bool SameName(PyObject* name, PyObject* keyword) {
  const bool is_plain = spyrt_layout_ok && IsExact(keyword, &PyUnicode_Type);
  return is_plain ? spyrt_fast_str_eq(name, keyword) != 0 : PyUnicode_Compare(name, keyword) == 0;
}

// Equal to the name of a parameter that takes it: not an argument for **kwargs, or one twice.
bool NamesAny(const SpyFunction* function, PyObject* keyword) {
  for (uint32_t i = 0; i < function->n_params; ++i) {
    const SpyParam& param = function->params[i];
    if (param.kind == kSpyVarArgs || param.kind == kSpyKwArgs) continue;
    if (SameName(ConstOf(function->module, param.name), keyword)) return true;
  }
  return false;
}

// One call under way: a word per parameter, and the objects made for *args and **kwargs, owned.
class Binding {
 public:
  Binding(FunctionObject* f, PyObject** words) : f_(f), function_(f->function), words_(words) {}
  ~Binding() {
    Xdecref(rest_);
    Xdecref(named_);
  }

  // False: something does not fit; the full binding finds out what.
  bool Bind(PyObject* const* args, uint32_t nargs, PyObject* kwnames) {
    uint32_t taken = nargs < f_->n_positional ? nargs : f_->n_positional;
    for (uint32_t i = 0; i < taken; ++i) words_[i] = args[i];
    for (uint32_t i = taken; i < function_->n_params; ++i) words_[i] = nullptr;
    if (f_->var_args >= 0) {
      if (!BindRest(args + taken, nargs - taken)) return false;
    } else if (taken < nargs) {
      return false;
    }
    if (f_->kw_args >= 0 && !Keep(f_->kw_args, named_ = PyDict_New())) return false;
    for (int64_t i = 0, count = TupleSize(kwnames); i < count; ++i) {
      if (!BindKeyword(TupleItem(kwnames, i), args[nargs + i], taken)) return false;
    }
    return Complete();
  }

 private:
  bool Keep(int32_t param, PyObject* made) {
    words_[param] = made;
    if (made == nullptr) PyErr_Clear();
    return made != nullptr;
  }

  bool BindRest(PyObject* const* args, uint32_t count) {
    const SpyCheck* check = function_->params[f_->var_args].check;
    for (uint32_t i = 0; i < count; ++i) {
      if (!FitsExactly(check, args[i])) return false;
    }
    return Keep(f_->var_args, rest_ = spyrt_tuple_new(args, count));
  }

  bool BindKeyword(PyObject* keyword, PyObject* value, uint32_t taken) {
    uint32_t param = ParamNamed(function_, keyword, taken);
    if (param < function_->n_params) {
      if (words_[param] != nullptr) return false;
      words_[param] = value;
      return true;
    }
    if (named_ == nullptr || NamesAny(function_, keyword)) return false;
    return FitsExactly(function_->params[f_->kw_args].check, value) && PyDict_SetItem(named_, keyword, value) == 0;
  }

  bool Complete() {
    int64_t first_default = f_->n_positional - TupleSize(DefaultsOf(f_));
    for (uint32_t i = 0; i < function_->n_params; ++i) {
      if (static_cast<int32_t>(i) == f_->var_args || static_cast<int32_t>(i) == f_->kw_args) continue;
      if (words_[i] == nullptr) words_[i] = DefaultOf(f_, i, first_default);
      if (words_[i] == nullptr || !FitsExactly(function_->params[i].check, words_[i])) return false;
    }
    return true;
  }

  FunctionObject* f_;
  const SpyFunction* function_;
  PyObject** words_;
  PyObject* rest_ = nullptr;
  PyObject* named_ = nullptr;
};

constexpr uint32_t kMaxQuick = 32;

PyObject* CallQuick(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  FunctionObject* f = Self(self);
  if (__builtin_expect(spyrt_stack_limit == 0, 0)) return CallAny(self, args, nargsf, kwnames);
  PyObject* words[kMaxQuick + 1];
  words[0] = f->cells;
  {
    Binding binding(f, words + 1);
    if (__builtin_expect(binding.Bind(args, static_cast<uint32_t>(nargsf & ~kSpyVectorcallOffset), kwnames), 1)) {
      return CallBoxed(f->function, f->function->has_cells ? words : words + 1);
    }
  }
  return CallAny(self, args, nargsf, kwnames);
}

// Too few arguments: the defaults complete them.
PyObject* CallWithDefaults(PyObject* self, PyObject* const* args, uint32_t nargs) {
  FunctionObject* f = Self(self);
  const SpyFunction* function = f->function;
  PyObject* defaults = DefaultsOf(f);
  PyObject* words[kMaxQuick];
  uint32_t n = function->n_params;
  int64_t first_default = n - TupleSize(defaults);
  if (nargs < first_default || spyrt_stack_limit == 0) return CallAny(self, args, nargs, nullptr);
  for (uint32_t i = 0; i < n; ++i) {
    words[i] = i < nargs ? args[i] : TupleItem(defaults, i - first_default);
    if (__builtin_expect(!FitsExactly(function->params[i].check, words[i]), 0))
      return CallAny(self, args, nargs, nullptr);
  }
  return CallBoxed(function, words);
}

// The same with cells, which go before the arguments.
PyObject* CallClosure(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  FunctionObject* f = Self(self);
  SpyFunction* function = f->function;
  uint32_t nargs = static_cast<uint32_t>(nargsf & ~kSpyVectorcallOffset);
  bool direct = kwnames == nullptr && nargs == function->n_params && spyrt_stack_limit != 0;
  if (__builtin_expect(!direct, 0)) return CallQuick(self, args, nargsf, kwnames);
  PyObject* words[kMaxQuick + 1];
  words[0] = f->cells;
  for (uint32_t i = 0; i < nargs; ++i) {
    if (__builtin_expect(!FitsExactly(function->params[i].check, args[i]), 0))
      return CallAny(self, args, nargsf, kwnames);
    words[i + 1] = args[i];
  }
  return CallBoxed(function, words);
}

// For functions with positional parameters only and without cells: the exact count of arguments of the exact types goes
// straight to the code.
PyObject* CallSimple(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  SpyFunction* function = Self(self)->function;
  uint32_t nargs = static_cast<uint32_t>(nargsf & ~kSpyVectorcallOffset);
  bool direct = kwnames == nullptr && nargs == function->n_params && spyrt_stack_limit != 0;
  if (__builtin_expect(!direct, 0)) {
    if (kwnames == nullptr && nargs < function->n_params) return CallWithDefaults(self, args, nargs);
    return CallQuick(self, args, nargsf, kwnames);
  }
  for (uint32_t i = 0; i < nargs; ++i) {
    if (__builtin_expect(!FitsExactly(function->params[i].check, args[i]), 0))
      return CallAny(self, args, nargsf, kwnames);
  }
  return CallBoxed(function, args);
}

}  // namespace

extern "C" void spyrt_function_set_entry(FunctionObject* f) {
  const SpyFunction* function = f->function;
  f->n_positional = 0;
  f->var_args = f->kw_args = -1;
  for (uint32_t i = 0; i < function->n_params; ++i) {
    int32_t kind = function->params[i].kind;
    f->n_positional += kind <= kSpyPositionalOrKeyword;
    if (kind == kSpyVarArgs) f->var_args = static_cast<int32_t>(i);
    if (kind == kSpyKwArgs) f->kw_args = static_cast<int32_t>(i);
  }
  spyrt_vectorcall simple = function->has_cells ? CallClosure : CallSimple;
  bool positional = f->n_positional == function->n_params;
  f->vectorcall = function->n_params > kMaxQuick ? CallAny : (positional ? simple : CallQuick);
}
