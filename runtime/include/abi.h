// The binary interface between compiled modules and their runtime: descriptor tables that the compiler emits as
// constant data (interop/abi), and the calling conventions of compiled functions. Both sides are of one compiler
// version; nothing here is stable across versions. All pointers in descriptors live as long as the process.
// C-compatible layouts.
//
// Three things are emitted for each function F of the IR:
//   F.fast     (raw parameters...) -> raw result. Parameters borrowed, result owned. Result conventions (SpyStatus):
//              int, bool: {int64_t, int32_t status};  float: {double, int32_t status};  pointer: null on exception;
//              none: int32_t status. With kSpyBoxed the value stands, owned, in spyrt_boxed_result.
//   F.boxed    (args) -> PyObject*: args[0..n_params) borrowed, the cells tuple first if there is one, already bound
//              and type-checked; unboxes and calls F.fast, or what is below. Absent where there is no F.fast.
//   its generic body, as data (generic_code.h): spyrt_generic runs it on slots[0..n_slots), each null or an owned
//              reference, from a resume point (0: the start, parameters in slots [0, n_params)). The caller releases
//              all slots afterwards.
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
// What the body of a generator, coroutine or asynchronous generator has beside an ordinary function. Its resume points
// 1..n_states-1 are its yields, 0 is the start; those of the generic body that exits lead to follow.
enum SpyGenKind { kSpyGenerator, kSpyCoroutine, kSpyAsyncGenerator };
struct SpyGen;
typedef struct SpyGenState {  // suspended at one resume point: the words that hold owned references, some of them null
  uint32_t count;
  uint32_t reserved;
  const uint32_t* words;
} SpyGenState;
typedef struct SpyGenBody {
  // F.fast of a body: runs from `point` with the values in the words; its result is yielded if gen->point is a resume
  // point afterwards, else returned. Null in generic-only builds.
  PyObject* (*fast)(struct SpyGen* gen, int64_t point);
  int32_t kind;
  uint32_t n_words;
  uint32_t n_states;
  uint32_t handles;  // it has handlers of exceptions, so that it needs a handled exception of its own
  const SpyGenState* states;
} SpyGenBody;

// What raised, for tracebacks: lines from 1, columns in bytes from the line's start.
enum { kSpyNoColumn = 0xffffffffu };
typedef struct SpyPlace {
  uint32_t line;
  uint32_t end_line;
  uint32_t column;  // kSpyNoColumn: not known, nor the end's
  uint32_t end_column;
} SpyPlace;
typedef struct SpyFunction {
  const char* name;
  const char* qualname;
  PyObject* (*boxed)(PyObject* const* args);  // or null
  const uint32_t* code;                       // the generic body
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
  uint32_t suspends;      // 1 + SpyGenKind of what a call makes; 0: an ordinary function
  const SpyGenBody* gen;  // of a generator's body; else null
  // F.fast and what form it has (codegen/lower/raw_entry.h), for callers that know a function as a value only; 0: none.
  const void* raw;
  uint64_t raw_form;
  const SpyPlace* places;
  uint32_t n_places;  // at least 1; the first is the head of the function
  // written by the runtime
  PyObject* defaults;    // tuple or null: of the positional parameters, last ones
  PyObject* kwdefaults;  // dict or null
  PyObject* frame;       // cached frame for tracebacks
} SpyFunction;

// Where call sites find these: in functions, and in function objects (runtime/src/function_object.h).
#define kSpyFunctionRaw 112
#define kSpyFunctionRawForm 120
#define kSpyFunctionObjectFunction 24
#define kSpyFunctionObjectCells 64

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
  const void* const* addresses;      // what generic bodies name: functions of the runtime, descriptors, numbers
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

// ---- generators, coroutines, asynchronous generators
// ------------------------------------------------------------------------
// A suspended or running body. Its values are in `words` (fast: raw, as the state's row says; the parameters stand in
// the first ones all the time) or in `slots` (generic: owned objects; slots[-1] is the SpyGen).
enum { kSpyGenRunning = -1, kSpyGenFinished = -2 };  // as resume points
typedef struct SpyGen {
  int64_t count;
  PyTypeObject* type;
  int64_t size;
  const SpyFunction* function;
  int64_t point;       // where it is suspended
  PyObject* sent;      // what the yield that is resumed gives; null: it raises the exception that is set
  PyObject* delegate;  // the iterator that `yield from` or `await` waits for, while suspended there
  PyObject** slots;    // null: in the fast body
  PyObject* handled;   // its own handled exception, or null; this and the next member are CPython's _PyErr_StackItem
  void* handled_outer;
  PyObject* name;  // null: the function's
  PyObject* qualname;
  PyObject* weak_list;
  PyObject* origin;  // the finaliser hook of an asynchronous generator, or null
  int32_t running;   // also while its delegate runs
  int32_t flags;
  uint64_t words[1];
} SpyGen;
#define kSpyGenPoint 32
#define kSpyGenSent 40
#define kSpyGenWords 120

// ---- entry points used by generated code beside the per-op functions
// ------------------------------------------------------ PyInit_<name> of the shell calls this: creates (multi-phase)
// the module definition's object.
PyObject* spyrt_module_def(SpyModule* module);
// A guard failed: boxes `raw` into fresh slots as `exit` says and runs the generic body. Owned words are taken over.
PyObject* spyrt_exit(const SpyFunction* function, uint32_t exit, const uint64_t* raw);
// The same in the body of a generator, which goes on in the generic body from now on.
PyObject* spyrt_gen_exit(SpyGen* gen, uint32_t exit, const uint64_t* raw);
// A new one for F.fast to fill its words in, before the collector may see it; null with an exception.
SpyGen* spyrt_gen_new(const SpyFunction* body);
void spyrt_gen_track(SpyGen* gen);
// The step of `yield from it` that starts it: if gen->point is `point` afterwards, the result is to be yielded, else it
// is the value of the expression, or null with an exception.
PyObject* spyrt_gen_delegate(SpyGen* gen, PyObject* it, int64_t point);
// What await.next makes of the outcome of its step (taken over): null without exception at StopAsyncIteration.
PyObject* spyrt_async_end(PyObject* outcome);
// The generic body's yield: suspends at `point`; and what it is resumed with.
void spyrt_gen_suspend(PyObject** slots, int64_t point);
PyObject* spyrt_gen_sent(PyObject** slots);
SpyGen* spyrt_gen_of(PyObject** slots);
// Runs the generic body on the slots from a resume point.
PyObject* spyrt_generic(const SpyFunction* function, PyObject** slots, int64_t resume);
// Runs the generic body from the start on borrowed arguments; RecursionError where there is no stack left for it.
PyObject* spyrt_run_generic(const SpyFunction* function, PyObject* const* args);
// Adds a traceback entry for the raised exception; `place`: of function->places.
void spyrt_traceback(SpyFunction* function, uint32_t place);
// Cold half of the stack guard: sets RecursionError.
void spyrt_stack_overflow(void);
// Slot assignment of generic bodies: releases the old value, stores the new one.
void spyrt_slot_set(PyObject** slot, PyObject* value);
extern PyTypeObject* spyrt_function_type;  // of function objects
extern PyObject* spyrt_boxed_result;       // the value that goes with kSpyBoxed

#ifdef __cplusplus
}
#endif
