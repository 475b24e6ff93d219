// Any object: the ops obj.*, through CPython's protocols, worded as CPython's interpreter loop (Python/ceval.c) words
// them.
#include "runtime/src/big_int.h"
#include "runtime/src/class_info.h"
#include "runtime/src/internal.h"

namespace {

// In the order of ir::Operator.
constexpr int kFirstCompare = 13, kFirstUnary = 19, kNot = 22;

PyObject* Power(PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }
PyObject* InplacePower(PyObject* a, PyObject* b) { return PyNumber_InPlacePower(a, b, Py_None); }

using Binary = PyObject* (*)(PyObject*, PyObject*);
constexpr Binary kBinary[] = {PyNumber_Add,        PyNumber_Subtract,    PyNumber_Multiply,  PyNumber_MatrixMultiply,
                              PyNumber_TrueDivide, PyNumber_FloorDivide, PyNumber_Remainder, Power,
                              PyNumber_Lshift,     PyNumber_Rshift,      PyNumber_And,       PyNumber_Or,
                              PyNumber_Xor};
constexpr Binary kInplace[] = {
    PyNumber_InPlaceAdd,        PyNumber_InPlaceSubtract,    PyNumber_InPlaceMultiply,  PyNumber_InPlaceMatrixMultiply,
    PyNumber_InPlaceTrueDivide, PyNumber_InPlaceFloorDivide, PyNumber_InPlaceRemainder, InplacePower,
    PyNumber_InPlaceLshift,     PyNumber_InPlaceRshift,      PyNumber_InPlaceAnd,       PyNumber_InPlaceOr,
    PyNumber_InPlaceXor};
using Unary = PyObject* (*)(PyObject*);
constexpr Unary kUnary[] = {PyNumber_Negative, PyNumber_Positive, PyNumber_Invert};

constexpr const char* kBinaryText[] = {"+", "-", "*", "@", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^"};

constexpr Binary kOfInts[] = {spyrt_int_add,     spyrt_int_sub,      spyrt_int_mul, PyNumber_MatrixMultiply,
                              spyrt_int_truediv, spyrt_int_floordiv, spyrt_int_mod, spyrt_int_pow,
                              spyrt_int_shl,     spyrt_int_shr,      spyrt_int_and, spyrt_int_or,
                              spyrt_int_xor};

constexpr int64_t kAdd = 0, kSub = 1, kMul = 2;

SPYRT_INLINE PyObject* OfInts(PyObject* a, PyObject* b, int64_t op) {
  if (op == kAdd) return spyrt_int_add(a, b);
  if (op == kSub) return spyrt_int_sub(a, b);
  return kOfInts[op](a, b);
}

PyObject* OfFloats(PyObject* a, PyObject* b, int64_t op) {
  if (!spyrt_layout_ok || op > kMul) return kBinary[op](a, b);
  double x = As<FloatLayout>(a)->value, y = As<FloatLayout>(b)->value;
  return spyrt_fast_box_float(op == kAdd ? x + y : (op == kSub ? x - y : x * y));
}

PyObject* UnboundError(PyObject* type, const char* format, PyObject* name) {
  PyErr_Format(type, format, name);
  if (type != PyExc_NameError) return nullptr;  // CPython names only these
  PyObject *kind, *error, *trace;
  PyErr_Fetch(&kind, &error, &trace);
  PyErr_NormalizeException(&kind, &error, &trace);
  if (PyObject_SetAttrString(error, "name", name) < 0) PyErr_Clear();
  PyErr_Restore(kind, error, trace);
  return nullptr;
}

}  // namespace

extern "C" {

PyObject* spyrt_box(PyObject* v) { return NewRef(v); }

PyObject* spyrt_obj_binary(PyObject* a, PyObject* b, int64_t op) {
  if (IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type)) return OfInts(a, b, op);
  if (IsExact(a, &PyFloat_Type) && IsExact(b, &PyFloat_Type)) return OfFloats(a, b, op);
  return kBinary[op](a, b);
}
PyObject* spyrt_obj_inplace(PyObject* a, PyObject* b, int64_t op) {
  if (IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type)) return OfInts(a, b, op);
  if (IsExact(a, &PyFloat_Type) && IsExact(b, &PyFloat_Type)) return OfFloats(a, b, op);
  return kInplace[op](a, b);
}
PyObject* spyrt_obj_unary(PyObject* a, int64_t op) {
  return op == kNot ? spyrt_bool_not(a) : kUnary[op - kFirstUnary](a);
}
PyObject* spyrt_obj_compare(PyObject* a, PyObject* b, int64_t op) {
  return PyObject_RichCompare(a, b, static_cast<int>(op) - kFirstCompare);
}

