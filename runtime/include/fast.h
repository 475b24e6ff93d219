// Helpers of fast bodies: functions on raw values and exact objects, inlined from the bitcode at -O2 and called in the
// native object at -O0. They may only run where spyrt_layout_ok. A guard that fails is told by `status` 1 (or the value
// the comment names) without an exception: the caller leaves for the generic body, which does the operation in full.
// Pointers are borrowed and results new references unless said otherwise.
#pragma once
#include <stdint.h>

#include "runtime/include/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

extern int64_t spyrt_layout_ok;  // fast bodies may run

typedef struct SpyInt {
  int64_t value;
  int64_t status;  // 0: value stands; 1: the guard failed
} SpyInt;
typedef struct SpyUnboxed {
  int64_t value;
  int64_t ok;  // 0: does not fit 64 bits
} SpyUnboxed;
typedef struct SpyFloat {
  double value;
  int64_t status;
} SpyFloat;

// ---- references: immortal-aware
void spyrt_fast_retain(PyObject* object);
void spyrt_fast_retain_null(PyObject* object);
void spyrt_fast_release(PyObject* object);
void spyrt_fast_release_null(PyObject* object);

// ---- boxes
SpyUnboxed spyrt_fast_unbox_int(PyObject* exact_int);
SpyInt spyrt_fast_int_of(PyObject* object);      // any object: guards that it is an exact int of 64 bits
SpyFloat spyrt_fast_float_of(PyObject* object);  // guards that it is an exact float
SpyInt spyrt_fast_bool_of(PyObject* object);     // guards that it is True or False
PyObject* spyrt_fast_box_int(int64_t value);     // null: MemoryError
PyObject* spyrt_fast_box_natural(uint64_t value);
PyObject* spyrt_fast_box_float(double value);
PyObject* spyrt_fast_box_bool(int8_t value);

// ---- int; guards: overflow, zero division, negative counts and exponents, results that are no int
SpyInt spyrt_fast_int_floordiv(int64_t a, int64_t b);
SpyInt spyrt_fast_int_mod(int64_t a, int64_t b);
SpyInt spyrt_fast_int_shl(int64_t a, int64_t b);
SpyInt spyrt_fast_int_shr(int64_t a, int64_t b);
SpyInt spyrt_fast_int_pow(int64_t a, int64_t b);
SpyFloat spyrt_fast_int_truediv(int64_t a, int64_t b);  // guard: an operand beyond 2**53
int64_t spyrt_fast_int_hash(int64_t a);

// ---- float; guards: zero division, complex results
SpyFloat spyrt_fast_float_floordiv(double a, double b);
SpyFloat spyrt_fast_float_mod(double a, double b);
SpyFloat spyrt_fast_float_pow(double a, double b);
SpyInt spyrt_fast_float_to_int(double a);  // guards: nan, inf, beyond 64 bits
double spyrt_fast_fmod(double a, double b);

// ---- list, by layout; an index may be negative; guard: out of range
int64_t spyrt_fast_list_len(PyObject* list);
PyObject* spyrt_fast_list_item(PyObject* list, int64_t i);           // null: guard
PyObject* spyrt_fast_list_item_borrowed(PyObject* list, int64_t i);  // null: guard
SpyInt spyrt_fast_list_item_int(PyObject* list, int64_t i);  // guards also that the element is an int of 64 bits
SpyFloat spyrt_fast_list_item_float(PyObject* list, int64_t i);
SpyInt spyrt_fast_list_item_bool(PyObject* list, int64_t i);
int32_t spyrt_fast_list_set(PyObject* list, int64_t i, PyObject* v);  // 1: guard; runs the old element's destructor
int32_t spyrt_fast_list_set_owned(PyObject* list, int64_t i, PyObject* v);  // takes v over, also when the guard fails
int32_t spyrt_fast_list_append(PyObject* list, PyObject* v);                // -1: exception
int32_t spyrt_fast_list_append_owned(PyObject* list, PyObject* v);          // takes v over
int32_t spyrt_fast_list_append_moved(PyObject* list, PyObject* v);          // takes v over unless it fails
PyObject* spyrt_fast_list_pop(PyObject* list);                              // null: empty

// ---- slices: o[start:stop] of any object; null: exception. `written` as obj.slice has it
PyObject* spyrt_fast_slice(PyObject* o, int64_t start, int64_t stop, int64_t written);

