// TypeStore: makes and owns every type of a compilation, each distinct type once.
//
// Pointers returned here stay valid as long as the store; two calls with equal parts return the same pointer. The
// members for built-in classes are null until BindBuiltins has seen the declared stub of `builtins` (and of `typing`).
// Not thread-safe; makes no diagnostics.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/base/arena.h"
#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"

namespace spy::check {

class TypeStore {
 public:
  TypeStore();
  TypeStore(const TypeStore&) = delete;
  TypeStore& operator=(const TypeStore&) = delete;

  TypeRef error, never, any, none;

  // Instances of the built-in classes without type parameters, and the classes of all. Rows: (member, class).
#define SPY_BUILTIN_TYPE(member, module, name) TypeRef member = nullptr;
#define SPY_BUILTIN_CLASS(member, module, name) const ClassSymbol* member = nullptr;
#include "typecheck/types/builtin_types.def"

  // Fills the members above from the collected stubs `builtins`, `typing` and `_types`. Missing names stay null.
  void BindBuiltins(const ModuleSymbol& builtins, const ModuleSymbol& typing, const ModuleSymbol& hidden);

  TypeRef Instance(const ClassSymbol* cls, std::span<const TypeRef> args = {});
  TypeRef Instance(const ClassSymbol* cls, TypeRef arg) { return Instance(cls, std::span(&arg, 1)); }
  TypeRef List(TypeRef element) { return Instance(list_class, element); }
  TypeRef Set(TypeRef element) { return Instance(set_class, element); }
  TypeRef FrozenSet(TypeRef element) { return Instance(frozenset_class, element); }
  TypeRef Dict(TypeRef key, TypeRef value);
  TypeRef Iterable(TypeRef element) { return Instance(iterable_class, element); }
  TypeRef Iterator(TypeRef element) { return Instance(iterator_class, element); }
  TypeRef Tuple(std::span<const TypeRef> elements);
  TypeRef VariadicTuple(TypeRef element);
  // Flattened, without duplicates and Never. One member is that member; none is Never; a union with Any is Any; a union
  // with an error is an error. Literals are absorbed by their base when the base is a member too.
  TypeRef Union(std::span<const TypeRef> members);
  TypeRef Union(TypeRef a, TypeRef b);
  TypeRef Optional(TypeRef type) { return Union(type, none); }
  TypeRef Literal(TypeRef base, const ast::Constant* value);
  TypeRef LiteralBool(bool value);
  // Literal[Color.RED]; aliases of a member are that member.
  TypeRef LiteralMember(TypeRef base, const VariableSymbol* member);
  // A literal type of a constant that the store makes (enum-like results, folded values).
  TypeRef LiteralInt(int64_t value);
  TypeRef LiteralStr(std::string_view value);
  const CallableType* Callable(std::span<const ParamType> params, TypeRef result, bool any_params = false,
                               const FunctionSymbol* function = nullptr);
  const OverloadedType* Overloaded(std::span<const CallableType* const> signatures);
  TypeRef ClassObject(TypeRef instance);
  TypeRef TypeVar(const TypeVarSymbol* symbol);
  TypeRef Module(const ModuleSymbol* module);

  // Methods whose annotated `self` is being compared with a receiver: the comparison may ask for the same method again
  // (a protocol with the method itself, `Callable` with `__call__`), and is then assumed to hold.
  std::vector<std::pair<TypeRef, TypeRef>> open_self;  // receiver, signature

  // Number of types made: all ids are below it.
  size_t size() const { return count_; }

 private:
  template <class T>
  const T* Intern(const T& candidate);
  void Grow();

  Arena arena_;
  std::vector<const Type*> table_;  // open addressing by structural hash; size a power of two
  size_t count_ = 0;
};

// Helpers on unions and literals.
bool IsNone(TypeRef type);
bool IsOptional(TypeRef type);                         // a union with None
TypeRef WithoutNone(TypeStore& types, TypeRef type);   // `T | None` gives T; None gives Never
TypeRef StripLiteral(TypeStore& types, TypeRef type);  // literals become their bases, inside unions too
// The values of bool, or of an enum that is no Flag, as literals; empty for any other type.
std::vector<TypeRef> ValuesOf(TypeStore& types, TypeRef type);
std::span<const TypeRef> MembersOf(const TypeRef& type);  // of a union; otherwise the type alone
inline uint16_t BitOf(TypeKind kind) { return uint16_t(1u << unsigned(kind)); }
inline bool Contains(TypeRef type, TypeKind kind) { return type->kinds & BitOf(kind); }  // it occurs anywhere inside

}  // namespace spy::check
