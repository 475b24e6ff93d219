// Constants: the ops const.* and builtin, and the constant table of a unit, filled once at its first module's creation.
#include "runtime/src/internal.h"

extern "C" {

PyObject* spyrt_const_int(int64_t value) { return PyLong_FromLongLong(value); }

PyObject* spyrt_const_float(int64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return PyFloat_FromDouble(value);
}

PyObject* spyrt_const_bool(int64_t value) { return NewBool(value != 0); }
PyObject* spyrt_const_none() { return NewNone(); }
PyObject* spyrt_const_object(PyObject* constant) { return NewRef(constant); }

PyObject* spyrt_builtin(PyObject* name) {
  PyObject* found = PyDict_GetItemWithError(PyEval_GetBuiltins(), name);
  if (found != nullptr) return NewRef(found);
  return PyErr_Occurred() ? nullptr : spyrt_name_error(name);
}

}  // extern "C"

namespace {

PyObject* MakeStr(const SpyConst& constant) {
  PyObject* text = PyUnicode_DecodeUTF8(constant.text, constant.size, "surrogatepass");
  if (text != nullptr && constant.interned) PyUnicode_InternInPlace(&text);
  return text;
}

// Decimal digits with an optional sign. By PyLong_FromString only in pieces: it refuses more digits than
// sys.get_int_max_str_digits(), which does not apply to literals that the compiler has accepted.
PyObject* MakeBigInt(const SpyConst& constant) {
  constexpr int kPiece = 18;
  const char* digit = constant.text;
  const char* end = digit + constant.size;
  bool negative = digit < end && *digit == '-';
  if (negative) ++digit;
  Owned value(PyLong_FromLong(0));
  while (value && digit < end) {
    int64_t piece = 0, scale = 1;
    for (int i = 0; i < kPiece && digit < end; ++i, ++digit) {
      piece = piece * 10 + (*digit - '0');
      scale *= 10;
    }
    Owned factor(PyLong_FromLongLong(scale)), addend(PyLong_FromLongLong(piece));
    if (!factor || !addend) return nullptr;
    value.Reset(PyNumber_Multiply(value.get(), factor.get()));
    if (value) value.Reset(PyNumber_Add(value.get(), addend.get()));
  }
  if (value && negative) value.Reset(PyNumber_Negative(value.get()));
  return value.Release();
}

PyObject* MakeTuple(const SpyConst& constant, PyObject* const* made) {
  PyObject* tuple = PyTuple_New(constant.size);
  if (tuple == nullptr) return nullptr;
  for (int64_t i = 0; i < constant.size; ++i) PyTuple_SetItem(tuple, i, NewRef(made[constant.items[i]]));
  return tuple;
}

PyObject* MakeConst(const SpyConst& constant, PyObject* const* made) {
  switch (static_cast<SpyConstKind>(constant.kind)) {
    case kSpyStr:
      return MakeStr(constant);
    case kSpyBytes:
      return PyBytes_FromStringAndSize(constant.text, constant.size);
    case kSpyBigInt:
      return MakeBigInt(constant);
    case kSpyInt:
      return PyLong_FromLongLong(constant.integer);
    case kSpyFloat:
      return PyFloat_FromDouble(constant.real);
    case kSpyComplex:
      return PyComplex_FromDoubles(0.0, constant.real);
    case kSpyEllipsis:
      return NewRef(Py_Ellipsis);
    case kSpyNone:
      return NewNone();
    case kSpyTrue:
      return NewBool(true);
    case kSpyFalse:
      return NewBool(false);
    case kSpyTuple:
      return MakeTuple(constant, made);
    case kSpyFrozenSet: {
      // CPython's compiler makes it anew, in the order of the first one, when it merges constants.
      Owned items(MakeTuple(constant, made));
      Owned first(items ? PyFrozenSet_New(items.get()) : nullptr);
      Owned order(first ? PySequence_List(first.get()) : nullptr);
      return order ? PyFrozenSet_New(order.get()) : nullptr;
    }
  }
  PyErr_SetString(PyExc_SystemError, "constant of unknown kind");
  return nullptr;
}

}  // namespace

extern "C" {

int spyrt_fill_consts(SpyModule* module) {
  for (uint32_t i = 0; i < module->n_consts; ++i) {
    if (module->consts[i] != nullptr) continue;
    module->consts[i] = MakeConst(module->const_table[i], module->consts);
    if (module->consts[i] == nullptr) return -1;
  }
  return 0;
}

int spyrt_fill_builtins(SpyModule* module) {
  for (uint32_t i = 0; i < module->n_builtins; ++i) {
    if (module->builtins[i] != nullptr) continue;
    Owned name(PyUnicode_FromString(module->builtin_names[i]));
    if (!name) return -1;
    const char* text = module->builtin_names[i];
    bool is_helper = text[0] == 's' && text[1] == 'p' && text[2] == 'y' && text[3] == 'c' && text[4] == '.';
    module->builtins[i] = is_helper ? spyrt_helper(text + 5) : spyrt_builtin(name.get());
    if (module->builtins[i] == nullptr) return -1;
  }
  return 0;
}

}  // extern "C"
