// The binary interface between compiled modules and their runtime: descriptor tables that the compiler emits as
// constant data (interop/abi), and the calling conventions of compiled functions. Both sides are of one compiler
// version; nothing here is stable across versions. All pointers in descriptors live as long as the process.
// C-compatible layouts.
//
// Three functions are emitted for each function F of the IR:
//   F.fast     (raw parameters...) -> raw result. Parameters borrowed, result owned. Result conventions (SpyStatus):
//              int, bool: {int64_t, int32_t status};  float: {double, int32_t status};  pointer: null on exception;
//              none: int32_t status. With kSpyBoxed the value stands, owned, in spyrt_boxed_result.
//   F.generic  (slots, resume) -> PyObject*: runs on slots[0..n_slots), each null or an owned reference, from resume
//   point
//              `resume` (0: the start, parameters in slots [0, n_params)). The caller releases all slots afterwards.
//   F.boxed    (args) -> PyObject*: args[0..n_params) borrowed, the cells tuple first if there is one, already bound
//   and
//              type-checked; unboxes and calls F.fast, or fills slots and calls F.generic.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _object PyObject;
typedef struct _typeobject PyTypeObject;
struct SpyClass;
struct SpyModule;

enum SpyStatus { kSpyOk = 0, kSpyBoxed = 1, kSpyError = 2 };

// ---- constants
// -----------------------------------------------------------------------------------------------------------
enum SpyConstKind {
  kSpyStr,
  kSpyBytes,
  kSpyBigInt,
  kSpyInt,
  kSpyFloat,
  kSpyComplex,
  kSpyEllipsis,
  kSpyNone,
  kSpyTrue,
  kSpyFalse,
  kSpyTuple,
  kSpyFrozenSet
};
typedef struct SpyConst {
  int32_t kind;
  int32_t interned;
  const char* text;  // UTF-8 (surrogates as three bytes), bytes, or decimal digits
  int64_t size;      // of text; item count for kSpyTuple and kSpyFrozenSet
  int64_t integer;
  double real;
  const uint32_t* items;  // indices of earlier constants
} SpyConst;

// ---- run-time type checks
// --------------------------------------------------------------------------------------------------
enum SpyCheckKind {
  kSpyCheckAny,
  kSpyCheckNone,
  kSpyCheckInt,
  kSpyCheckFloat,
  kSpyCheckBool,
  kSpyCheckStr,
  kSpyCheckBytes,
  kSpyCheckList,
  kSpyCheckTuple,
  kSpyCheckDict,
  kSpyCheckSet,
  kSpyCheckFrozenSet,
  kSpyCheckInstance,
  kSpyCheckClassNamed,
  kSpyCheckBuiltin,
  kSpyCheckType,
  kSpyCheckCallable,
  kSpyCheckUnion,
  kSpyCheckLiteral
};
typedef struct SpyCheck {
  int32_t kind;
  int32_t count;         // of children or literals
  const char* name;      // for messages and for kSpyCheckBuiltin / kSpyCheckClassNamed
  const char* module;    // kSpyCheckClassNamed
  struct SpyClass* cls;  // kSpyCheckInstance
  const struct SpyCheck* const* children;
  const uint32_t* literals;  // constants
  PyObject* resolved;        // cache of the looked-up class; written by the runtime
} SpyCheck;

// ---- functions
// -----------------------------------------------------------------------------------------------------------
enum SpyParamKind { kSpyPositionalOnly, kSpyPositionalOrKeyword, kSpyVarArgs, kSpyKeywordOnly, kSpyKwArgs };
typedef struct SpyParam {
  uint32_t name;  // constant
  int32_t kind;
  const SpyCheck* check;
  int32_t has_default;
  int32_t annotation;  // constant, or -1
} SpyParam;

// How one live value of a fast body enters a slot of the generic body.
enum SpyLiveKind { kSpyLiveInt, kSpyLiveFloat, kSpyLiveBool, kSpyLiveNatural, kSpyLiveOwned, kSpyLiveBorrowed };
typedef struct SpyLive {
  uint32_t slot;
  uint32_t kind;
} SpyLive;
typedef struct SpyExit {
  uint32_t resume;  // resume point of the generic body
  uint32_t count;
  const SpyLive* live;  // in the order of the raw words that the exit stores
} SpyExit;

