// A module written by hand on the descriptors that the compiler would emit, for test_runtime.py: every part of the
// runtime that Python can see (functions, classes, module, exceptions), and the fast helpers as functions over tuples
// of operands.
#include "runtime/include/fast.h"
#include "runtime/include/generic_code.h"
#include "runtime/include/spyrt.h"
#include "runtime/src/py.h"

extern "C" SpyModule spy_module;

namespace {

// ---- constants: the strings that the descriptors name by index
const char* const kTexts[] = {
    "a",        "b",     "c",          "d",        "e",    "f",        "args",      "kw",
    "self",     "x",     "y",          "flag",     "name", "next",     "data",      "big",
    "__init__", "total", "make",       "describe", "area", "limit",    "Doc of f.", "Doc of Point.",
    "Point",    "Leaf",  "cells_hold", "op",       "n",    "other",    "__eq__",    "get",
    "__del__",  "log",   "Failure",    "count",    "fun",  "__call__", "Bare",      "toy docs"};
enum Text {
  kA,
  kB,
  kC,
  kD,
  kE,
  kF,
  kArgs,
  kKw,
  kSelf,
  kX,
  kY,
  kFlag,
  kName,
  kNext,
  kData,
  kBig,
  kInit,
  kTotal,
  kMake,
  kDescribe,
  kArea,
  kLimit,
  kDocF,
  kDocPoint,
  kPoint,
  kLeaf,
  kCellsHold,
  kOp,
  kN,
  kOther,
  kEq,
  kGet,
  kDel,
  kLog,
  kFailure,
  kCount,
  kFun,
  kCall,
  kBare,
  kDocToy,
  kTextCount
};
constexpr int kFour = kTextCount, kHuge = kTextCount + 1, kPair = kTextCount + 2, kSurrogate = kTextCount + 3,
              kFrozen = kTextCount + 4, kHalf = kTextCount + 5, kConstCount = kTextCount + 6;
const uint32_t pair_items[] = {kA, kFour};
constexpr char kHugeDigits[] = "-123456789012345678901234567890";
SpyConst const_table[kConstCount];
PyObject* consts[kConstCount];
const char* const builtin_names[] = {"len", "ValueError"};
PyObject* builtins[2];

constexpr int Length(const char* text) {
  int n = 0;
  while (text[n] != 0) ++n;
  return n;
}

void FillTable() {
  for (int i = 0; i < kTextCount; ++i) const_table[i] = {kSpyStr, 1, kTexts[i], Length(kTexts[i]), 0, 0, nullptr};
  const_table[kFour] = {kSpyInt, 0, nullptr, 0, 4, 0, nullptr};
  const_table[kHuge] = {kSpyBigInt, 0, kHugeDigits, sizeof kHugeDigits - 1, 0, 0, nullptr};
  const_table[kPair] = {kSpyTuple, 0, nullptr, 2, 0, 0, pair_items};
  const_table[kSurrogate] = {kSpyStr, 0, "\xED\xA0\x80", 3, 0, 0, nullptr};
  const_table[kFrozen] = {kSpyFrozenSet, 0, nullptr, 2, 0, 0, pair_items};
  const_table[kHalf] = {kSpyFloat, 0, nullptr, 0, 0, 0.5, nullptr};
}

// ---- checks
extern SpyClass point_class;
SpyCheck any = {kSpyCheckAny, 0, "Any", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck an_int = {kSpyCheckInt, 0, "int", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck a_float = {kSpyCheckFloat, 0, "float", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck a_bool = {kSpyCheckBool, 0, "bool", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck a_str = {kSpyCheckStr, 0, "str", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck none = {kSpyCheckNone, 0, "None", nullptr, nullptr, nullptr, nullptr, nullptr};
SpyCheck a_point = {kSpyCheckInstance, 0, "Point", nullptr, &point_class, nullptr, nullptr, nullptr};
const SpyCheck* const optional_parts[] = {&a_point, &none};
SpyCheck optional_point = {kSpyCheckUnion, 2, "Point | None", nullptr, nullptr, optional_parts, nullptr, nullptr};
SpyCheck a_deque = {kSpyCheckClassNamed, 0, "deque", "collections", nullptr, nullptr, nullptr, nullptr};
const uint32_t ab[] = {kA, kB};
SpyCheck a_or_b = {kSpyCheckLiteral, 2, "Literal['a', 'b']", nullptr, nullptr, nullptr, ab, nullptr};

#define SPEC(fn, kind_, params_, n, doc_, signature)                                                     \
  {#fn,  #fn,     fn, nullptr, &spy_module, params_, n, 0,       0, kind_,   doc_,    10,     signature, \
   &any, nullptr, 0,  0,       nullptr,     nullptr, 0, nullptr, 1, nullptr, nullptr, nullptr}

PyObject* Pack(PyObject* const* args, int n) { return spyrt_tuple_new(args, n); }

// ---- functions
PyObject* add(PyObject* const* args) { return PyNumber_Add(args[0], args[1]); }
const SpyParam add_params[] = {{kA, kSpyPositionalOrKeyword, &an_int, 0, -1},
                               {kB, kSpyPositionalOrKeyword, &an_int, 0, -1}};
SpyFunction add_function = SPEC(add, kSpyFunction, add_params, 2, kDocF, "(a, b)");

PyObject* ident(PyObject* const* args) { return NewRef(args[0]); }
const SpyParam ident_params[] = {{kN, kSpyPositionalOrKeyword, &an_int, 0, -1}};
SpyFunction ident_function = SPEC(ident, kSpyFunction, ident_params, 1, -1, "(n)");

PyObject* half(PyObject* const* args) { return Pack(args, 2); }
const SpyParam half_params[] = {{kX, kSpyPositionalOrKeyword, &a_float, 0, kA}, {kArgs, kSpyVarArgs, &a_float, 0, -1}};
SpyFunction half_function = SPEC(half, kSpyFunction, half_params, 2, -1, nullptr);

PyObject* kinds(PyObject* const* args) { return Pack(args, 8); }
const SpyParam kinds_params[] = {{kA, kSpyPositionalOnly, &any, 0, -1},      {kB, kSpyPositionalOnly, &any, 0, -1},
                                 {kC, kSpyPositionalOrKeyword, &any, 0, -1}, {kD, kSpyPositionalOrKeyword, &any, 1, -1},
                                 {kArgs, kSpyVarArgs, &any, 0, -1},          {kE, kSpyKeywordOnly, &any, 0, -1},
                                 {kF, kSpyKeywordOnly, &any, 1, -1},         {kKw, kSpyKwArgs, &any, 0, -1}};
SpyFunction kinds_function = SPEC(kinds, kSpyFunction, kinds_params, 8, -1, nullptr);

PyObject* plain(PyObject* const* args) { return Pack(args, 5); }
const SpyParam plain_params[] = {{kA, kSpyPositionalOnly, &any, 0, -1},
                                 {kB, kSpyPositionalOrKeyword, &any, 0, -1},
                                 {kC, kSpyPositionalOrKeyword, &any, 1, -1},
                                 {kE, kSpyKeywordOnly, &any, 0, -1},
                                 {kF, kSpyKeywordOnly, &any, 1, -1}};
SpyFunction plain_function = SPEC(plain, kSpyFunction, plain_params, 5, -1, nullptr);

PyObject* checked(PyObject* const* args) { return Pack(args, 3); }
const SpyParam checked_params[] = {{kX, kSpyPositionalOrKeyword, &optional_point, 0, -1},
                                   {kY, kSpyPositionalOrKeyword, &a_deque, 0, -1},
                                   {kOp, kSpyPositionalOrKeyword, &a_or_b, 0, -1}};
SpyFunction checked_function = SPEC(checked, kSpyFunction, checked_params, 3, -1, nullptr);

// A closure: args[0] is the tuple of cells.
PyObject* counter(PyObject* const* args) {
  PyObject* cell = PyTuple_GetItem(args[0], 0);
  Owned value(spyrt_cell_get(cell)), next(value ? PyNumber_Add(value.get(), args[1]) : nullptr);
  Owned done(next ? spyrt_cell_set(cell, next.get()) : nullptr);
  return done ? next.Release() : nullptr;
}
SpyFunction counter_function = {"counter",   "make_counter.<locals>.counter",
                                counter,     nullptr,
                                &spy_module, ident_params,
                                1,           0,
                                1,           kSpyFunction,
                                -1,          20,
                                nullptr,     &an_int,
                                nullptr,     0,
                                0,           nullptr,
                                nullptr,     0,
                                nullptr,     1,
                                nullptr,     nullptr,
                                nullptr};
PyObject* make_counter(PyObject* const*) {
  Owned zero(PyLong_FromLong(0)), cell(spyrt_cell_new(zero.get())), cells(PyTuple_Pack(1, cell.get()));
  return spyrt_func_make(nullptr, nullptr, cells.get(), &counter_function);
}
SpyFunction make_counter_function = SPEC(make_counter, kSpyFunction, nullptr, 0, -1, "()");

// Raises, with its own traceback entry, what it is given; catches and handles in the way its first argument says.
extern SpyFunction thrower_function;
const SpyPlace thrower_places[] = {{10, 10, kSpyNoColumn, kSpyNoColumn}, {12, 12, kSpyNoColumn, kSpyNoColumn}};
PyObject* thrower(PyObject* const* args) {
  thrower_function.places = thrower_places;
  thrower_function.n_places = 2;
  spyrt_raise(args[0]);
  spyrt_traceback(&thrower_function, 1);
  return nullptr;
}
const SpyParam thrower_params[] = {{kX, kSpyPositionalOrKeyword, &any, 0, -1}};
SpyFunction thrower_function = SPEC(thrower, kSpyFunction, thrower_params, 1, -1, nullptr);

// try: f() / except Exception as e: raise KeyError("second") [from e]
PyObject* chained(PyObject* const* args) {
  PyObject* unused[1] = {nullptr};
  PyObject* result = spyrt_obj_call(args[0], unused + 1, 0, nullptr);
  if (result != nullptr) return result;
  Owned caught(spyrt_exc_catch()), previous(spyrt_exc_enter(caught.get()));
  Owned second(PyObject_CallFunction(PyExc_KeyError, "s", "second"));
  if (args[1] == Py_True) {
    spyrt_raise_from(second.get(), caught.get());
  } else if (args[1] == Py_None) {
    spyrt_raise_bare();
  } else {
    spyrt_raise(second.get());
  }
  Owned raised(spyrt_exc_catch()), left(spyrt_exc_leave(previous.get()));
  return spyrt_reraise(raised.get());
}
const SpyParam chained_params[] = {{kFun, kSpyPositionalOrKeyword, &any, 0, -1},
                                   {kOp, kSpyPositionalOrKeyword, &any, 0, -1}};
SpyFunction chained_function = SPEC(chained, kSpyFunction, chained_params, 2, -1, nullptr);

// Recursion as compiled code does it.
__attribute__((noinline)) int64_t Dive(int64_t depth) {
  if (!spyrt_fast_stack_ok()) {
    spyrt_stack_overflow();
    return -1;
  }
  int64_t deeper = Dive(depth + 1);
  asm volatile("" : : "r"(&depth) : "memory");  // no loop of it, please
  return deeper < 0 ? deeper : deeper + 1;
}
PyObject* dive(PyObject* const*) { return Dive(0) < 0 ? nullptr : NewNone(); }
SpyFunction dive_function = SPEC(dive, kSpyFunction, nullptr, 0, -1, "()");

PyObject* spin(PyObject* const*) {
  while (spyrt_fast_safepoint() == 0) {
  }
  return nullptr;
}
SpyFunction spin_function = SPEC(spin, kSpyFunction, nullptr, 0, -1, "()");

// An exit: live values of each kind into the slots of a generic body that packs them, with the number 7 for its resume
// point; point 0 fails.
PyObject* PackSlots(PyObject* const* slots, int64_t count) {
  PyObject* items[6] = {slots[0], slots[1], slots[2], slots[3], slots[4], slots[5] != nullptr ? slots[5] : Py_None};
  return spyrt_tuple_new(items, count);
}
const void* const addresses[] = {reinterpret_cast<void*>(PackSlots), reinterpret_cast<void*>(spyrt_const_int),
                                 reinterpret_cast<void*>(7)};
constexpr uint32_t SlotOperand(uint32_t slot) { return slot << kSpyBaseBits | kSpySlots; }
constexpr uint32_t AddressOperand(uint32_t index) { return index << kSpyBaseBits | kSpyAddresses; }
const uint32_t leave_code[] = {6,
                               3,
                               4,          // room, resume points
                               kSpyLeave,  // at 3
                               kSpyRun | 1 << 8,
                               AddressOperand(1),
                               3,
                               5,
                               AddressOperand(2),  // at 4: slot 5 = 7
                               kSpyRunItems,
                               AddressOperand(0),
                               3,
                               5,
                               6,  // slot 5 = (slots 5, 0, ..., 4)
                               SlotOperand(5),
                               SlotOperand(0),
                               SlotOperand(1),
                               SlotOperand(2),
                               SlotOperand(3),
                               SlotOperand(4),
                               kSpyReturnOwn,
                               5};
const SpyLive live[] = {
    {2, kSpyLiveBool}, {0, kSpyLiveInt}, {1, kSpyLiveFloat}, {3, kSpyLiveBorrowed}, {4, kSpyLiveOwned}};
const SpyExit exits[] = {{1, 5, live}};
extern SpyFunction leave_function;
PyObject* leave(PyObject* const* args) {
  uint64_t raw[5] = {1, static_cast<uint64_t>(INT64_MIN), __builtin_bit_cast(uint64_t, 2.5),
                     reinterpret_cast<uint64_t>(args[0]), 0};
  return spyrt_exit(&leave_function, 0, raw);
}
SpyFunction leave_function = {
    "leave",      "leave", leave,   leave_code, &spy_module, thrower_params, 1,      6, 0,
    kSpyFunction, -1,      30,      nullptr,    &any,        exits,          1,      0, nullptr,
    nullptr,      0,       nullptr, 1,          nullptr,     nullptr,        nullptr};

// ---- fast helpers, by name
bool Is(PyObject* op, const char* name) { return PyUnicode_CompareWithASCIIString(op, name) == 0; }
PyObject* OfInt(SpyInt result) { return result.status ? NewRef(Py_Ellipsis) : PyLong_FromLongLong(result.value); }
PyObject* OfFloat(SpyFloat result) { return result.status ? NewRef(Py_Ellipsis) : PyFloat_FromDouble(result.value); }
PyObject* OrGuard(PyObject* result) { return result != nullptr || PyErr_Occurred() ? result : NewRef(Py_Ellipsis); }

PyObject* fast_int(PyObject* const* args) {
  int64_t a = PyLong_AsLongLong(args[1]), b = PyLong_AsLongLong(args[2]);
  if (Is(args[0], "floordiv")) return OfInt(spyrt_fast_int_floordiv(a, b));
  if (Is(args[0], "mod")) return OfInt(spyrt_fast_int_mod(a, b));
  if (Is(args[0], "shl")) return OfInt(spyrt_fast_int_shl(a, b));
  if (Is(args[0], "shr")) return OfInt(spyrt_fast_int_shr(a, b));
  if (Is(args[0], "pow")) return OfInt(spyrt_fast_int_pow(a, b));
  if (Is(args[0], "truediv")) return OfFloat(spyrt_fast_int_truediv(a, b));
  if (Is(args[0], "hash")) return PyLong_FromLongLong(spyrt_fast_int_hash(a));
  return NewNone();
}
PyObject* fast_float(PyObject* const* args) {
  double a = PyFloat_AsDouble(args[1]), b = PyFloat_AsDouble(args[2]);
  if (Is(args[0], "floordiv")) return OfFloat(spyrt_fast_float_floordiv(a, b));
  if (Is(args[0], "mod")) return OfFloat(spyrt_fast_float_mod(a, b));
  if (Is(args[0], "pow")) return OfFloat(spyrt_fast_float_pow(a, b));
  if (Is(args[0], "fmod")) return PyFloat_FromDouble(spyrt_fast_fmod(a, b));
  if (Is(args[0], "int")) return OfInt(spyrt_fast_float_to_int(a));
  return NewNone();
}
PyObject* fast_object(PyObject* const* args) {
  PyObject *op = args[0], *a = args[1], *b = args[2];
  int64_t i = PyLong_CheckExact(b) ? spyrt_fast_int_of(b).value : 0;
  if (Is(op, "unbox")) return OfInt(spyrt_fast_int_of(a));
  if (Is(op, "list_item")) return OrGuard(spyrt_fast_list_item(a, i));
  if (Is(op, "list_item_int")) return OfInt(spyrt_fast_list_item_int(a, i));
  if (Is(op, "list_item_float")) return OfFloat(spyrt_fast_list_item_float(a, i));
  if (Is(op, "list_set")) return PyLong_FromLong(spyrt_fast_list_set(a, i, op));
  if (Is(op, "list_append")) return PyLong_FromLong(spyrt_fast_list_append(a, b));
  if (Is(op, "list_pop")) return OrGuard(spyrt_fast_list_pop(a));
  if (Is(op, "tuple_item")) return OrGuard(spyrt_fast_tuple_item(a, i));
  if (Is(op, "str_item")) return OrGuard(spyrt_fast_str_item(a, i));
  if (Is(op, "str_code")) return OfInt(spyrt_fast_str_code_at(a, i));
  if (Is(op, "str_ord")) return OfInt(spyrt_fast_str_ord(a));
  if (Is(op, "str_eq")) return NewBool(spyrt_fast_str_eq(a, b) != 0);
  if (Is(op, "str_compare")) return PyLong_FromLongLong(spyrt_fast_str_compare(a, b));
  if (Is(op, "str_concat")) return spyrt_fast_str_concat(a, b);
  if (Is(op, "truth")) return PyLong_FromLong(spyrt_fast_truth(a));
  if (Is(op, "next")) return OrGuard(spyrt_obj_next(a));
  if (Is(op, "unpack")) return spyrt_obj_unpack(a, i);
  if (Is(op, "unpack_star")) return spyrt_obj_unpack_star(a, i, i);
  if (Is(op, "import_from")) return spyrt_import_from(a, b);
  if (Is(op, "cast_int")) return spyrt_cast(a, &an_int);
  return NewNone();
}
const SpyParam three_params[] = {{kOp, kSpyPositionalOnly, &a_str, 0, -1},
                                 {kA, kSpyPositionalOnly, &any, 0, -1},
                                 {kB, kSpyPositionalOnly, &any, 0, -1}};
SpyFunction fast_int_function = SPEC(fast_int, kSpyFunction, three_params, 3, -1, nullptr);
SpyFunction fast_float_function = SPEC(fast_float, kSpyFunction, three_params, 3, -1, nullptr);
SpyFunction fast_object_function = SPEC(fast_object, kSpyFunction, three_params, 3, -1, nullptr);
PyObject* layout_ok(PyObject* const*) { return NewBool(spyrt_layout_ok != 0); }
// The rest of the process runs as on an interpreter that the probe does not know.
PyObject* without_layout(PyObject* const*) {
  spyrt_layout_ok = 0;
  return NewNone();
}
SpyFunction without_layout_function = SPEC(without_layout, kSpyFunction, nullptr, 0, -1, "()");
SpyFunction layout_ok_function = SPEC(layout_ok, kSpyFunction, nullptr, 0, -1, "()");

// ---- classes
const SpyField point_fields[] = {{kX, kSpyFieldInt, 32, -1, &an_int, &point_class},
                                 {kY, kSpyFieldFloat, 40, -1, &a_float, &point_class},
                                 {kFlag, kSpyFieldBool, 48, -1, &a_bool, &point_class},
                                 {kName, kSpyFieldObject, 56, kA, &a_str, &point_class},
                                 {kNext, kSpyFieldObject, 64, -1, &optional_point, &point_class},
                                 {kBig, kSpyFieldInt, 72, kHuge, &an_int, &point_class}};
SpyField* Field(int i) { return const_cast<SpyField*>(point_fields + i); }
bool Put(PyObject* self, int field, PyObject* value) {
  Owned done(spyrt_field_set(self, value, Field(field)));
  return static_cast<bool>(done);
}
PyObject* point_init(PyObject* const* args) {
  for (int i = 0; i < 3; ++i) {
    if (!Put(args[0], i, args[i + 1])) return nullptr;
  }
  if (!Put(args[0], 4, args[4])) return nullptr;
  return spyrt_inst_complete(args[0], &point_class);
}
const SpyParam init_params[] = {{kSelf, kSpyPositionalOrKeyword, &any, 0, -1},
                                {kX, kSpyPositionalOrKeyword, &an_int, 0, -1},
                                {kY, kSpyPositionalOrKeyword, &a_float, 0, -1},
                                {kFlag, kSpyPositionalOrKeyword, &a_bool, 1, -1},
                                {kNext, kSpyPositionalOrKeyword, &optional_point, 1, -1}};
SpyFunction point_init_function = {"__init__",
                                   "Point.__init__",
                                   point_init,
                                   nullptr,
                                   &spy_module,
                                   init_params,
                                   5,
                                   0,
                                   0,
                                   kSpyMethod,
                                   -1,
                                   40,
                                   "($self, x, y, flag=True, next=None)",
                                   &none,
                                   nullptr,
                                   0,
                                   0,
                                   nullptr,
                                   nullptr,
                                   0,
                                   nullptr,
                                   1,
                                   nullptr,
                                   nullptr,
                                   nullptr};
const SpyParam self_param[] = {{kSelf, kSpyPositionalOrKeyword, &a_point, 0, -1},
                               {kOther, kSpyPositionalOrKeyword, &any, 0, -1}};
PyObject* describe(PyObject* const* args) { return PyUnicode_FromFormat("<%S>", args[0] ? Py_None : Py_None); }
SpyFunction describe_function = {
    "describe", "Point.describe", describe, nullptr, &spy_module, self_param, 1,       0,       0, kSpyMethod, kDocF,
    41,         "($self)",        &a_str,   nullptr, 0,           0,          nullptr, nullptr, 0, nullptr,    1,
    nullptr,    nullptr,          nullptr};
PyObject* area(PyObject* const* args) { return spyrt_field_get(args[0], Field(1)); }
SpyFunction area_function = {"area",      "Point.area",
                             area,        nullptr,
                             &spy_module, self_param,
                             1,           0,
                             0,           kSpyPropertyGetter,
                             kDocF,       42,
                             nullptr,     &a_float,
                             nullptr,     0,
                             0,           nullptr,
                             nullptr,     0,
                             nullptr,     1,
                             nullptr,     nullptr,
                             nullptr};
PyObject* set_area(PyObject* const* args) { return spyrt_field_set(args[0], args[1], Field(1)); }
SpyFunction set_area_function = {"area",      "Point.area",
                                 set_area,    nullptr,
                                 &spy_module, self_param,
                                 2,           0,
                                 0,           kSpyPropertySetter,
                                 -1,          43,
                                 nullptr,     &none,
                                 nullptr,     0,
                                 0,           nullptr,
                                 nullptr,     0,
                                 nullptr,     1,
                                 nullptr,     nullptr,
                                 nullptr};
PyObject* make(PyObject* const* args) { return PyObject_CallFunction(args[0], "id", 1, 2.0); }
SpyFunction make_function = {"make",      "Point.make",
                             make,        nullptr,
                             &spy_module, thrower_params,
                             1,           0,
                             0,           kSpyClassMethod,
                             -1,          44,
                             nullptr,     &a_point,
                             nullptr,     0,
                             0,           nullptr,
                             nullptr,     0,
                             nullptr,     1,
                             nullptr,     nullptr,
                             nullptr};
SpyFunction total_function = {"total", "Point.total",    add,     nullptr, &spy_module, add_params, 2,       0,
                              0,       kSpyStaticMethod, -1,      45,      nullptr,     &an_int,    nullptr, 0,
                              0,       nullptr,          nullptr, 0,       nullptr,     1,          nullptr, nullptr,
                              nullptr};
PyObject* equal(PyObject* const* args) {
  if (!spyrt_inst_is_complete(args[1], &point_class)) return NewRef(Py_NotImplemented);
  Owned mine(spyrt_field_get(args[0], Field(0))), theirs(spyrt_field_get(args[1], Field(0)));
  return spyrt_obj_compare(mine.get(), theirs.get(), 15);
}
SpyFunction equal_function = {"__eq__", "Point.__eq__", equal,   nullptr, &spy_module, self_param, 2,       0,
                              0,        kSpyMethod,     -1,      46,      nullptr,     &a_bool,    nullptr, 0,
                              0,        nullptr,        nullptr, 0,       nullptr,     1,          nullptr, nullptr,
                              nullptr};
const SpyMethod point_methods[] = {{kInit, &point_init_function}, {kDescribe, &describe_function},
                                   {kArea, &area_function},       {kArea, &set_area_function},
                                   {kMake, &make_function},       {kTotal, &total_function},
                                   {kEq, &equal_function}};
SpyClassVar point_vars[] = {{kLimit, &an_int, nullptr}};
const void* const point_vtable[] = {nullptr};
const void* const point_dynamic[] = {nullptr};
SpyClass point_class = {"Point",
                        "Point",
                        nullptr,
                        &spy_module,
                        point_fields,
                        point_methods,
                        point_vars,
                        point_vtable,
                        point_dynamic,
                        6,
                        7,
                        1,
                        1,
                        80,
                        0,
                        0,
                        kDocPoint,
                        39,
                        0,
                        nullptr,
                        nullptr};

// A subclass with a field of its own, set by Python or through setattr only; and __del__, which counts.
extern SpyClass leaf_class;
int64_t deleted = 0;
const SpyField leaf_fields[] = {{kData, kSpyFieldObject, 80, -1, &any, &leaf_class}};
PyObject* leaf_del(PyObject* const*) {
  ++deleted;
  return NewNone();
}
SpyFunction leaf_del_function = {
    "__del__", "Leaf.__del__", leaf_del, nullptr, &spy_module, self_param, 1,       0,       0, kSpyMethod, -1,
    50,        nullptr,        &none,    nullptr, 0,           0,          nullptr, nullptr, 0, nullptr,    1,
    nullptr,   nullptr,        nullptr};
const SpyMethod leaf_methods[] = {{kDel, &leaf_del_function}};
SpyClass leaf_class = {"Leaf",
                       "Leaf",
                       &point_class,
                       &spy_module,
                       leaf_fields,
                       leaf_methods,
                       nullptr,
                       point_vtable,
                       point_dynamic,
                       1,
                       1,
                       0,
                       1,
                       88,
                       0,
                       1,
                       -1,
                       49,
                       0,
                       nullptr,
                       nullptr};
SpyClass bare_class = {"Bare", "Bare", nullptr, &spy_module, nullptr, nullptr, nullptr, nullptr, nullptr, 0,      0,
                       0,      0,      32,      0,           0,       -1,      60,      0,       nullptr, nullptr};
SpyClass failure_class = {"Failure", "Failure", nullptr, &spy_module, nullptr, nullptr, nullptr,
                          nullptr,   nullptr,   0,       0,           0,       0,       0,
                          1,         0,         -1,      70,          0,       nullptr, nullptr};

PyObject* count(PyObject* const* args) {
  if (Is(args[0], "deleted")) return PyLong_FromLongLong(deleted);
  if (Is(args[0], "limit")) return spyrt_classvar_get(&point_class, 0);
  return NewNone();
}
SpyFunction count_function = SPEC(count, kSpyFunction, three_params, 1, -1, nullptr);
PyObject* complete(PyObject* const* args) { return NewBool(spyrt_inst_is_complete(args[0], &point_class) != 0); }
SpyFunction complete_function = SPEC(complete, kSpyFunction, thrower_params, 1, -1, nullptr);
PyObject* chain(PyObject* const* args) {  // n instances, each the next of the one after it, as compiled code makes them
  Owned last(NewNone());
  for (int64_t i = 0, n = PyLong_AsLongLong(args[0]); i < n; ++i) {
    PyObject* point = spyrt_inst_new(&point_class);
    Owned number(PyLong_FromLongLong(i)), real(PyFloat_FromDouble(0.5));
    PyObject* fields[6] = {number.get(), real.get(), Py_True, nullptr, last.get(), nullptr};
    for (int field = 0; field < 6; ++field) {
      if (fields[field] != nullptr && !Put(point, field, fields[field])) return nullptr;
    }
    last.Reset(point);
  }
  return last.Release();
}
SpyFunction chain_function = SPEC(chain, kSpyFunction, ident_params, 1, -1, nullptr);

// ---- module
SpyGlobal globals[] = {{kTotal, 0, &an_int, nullptr, &spy_module}, {kLog, 0, &any, nullptr, &spy_module}};

bool Define(const char* name, PyObject* value) {
  Owned owner(value);
  return value != nullptr && PyDict_SetItemString(spy_module.dict, name, value) == 0;
}

PyObject* DefaultsOf(const char* format, long a) { return Py_BuildValue(format, a); }

SpyFunction* const all_functions[] = {
    &add_function,      &ident_function,      &half_function,          &checked_function,   &make_counter_function,
    &thrower_function,  &chained_function,    &dive_function,          &spin_function,      &leave_function,
    &fast_int_function, &fast_float_function, &fast_object_function,   &layout_ok_function, &count_function,
    &complete_function, &chain_function,      &without_layout_function};

bool DefineFunctions() {
  for (SpyFunction* function : all_functions) {
    if (!Define(function->name, spyrt_func_make(nullptr, nullptr, nullptr, function))) return false;
  }
  Owned d(DefaultsOf("(l)", 4)), f(DefaultsOf("{s:l}", 0)), kw(Py_BuildValue("{s:i}", "f", 6)), c(DefaultsOf("(l)", 3));
  PyErr_Clear();
  Owned init_defaults(Py_BuildValue("(OO)", Py_True, Py_None));
  point_init_function.defaults = init_defaults.Release();
  return Define("kinds", spyrt_func_make(d.get(), kw.get(), nullptr, &kinds_function)) &&
         Define("plain", spyrt_func_make(c.get(), kw.get(), nullptr, &plain_function));
}

bool DefineClass(SpyClass* cls, PyObject* base) {
  PyObject* bases[1] = {base};
  Owned state(spyrt_class_prepare(nullptr, bases, base == nullptr ? 0 : 1, cls));
  for (uint32_t i = 0; state && i < cls->n_methods; ++i) {
    SpyFunction* function = cls->methods[i].function;
    Owned method(spyrt_func_make(function->defaults, function->kwdefaults, nullptr, function));
    Owned bound(method ? spyrt_class_method(state.get(), method.get(), consts[cls->methods[i].name]) : nullptr);
    if (!bound) return false;
  }
  Owned made(state ? spyrt_class_make(state.get(), cls) : nullptr);
  if (!made) return false;
  if (cls == &point_class) {
    Owned ten(PyLong_FromLong(10)), done(spyrt_classvar_set(ten.get(), cls, 0));
  }
  Owned sealed(spyrt_class_seal(made.get(), cls));
  return sealed && Define(cls->name, made.Release());
}

PyObject* body(PyObject* const*) {
  if (!DefineFunctions() || !DefineClass(&point_class, nullptr)) return nullptr;
  if (!DefineClass(&leaf_class, reinterpret_cast<PyObject*>(point_class.type)) || !DefineClass(&bare_class, nullptr))
    return nullptr;
  if (!DefineClass(&failure_class, PyExc_ValueError)) return nullptr;
  Owned one(PyLong_FromLong(1)), done(spyrt_global_set(one.get(), &globals[0]));
  for (int i = kFour; i < kConstCount; ++i) {
    Owned name(PyUnicode_FromFormat("const%d", i - kFour));
    if (PyDict_SetItem(spy_module.dict, name.get(), consts[i]) < 0) return nullptr;
  }
  return NewNone();
}
SpyFunction body_function = {"<module>",     "<module>", body,    nullptr, &spy_module, nullptr, 0,      0, 0,
                             kSpyModuleBody, -1,         1,       nullptr, &none,       nullptr, 0,      0, nullptr,
                             nullptr,        0,          nullptr, 1,       nullptr,     nullptr, nullptr};

}  // namespace

extern "C" {
SpyModule spy_module = {"toy",     TOY_SOURCE, const_table, consts,  builtin_names,  builtins,
                        addresses, nullptr,    nullptr,     globals, kConstCount,    2,
                        0,         0,          2,           kDocToy, &body_function, nullptr,
                        nullptr,   0};

__attribute__((visibility("default"))) PyObject* PyInit_toy() {
  FillTable();
  return spyrt_module_def(&spy_module);
}
}
