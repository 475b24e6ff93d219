// Inference of type variables by matching parameter types against argument types.
#include <algorithm>

#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

class Inference {
 public:
  Inference(TypeStore& types, Substitution& bindings, const std::vector<const TypeVarSymbol*>* open)
      : types_(types), bindings_(bindings), open_(open) {}

  bool Match(TypeRef pattern, TypeRef actual) {
    if (!Contains(pattern, TypeKind::kTypeVar)) return true;
    const TypeVarType* bare = AsTypeVarType(pattern);
    bool any = actual->kind == TypeKind::kAny;  // min(1, x) with an Any x may be x
    if (actual->kind == TypeKind::kError || (any && !bare)) return BindAll(pattern, actual);
    if (bare) return Bind(*bare->symbol, actual);
    if (const UnionType* u = AsUnionType(pattern)) return MatchUnion(*u, actual);
    if (const TypeVarType* var = AsTypeVarType(actual); var && pattern->kind != TypeKind::kTypeVar) {
      return Match(pattern, UpperOf(types_, actual));
    }
    if (const UnionType* u = AsUnionType(actual)) {
      return std::ranges::all_of(u->members, [&](TypeRef member) { return Match(pattern, member); });
    }
    if (actual->kind == TypeKind::kNever) return true;
    if (const InstanceType* instance = AsInstanceType(pattern)) return MatchInstance(*instance, actual);
    if (const TupleType* tuple = AsTupleType(pattern)) return MatchTuple(*tuple, actual);
    if (const CallableType* callable = AsCallableType(pattern)) return MatchCallable(*callable, actual);
    if (const ClassObjectType* object = AsClassObjectType(pattern)) {
      const ClassObjectType* actual_object = AsClassObjectType(actual);
      return actual_object && Match(object->instance, OfAnything(actual_object->instance));
    }
    return false;
  }

 private:
  // The class `Mapping` as a value makes Mapping[Any, Any]: its own parameters stand for nothing.
  TypeRef OfAnything(TypeRef made) {
    const InstanceType* instance = AsInstanceType(made);
    if (!instance || instance->args.empty() || made != instance->cls->self_type) return made;
    std::vector<TypeRef> args(instance->args.size(), types_.any);
    return types_.Instance(instance->cls, args);
  }

  bool IsOpen(const TypeVarSymbol& var) const { return !open_ || std::ranges::find(*open_, &var) != open_->end(); }

  // A variable named `..._same` joins nothing: where arguments disagree, the overload does not fit.
  bool Bind(const TypeVarSymbol& var, TypeRef actual) {
    if (!IsOpen(var)) return true;
    actual = StripLiteral(types_, actual);
    TypeRef known = bindings_.Find(&var);
    if (known && known != actual && var.name.ends_with("_same")) return false;
    bindings_.Set(&var, known ? Join(types_, known, actual) : actual);
    return true;
  }

  // An Any argument makes Any of the variables that nothing else has fixed.
  bool BindAll(TypeRef pattern, TypeRef actual) {
    std::vector<const TypeVarSymbol*> vars;
    CollectTypeVars(pattern, vars);
    for (const TypeVarSymbol* var : vars) {
      if (IsOpen(*var) && !bindings_.Find(var)) bindings_.Set(var, actual);
    }
    return true;
  }

  // `T | None`, `Iterable[T] | int`: members that another part of the pattern takes do not reach the bare variable.
  bool MatchUnion(const UnionType& pattern, TypeRef actual) {
    std::vector<TypeRef> rest;
    bool matched = true;
    for (TypeRef member : MembersOf(actual)) {
      bool taken = false;
      for (TypeRef part : pattern.members) {
        if (part->kind == TypeKind::kTypeVar) continue;
        taken = Contains(part, TypeKind::kTypeVar) ? TryMatch(part, member) : IsSubtype(types_, member, part);
        if (taken) break;
      }
      if (!taken) rest.push_back(member);
    }
    if (rest.empty()) return true;
    for (TypeRef part : pattern.members) {
      if (part->kind == TypeKind::kTypeVar) return matched && Bind(*AsTypeVarType(part)->symbol, types_.Union(rest));
    }
    return false;
  }

  // A match that leaves no trace when it fails.
  bool TryMatch(TypeRef pattern, TypeRef actual) {
    Substitution saved = bindings_;
    if (Match(pattern, actual) && IsSubtype(types_, actual, Substitute(types_, pattern, bindings_))) return true;
    bindings_ = saved;
    return false;
  }

