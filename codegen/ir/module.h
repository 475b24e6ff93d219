// A module of the IR: one compilation unit, that is one .spy file or several compiled together into one shared library,
// so that calls between them are direct. Holds what the module shell (interop/abi) needs to rebuild the source's
// functions, classes and variables as CPython objects, and the functions' code. Owned by the Compilation.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codegen/ir/function.h"
#include "codegen/ir/ids.h"
#include "codegen/ir/type.h"

namespace spy::ir {

enum class ConstKind : uint8_t {
  kStr,
  kBytes,
  kBigInt,
  kInt,
  kFloat,
  kComplex,
  kEllipsis,
  kNone,
  kTrue,
  kFalse,
  kTuple,
  kFrozenSet
};
struct Const {
  ConstKind kind;
  bool interned = false;  // names and identifier-like strings
  std::string text;       // UTF-8 (surrogates as WTF-8), raw bytes, or decimal digits with sign
  int64_t integer = 0;
  double real = 0;  // the imaginary part of a complex literal, the value of a float
  std::vector<ConstId> items;
  bool operator==(const Const&) const = default;
};

// A run-time type check, pooled: what a value from outside must be. Containers are checked shallowly.
enum class CheckKind : uint8_t {
  kAny,
  kNone,
  kInt,
  kFloat,
  kBool,
  kStr,
  kBytes,
  kList,
  kTuple,
  kDict,
  kSet,
  kFrozenSet,
  kInstance,    // of class_id
  kClassNamed,  // isinstance of the class found at run time under `module`.`name` (stub and foreign classes)
  kBuiltin,     // isinstance of the built-in class `name` (range, slice, bytearray, exceptions ...)
  kType,        // any class object
  kCallable,
  kUnion,    // one of children
  kLiteral,  // equal to one of the constants in children_consts
};
struct TypeCheck {
  CheckKind kind;
  ClassId class_id{};
  std::string module, name;  // kClassNamed, kBuiltin; `name` is also what messages print for every kind (`int | None`)
  std::vector<CheckId> children;
  std::vector<ConstId> children_consts;
  bool operator==(const TypeCheck&) const = default;
};

enum class ParamKind : uint8_t { kPositionalOnly, kPositionalOrKeyword, kVarArgs, kKeywordOnly, kKwArgs };
struct Param {
  std::string name;
  ParamKind kind;
  CheckId check;  // of the argument; of each element for *args and **kwargs
  bool has_default = false;
  ConstId annotation_text;  // str, for __annotations__ under `from __future__ import annotations`; else none
};

// Facts of a function that CPython sees; the code is Module::functions[id].
struct FunctionInfo {
  FunctionId id;
  uint32_t source = 0;  // index into Module::sources
  std::string name, qualname;
  std::vector<Param> params;  // `self` included; the cells tuple excluded
  Type result;
  CheckId result_check;        // used by overrides in Python called through a vtable
  ConstId doc;                 // none: None
  std::string text_signature;  // `($self, n, /, x=1)`; inspect's form
  std::vector<std::string> cell_names;
  uint32_t first_line = 1;
  enum Kind : uint8_t {
    kFunction,
    kMethod,
    kStaticMethod,
    kClassMethod,
    kPropertyGetter,
    kPropertySetter,
    kPropertyDeleter,
    kLambda,
    kModuleBody,
    kThunk
  } kind = kFunction;
  ClassId owner;  // methods
};

enum class FieldRep : uint8_t {
  kInt,     // 64-bit word: (value << 1) | 1 when it fits 63 bits, else an int object's pointer; 0 unset
  kFloat,   // double; while the instance is incomplete, kUnsetFloatBits means unset
  kBool,    // byte: 0, 1; 2 unset
  kObject,  // pointer; null unset
};
struct Field {
  std::string name;
  FieldRep rep;
  Type type;  // of the value in a fast body
  CheckId check;
  uint32_t offset = 0;    // bytes from the object's start; assigned by Module::LayOut
  ConstId default_value;  // class-body default that is a constant; else none
};
struct Method {
  std::string name;
  FunctionId function;
  int32_t vtable_slot = -1;  // instance methods and property getters/setters; -1: not dispatched
};
struct VtableSlot {
  std::string name;     // method name; `name.setter` for property setters
  FunctionId declared;  // whose parameter and result types are the slot's signature
  FunctionId
      implementation;  // of this class (own, inherited, or a kThunk adapting an own one); none: the attribute is called
};
struct ClassVar {
  std::string name;
  CheckId check;
};
struct Class {
  ClassId id;
  uint32_t source = 0;
  std::string name, qualname;
  ClassId base;                    // native base; none: object
  bool open = false;               // made by calling the metaclass: fields live in __dict__, no vtable
  bool is_mixin = false;           // open, but instances have no __dict__
  bool is_local = false;           // open, in a function: made anew each time
  bool is_final = false;           // @final, or no subclass in the unit and not subclassable
  bool has_subclasses = false;     // in the unit
  std::vector<Field> fields;       // own ones; inherited ones are the base's
  std::vector<Method> methods;     // own ones, in source order
  std::vector<VtableSlot> vtable;  // inherited slots first: a subclass's vtable begins with its base's
  std::vector<ClassVar> class_vars;
  ConstId doc;
  uint32_t size = 0;  // bytes of an instance, the vtable word and weak list included
  uint32_t first_line = 1;
};

struct Global {
  std::string name;
  uint32_t source = 0;
  CheckId check;
};

// One Python module of the unit. The shared library exports PyInit_<last part of name> for each (abi::InitSymbol); the file of every
// module but the first is a link to the first one's, so that all share one copy of their state.
struct SourceModule {
  std::string name;         // import name, dotted
  std::string source_path;  // as shown in tracebacks
  ConstId doc;
  const SourceFile* source = nullptr;
  FunctionId body;  // the module body: no parameters, returns None
};

class Module {
 public:
  std::vector<SourceModule> sources;
  std::deque<Function> functions;   // by FunctionId
  std::vector<FunctionInfo> infos;  // by FunctionId
  std::vector<Class> classes;       // by ClassId; bases before subclasses
  std::vector<Const> consts;
  std::vector<TypeCheck> checks;
  std::vector<Global> globals;

  ConstId AddConst(const Const& c);          // pooled: equal constants share an id (0.0 and -0.0 do not)
  NameId AddName(std::string_view name);     // an interned str
  CheckId AddCheck(const TypeCheck& check);  // pooled
  void LayOut();  // offsets and sizes of all classes: head 16, vtable word 8, weak list 8, fields
  Function& At(FunctionId f) { return functions[f.index]; }
  const Function& At(FunctionId f) const { return functions[f.index]; }
  Class& At(ClassId c) { return classes[c.index]; }
  const Class& At(ClassId c) const { return classes[c.index]; }
  bool IsSubclass(ClassId derived, ClassId base) const;  // reflexive
  // Whether a value of type `from` may stand where `to` is expected, without any code: equal types, pointers to
  // `object`, instances to a base's.
  bool IsAssignable(Type from, Type to) const;

 private:
  std::unordered_multimap<size_t, uint32_t> const_index_, check_index_;  // by hash
};

inline constexpr uint32_t kVtableOffset = 16;
inline constexpr uint32_t kWeakListOffset = 24;
inline constexpr uint32_t kFirstFieldOffset = 32;
inline constexpr uint64_t kUnsetFloatBits = 0x7FF4'5350'5900'0000;  // a signalling NaN that no arithmetic produces

}  // namespace spy::ir
