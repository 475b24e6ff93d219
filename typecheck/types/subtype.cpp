// Subtyping, joins, conversions of numbers.
#include <algorithm>

#include "typecheck/names/data_class.h"
#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

bool IsDynamic(TypeRef type) { return type->kind == TypeKind::kAny || type->kind == TypeKind::kError; }

// One question `sub <: super`, with the assumptions made on the way (recursive protocols).
class Relation {
 public:
  Relation(TypeStore& types, bool bool_is_int) : types_(types), bool_is_int_(bool_is_int) {}

  bool Holds(TypeRef sub, TypeRef super) {
    if (sub == super || IsDynamic(sub) || IsDynamic(super) || sub->kind == TypeKind::kNever) return true;
    if (super == types_.object_) return true;
    if (const UnionType* u = AsUnionType(sub)) {
      return std::ranges::all_of(u->members, [&](TypeRef member) { return Holds(member, super); });
    }
    if (const UnionType* u = AsUnionType(super)) {
      if (std::ranges::any_of(u->members, [&](TypeRef member) { return Holds(sub, member); })) return true;
      if (const TypeVarType* var = AsTypeVarType(sub)) return HoldsForVar(*var->symbol, super);  // bound to a union
      if (!Contains(super, TypeKind::kLiteral)) return false;
      std::vector<TypeRef> values = ValuesOf(types_, sub);  // all members of an enum, one by one
      return !values.empty() && std::ranges::all_of(values, [&](TypeRef value) { return Holds(value, super); });
    }
    if (const TypeVarType* var = AsTypeVarType(sub)) return HoldsForVar(*var->symbol, super);
    return HoldsForValue(sub, super);
  }

 private:
  // A type variable stands for its bound, or for each of its constraints.
  bool HoldsForVar(const TypeVarSymbol& var, TypeRef super) {
    if (const TypeVarType* wanted = AsTypeVarType(super)) {
      for (const TypeVarSymbol* origin = var.origin; origin; origin = origin->origin) {
        if (origin == wanted->symbol) return true;
      }
      return var.bound && var.bound->kind == TypeKind::kTypeVar && Holds(var.bound, super);
    }
    if (!var.constraints.empty()) {
      return std::ranges::all_of(var.constraints, [&](TypeRef constraint) { return Holds(constraint, super); });
    }
    return var.bound && Holds(var.bound, super);
  }

  bool HoldsForValue(TypeRef sub, TypeRef super) {
    switch (super->kind) {
      case TypeKind::kInstance:
        return HoldsForInstance(sub, *AsInstanceType(super));
      case TypeKind::kTuple:
        return HoldsForTuple(sub, *AsTupleType(super));
      case TypeKind::kCallable:
        return HoldsForCallable(sub, *AsCallableType(super));
      case TypeKind::kOverloaded:
        return std::ranges::all_of(AsOverloadedType(super)->signatures,
                                   [&](const CallableType* signature) { return HoldsForCallable(sub, *signature); });
      case TypeKind::kClassObject: {
        const ClassObjectType* object = AsClassObjectType(sub);
        const InstanceType* some = AsInstanceType(sub);  // a class of which nothing is known
        if (some && some->cls == types_.type_class) return AsClassObjectType(super)->instance == types_.object_;
        return object && Holds(object->instance, AsClassObjectType(super)->instance);
      }
      case TypeKind::kError:
      case TypeKind::kNever:
      case TypeKind::kAny:
      case TypeKind::kNone:
      case TypeKind::kUnion:
      case TypeKind::kLiteral:
      case TypeKind::kTypeVar:
      case TypeKind::kModule:
        return false;
    }
    return false;
  }

  bool HoldsForInstance(TypeRef sub, const InstanceType& super) {
    const InstanceType* view = NominalView(types_, sub);
    if (!view) return false;
    if (!bool_is_int_ && view->cls == types_.bool_class && super.cls == types_.int_class) return false;
    if (TypeRef base = AsBase(types_, view, super.cls)) return HoldsForArguments(*AsInstanceType(base), super);
    // A base class that we do not see may have what the protocol asks for.
    return super.cls->is_protocol && (view->cls->has_foreign_base || HoldsForProtocol(sub, super));
  }

  // Same class: each argument by the variance of its parameter.
  bool HoldsForArguments(const InstanceType& sub, const InstanceType& super) {
    for (size_t i = 0; i < sub.args.size() && i < super.args.size(); ++i) {
      Variance variance =
          i < super.cls->type_params.size() ? super.cls->type_params[i]->variance : Variance::kInvariant;
      bool holds = true;
      switch (variance) {
        case Variance::kInvariant:
          holds = Same(sub.args[i], super.args[i]);
          break;
        case Variance::kCovariant:
          holds = Holds(sub.args[i], super.args[i]);
          break;
        case Variance::kContravariant:
          holds = Holds(super.args[i], sub.args[i]);
          break;
      }
      if (!holds) return false;
    }
    return true;
  }

