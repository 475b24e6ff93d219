// Checks of generic declarations: variance of type parameters from the members, overloads against their implementation.
#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

// Where a type variable occurs: in what comes out, in what goes in.
struct Occurrence {
  bool out = false;
  bool in = false;
};

void Collect(TypeRef type, const TypeVarSymbol& var, bool out, Occurrence& found);

void CollectArguments(const InstanceType& instance, const TypeVarSymbol& var, bool out, Occurrence& found) {
  for (size_t i = 0; i < instance.args.size(); ++i) {
    const TypeVarSymbol* param = i < instance.cls->type_params.size() ? instance.cls->type_params[i] : nullptr;
    Variance variance = param ? param->variance : Variance::kInvariant;
    if (param && param->infers_variance) variance = Variance::kCovariant;  // its own, or one not settled yet
    if (variance != Variance::kContravariant) Collect(instance.args[i], var, out, found);
    if (variance != Variance::kCovariant) Collect(instance.args[i], var, !out, found);
  }
}

void Collect(TypeRef type, const TypeVarSymbol& var, bool out, Occurrence& found) {
  if (!Contains(type, TypeKind::kTypeVar)) return;
  if (const TypeVarType* t = AsTypeVarType(type)) {
    if (t->symbol == &var) (out ? found.out : found.in) = true;
  } else if (const InstanceType* instance = AsInstanceType(type)) {
    CollectArguments(*instance, var, out, found);
  } else if (const TupleType* tuple = AsTupleType(type)) {
    for (TypeRef element : tuple->elements) Collect(element, var, out, found);
  } else if (const UnionType* u = AsUnionType(type)) {
    for (TypeRef member : u->members) Collect(member, var, out, found);
  } else if (const ClassObjectType* object = AsClassObjectType(type)) {
    Collect(object->instance, var, out, found);
  } else if (const CallableType* callable = AsCallableType(type)) {
    for (const ParamType& param : callable->params) Collect(param.type, var, !out, found);
    Collect(callable->result, var, out, found);
  }
}

Occurrence OccurrencesIn(const ClassSymbol& cls, const TypeVarSymbol& var) {
  Occurrence found;
  for (size_t i = 1; i < cls.mro_types.size(); ++i) Collect(cls.mro_types[i], var, true, found);
  for (const FunctionSymbol* method : cls.methods) {
    if (method->name == "__init__" || method->name == "__new__") continue;
    for (size_t i = size_t(method->BoundParams()); i < method->params.size(); ++i) {
      Collect(method->params[i].type, var, false, found);
    }
    if (method->result) Collect(method->result, var, true, found);
  }
  for (const VariableSymbol* field : cls.fields) {
    if (!field->type) continue;
    Collect(field->type, var, true, found);
    bool read_only = field->is_written_final || field->name.starts_with("_");
    if (!read_only) Collect(field->type, var, false, found);
  }
  return found;
}

}  // namespace

// class Box[T]: T is what its uses in the members allow.
void Declarer::InferVariance(ClassSymbol& cls) {
  for (TypeVarSymbol* var : cls.type_params) {
    if (!var->infers_variance || var->var_kind != TypeVarKind::kPlain) continue;
    Occurrence found = OccurrencesIn(cls, *var);
    var->infers_variance = false;
    var->variance = found.in && found.out ? Variance::kInvariant
                    : found.in            ? Variance::kContravariant
                                          : Variance::kCovariant;
  }
}

// Each place once, however often its expression was evaluated.
void Program::CheckBounds() {
  std::vector<BoundToCheck> todo = std::exchange(bounds_to_check, {});
  std::set<std::tuple<DeclaredModule*, size_t, const TypeVarSymbol*>> seen;
  for (const auto& [module, span, var, type, owner] : todo) {
    if (!seen.emplace(module, span.begin, var).second) continue;
    const TypeVarType* given = AsTypeVarType(type);
    auto fits = [&](TypeRef wanted) {
      return given && !given->symbol->constraints.empty()
                 ? std::ranges::find(given->symbol->constraints, wanted) != given->symbol->constraints.end()
                 : type == wanted || type->kind == TypeKind::kAny || type->kind == TypeKind::kError;
    };
    std::vector<const TypeVarSymbol*> inside;
    if (var->bound) CollectTypeVars(var->bound, inside);
    bool good = var->constraints.empty() ? !inside.empty() || IsSubtype(types, type, var->bound)
                                         : std::ranges::any_of(var->constraints, fits);
    if (good) continue;
    std::string wanted;
    for (TypeRef one : var->constraints) wanted += (wanted.empty() ? "`" : ", `") + ToString(one) + "`";
    module->diagnostics.Report(diag::kTypeArgumentBound, span, ToString(type), var->name, owner)
        .Label(var->constraints.empty() ? "it must be a `" + ToString(var->bound) + "`"
                                        : "it must be one of " + wanted);
  }
}

// Every call that an overload accepts must be one that the implementation accepts.
void Declarer::CheckOverloads(const FunctionSymbol& function) {
  if (function.overloads.empty()) return;
  if (function.is_overload) {
    if (function.overloads[0] != &function) return;
    bool needs_none = function.is_abstract || (function.owner_class && function.owner_class->is_protocol);
    const Scope* outer = &AnnotationScope(*function.def);
    if (outer->kind == ScopeKind::kTypeParams) outer = outer->parent;
    const FunctionSymbol* named = AsFunctionSymbol(outer->Find(program_.Intern(function.name)));
    if (!needs_none && named && named->is_overload) {
      module_.diagnostics.Report(diag::kOverloadWithoutImplementation, function.name_span, function.name)
          .Help("add a `def` without `@overload` behind the last one, with types that take them all");
    }
    return;
  }
  if (!function.type) return;
  Substitution any;
  std::vector<const TypeVarSymbol*> vars;
  CollectTypeVars(function.type, vars);
  for (const TypeVarSymbol* var : vars) any.Set(var, types_.any);
  TypeRef implementation = Substitute(types_, function.type, any);
  for (const FunctionSymbol* overload : function.overloads) {
    if (!overload->type || Contains(overload->type, TypeKind::kError) || Contains(implementation, TypeKind::kError))
      continue;
    Substitution own;
    std::vector<const TypeVarSymbol*> inside;
    CollectTypeVars(overload->type, inside);
    for (const TypeVarSymbol* var : inside) own.Set(var, types_.any);
    const CallableType* wanted = AsCallableType(Substitute(types_, overload->type, own));
    TypeRef result = AsCallableType(implementation)->result;
    bool related = IsSubtype(types_, wanted->result, result) || IsSubtype(types_, result, wanted->result);
    if (related && IsSubtype(types_, implementation, types_.Callable(wanted->params, result, wanted->any_params)))
      continue;
    module_.diagnostics.Report(diag::kOverloadImplementation, function.name_span, function.name)
        .Label(related ? "it does not take every call that this overload allows"
                       : "it returns something else than this overload says")
        .Note(overload->name_span, "this one: `" + ToString(overload->type) + "`");
    return;
  }
}

}  // namespace spy::check
