// The type model of Strict Python: what the checker proves and the code generator trusts.
//
// Types are immutable and interned in a TypeStore: two types are equal if and only if their pointers are. A TypeStore
// belongs to one compilation and outlives every CheckedModule. Nominal types (int, str, list[T], the user's classes)
// are all InstanceType over a ClassSymbol, so that built-in and user classes take the same paths; class declarations of
// the built-ins come from the stub files in typecheck/stubs.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "frontend/ast/ast.h"

namespace spy::check {

class ClassSymbol;
class FunctionSymbol;
class ModuleSymbol;
class TypeVarSymbol;
class VariableSymbol;
struct Type;
using TypeRef = const Type*;  // interned; never null in a finished CheckedModule

enum class TypeKind : uint8_t {
  kError,        // a diagnostic was reported; silences followers
  kNever,        // no value: the type of `raise` paths
  kAny,          // the explicit dynamic type
  kNone,         // the type of None
  kInstance,     // C or C[T1, ...]: InstanceType
  kTuple,        // tuple[T1, T2] or tuple[T, ...]: TupleType
  kUnion,        // closed union of at least two members: UnionType
  kLiteral,      // Literal[value]: LiteralType (a subtype of its base instance)
  kCallable,     // a callable value: CallableType (also the type of functions and bound methods read as values)
  kOverloaded,   // several signatures: OverloadedType
  kClassObject,  // type[C]: ClassObjectType (the class itself as a value)
  kTypeVar,      // TypeVarType, only inside generic signatures
  kModule,       // a module as a value: ModuleType
};

struct Type {
  TypeKind kind;
  uint16_t kinds;  // bits of the kinds that occur anywhere inside, itself included: what Contains asks for
  uint32_t id;     // dense, in creation order: a stable sort key
};

struct InstanceType : Type {
  const ClassSymbol* cls;
  std::span<const TypeRef> args;  // as many as the class has type parameters
};
struct TupleType : Type {
  std::span<const TypeRef> elements;
  bool variadic;  // tuple[T, ...]: exactly one element type
};
struct UnionType : Type {
  std::span<const TypeRef> members;  // flattened, unique, sorted by id; no Any, no Never
};
struct LiteralType : Type {
  TypeRef base;                  // int, str, bytes, bool, or an enum
  const ast::Constant* value;    // arena of the store; null for a member of an enum
  const VariableSymbol* member;  // of an enum: the name that was given its value first
};
enum class ParamKind : uint8_t { kPositionalOnly, kPositionalOrKeyword, kVarArgs, kKeywordOnly, kKwArgs };
struct ParamType {
  std::string_view name;  // may be empty for Callable[[T], R]
  ParamKind kind;
  TypeRef type;  // for *args and **kwargs the element type
  bool has_default;
};
struct CallableType : Type {
  std::span<const ParamType> params;
  TypeRef result;
  bool any_params;                 // Callable[..., R]
  const FunctionSymbol* function;  // the function this signature comes from, or null
};
struct OverloadedType : Type {
  std::span<const CallableType* const> signatures;
};
struct ClassObjectType : Type {
  TypeRef instance;
};
struct TypeVarType : Type {
  const TypeVarSymbol* symbol;
};
struct ModuleType : Type {
  const ModuleSymbol* module;
};

// Downcast by kind; null when the kind differs.
#define SPY_TYPE_CAST(T, K) \
  inline const T* As##T(TypeRef t) { return t->kind == TypeKind::K ? static_cast<const T*>(t) : nullptr; }
SPY_TYPE_CAST(InstanceType, kInstance)
SPY_TYPE_CAST(TupleType, kTuple)
SPY_TYPE_CAST(UnionType, kUnion)
SPY_TYPE_CAST(LiteralType, kLiteral)
SPY_TYPE_CAST(CallableType, kCallable)
SPY_TYPE_CAST(OverloadedType, kOverloaded)
SPY_TYPE_CAST(ClassObjectType, kClassObject)
SPY_TYPE_CAST(TypeVarType, kTypeVar)
SPY_TYPE_CAST(ModuleType, kModule)
#undef SPY_TYPE_CAST

// `list[int] | None`, as a user would write it.
std::string ToString(TypeRef type);

}  // namespace spy::check