  // Equal but for parts that are Any.
  bool Same(TypeRef a, TypeRef b) {
    if (a == b || IsDynamic(a) || IsDynamic(b)) return true;
    if (!Contains(a, TypeKind::kAny) && !Contains(b, TypeKind::kAny)) return false;
    return Holds(a, b) && Holds(b, a);
  }

  // A stub protocol: the class has each of its members, with a fitting type.
  bool HoldsForProtocol(TypeRef sub, const InstanceType& super) {
    for (const auto& [left, right] : assumed_) {
      if (left == sub && right == &super) return true;
    }
    if (assumed_.size() > kDeepest) return false;
    assumed_.emplace_back(sub, &super);
    bool holds = HasMembersOf(sub, super);
    assumed_.pop_back();
    return holds;
  }

  bool HasMembersOf(TypeRef sub, const InstanceType& super) {
    for (const ClassSymbol* cls : super.cls->mro) {
      if (!cls->is_protocol) continue;
      for (const FunctionSymbol* method : cls->methods) {
        bool function = sub->kind == TypeKind::kCallable || sub->kind == TypeKind::kOverloaded ||
                        sub->kind == TypeKind::kClassObject;
        if (method->name == "__call__" && function) {
          if (!Holds(sub, MemberType(types_, &super, cls, *method))) return false;
          continue;
        }
        std::optional<Member> own = FindMember(types_, sub, method->name);
        if (!own) return false;
        if (own->type->kind == TypeKind::kNone && method->name == "__hash__") return false;
        if (!Holds(own->type, MemberType(types_, &super, cls, *method))) return false;
      }
      for (const VariableSymbol* field : cls->fields) {
        std::optional<Member> own = FindMember(types_, sub, field->name);
        if (!own) return false;
        TypeRef wanted = MemberType(types_, &super, cls, *field);
        const VariableSymbol* variable = AsVariableSymbol(own->symbol);
        bool may_assign = !field->is_written_final && super.cls->class_kind != ClassKind::kBuiltin;
        if (may_assign ? !variable || !Same(own->type, wanted) : !Holds(own->type, wanted)) return false;
      }
    }
    return true;
  }

  bool HoldsForTuple(TypeRef sub, const TupleType& super) {
    const TupleType* tuple = AsTupleType(TupleView(types_, sub));
    if (!tuple) {  // class Row(tuple[int, ...])
      TypeRef view = AsInstanceType(sub) ? AsBase(types_, sub, types_.tuple_class) : nullptr;
      const InstanceType* base = view ? AsInstanceType(view) : nullptr;
      return base && super.variadic && !base->args.empty() && Holds(base->args[0], super.elements[0]);
    }
    bool same_spread = tuple->variadic && super.elements.size() == 1 && tuple->elements[0] == super.elements[0] &&
                       tuple->elements[0]->kind == TypeKind::kTypeVar;
    if (same_spread) return true;  // *args: *Ts as tuple[*Ts]
    if (super.variadic) {
      return std::ranges::all_of(tuple->elements, [&](TypeRef element) { return Holds(element, super.elements[0]); });
    }
    if (tuple->variadic || tuple->elements.size() != super.elements.size()) return false;
    for (size_t i = 0; i < super.elements.size(); ++i) {
      if (!Holds(tuple->elements[i], super.elements[i])) return false;
    }
    return true;
  }

  bool HoldsForCallable(TypeRef sub, const CallableType& super) {
    switch (sub->kind) {
      case TypeKind::kCallable:
        return HoldsForSignature(*AsCallableType(sub), super);
      case TypeKind::kOverloaded:
        return std::ranges::any_of(AsOverloadedType(sub)->signatures,
                                   [&](const CallableType* signature) { return HoldsForSignature(*signature, super); });
      case TypeKind::kClassObject:
        return HoldsForCallable(ConstructorSignature(types_, AsClassObjectType(sub)->instance), super);
      case TypeKind::kInstance: {
        std::optional<Member> call = FindMember(types_, sub, "__call__");
        return call && Holds(call->type, &super);
      }
      case TypeKind::kAny:
      case TypeKind::kError:
        return true;
      case TypeKind::kNever:
      case TypeKind::kNone:
      case TypeKind::kTuple:
      case TypeKind::kUnion:
      case TypeKind::kLiteral:
      case TypeKind::kTypeVar:
      case TypeKind::kModule:
        return false;
    }
    return false;
  }

  // Type variables of a generic signature take what the wanted signature gives.
  const CallableType& Instantiate(const CallableType& sub, const CallableType& super) {
    std::vector<const TypeVarSymbol*> open, fixed;
    CollectTypeVars(&sub, open);
    CollectTypeVars(&super, fixed);
    std::erase_if(open, [&](const TypeVarSymbol* var) { return std::ranges::find(fixed, var) != fixed.end(); });
    if (open.empty()) return sub;
    Substitution bindings;
    for (size_t i = 0; i < sub.params.size() && i < super.params.size(); ++i) {
      Infer(types_, sub.params[i].type, super.params[i].type, bindings, &open);
    }
    for (const TypeVarSymbol* var : open) {
      if (!bindings.Find(var)) bindings.Set(var, types_.any);
    }
    return *AsCallableType(Substitute(types_, &sub, bindings));
  }

