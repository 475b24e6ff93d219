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

const CallableType* SubstituteCallable(TypeStore& types, const CallableType& type, const Substitution& map) {
  std::vector<ParamType> params(type.params.begin(), type.params.end());
  for (ParamType& param : params) param.type = Substitute(types, param.type, map);
  return types.Callable(params, Substitute(types, type.result, map), type.any_params, type.function);
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
  if (const TupleType* t = AsTupleType(type)) {
    std::vector<TypeRef> elements = SubstituteAll(types, t->elements, map);
    return t->variadic ? types.VariadicTuple(elements[0]) : types.Tuple(elements);
  }
  if (const OverloadedType* t = AsOverloadedType(type)) {
    std::vector<const CallableType*> signatures;
    for (const CallableType* signature : t->signatures) signatures.push_back(SubstituteCallable(types, *signature, map));
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
