// Relations between types: subtyping, joins, substitution, members of receivers, inference of type variables.
//
// Pure functions over interned types (the store is passed to make new ones). They report nothing: rules turn a false
// into a diagnostic. Error and Any are compatible with everything in both directions.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"
#include "typecheck/types/type_store.h"

namespace spy::check {

// A value of type `sub` may stand where `super` is declared, without conversion. Classes are nominal with their
// arguments; list, dict, set are invariant; tuples, Iterable, Sequence, Mapping and the like covariant; protocols of
// the stubs structural. int is no float and bool is no int here.
bool IsSubtype(TypeStore& types, TypeRef sub, TypeRef super);

// As IsSubtype, but bool passes for int, as CPython's own operations and isinstance see it: for operands of operators
// and arguments of built-in functions.
bool IsOperand(TypeStore& types, TypeRef sub, TypeRef super);

// int where a float, int or bool where a complex, or bool where an int is wanted: the assignments that Python lets pass
// and Strict Python rejects with a fix. Looks through Optional and unions of the target.
bool IsConvertibleNumber(TypeStore& types, TypeRef from, TypeRef to);

// The type of a variable that holds both: the wider one if one is a subtype of the other, else the union; literals give
// their base, None gives an Optional. (bool and int join to `bool | int`.)
TypeRef Join(TypeStore& types, TypeRef a, TypeRef b);

// Type variables and what they stand for. Few entries: searched linearly.
class Substitution {
 public:
  void Set(const TypeVarSymbol* variable, TypeRef type);
  TypeRef Find(const TypeVarSymbol* variable) const;  // null when unset
  bool empty() const { return entries_.empty(); }
  const std::vector<std::pair<const TypeVarSymbol*, TypeRef>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<const TypeVarSymbol*, TypeRef>> entries_;
};

// The type with variables replaced; variables without entry stay.
TypeRef Substitute(TypeStore& types, TypeRef type, const Substitution& map);
// What a class's own type parameters are for an instance type: {T: int} for list[int].
Substitution ArgumentsOf(TypeRef instance);

// What a value of the type may be used as: the bound of a type variable (its constraints as a union, else object).
TypeRef UpperOf(TypeStore& types, TypeRef type);

// How the attribute machinery sees a value: None as NoneType, literals as their base, tuples as tuple[join], modules,
// functions and class objects as instances of their classes, type variables as their bound. Null for Any, errors, Never
// and unions.
const InstanceType* NominalView(TypeStore& types, TypeRef type);

// The type seen as an instance of one of its base classes: list[int] as Iterable gives Iterable[int]. Null when the
// class is not in the MRO.
TypeRef AsBase(TypeStore& types, TypeRef type, const ClassSymbol* base);

// A member of a receiver's class, found by MRO: its symbol, the class that declares it, its type as read from that
// receiver (methods bound, type parameters and Self replaced, properties read; overloads as OverloadedType).
struct Member {
  const Symbol* symbol = nullptr;
  const ClassSymbol* owner = nullptr;
  TypeRef type = nullptr;
};
// Nothing when absent. The receiver must have a NominalView. For a ClassObjectType receiver this looks into the
// instance's class (C.m: unbound functions, class variables, bound class methods), then into `type`.
std::optional<Member> FindMember(TypeStore& types, TypeRef receiver, std::string_view name);
// C.__eq__, C.__repr__ of a class that has none of its own: the unbound method of `object`, which comes before what
// the metaclass has for the class object itself.
std::optional<Member> FindMethodOfObject(TypeStore& types, TypeRef receiver, std::string_view name);
// The type of a known member read from a receiver. `bind`: drop the first parameter of instance methods.
TypeRef MemberType(TypeStore& types, TypeRef receiver, const ClassSymbol* owner, const Symbol& member,
                   bool bind = true);
// The signature(s) of a function as declared: a CallableType, or an OverloadedType.
TypeRef SignatureOf(TypeStore& types, const FunctionSymbol& function);
// The same without its first `count` parameters.
TypeRef DropParams(TypeStore& types, TypeRef signature, int count);

// The type of a symbol read as a value: variables, functions, classes, modules (aliases of imports are followed).
TypeRef TypeOfSymbol(TypeStore& types, const Symbol& symbol);
// Calling `type[instance]`: the signature(s) of its __init__ without `self`, the result being the instance (or the
// annotated `self` of an overload). For an instance over its own type parameters these stay open.
TypeRef ConstructorSignature(TypeStore& types, TypeRef instance);

// Finds type variables: matches a parameter's type against an argument's and adds to `bindings`. A variable met twice
// is joined. False when the shapes cannot match at all (bindings are then partial); the caller still checks
// IsSubtype(argument, Substitute(parameter)). Only variables in `open` are bound, or all when it is null.
bool Infer(TypeStore& types, TypeRef parameter, TypeRef argument, Substitution& bindings,
           const std::vector<const TypeVarSymbol*>* open = nullptr);
// Type variables of a type in order of appearance.
void CollectTypeVars(TypeRef type, std::vector<const TypeVarSymbol*>& out);

}  // namespace spy::check