// ---- tuple
int64_t spyrt_fast_tuple_len(PyObject* tuple);
PyObject* spyrt_fast_tuple_item(PyObject* tuple, int64_t i);            // null: guard
PyObject* spyrt_fast_tuple_item_borrowed(PyObject* tuple, int64_t i);   // null: guard
PyObject* spyrt_fast_tuple_new(PyObject* const* items, int64_t count);  // takes the items over

// ---- str
int64_t spyrt_fast_str_len(PyObject* text);
SpyInt spyrt_fast_str_code_at(PyObject* text, int64_t i);  // code point; guard: out of range
PyObject* spyrt_fast_str_item(PyObject* text, int64_t i);  // null: guard
PyObject* spyrt_fast_str_of_code(int64_t code);            // chr(code); null with an exception
SpyInt spyrt_fast_str_ord(PyObject* text);                 // guard: not one character
int8_t spyrt_fast_str_eq(PyObject* a, PyObject* b);
int64_t spyrt_fast_str_compare(PyObject* a, PyObject* b);   // negative, 0, positive
PyObject* spyrt_fast_str_concat(PyObject* a, PyObject* b);  // null with an exception

// ---- dict and set of exact type
PyObject* spyrt_fast_dict_item(PyObject* dict, PyObject* k);            // null with an exception (KeyError)
int32_t spyrt_fast_dict_set(PyObject* dict, PyObject* k, PyObject* v);  // -1: exception
int32_t spyrt_fast_dict_contains(PyObject* dict, PyObject* k);          // -1: exception
int64_t spyrt_fast_dict_len(PyObject* dict);
int32_t spyrt_fast_set_contains(PyObject* set, PyObject* v);  // -1: exception
int64_t spyrt_fast_set_len(PyObject* set);

// ---- iteration: null without exception at the end
PyObject* spyrt_fast_next(PyObject* iterator);
// Truth: 0, 1, or -1 with an exception; None, bools, exact ints, strs, lists without a call.
int32_t spyrt_fast_truth(PyObject* object);
// Compare and truth in one: 0, 1, or -1 with an exception. `op` is Py_LT .. Py_GE.
int32_t spyrt_fast_compare_bool(PyObject* a, PyObject* b, int32_t op);

// ---- instances
PyObject* spyrt_fast_inst_new(SpyClass* cls);
void spyrt_fast_inst_complete(PyObject* self, SpyClass* cls);
int64_t spyrt_inst_is_complete(PyObject* v, SpyClass* cls);  // of the class or a subclass: 1, 0; no exception
// Whether the value is of a class or a subclass, complete or not.
int8_t spyrt_fast_inst_is(PyObject* v, SpyClass* cls);
int8_t spyrt_fast_inst_is_native(PyObject* v);
int8_t spyrt_fast_inst_constructs(PyObject* v, SpyClass* cls);
// Int field: the tagged word. Guards: unset, or beyond 63 bits and 64 bits.
SpyInt spyrt_fast_field_int_get(int64_t word);
int32_t spyrt_fast_field_int_set(int64_t* word, int64_t value);  // -1: MemoryError; releases a big int that was there
void spyrt_fast_field_object_set(PyObject** slot, PyObject* value);  // borrowed value

// ---- control
// Takes the raised exception; `line`: the function's own traceback entry is still missing, 0: it is not.
PyObject* spyrt_fast_exc_catch(SpyFunction* function, uint32_t place);
extern int32_t spyrt_safepoint_countdown;
int32_t spyrt_fast_safepoint(void);  // counts; 0, or -1 with an exception
int32_t spyrt_safepoint_slow(void);  // the cold half, for callers that count by themselves
// The same for a loop that looked `turns` turns ago: how many turns until the next look, or -1 with an exception.
int32_t spyrt_safepoint_turns(int32_t turns);
int8_t spyrt_fast_stack_ok(void);            // 1: there is stack left
int8_t spyrt_fast_stack_fits(uint64_t top);  // 1: there is stack left below this address
void spyrt_stack_init(void);                 // finds this thread's limit, called where Python enters compiled code
int32_t spyrt_chaos(void);                   // 1 in one of about 16 calls
void spyrt_chaos_seed(int64_t seed);

#ifdef __cplusplus
}
#endif
