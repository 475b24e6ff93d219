// Every function of the runtime that generated code calls by an IR op's generic lowering, in the order of ops.def:
// spyrt_<mnemonic with . replaced by _>. Operands are borrowed PyObject*, then the immediates; variadic operands come
// as (items, count) in their place and items[-1] may be overwritten. Results are new references (None, True, False,
// ints and floats as objects), null with an exception set; ops with a nullable result (`?`) may give null without an
// exception.
#pragma once
#include <stdint.h>

#include "runtime/include/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- constants
PyObject* spyrt_const_int(int64_t value);
PyObject* spyrt_const_float(int64_t bits);
PyObject* spyrt_const_bool(int64_t value);
PyObject* spyrt_const_none(void);
PyObject* spyrt_const_object(PyObject* constant);
PyObject* spyrt_builtin(PyObject* name);

// ---- representations
PyObject* spyrt_box(PyObject* v);
PyObject* spyrt_cast(PyObject* v, SpyCheck* check);
PyObject* spyrt_assume(PyObject* v, SpyCheck* check);
PyObject* spyrt_int_promote(PyObject* v);
PyObject* spyrt_int_promote_exact(PyObject* v);
PyObject* spyrt_bool_promote(PyObject* v);

// ---- int
PyObject* spyrt_int_add(PyObject* a, PyObject* b);
PyObject* spyrt_int_sub(PyObject* a, PyObject* b);
PyObject* spyrt_int_mul(PyObject* a, PyObject* b);
PyObject* spyrt_int_floordiv(PyObject* a, PyObject* b);
PyObject* spyrt_int_mod(PyObject* a, PyObject* b);
PyObject* spyrt_int_truediv(PyObject* a, PyObject* b);
PyObject* spyrt_int_pow(PyObject* a, PyObject* b);
PyObject* spyrt_int_and(PyObject* a, PyObject* b);
PyObject* spyrt_int_or(PyObject* a, PyObject* b);
PyObject* spyrt_int_xor(PyObject* a, PyObject* b);
PyObject* spyrt_int_shl(PyObject* a, PyObject* b);
PyObject* spyrt_int_shr(PyObject* a, PyObject* b);
PyObject* spyrt_int_neg(PyObject* a);
PyObject* spyrt_int_pos(PyObject* a);
PyObject* spyrt_int_invert(PyObject* a);
PyObject* spyrt_int_abs(PyObject* a);
PyObject* spyrt_int_compare(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_int_truth(PyObject* a);
PyObject* spyrt_int_to_float(PyObject* a);
PyObject* spyrt_int_min(PyObject* a, PyObject* b);
PyObject* spyrt_int_max(PyObject* a, PyObject* b);

// ---- bool
PyObject* spyrt_bool_not(PyObject* a);
PyObject* spyrt_bool_compare(PyObject* a, PyObject* b, int64_t op);

// ---- float
PyObject* spyrt_float_add(PyObject* a, PyObject* b);
PyObject* spyrt_float_sub(PyObject* a, PyObject* b);
PyObject* spyrt_float_mul(PyObject* a, PyObject* b);
PyObject* spyrt_float_div(PyObject* a, PyObject* b);
PyObject* spyrt_float_floordiv(PyObject* a, PyObject* b);
PyObject* spyrt_float_mod(PyObject* a, PyObject* b);
PyObject* spyrt_float_pow(PyObject* a, PyObject* b);
PyObject* spyrt_float_neg(PyObject* a);
PyObject* spyrt_float_pos(PyObject* a);
PyObject* spyrt_float_abs(PyObject* a);
PyObject* spyrt_float_sqrt(PyObject* a);
PyObject* spyrt_float_to_int(PyObject* a);
PyObject* spyrt_float_compare(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_float_truth(PyObject* a);

// ---- any object; `op` is an ir::Operator
PyObject* spyrt_obj_binary(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_inplace(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_unary(PyObject* a, int64_t op);
PyObject* spyrt_obj_compare(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_compare_bool(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_truth(PyObject* a);
PyObject* spyrt_obj_is(PyObject* a, PyObject* b);
PyObject* spyrt_obj_is_none(PyObject* a);
PyObject* spyrt_obj_binary_failed(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_compare_rest(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_obj_contains(PyObject* container, PyObject* item);
PyObject* spyrt_obj_getattr(PyObject* o, PyObject* name);
PyObject* spyrt_obj_setattr(PyObject* o, PyObject* v, PyObject* name);
PyObject* spyrt_obj_delattr(PyObject* o, PyObject* name);
PyObject* spyrt_obj_getitem(PyObject* o, PyObject* k);
PyObject* spyrt_obj_setitem(PyObject* o, PyObject* k, PyObject* v);
PyObject* spyrt_obj_delitem(PyObject* o, PyObject* k);
PyObject* spyrt_obj_len(PyObject* o);
PyObject* spyrt_obj_iter(PyObject* o);
PyObject* spyrt_obj_next(PyObject* it);
PyObject* spyrt_iter_next(PyObject* it);
PyObject* spyrt_iter_next_or(PyObject* it, PyObject* otherwise);
PyObject* spyrt_gen_send(PyObject* g, PyObject* v);
PyObject* spyrt_is_null(PyObject* v);
PyObject* spyrt_check_bound(PyObject* v, PyObject* name);
PyObject* spyrt_check_bound_free(PyObject* v, PyObject* name);
PyObject* spyrt_obj_call(PyObject* f, PyObject* const* items, int64_t count, PyObject* kwnames);
PyObject* spyrt_call_value(PyObject* f, PyObject* const* items, int64_t count, SpyCheck* check, int64_t kind);
PyObject* spyrt_obj_call_ex(PyObject* f, PyObject* args, PyObject* kwargs);
PyObject* spyrt_obj_call_method(PyObject* o, PyObject* const* items, int64_t count, PyObject* name, PyObject* kwnames);
PyObject* spyrt_obj_unpack(PyObject* seq, int64_t n);
PyObject* spyrt_obj_unpack_star(PyObject* seq, int64_t before, int64_t after);
PyObject* spyrt_obj_format(PyObject* v, PyObject* spec);
PyObject* spyrt_obj_str(PyObject* v);
PyObject* spyrt_obj_repr(PyObject* v);
PyObject* spyrt_obj_ascii(PyObject* v);
PyObject* spyrt_obj_hash(PyObject* v);
PyObject* spyrt_obj_isinstance(PyObject* v, PyObject* cls);
PyObject* spyrt_special_lookup(PyObject* o, PyObject* name);

// ---- patterns of match (match_.cpp)
PyObject* spyrt_match_sequence(PyObject* v);
PyObject* spyrt_match_mapping(PyObject* v);
PyObject* spyrt_match_keys(PyObject* v, PyObject* keys);
PyObject* spyrt_match_class(PyObject* v, PyObject* cls, int64_t positional, PyObject* names);

// ---- str, list, tuple, dict, set
PyObject* spyrt_str_join(PyObject* const* parts, int64_t count);
PyObject* spyrt_str_concat(PyObject* a, PyObject* b);
PyObject* spyrt_str_len(PyObject* a);
PyObject* spyrt_str_item(PyObject* a, PyObject* i);
PyObject* spyrt_str_compare(PyObject* a, PyObject* b, int64_t op);
PyObject* spyrt_str_truth(PyObject* a);
PyObject* spyrt_str_ord(PyObject* a);
PyObject* spyrt_list_new(PyObject* const* items, int64_t count);
PyObject* spyrt_list_len(PyObject* a);
PyObject* spyrt_list_item(PyObject* a, PyObject* i);
PyObject* spyrt_list_set_item(PyObject* a, PyObject* i, PyObject* v);
PyObject* spyrt_list_append(PyObject* a, PyObject* v);
PyObject* spyrt_list_pop(PyObject* a);
PyObject* spyrt_list_iterable(PyObject* a);
PyObject* spyrt_list_reversible(PyObject* a);
PyObject* spyrt_tuple_iterable(PyObject* a);
PyObject* spyrt_str_iterable(PyObject* a);
PyObject* spyrt_list_extend(PyObject* a, PyObject* it);
PyObject* spyrt_list_spread(PyObject* a, PyObject* it);
PyObject* spyrt_list_repeat(PyObject* a, PyObject* n);
PyObject* spyrt_list_to_tuple(PyObject* a);
PyObject* spyrt_tuple_new(PyObject* const* items, int64_t count);
PyObject* spyrt_tuple_item(PyObject* a, int64_t i);
PyObject* spyrt_tuple_len(PyObject* a);
PyObject* spyrt_tuple_item_at(PyObject* a, PyObject* i);
PyObject* spyrt_dict_new(PyObject* const* pairs, int64_t count);
PyObject* spyrt_dict_get_item(PyObject* d, PyObject* k);
PyObject* spyrt_dict_set_item(PyObject* d, PyObject* k, PyObject* v);
PyObject* spyrt_dict_get(PyObject* d, PyObject* k, PyObject* fallback);
PyObject* spyrt_dict_contains(PyObject* d, PyObject* k);
PyObject* spyrt_dict_len(PyObject* d);
PyObject* spyrt_dict_merge(PyObject* d, PyObject* other);
PyObject* spyrt_call_merge(PyObject* f, PyObject* kwargs, PyObject* other);
PyObject* spyrt_obj_framed(PyObject* callee, SpyFunction* function, int64_t line);
PyObject* spyrt_call_star(PyObject* f, PyObject* it);
PyObject* spyrt_set_new(PyObject* const* items, int64_t count);
PyObject* spyrt_set_add(PyObject* s, PyObject* v);
PyObject* spyrt_set_contains(PyObject* s, PyObject* v);
PyObject* spyrt_set_len(PyObject* s);
PyObject* spyrt_set_update(PyObject* s, PyObject* it);
PyObject* spyrt_obj_slice(PyObject* o, PyObject* start, PyObject* stop, int64_t written);
PyObject* spyrt_slice_new(PyObject* start, PyObject* stop, PyObject* step);

// ---- functions
PyObject* spyrt_call(PyObject* const* args, int64_t count, SpyFunction* function);
PyObject* spyrt_call_virtual(PyObject* self, PyObject* const* args, int64_t count, PyObject* name);
PyObject* spyrt_func_make(PyObject* defaults, PyObject* kwdefaults, PyObject* cells, SpyFunction* function);
PyObject* spyrt_func_default(SpyFunction* function, int64_t param);
PyObject* spyrt_cell_new(PyObject* v);
PyObject* spyrt_cell_get(PyObject* c);
PyObject* spyrt_cell_set(PyObject* c, PyObject* v);

// ---- generators, coroutines (yield, yield.from and await.next are lowered by hand, in both bodies)
PyObject* spyrt_gen_make(PyObject* const* items, int64_t count, SpyFunction* body);
PyObject* spyrt_await_iter(PyObject* v, int64_t of_with);
PyObject* spyrt_async_iter(PyObject* v);
PyObject* spyrt_async_next(PyObject* it);
PyObject* spyrt_stop_replace(PyObject* e, int64_t kind);  // a SpyGenKind

// ---- module variables, imports
PyObject* spyrt_global_get(SpyGlobal* global);
PyObject* spyrt_global_member(SpyGlobal* global);  // as an attribute of its module
PyObject* spyrt_global_set(PyObject* v, SpyGlobal* global);
PyObject* spyrt_global_del(SpyGlobal* global);
PyObject* spyrt_import_module(PyObject* name, int64_t top);
PyObject* spyrt_import_from(PyObject* module, PyObject* name);

// ---- classes and instances
PyObject* spyrt_class_prepare(PyObject* kw, PyObject* const* bases, int64_t count, SpyClass* cls);
PyObject* spyrt_class_set(PyObject* state, PyObject* v, PyObject* name);
PyObject* spyrt_class_method(PyObject* state, PyObject* f, PyObject* name);
PyObject* spyrt_class_get(PyObject* state, SpyClass* cls, PyObject* name);
PyObject* spyrt_class_del(PyObject* state, PyObject* name);
PyObject* spyrt_class_make(PyObject* state, SpyClass* cls);
PyObject* spyrt_class_seal(PyObject* type, SpyClass* cls);
PyObject* spyrt_class_object(SpyClass* cls);
PyObject* spyrt_classvar_get(SpyClass* cls, int64_t index);
PyObject* spyrt_classvar_set(PyObject* v, SpyClass* cls, int64_t index);
PyObject* spyrt_inst_new(SpyClass* cls);
PyObject* spyrt_inst_complete(PyObject* self, SpyClass* cls);
PyObject* spyrt_field_get(PyObject* self, SpyField* field);
PyObject* spyrt_field_set(PyObject* self, PyObject* v, SpyField* field);
PyObject* spyrt_inst_is(PyObject* v, SpyClass* cls);
PyObject* spyrt_inst_is_native(PyObject* v);
PyObject* spyrt_inst_same_type(PyObject* a, PyObject* b);

// ---- exceptions
PyObject* spyrt_exc_catch(void);
PyObject* spyrt_exc_enter(PyObject* e);
PyObject* spyrt_exc_leave(PyObject* previous);
PyObject* spyrt_exc_match(PyObject* e, PyObject* cls);
PyObject* spyrt_exc_match_star(PyObject* e, PyObject* cls);
PyObject* spyrt_exc_join_star(PyObject* e, PyObject* raised);
PyObject* spyrt_raise(PyObject* e);
PyObject* spyrt_raise_from(PyObject* e, PyObject* cause);
PyObject* spyrt_raise_bare(void);
PyObject* spyrt_reraise(PyObject* e);
PyObject* spyrt_raise_assert(PyObject* msg);

// ---- control
PyObject* spyrt_safepoint(void);
extern int32_t spyrt_turns_left;     // of generic bodies until the next look: each counts it down, and at 0 looks
int32_t spyrt_safepoint_look(void);  // 0, or -1 with an exception
PyObject* spyrt_retain(PyObject* v);
PyObject* spyrt_release(PyObject* v);

#ifdef __cplusplus
}
#endif
