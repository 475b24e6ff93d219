// Arguments for type parameters: of classes and aliases, parameter lists for ParamSpec, unpacked tuples for
// TypeVarTuple.
#include <algorithm>

#include "typecheck/names/type_evaluator.h"
#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

bool IsEllipsis(const ast::Expr& expr) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  return constant && constant->constant_kind == ast::ConstantKind::Ellipsis;
}

const TypeVarSymbol* VarOf(TypeRef type, TypeVarKind kind) {
  const TypeVarType* var = AsTypeVarType(type);
  return var && var->symbol->var_kind == kind ? var->symbol : nullptr;
}

}  // namespace

// [A, B], ..., P, Concatenate[A, P] -> parameters; false after a diagnostic
bool TypeEvaluator::AddParamsOf(const ast::Expr& expr, std::vector<ParamType>& params, bool& any_params) {
  if (IsEllipsis(expr)) return any_params = true;
  if (const auto* list = ast::DynCast<ast::List>(&expr)) {
    bool good = true;
    for (const ast::Expr* one : list->elts) {
      const auto* star = ast::DynCast<ast::Starred>(one);
      TypeRef type = star ? EvaluateUnpack(*star->value) : Evaluate(*one);
      good = good && type->kind != TypeKind::kError;
      bool spread = VarOf(type, TypeVarKind::kTuple) != nullptr;
      params.push_back({{}, spread ? ParamKind::kVarArgs : ParamKind::kPositionalOnly, type, false});
    }
    return good;
  }
  bool named = ast::Is<ast::NameExpr>(&expr) || ast::Is<ast::Attribute>(&expr) || ast::Is<ast::Subscript>(&expr);
  TypeRef spec = named ? ParamsOf(expr) : nullptr;
  if (spec && spec->kind == TypeKind::kError) return false;
  if (spec && spec->kind == TypeKind::kAny) return any_params = true;
  if (spec && VarOf(spec, TypeVarKind::kParamSpec)) {
    params.push_back({{}, ParamKind::kVarArgs, spec, false});
    params.push_back({{}, ParamKind::kKwArgs, spec, false});
    return true;
  }
  if (const CallableType* callable = spec ? AsCallableType(spec) : nullptr) {
    params.insert(params.end(), callable->params.begin(), callable->params.end());
    any_params = any_params || callable->any_params;
    return true;
  }
  Invalid(expr, "a parameter list without brackets (write `Callable[[A, B], R]`)");
  return false;
}

// What stands for a ParamSpec: itself, or a Callable of which only the parameters count.
TypeRef TypeEvaluator::ParamsOf(const ast::Expr& expr) {
  const auto* subscript = ast::DynCast<ast::Subscript>(&expr);
  bool concatenate = subscript && SpecialFormName(program_, module_, scope_, *subscript->value) == "Concatenate";
  if (!concatenate && !ast::Is<ast::List>(&expr) && !IsEllipsis(expr)) return Evaluate(expr);
  std::vector<ParamType> params;
  bool any_params = false;
  if (!concatenate) {
    if (!AddParamsOf(expr, params, any_params)) return types_.error;
    return types_.Callable(params, types_.any, any_params);
  }
  const auto* tuple = ast::DynCast<ast::Tuple>(subscript->slice);
  ast::Seq<ast::Expr> args = tuple ? tuple->elts : ast::Seq<ast::Expr>(&subscript->slice, 1);
  for (const ast::Expr* arg : args.subspan(0, args.size() - 1)) {
    params.push_back({{}, ParamKind::kPositionalOnly, Evaluate(*arg), false});
  }
  if (!AddParamsOf(*args.back(), params, any_params)) return types_.error;
  return types_.Callable(params, types_.any, any_params);
}

// *Ts, *tuple[A, B]
TypeRef TypeEvaluator::EvaluateUnpack(const ast::Expr& arg) {
  TypeRef type = Evaluate(arg);
  if (VarOf(type, TypeVarKind::kTuple) || AsTupleType(type) || type->kind == TypeKind::kError) return type;
  return Invalid(arg, "an unpacked type that is no tuple");
}