// Of exact ints by value. Not PyObject_RichCompareBool: that one takes identical objects for equal, which a nan is not.
PyObject* spyrt_obj_compare_bool(PyObject* a, PyObject* b, int64_t op) {
  if (spyrt_layout_ok && IsExact(a, &PyLong_Type) && IsExact(b, &PyLong_Type)) {
    return NewBool(spyrt_compare_ints(spyrt_big_order(a, b), 0, op));
  }
  PyObject* answer = PyObject_RichCompare(a, b, static_cast<int>(op) - kFirstCompare);
  if (answer == nullptr || answer == Py_True || answer == Py_False) return answer;
  Owned owner(answer);
  return BoolOf(PyObject_IsTrue(answer));
}

// The message of CPython's binary_op1, for operands whose methods have all declined.
PyObject* spyrt_obj_binary_failed(PyObject* a, PyObject* b, int64_t op) {
  PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for %s: '%.100s' and '%.100s'", kBinaryText[op],
               TypeNameOf(a), TypeNameOf(b));
  return nullptr;
}

// As do_richcompare goes on: the other operand's method with the operator turned round, then identity.
PyObject* spyrt_obj_compare_rest(PyObject* a, PyObject* b, int64_t op) {
  constexpr int kSwapped[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};
  constexpr const char* kText[] = {"<", "<=", "==", "!=", ">", ">="};
  int compare = static_cast<int>(op) - kFirstCompare;
  richcmpfunc reflected = reinterpret_cast<richcmpfunc>(PyType_GetSlot(TypeOf(b), Py_tp_richcompare));
  PyObject* answer = reflected == nullptr ? NewRef(Py_NotImplemented) : reflected(b, a, kSwapped[compare]);
  if (answer != Py_NotImplemented) return answer;
  Decref(answer);
  if (compare == Py_EQ || compare == Py_NE) return NewBool((a == b) == (compare == Py_EQ));
  PyErr_Format(PyExc_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'", kText[compare],
               TypeNameOf(a), TypeNameOf(b));
  return nullptr;
}

PyObject* spyrt_obj_truth(PyObject* a) { return BoolOf(PyObject_IsTrue(a)); }
PyObject* spyrt_obj_is(PyObject* a, PyObject* b) { return NewBool(a == b); }
PyObject* spyrt_obj_is_none(PyObject* a) { return NewBool(a == Py_None); }
PyObject* spyrt_obj_contains(PyObject* container, PyObject* item) {
  return BoolOf(PySequence_Contains(container, item));
}
PyObject* spyrt_obj_delattr(PyObject* o, PyObject* name) { return NoneOf(PyObject_SetAttr(o, name, nullptr)); }
PyObject* spyrt_obj_getitem(PyObject* o, PyObject* k) { return PyObject_GetItem(o, k); }
PyObject* spyrt_obj_setitem(PyObject* o, PyObject* k, PyObject* v) { return NoneOf(PyObject_SetItem(o, k, v)); }
PyObject* spyrt_obj_delitem(PyObject* o, PyObject* k) { return NoneOf(PyObject_DelItem(o, k)); }

// Characters are counted where items are.
PyObject* spyrt_obj_len(PyObject* o) {
  static_assert(offsetof(StrLayout, length) == offsetof(VarHead, size));
  const bool counts =
      IsExact(o, &PyList_Type) || IsExact(o, &PyUnicode_Type) || IsExact(o, &PyTuple_Type) || IsExact(o, &PyBytes_Type);
  if (counts && spyrt_layout_ok) return spyrt_fast_box_int(As<VarHead>(o)->size);
  Py_ssize_t size = PyObject_Size(o);
  return size < 0 ? nullptr : PyLong_FromSsize_t(size);
}

PyObject* spyrt_obj_iter(PyObject* o) { return PyObject_GetIter(o); }

PyObject* spyrt_raw_next(PyObject* it) {
  iternextfunc next;
  if (spyrt_layout_ok) {
    next = *reinterpret_cast<iternextfunc*>(reinterpret_cast<char*>(TypeOf(it)) + kTypeIterNextOffset);
  } else {
    next = reinterpret_cast<iternextfunc>(PyType_GetSlot(TypeOf(it), Py_tp_iternext));
  }
  if (__builtin_expect(next == nullptr, 0)) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object is not an iterator", TypeNameOf(it));
    return nullptr;
  }
  return next(it);
}

PyObject* spyrt_obj_next(PyObject* it) {
  if (spyrt_is_generator(it)) return spyrt_gen_next(it);
  PyObject* item = spyrt_raw_next(it);
  if (item == nullptr && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_StopIteration)) PyErr_Clear();
  return item;
}

PyObject* spyrt_is_null(PyObject* v) { return NewBool(v == nullptr); }

PyObject* spyrt_name_error(PyObject* name) { return UnboundError(PyExc_NameError, "name '%U' is not defined", name); }

PyObject* spyrt_check_bound(PyObject* v, PyObject* name) {
  if (__builtin_expect(v != nullptr, 1)) return NewRef(v);
  return UnboundError(PyExc_UnboundLocalError,
                      "cannot access local variable '%U' where it is not associated with a value", name);
}

PyObject* spyrt_check_bound_free(PyObject* v, PyObject* name) {
  if (__builtin_expect(v != nullptr, 1)) return NewRef(v);
  return UnboundError(PyExc_NameError,
                      "cannot access free variable '%U' where it is not associated with a value in enclosing scope",
                      name);
}

