// Type variables: substitution and collection.
#include <algorithm>

#include "typecheck/types/relations.h"

namespace spy::check {

void Substitution::Set(const TypeVarSymbol* variable, TypeRef type) {
  for (auto& [known, value] : entries_) {
    if (known == variable) {
      value = type;
      return;
    }
  }
  entries_.emplace_back(variable, type);
}

TypeRef Substitution::Find(const TypeVarSymbol* variable) const {
  for (const auto& [known, value] : entries_) {
    if (known == variable) return value;
  }
  return nullptr;
}

namespace {

std::vector<TypeRef> SubstituteAll(TypeStore& types, std::span<const TypeRef> parts, const Substitution& map) {
  std::vector<TypeRef> result;
  result.reserve(parts.size());
  for (TypeRef part : parts) result.push_back(Substitute(types, part, map));
  return result;
}

// `*args: P` and `**kwargs: P` become the parameters that P stands for, `*args: *Ts` as many as Ts has types.
bool Spread(const ParamType& param, const Substitution& map, std::vector<ParamType>& params, bool& any_params) {
  const TypeVarType* var = AsTypeVarType(param.type);
  bool star = param.kind == ParamKind::kVarArgs || param.kind == ParamKind::kKwArgs;
  if (!var || !star || var->symbol->var_kind == TypeVarKind::kPlain) return false;
  TypeRef found = map.Find(var->symbol);
  if (!found) return false;
  if (const TupleType* tuple = AsTupleType(found); tuple && !tuple->variadic) {
    for (TypeRef element : tuple->elements) params.push_back({{}, ParamKind::kPositionalOnly, element, false});
    return true;
  }
  if (found->kind == TypeKind::kAny) any_params = true;
  const CallableType* spec = AsCallableType(found);
  if (!spec) return found->kind == TypeKind::kAny;
  any_params = any_params || spec->any_params;
  if (param.kind == ParamKind::kVarArgs) params.insert(params.end(), spec->params.begin(), spec->params.end());
  return true;
}

const CallableType* SubstituteCallable(TypeStore& types, const CallableType& type, const Substitution& map) {
  std::vector<ParamType> params;
  bool any_params = type.any_params;
  for (ParamType param : type.params) {
    if (Spread(param, map, params, any_params)) continue;
    param.type = Substitute(types, param.type, map);
    params.push_back(param);
  }
  return types.Callable(params, Substitute(types, type.result, map), any_params, type.function);
}

// tuple[int, *Ts]
TypeRef SubstituteTuple(TypeStore& types, const TupleType& tuple, const Substitution& map) {
  if (tuple.variadic) return types.VariadicTuple(Substitute(types, tuple.elements[0], map));
  std::vector<TypeRef> elements;
  for (TypeRef element : tuple.elements) {
    const TypeVarType* var = AsTypeVarType(element);
    TypeRef found = var && var->symbol->var_kind == TypeVarKind::kTuple ? map.Find(var->symbol) : nullptr;
    const TupleType* spread = found ? AsTupleType(found) : nullptr;
    if (found && (!spread || spread->variadic)) return types.VariadicTuple(types.any);
    if (spread) {
      elements.insert(elements.end(), spread->elements.begin(), spread->elements.end());
    } else {
      elements.push_back(Substitute(types, element, map));
    }
  }
  return types.Tuple(elements);
}

}  // namespace

TypeRef Substitute(TypeStore& types, TypeRef type, const Substitution& map) {
  if (map.empty() || !Contains(type, TypeKind::kTypeVar)) return type;
  if (const TypeVarType* t = AsTypeVarType(type)) {
    TypeRef found = map.Find(t->symbol);
    return found ? found : type;
  }
  if (const InstanceType* t = AsInstanceType(type)) return types.Instance(t->cls, SubstituteAll(types, t->args, map));
  if (const UnionType* t = AsUnionType(type)) return types.Union(SubstituteAll(types, t->members, map));
  if (const ClassObjectType* t = AsClassObjectType(type)) return types.ClassObject(Substitute(types, t->instance, map));
  if (const CallableType* t = AsCallableType(type)) return SubstituteCallable(types, *t, map);
  if (const TupleType* t = AsTupleType(type)) return SubstituteTuple(types, *t, map);
  if (const OverloadedType* t = AsOverloadedType(type)) {
    std::vector<const CallableType*> signatures;
    for (const CallableType* signature : t->signatures)
      signatures.push_back(SubstituteCallable(types, *signature, map));
    return types.Overloaded(signatures);
  }
  return type;
}

Substitution ArgumentsOf(TypeRef instance) {
  Substitution map;
  if (const InstanceType* t = AsInstanceType(instance)) {
    for (size_t i = 0; i < t->args.size() && i < t->cls->type_params.size(); ++i) {
      map.Set(t->cls->type_params[i], t->args[i]);
    }
  }
  return map;
}

void CollectTypeVars(TypeRef type, std::vector<const TypeVarSymbol*>& out) {
  if (!Contains(type, TypeKind::kTypeVar)) return;
  if (const TypeVarType* t = AsTypeVarType(type)) {
    if (std::ranges::find(out, t->symbol) == out.end()) out.push_back(t->symbol);
  } else if (const InstanceType* instance = AsInstanceType(type)) {
    for (TypeRef arg : instance->args) CollectTypeVars(arg, out);
  } else if (const TupleType* tuple = AsTupleType(type)) {
    for (TypeRef element : tuple->elements) CollectTypeVars(element, out);
  } else if (const UnionType* u = AsUnionType(type)) {
    for (TypeRef member : u->members) CollectTypeVars(member, out);
  } else if (const ClassObjectType* object = AsClassObjectType(type)) {
    CollectTypeVars(object->instance, out);
  } else if (const CallableType* callable = AsCallableType(type)) {
    for (const ParamType& param : callable->params) CollectTypeVars(param.type, out);
    CollectTypeVars(callable->result, out);
  } else if (const OverloadedType* overloaded = AsOverloadedType(type)) {
    for (const CallableType* signature : overloaded->signatures) CollectTypeVars(signature, out);
  }
}

}  // namespace spy::check