enum SpyFunctionKind {
  kSpyFunction,
  kSpyMethod,
  kSpyStaticMethod,
  kSpyClassMethod,
  kSpyPropertyGetter,
  kSpyPropertySetter,
  kSpyPropertyDeleter,
  kSpyLambda,
  kSpyModuleBody,
  kSpyThunk
};
typedef struct SpyFunction {
  const char* name;
  const char* qualname;
  PyObject* (*boxed)(PyObject* const* args);
  PyObject* (*generic)(PyObject** slots, int64_t resume);
  struct SpyModule* module;
  const SpyParam* params;
  uint32_t n_params;  // without the cells tuple
  uint32_t n_slots;
  int32_t has_cells;
  int32_t kind;
  int32_t doc;  // constant, or -1
  uint32_t first_line;
  const char* text_signature;  // or null
  const SpyCheck* result_check;
  const SpyExit* exits;
  uint32_t n_exits;
  uint32_t reserved;
  // written by the runtime
  PyObject* defaults;    // tuple or null: of the positional parameters, last ones
  PyObject* kwdefaults;  // dict or null
  PyObject* frame;       // cached frame for tracebacks
} SpyFunction;

// ---- classes
// -------------------------------------------------------------------------------------------------------------
enum SpyFieldRep { kSpyFieldInt, kSpyFieldFloat, kSpyFieldBool, kSpyFieldObject };
typedef struct SpyField {
  uint32_t name;  // constant
  int32_t rep;
  uint32_t offset;
  int32_t default_value;  // constant, or -1
  const SpyCheck* check;
  struct SpyClass* owner;
} SpyField;
typedef struct SpyMethod {
  uint32_t name;  // constant
  SpyFunction* function;
} SpyMethod;
typedef struct SpyClassVar {
  uint32_t name;  // constant
  const SpyCheck* check;
  PyObject* value;  // written by the runtime; null: unset
} SpyClassVar;
enum SpyClassKind {
  kSpyNative,  // raw fields at fixed offsets
  kSpyOpen,    // made by calling the metaclass; instances have a __dict__
  kSpyMixin,   // the same, without __dict__
  kSpyLocal    // an open class in a function: made anew each time, `type` stays null
};
typedef struct SpyClass {
  const char* name;
  const char* qualname;
  struct SpyClass* base;  // native base or null
  struct SpyModule* module;
  const SpyField* fields;  // own
  const SpyMethod* methods;
  SpyClassVar* class_vars;
  const void* const* vtable;          // for instances of exactly this class: fast bodies
  const void* const* dynamic_vtable;  // for instances of Python subclasses: shims that call the attribute
  uint32_t n_fields, n_methods, n_class_vars, n_vtable;
  uint32_t size;  // bytes of an instance
  int32_t open;   // SpyClassKind
  int32_t is_final;
  int32_t doc;  // constant, or -1
  uint32_t first_line;
  uint32_t reserved;
  PyTypeObject* type;  // written by the runtime: the class, once made
  void* free_list;     // runtime's own
} SpyClass;

// ---- modules
// -------------------------------------------------------------------------------------------------------------
typedef struct SpyGlobal {
  uint32_t name;  // constant
  uint32_t reserved;
  const SpyCheck* check;
  PyObject* value;  // written by the runtime; null: unset
  struct SpyModule* module;
} SpyGlobal;
typedef struct SpyModule {
  const char* name;  // dotted
  const char* source_path;
  const SpyConst* const_table;
  PyObject** consts;                 // n_consts words, filled at creation
  const char* const* builtin_names;  // names used by the `builtin` op
  PyObject** builtins;               // n_builtins words, filled at creation
  SpyFunction* functions;
  SpyClass* classes;
  SpyGlobal* globals;
  uint32_t n_consts, n_builtins, n_functions, n_classes, n_globals;
  int32_t doc;
  SpyFunction* body;
  // written by the runtime
  PyObject* object;  // the module, borrowed
  PyObject* dict;    // its __dict__
  int64_t sealed;
} SpyModule;  // modules of one unit share const_table, consts, builtins, functions, classes and globals

// ---- entry points used by generated code beside the per-op functions
// ------------------------------------------------------ PyInit_<name> of the shell calls this: creates (multi-phase)
// the module definition's object.
PyObject* spyrt_module_def(SpyModule* module);
// A guard failed: boxes `raw` into fresh slots as `exit` says and runs the generic body. Owned words are taken over.
PyObject* spyrt_exit(const SpyFunction* function, uint32_t exit, const uint64_t* raw);
// Runs the generic body from the start on borrowed arguments.
PyObject* spyrt_run_generic(const SpyFunction* function, PyObject* const* args);
// Adds a traceback entry for the raised exception.
void spyrt_traceback(SpyFunction* function, uint32_t line);
// Cold half of the stack guard: sets RecursionError.
void spyrt_stack_overflow(void);
// Slot assignment of generic bodies: releases the old value, stores the new one.
void spyrt_slot_set(PyObject** slot, PyObject* value);
extern PyObject* spyrt_boxed_result;  // the value that goes with kSpyBoxed

#ifdef __cplusplus
}
#endif