  bool HoldsForSignature(const CallableType& generic, const CallableType& super) {
    const CallableType& sub = Instantiate(generic, super);
    bool ignores_result = super.result->kind == TypeKind::kNone && sub.result->kind == TypeKind::kNever;
    if (!ignores_result && !Holds(sub.result, super.result)) return false;
    return sub.any_params || super.any_params || AcceptsParams(sub, super);
  }

  // Whatever arguments fit `super` fit `sub`.
  bool AcceptsParams(const CallableType& sub, const CallableType& super) {
    std::vector<bool> used(sub.params.size());
    size_t position = 0;
    for (const ParamType& wanted : super.params) {
      const ParamType* found = FindTarget(sub, wanted, position, used);
      if (!found || !Holds(wanted.type, found->type)) return false;
      bool variable = found->kind == ParamKind::kVarArgs || found->kind == ParamKind::kKwArgs;
      if (wanted.has_default && !found->has_default && !variable) return false;
    }
    for (size_t i = 0; i < sub.params.size(); ++i) {
      bool variable = sub.params[i].kind == ParamKind::kVarArgs || sub.params[i].kind == ParamKind::kKwArgs;
      if (!used[i] && !sub.params[i].has_default && !variable) return false;
    }
    return true;
  }

  static const ParamType* FindTarget(const CallableType& sub, const ParamType& wanted, size_t& position,
                                     std::vector<bool>& used) {
    auto of_kind = [&](ParamKind kind) -> const ParamType* {
      auto found = std::ranges::find(sub.params, kind, &ParamType::kind);
      return found == sub.params.end() ? nullptr : &*found;
    };
    switch (wanted.kind) {
      case ParamKind::kPositionalOnly:
      case ParamKind::kPositionalOrKeyword: {
        if (position < sub.params.size() && sub.params[position].kind <= ParamKind::kPositionalOrKeyword) {
          const ParamType& own = sub.params[position];
          bool by_name = wanted.kind == ParamKind::kPositionalOrKeyword && !wanted.name.empty();
          if (by_name && (own.kind != wanted.kind || own.name != wanted.name)) return nullptr;
          used[position++] = true;
          return &own;
        }
        return of_kind(ParamKind::kVarArgs);
      }
      case ParamKind::kKeywordOnly:
        for (size_t i = 0; i < sub.params.size(); ++i) {
          const ParamType& own = sub.params[i];
          bool keyword = own.kind == ParamKind::kPositionalOrKeyword || own.kind == ParamKind::kKeywordOnly;
          if (keyword && own.name == wanted.name) {
            used[i] = true;
            return &own;
          }
        }
        return of_kind(ParamKind::kKwArgs);
      case ParamKind::kVarArgs:
      case ParamKind::kKwArgs:
        return of_kind(wanted.kind);
    }
    return nullptr;
  }

  // A protocol whose members ask for ever larger instances of it is not followed for ever.
  static constexpr size_t kDeepest = 24;

  TypeStore& types_;
  bool bool_is_int_;
  std::vector<std::pair<TypeRef, const InstanceType*>> assumed_;
};

}  // namespace

bool IsSubtype(TypeStore& types, TypeRef sub, TypeRef super) {
  return sub == super || Relation(types, false).Holds(sub, super);
}

bool IsOperand(TypeStore& types, TypeRef sub, TypeRef super) {
  return sub == super || Relation(types, true).Holds(sub, super);
}

bool IsConvertibleNumber(TypeStore& types, TypeRef from, TypeRef to) {
  TypeRef plain = StripLiteral(types, WithoutNone(types, from));
  auto rank = [&](TypeRef type) {
    return type == types.bool_ ? 1 : type == types.int_ ? 2 : type == types.float_ ? 3 : type == types.complex_ ? 4 : 0;
  };
  int have = rank(plain);
  if (have == 0 || (IsOptional(from) && !IsOptional(to))) return false;
  return std::ranges::any_of(MembersOf(to), [&](TypeRef member) { return rank(member) > have; });
}

TypeRef Join(TypeStore& types, TypeRef a, TypeRef b) {
  if (a == b) return a;
  a = StripLiteral(types, a);
  b = StripLiteral(types, b);
  if (a->kind == TypeKind::kError || b->kind == TypeKind::kError) return types.error;
  if (IsDynamic(a) || IsDynamic(b)) return types.any;
  if (IsSubtype(types, a, b)) return b;
  if (IsSubtype(types, b, a)) return a;
  std::vector<TypeRef> members(MembersOf(a).begin(), MembersOf(a).end());
  for (TypeRef added : MembersOf(b)) {
    if (std::ranges::any_of(members, [&](TypeRef member) { return IsSubtype(types, added, member); })) continue;
    std::erase_if(members, [&](TypeRef member) { return IsSubtype(types, member, added); });
    members.push_back(added);
  }
  return types.Union(members);
}

}  // namespace spy::check
