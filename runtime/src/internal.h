// What the runtime's files share among themselves: helpers between types that generated code does not call. Symbols of
// the runtime live as long as the process; each shared library of compiled modules has its own copy.
#pragma once
#include "runtime/include/fast.h"
#include "runtime/include/spyrt.h"
#include "runtime/src/layout.h"
#include "runtime/src/py.h"

extern "C" {
// const.cpp: fill the unit's tables; 0 or -1 with an exception.
int spyrt_fill_consts(SpyModule* module);
int spyrt_fill_builtins(SpyModule* module);

// generic.cpp: runs the generic body and releases the slots.
PyObject* spyrt_run_slots(const SpyFunction* function, PyObject** slots, int64_t resume);
// A call with borrowed arguments that are bound and checked; a function without a boxed entry has a generic body only.
SPYRT_INLINE PyObject* CallBoxed(const SpyFunction* function, PyObject* const* args) {
  return function->boxed != nullptr ? function->boxed(args) : spyrt_run_generic(function, args);
}

// object.cpp: NameError for a name that nothing binds. Null.
PyObject* spyrt_name_error(PyObject* name);

// probe.cpp: sets spyrt_version and spyrt_layout_ok; -1 with ImportError where compiled modules cannot run at all.
int spyrt_probe(void);

// function.cpp: types of the runtime made once per library; 0 or -1.
int spyrt_function_init(void);
// The object of a function with its defaults; `module_name` is what __module__ shows.
PyObject* spyrt_function_new(SpyFunction* function, PyObject* defaults, PyObject* kwdefaults, PyObject* cells);

// Calls a function object of this library directly.
PyObject* spyrt_function_call(PyObject* function, PyObject* const* args, int64_t nargs, PyObject* kwnames);
bool spyrt_is_function(PyObject* object);
SpyFunctionKind spyrt_function_kind(PyObject* function);

// class.cpp, field.cpp
int spyrt_field_init(void);
PyObject* spyrt_field_descriptor(SpyField* field, SpyClass* cls);
int spyrt_add_class_signature(PyObject* type);  // signature.cpp: what inspect.signature(C) shows
PyObject* spyrt_classvar_descriptor(SpyClassVar* variable, SpyClass* cls);
// The native class of which `type` is, or derives from, most directly; null if none.
SpyClass* spyrt_class_of(PyTypeObject* type);
// Marks the object complete if every field of its most derived native class is set; null: look the class up.
void spyrt_try_complete(PyObject* self, SpyClass* most_derived);

// interop/convert/check.cpp: whether `value` satisfies the check: 1 yes, 0 no, -1 exception. `*value` may be replaced
// by a new reference (int to float); then the answer is 2.
int spyrt_check(const SpyCheck* check, PyObject** value);
// TypeError for a value that does not satisfy a check: `<place> must be <type>, not <type>`.
void spyrt_check_error(const char* place, const SpyCheck* check, PyObject* value);

// interop/convert/bind.cpp
PyObject* spyrt_bind_and_call(SpyFunction* function, PyObject* defaults, PyObject* kwdefaults, PyObject* cells,
                              PyObject* const* args, int64_t nargs, PyObject* kwnames);

// check.cpp: the constants of the unit, for checks of literals.
extern PyObject** spyrt_unit_consts;
// module.cpp: the constants of the unit that owns the function.
SPYRT_INLINE PyObject* ConstOf(const SpyModule* module, int64_t index) { return module->consts[index]; }

// safepoint.cpp: no frame of this thread may lie below; 0: not known yet. (__thread, as thread_local calls
// initialisers.)
extern __thread uintptr_t spyrt_stack_limit;

// places.cpp: the location table of a code object with `stub_units` code units and one for each place of the function.
PyObject* spyrt_location_table(const SpyFunction* function, uint32_t stub_units);
// The stub's instructions (bytes), and one for each place.
PyObject* spyrt_padded_code(PyObject* stub_code, uint32_t n_places);

// traceback.cpp: an entry for a place of the function before `next`, which is taken over and may be null.
PyObject* spyrt_traceback_entry(SpyFunction* function, uint32_t place, PyObject* next);

// exception.cpp: an instance of an exception class whose constructor only keeps its arguments; null without an
// exception if the class or the arguments are not of that kind.
PyObject* spyrt_new_exception(PyTypeObject* type, PyObject* const* items, int64_t count);

// method_cache.cpp: the C function behind a method of an object of an exact built-in type, whose methods never change;
// null: not such a type, or not such a method.
const PyMethodDef* spyrt_builtin_method(PyObject* object, PyObject* name);
// The result of calling it so; null without an exception: it is to be called by CPython's protocol.
PyObject* spyrt_call_builtin_method(PyObject* object, PyObject* const* args, int64_t count, PyObject* name);

// str_methods.cpp: a method of exact strs; null without an exception: CPython's own must decide.
typedef PyObject* (*spyrt_quick_method)(PyObject* self, PyObject* const* args, int64_t count);
spyrt_quick_method spyrt_str_method(PyObject* name);  // or null
// x op y, a comparison of ir::Operator.
SPYRT_INLINE bool spyrt_compare_ints(int64_t x, int64_t y, int64_t op) {
  constexpr int64_t kFirst = 13;
  constexpr uint8_t kTrue[] = {1, 3, 2, 5, 4, 6};  // < <= == != > >=: which of less, equal, greater make it true
  int order = x < y ? 1 : (x == y ? 2 : 4);
  return (kTrue[op - kFirst] & order) != 0;
}

// number_text.cpp: str of an exact int or float; null without an exception: CPython must write it. Needs the layouts.
PyObject* spyrt_number_text(PyObject* number);

// data_class.cpp: a function of the runtime that compiled code calls as the built-in `spyc.<name>`; null: none.
PyObject* spyrt_helper(const char* name);
// exit.cpp: a live raw word of a fast body as a new reference, owned ones taken over.
PyObject* spyrt_box_live(SpyLiveKind kind, uint64_t word);

// exc_state.cpp
int spyrt_exc_state_init(void);
PyObject* spyrt_own_handled(void);

// generator.cpp: types of generators, coroutines and asynchronous generators; 0 or -1.
int spyrt_gen_init(void);
bool spyrt_is_generator(PyObject* object);  // of this library
// The next value of a generator, as spyrt_obj_next gives it.
PyObject* spyrt_gen_next(PyObject* generator);
// What the iterator's own next gives: null with or without a StopIteration at the end; TypeError if it is none.
PyObject* spyrt_raw_next(PyObject* it);
// traceback.cpp: the stand-in frame of a function (borrowed, kept in the descriptor); null with an exception.
PyObject* spyrt_frame_of(SpyFunction* function);

// code.cpp: the stand-in code object of a function that makes generators or coroutines.
PyObject* spyrt_code_of(const SpyFunction* function);

// import_.cpp: cached attribute of a module: `*cache` is filled at first use.
PyObject* spyrt_cached_attribute(PyObject** cache, const char* module, const char* name);
// The attribute of that name; `*cache` holds the name, interned: CPython's caches keep every name object they meet.
PyObject* spyrt_attribute(PyObject* object, PyObject** cache, const char* name);
// The name interned for the life of the process; borrowed, null with an exception.
PyObject* spyrt_intern(PyObject** cache, const char* text);
}