// One type for each parameter; defaults for those left out, the rest for a TypeVarTuple. False: the number is wrong.
bool TypeEvaluator::FillArguments(std::span<TypeVarSymbol* const> vars, ast::Seq<ast::Expr> args,
                                  std::vector<TypeRef>& out) {
  bool only_spec = vars.size() == 1 && vars[0]->var_kind == TypeVarKind::kParamSpec;
  if (only_spec && (args.size() != 1 || (!ast::Is<ast::List>(args[0]) && !IsEllipsis(*args[0])))) {
    if (args.size() == 1 && VarOf(Evaluate(*args[0]), TypeVarKind::kParamSpec)) {
      out.push_back(Evaluate(*args[0]));
      return true;
    }
    std::vector<ParamType> params;
    for (const ast::Expr* arg : args) params.push_back({{}, ParamKind::kPositionalOnly, Evaluate(*arg), false});
    out.push_back(types_.Callable(params, types_.any, false));
    return true;
  }
  bool spread =
      std::ranges::any_of(vars, [](const TypeVarSymbol* var) { return var->var_kind == TypeVarKind::kTuple; });
  if (args.size() > vars.size() && !spread) return false;
  Substitution map;
  size_t next = 0;
  for (size_t i = 0; i < vars.size(); ++i) {
    TypeRef type = nullptr;
    if (vars[i]->var_kind == TypeVarKind::kTuple) {
      size_t after = vars.size() - i - 1;
      std::vector<TypeRef> elements;
      while (next + after < args.size()) {
        const auto* star = ast::DynCast<ast::Starred>(args[next]);
        elements.push_back(star ? EvaluateUnpack(*star->value) : Evaluate(*args[next]));
        ++next;
      }
      bool same = elements.size() == 1 && VarOf(elements[0], TypeVarKind::kTuple);
      type = same ? elements[0] : types_.Tuple(elements);
    } else if (next < args.size()) {
      type = vars[i]->var_kind == TypeVarKind::kParamSpec ? ParamsOf(*args[next]) : Evaluate(*args[next]);
      ++next;
    } else if (vars[i]->default_type) {
      type = Substitute(types_, vars[i]->default_type, map);
    } else {
      return false;
    }
    map.Set(vars[i], type);
    out.push_back(type);
  }
  return true;
}

// Whether an argument is within the bound of its parameter is asked when all classes are known.
void TypeEvaluator::NoteBounds(std::span<TypeVarSymbol* const> vars, std::span<const TypeRef> args,
                               std::string_view owner, const ast::Expr& expr) {
  for (size_t i = 0; i < vars.size() && i < args.size(); ++i) {
    if (vars[i]->var_kind != TypeVarKind::kPlain || (!vars[i]->bound && vars[i]->constraints.empty())) continue;
    program_.bounds_to_check.push_back({&module_, SpanOf(expr), vars[i], args[i], owner});
  }
}

// Pair[int] of `type Pair[T] = tuple[T, T]`, or of `Pair = tuple[T, T]`
TypeRef TypeEvaluator::EvaluateAlias(const NamedType& head, const ast::Subscript& expr) {
  std::vector<TypeVarSymbol*> vars;
  if (head.alias) {
    vars = head.alias->type_params;
  } else {
    std::vector<const TypeVarSymbol*> found;
    CollectTypeVars(head.type, found);
    for (const TypeVarSymbol* var : found) vars.push_back(const_cast<TypeVarSymbol*>(var));
  }
  const auto* tuple = ast::DynCast<ast::Tuple>(expr.slice);
  ast::Seq<ast::Expr> args = tuple && !tuple->parenthesised ? tuple->elts : ast::Seq<ast::Expr>(&expr.slice, 1);
  std::vector<TypeRef> evaluated;
  bool filled = !vars.empty() && FillArguments(vars, args, evaluated);
  if (!filled) {
    std::string name = head.alias ? std::string(head.alias->name) : ToString(head.type);
    return WrongCount(name, vars.size(), args.size(), expr);
  }
  NoteBounds(vars, evaluated, head.alias ? head.alias->name : "the alias", expr);
  Substitution map;
  for (size_t i = 0; i < vars.size(); ++i) map.Set(vars[i], evaluated[i]);
  return Substitute(types_, head.type, map);
}

}  // namespace spy::check