  bool MatchInstance(const InstanceType& pattern, TypeRef actual) {
    if (TypeRef base = AsBase(types_, actual, pattern.cls)) {
      const InstanceType& same = *AsInstanceType(base);
      bool matched = true;
      for (size_t i = 0; i < pattern.args.size() && i < same.args.size(); ++i) {
        matched = Match(pattern.args[i], same.args[i]) && matched;
      }
      return matched;
    }
    return pattern.cls->is_protocol && NominalView(types_, actual) && MatchProtocol(pattern, actual);
  }

  bool MatchProtocol(const InstanceType& pattern, TypeRef actual) {
    if (++depth_ > 8) return --depth_, false;
    bool matched = true;
    for (const ClassSymbol* cls : pattern.cls->mro) {
      if (!cls->is_protocol) continue;
      for (const FunctionSymbol* method : cls->methods) {
        TypeRef wanted = MemberType(types_, &pattern, cls, *method);
        if (method->name == "__call__" && IsFunctionType(actual)) {
          matched = Match(wanted, actual) && matched;
          continue;
        }
        std::optional<Member> own = FindMember(types_, actual, method->name);
        if (!own) return --depth_, false;
        matched = Match(wanted, own->type) && matched;
      }
      for (const VariableSymbol* field : cls->fields) {
        std::optional<Member> own = FindMember(types_, actual, field->name);
        if (!own) return --depth_, false;
        matched = Match(MemberType(types_, &pattern, cls, *field), own->type) && matched;
      }
    }
    --depth_;
    return matched;
  }

  // tuple[A, *Ts] against tuple[X, Y, Z]: Ts takes what the others leave.
  bool MatchVariadic(const TupleType& pattern, const TupleType& tuple, size_t at) {
    size_t others = pattern.elements.size() - 1;
    if (tuple.variadic || tuple.elements.size() < others) return false;
    size_t taken = tuple.elements.size() - others;
    bool matched = true;
    for (size_t i = 0; i < at; ++i) matched = Match(pattern.elements[i], tuple.elements[i]) && matched;
    for (size_t i = at + 1; i < pattern.elements.size(); ++i) {
      matched = Match(pattern.elements[i], tuple.elements[i + taken - 1]) && matched;
    }
    const TypeVarSymbol* var = AsTypeVarType(pattern.elements[at])->symbol;
    if (IsOpen(*var) && !bindings_.Find(var)) bindings_.Set(var, types_.Tuple(tuple.elements.subspan(at, taken)));
    return matched;
  }

  static bool IsTupleVar(TypeRef type) {
    const TypeVarType* var = AsTypeVarType(type);
    return var && var->symbol->var_kind == TypeVarKind::kTuple;
  }

  static bool IsFunctionType(TypeRef type) {
    return type->kind == TypeKind::kCallable || type->kind == TypeKind::kOverloaded ||
           type->kind == TypeKind::kClassObject;
  }

  bool MatchTuple(const TupleType& pattern, TypeRef actual) {
    const TupleType* tuple = AsTupleType(actual);
    if (!tuple) return false;
    bool matched = true;
    for (size_t i = 0; !pattern.variadic && i < pattern.elements.size(); ++i) {
      if (IsTupleVar(pattern.elements[i])) return MatchVariadic(pattern, *tuple, i);
    }
    if (pattern.variadic) {
      for (TypeRef element : tuple->elements) matched = Match(pattern.elements[0], element) && matched;
      return matched;
    }
    if (!tuple->variadic && tuple->elements.size() != pattern.elements.size()) return false;
    for (size_t i = 0; i < pattern.elements.size(); ++i) {
      matched = Match(pattern.elements[i], tuple->elements[tuple->variadic ? 0 : i]) && matched;
    }
    return matched;
  }

  bool MatchCallable(const CallableType& pattern, TypeRef actual) {
    if (const CallableType* callable = AsCallableType(actual)) return MatchSignature(pattern, *callable);
    if (const OverloadedType* overloaded = AsOverloadedType(actual)) {
      for (const CallableType* signature : overloaded->signatures) {
        if (FitsCount(*signature, pattern) && FitsParams(*signature, pattern))
          return MatchSignature(pattern, *signature);
      }
      return false;
    }
    if (const ClassObjectType* object = AsClassObjectType(actual)) {
      return MatchCallable(pattern, ConstructorSignature(types_, object->instance));
    }
    std::optional<Member> call = NominalView(types_, actual) ? FindMember(types_, actual, "__call__") : std::nullopt;
    return call && call->type->kind != TypeKind::kInstance && MatchCallable(pattern, call->type);
  }