PyObject* spyrt_obj_call(PyObject* f, PyObject* const* items, int64_t count, PyObject* kwnames) {
  if (kwnames == Py_None) kwnames = nullptr;
  if (spyrt_is_function(f)) {
    int64_t keywords = kwnames == nullptr ? 0 : PyTuple_Size(kwnames);
    return spyrt_function_call(f, items, count - keywords, kwnames);
  }
  if (kwnames == nullptr && IsExact(f, &PyType_Type)) {
    PyObject* exception = spyrt_new_exception(reinterpret_cast<PyTypeObject*>(f), items, count);
    if (exception != nullptr) return exception;
  }
  int64_t keywords = kwnames == nullptr ? 0 : PyTuple_Size(kwnames);
  return PyObject_Vectorcall(f, items, static_cast<size_t>(count - keywords) | kSpyVectorcallOffset, kwnames);
}

PyObject* spyrt_call_value(PyObject* f, PyObject* const* items, int64_t count, SpyCheck* check, int64_t) {
  Owned result(spyrt_obj_call(f, items, count, nullptr));
  return result ? spyrt_cast(result.get(), check) : nullptr;
}

PyObject* spyrt_obj_call_ex(PyObject* f, PyObject* args, PyObject* kwargs) { return PyObject_Call(f, args, kwargs); }

PyObject* spyrt_obj_call_method(PyObject* o, PyObject* const* items, int64_t count, PyObject* name, PyObject* kwnames) {
  if (kwnames == Py_None) kwnames = nullptr;
  if (kwnames == nullptr) {
    PyObject* result = spyrt_call_builtin_method(o, items, count, name);
    if (result != nullptr || PyErr_Occurred()) return result;
  }
  int64_t keywords = kwnames == nullptr ? 0 : PyTuple_Size(kwnames);
  // items[-1] is scratch: the receiver goes there, and the callee gets no scratch word of its own.
  PyObject** args = const_cast<PyObject**>(items) - 1;
  args[0] = o;
  return PyObject_VectorcallMethod(name, args, static_cast<size_t>(count + 1 - keywords), kwnames);
}

// Of an instance whose class is not compiled, or of an open one.
PyObject* spyrt_call_virtual(PyObject* self, PyObject* const* args, int64_t count, PyObject* name) {
  PyObject** words = const_cast<PyObject**>(args) - 1;  // as in spyrt_obj_call_method
  words[0] = self;
  return PyObject_VectorcallMethod(name, words, static_cast<size_t>(count + 1), nullptr);
}

PyObject* spyrt_obj_str(PyObject* v) {
  PyObject* text = spyrt_layout_ok ? spyrt_number_text(v) : nullptr;
  return text != nullptr || PyErr_Occurred() ? text : PyObject_Str(v);
}
PyObject* spyrt_obj_repr(PyObject* v) {
  bool is_number = IsExact(v, &PyLong_Type) || IsExact(v, &PyFloat_Type);
  return is_number ? spyrt_obj_str(v) : PyObject_Repr(v);
}
PyObject* spyrt_obj_ascii(PyObject* v) { return PyObject_ASCII(v); }

PyObject* spyrt_obj_hash(PyObject* v) {
  Py_hash_t hash = PyObject_Hash(v);
  return hash == -1 ? nullptr : PyLong_FromSsize_t(hash);
}

PyObject* spyrt_obj_isinstance(PyObject* v, PyObject* cls) { return BoolOf(PyObject_IsInstance(v, cls)); }

PyObject* spyrt_special_lookup(PyObject* o, PyObject* name) {
  PyObject* method = _PyObject_LookupSpecial(o, name);
  if (method != nullptr || PyErr_Occurred()) return method;
  if (PyUnicode_CompareWithASCIIString(name, "__exit__") == 0) {
    PyErr_Format(PyExc_TypeError,
                 "'%.200s' object does not support the context manager protocol (missed __exit__ method)",
                 TypeNameOf(o));
  } else if (PyUnicode_CompareWithASCIIString(name, "__enter__") == 0) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the context manager protocol", TypeNameOf(o));
  } else if (PyUnicode_CompareWithASCIIString(name, "__aexit__") == 0) {
    PyErr_Format(PyExc_TypeError,
                 "'%.200s' object does not support the asynchronous context manager protocol (missed __aexit__ method)",
                 TypeNameOf(o));
  } else if (PyUnicode_CompareWithASCIIString(name, "__aenter__") == 0) {
    PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the asynchronous context manager protocol",
                 TypeNameOf(o));
  } else {
    PyErr_Format(PyExc_AttributeError, "'%.200s' object has no attribute '%U'", TypeNameOf(o), name);
  }
  return nullptr;
}

PyObject* spyrt_retain(PyObject* v) { return NewRef(v); }

PyObject* spyrt_release(PyObject* v) {
  Xdecref(v);
  return NewNone();
}

}  // extern "C"