  static bool FitsCount(const CallableType& signature, const CallableType& pattern) {
    if (pattern.any_params || signature.any_params) return true;
    size_t required = 0, positional = 0;
    bool variadic = false;
    for (const ParamType& param : signature.params) {
      if (param.kind == ParamKind::kVarArgs) variadic = true;
      if (param.kind > ParamKind::kPositionalOrKeyword) continue;
      ++positional;
      required += !param.has_default;
    }
    return pattern.params.size() >= required && (variadic || pattern.params.size() <= positional);
  }

  // As far as known: the wanted parameters' types fit this overload.
  bool FitsParams(const CallableType& signature, const CallableType& pattern) {
    for (size_t i = 0; i < pattern.params.size() && i < signature.params.size(); ++i) {
      TypeRef given = Substitute(types_, pattern.params[i].type, bindings_);
      if (Contains(given, TypeKind::kTypeVar) || Contains(signature.params[i].type, TypeKind::kTypeVar)) continue;
      if (!IsOperand(types_, given, signature.params[i].type)) return false;
    }
    return true;
  }

  // Callable[Concatenate[A, P], R]: A first, P takes the rest of the parameters.
  bool MatchParamSpec(const CallableType& pattern, const CallableType& actual, const TypeVarSymbol& spec) {
    size_t leading = pattern.params.size() - 2;
    bool matched = true;
    size_t first = 0;
    for (size_t i = 0; i < leading; ++i) {
      const ParamType* target = PositionalParam(actual, i);
      if (!target) return actual.any_params;
      matched = Match(pattern.params[i].type, target->type) && matched;
      first += target->kind <= ParamKind::kPositionalOrKeyword;
    }
    if (IsOpen(spec) && !bindings_.Find(&spec)) {
      bindings_.Set(&spec, types_.Callable(actual.params.subspan(first), types_.any, actual.any_params));
    }
    return Match(pattern.result, actual.result) && matched;
  }

  static const TypeVarSymbol* ParamSpecOf(const CallableType& pattern) {
    if (pattern.params.size() < 2 || pattern.params.back().kind != ParamKind::kKwArgs) return nullptr;
    const TypeVarType* var = AsTypeVarType(pattern.params.back().type);
    return var && var->symbol->var_kind == TypeVarKind::kParamSpec ? var->symbol : nullptr;
  }

  bool MatchSignature(const CallableType& pattern, const CallableType& actual) {
    if (const TypeVarSymbol* spec = ParamSpecOf(pattern)) return MatchParamSpec(pattern, actual, *spec);
    std::vector<const TypeVarSymbol*> own;
    if (actual.function)
      CollectTypeVars(&actual, own);  // of a value without declaration they belong to the body around
    if (!own.empty()) return MatchGeneric(pattern, actual, own);
    bool matched = true;
    if (!pattern.any_params && !actual.any_params) {
      for (size_t i = 0; i < pattern.params.size(); ++i) {
        const ParamType* target = PositionalParam(actual, i);
        if (target) matched = Match(pattern.params[i].type, target->type) && matched;
      }
    }
    return Match(pattern.result, actual.result) && matched;
  }

  static const ParamType* PositionalParam(const CallableType& callable, size_t index) {
    if (index < callable.params.size() && callable.params[index].kind <= ParamKind::kPositionalOrKeyword) {
      return &callable.params[index];
    }
    auto rest = std::ranges::find(callable.params, ParamKind::kVarArgs, &ParamType::kind);
    return rest == callable.params.end() ? nullptr : &*rest;
  }

  // The argument is generic itself (`map(list, rows)`): its variables come from what the pattern's parameters are by
  // now.
  bool MatchGeneric(const CallableType& pattern, const CallableType& actual,
                    const std::vector<const TypeVarSymbol*>& own) {
    Substitution inner;
    for (size_t i = 0; i < pattern.params.size(); ++i) {
      TypeRef given = Substitute(types_, pattern.params[i].type, bindings_);
      const ParamType* target = PositionalParam(actual, i);
      if (target && !Contains(given, TypeKind::kTypeVar)) Infer(types_, target->type, given, inner, &own);
    }
    for (const TypeVarSymbol* var : own) {
      if (!inner.Find(var)) inner.Set(var, types_.any);
    }
    return Match(pattern.result, Substitute(types_, actual.result, inner));
  }

  TypeStore& types_;
  Substitution& bindings_;
  const std::vector<const TypeVarSymbol*>* open_;
  int depth_ = 0;
};

}  // namespace

bool Infer(TypeStore& types, TypeRef parameter, TypeRef argument, Substitution& bindings,
           const std::vector<const TypeVarSymbol*>* open) {
  return Inference(types, bindings, open).Match(parameter, argument);
}

}  // namespace spy::check
