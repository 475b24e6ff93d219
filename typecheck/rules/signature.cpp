// Arguments against one signature: inference of type variables.
#include <algorithm>

#include "typecheck/rules/callee.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// Arguments against one signature -> its result; with `report`, the error type after a diagnostic, else null.
TypeRef Checker::Apply(const CallSite& site, const CallableType& signature, TypeRef expected, bool report) {
  TypeRef failed = report ? types_.error : nullptr;
  if (signature.any_params && signature.params.empty()) {
    for (const Argument& arg : site.args) {
      if (!arg.type) Check(*arg.expr);
    }
    return signature.result;
  }
  std::vector<BoundArgument> bound;
  if (!BindArguments(site, signature, bound, report)) {
    if (report) CheckUnbound(site);
    return failed;
  }
  std::vector<const TypeVarSymbol*> open = OpenVars(signature);
  Substitution bindings;
  if (BindParamSpec(signature, bound, bindings, open)) {
    return Apply(site, *AsCallableType(Substitute(types_, &signature, bindings)), expected, report);
  }
  BindTupleVars(bound, bindings, open);
  bool says =
      expected && std::ranges::none_of(MembersOf(expected), [](TypeRef m) { return m->kind == TypeKind::kAny; });
  if (!open.empty() && says && !HasOpenVars(expected)) {
    // What is wanted of the result may say what the variables are: list(range(3)) as list[int | None].
    Substitution seeded;
    Infer(types_, signature.result, WithoutNone(types_, expected), seeded, &open);
    TypeRef result = Substitute(types_, signature.result, seeded);
    if (!seeded.empty() && IsSubtype(types_, result, expected)) {
      int before = program_.sink.error_count();  // a lambda's body may be wrong only for what is wanted: object's [0]
      bool fits = Quietly(
          [&] { return CheckBound(site, signature, bound, seeded, true) && program_.sink.error_count() == before; });
      if (fits && IsSubtype(types_, Substitute(types_, signature.result, seeded), expected)) {
        if (report) CheckBound(site, signature, bound, seeded, true);
        return ResultOf(signature, seeded, open);
      }
    }
  }
  if (!CheckBound(site, signature, bound, bindings, report)) return failed;
  return ResultOf(signature, bindings, open);
}

// Arguments of a call that is wrong otherwise are still expressions to be checked.
void Checker::CheckUnbound(const CallSite& site) {
  for (const Argument& arg : site.args) {
    if (!arg.type && !ast::Is<ast::Lambda>(arg.expr)) Check(*arg.expr);
  }
}

// Variables that nothing showed: unknown elements of a new container, else Any.
TypeRef Checker::ResultOf(const CallableType& signature, Substitution& bindings,
                          const std::vector<const TypeVarSymbol*>& open) {
  if (open.empty()) return signature.result;
  const InstanceType* made = AsInstanceType(signature.result);
  bool container = made && (!signature.function || signature.function->name == "__init__");
  for (const TypeVarSymbol* variable : open) {
    if (bindings.Find(variable)) continue;
    bool rigid = std::ranges::find(body_->rigid, variable) != body_->rigid.end();
    TypeRef unknown = container ? types_.error : types_.any;
    if (variable->var_kind != TypeVarKind::kPlain) unknown = types_.any;
    if (variable->default_type) unknown = Substitute(types_, variable->default_type, bindings);
    bindings.Set(variable, rigid ? types_.TypeVar(variable) : unknown);
  }
  return Substitute(types_, signature.result, bindings);
}

// First what has a type of its own, then displays, which wait for their parameter's; functions and lambdas last: they
// take what the others have shown (key=len on a list of str takes str, not anything that has a length).
bool Checker::CheckBound(const CallSite& site, const CallableType& signature, std::vector<BoundArgument>& bound,
                         Substitution& bindings, bool report) {
  bool fits = true;
  auto round = [&](auto&& wanted) {
    for (BoundArgument& item : bound) {
      if (wanted(item)) fits = CheckOneArgument(site, signature, item, bindings, report) && fits;
      if (!fits && !report) return;
    }
  };
  auto is_function = [](const BoundArgument& item) {
    if (!item.type) return ast::Is<ast::Lambda>(item.argument->expr);
    return item.type->kind == TypeKind::kCallable || item.type->kind == TypeKind::kOverloaded ||
           item.type->kind == TypeKind::kClassObject;
  };
  round([&](const BoundArgument& item) { return item.type && !is_function(item); });
  if (fits || report) round([&](const BoundArgument& item) { return !item.type && !is_function(item); });
  if (fits || report) round(is_function);
  return fits && CheckAgain(site, signature, bound, bindings, report) &&
         CheckBounds(site, signature, bound, bindings, report) &&
         CheckConstraints(site, signature, bound, bindings, report);
}

// push(xs: list[T], x: T): an argument has said what T is, a later one has widened it. The first has to fit still;
// where it does not, the other one is wrong for what the first has said.
bool Checker::CheckAgain(const CallSite& site, const CallableType& signature, const std::vector<BoundArgument>& bound,
                         Substitution& bindings, bool report) {
  bool stub = !signature.function || signature.function->is_stub;
  auto type_of = [&](const BoundArgument& item) {
    return item.type ? item.type : out_.types_[item.argument->expr->id];
  };
  auto fits = [&](const BoundArgument& item, const Substitution& map) {
    TypeRef own = type_of(item), wanted = Substitute(types_, item.param->type, map);
    if (!own || Contains(own, TypeKind::kError) || IsPending(own)) return true;
    return stub ? IsOperand(types_, own, wanted) : IsSubtype(types_, own, wanted);
  };
  std::vector<const TypeVarSymbol*> open = OpenVars(signature);
  for (const BoundArgument& first : bound) {
    TypeRef pattern = first.param->type;
    bool is_container =
        pattern->kind == TypeKind::kInstance || pattern->kind == TypeKind::kUnion || pattern->kind == TypeKind::kTuple;
    bool asks = is_container && Contains(pattern, TypeKind::kTypeVar) && type_of(first);
    if (!asks || fits(first, bindings)) continue;
    Substitution alone;
    Infer(types_, pattern, type_of(first), alone, &open);
    auto wrong = std::ranges::find_if(bound, [&](const BoundArgument& other) {
      return &other != &first && Contains(other.param->type, TypeKind::kTypeVar) && !fits(other, alone);
    });
    if (wrong == bound.end()) {  // of an Any value it is known no better
      for (const auto& [variable, type] : alone.entries()) bindings.Set(variable, type);
      continue;
    }
    if (report) {
      ReportArgument(site, signature, *wrong->param, *wrong->argument->expr,
                     Substitute(types_, wrong->param->type, alone), type_of(*wrong));
    }
    return false;
  }
  return true;
}

// A constrained variable stands for one of its constraints, the first that takes what was found.
bool Checker::CheckConstraints(const CallSite& site, const CallableType& signature,
                               const std::vector<BoundArgument>& bound, Substitution& bindings, bool report) {
  Substitution chosen = bindings;
  for (const auto& [variable, type] : chosen.entries()) {
    if (variable->constraints.empty() || type->kind == TypeKind::kError || type->kind == TypeKind::kAny) continue;
    const TypeVarType* same = AsTypeVarType(type);
    if (same && same->symbol->constraints == variable->constraints) continue;
    auto fits = std::ranges::find_if(variable->constraints,
                                     [&, &own = type](TypeRef one) { return IsSubtype(types_, own, one); });
    if (fits != variable->constraints.end()) {
      bindings.Set(variable, *fits);
      continue;
    }
    if (!report) return false;
    for (const BoundArgument& item : bound) {
      if (!Contains(item.param->type, TypeKind::kTypeVar)) continue;
      TypeRef own = item.type ? item.type : out_.types_[item.argument->expr->id];
      TypeRef wanted = Substitute(types_, item.param->type, BoundOf(*variable, types_.Union(variable->constraints)));
      if (!IsSubtype(types_, own, wanted) || &item == &bound.back()) {
        ReportArgument(site, signature, *item.param, *item.argument->expr, wanted, own);
        return false;
      }
    }
    return false;
  }
  return true;
}

bool Checker::HasOpenVars(TypeRef type) const {
  if (!Contains(type, TypeKind::kTypeVar)) return false;
  std::vector<const TypeVarSymbol*> vars;
  CollectTypeVars(type, vars);
  return std::ranges::any_of(vars, [&](const TypeVarSymbol* var) {
    while (var->origin) var = var->origin;
    return std::ranges::find(body_->rigid, var) == body_->rigid.end();
  });
}

std::vector<const TypeVarSymbol*> Checker::OpenVars(const CallableType& signature) const {
  std::vector<const TypeVarSymbol*> open;
  CollectTypeVars(&signature, open);
  if (open.empty() || body_->rigid.empty()) return open;
  std::vector<const TypeVarSymbol*> own;
  if (const FunctionSymbol* function = signature.function; function && function->type && !function->lambda) {
    CollectTypeVars(function->type, own);
    const ClassSymbol* cls = function->name == "__init__" ? nullptr : function->owner_class;
    std::erase_if(own, [&](const TypeVarSymbol* var) {
      return var->is_self || (cls && std::ranges::find(cls->type_params, var) != cls->type_params.end());
    });
  }
  std::erase_if(open, [&](const TypeVarSymbol* var) {
    while (var->origin) var = var->origin;
    return std::ranges::find(body_->rigid, var) != body_->rigid.end() && std::ranges::find(own, var) == own.end();
  });
  return open;
}

// call(f, *args: P.args, **kwargs: P.kwargs): f says what P is, and P what the other arguments have to be.
bool Checker::BindParamSpec(const CallableType& signature, const std::vector<BoundArgument>& bound,
                            Substitution& bindings, const std::vector<const TypeVarSymbol*>& open) {
  if (signature.params.empty() || signature.params.back().kind != ParamKind::kKwArgs) return false;
  const TypeVarType* spec = AsTypeVarType(signature.params.back().type);
  bool is_open =
      spec && spec->symbol->var_kind == TypeVarKind::kParamSpec && std::ranges::find(open, spec->symbol) != open.end();
  if (!is_open) return false;
  Substitution found;
  for (const BoundArgument& item : bound) {
    if (item.type && item.param->type != spec) Infer(types_, item.param->type, item.type, found, &open);
  }
  TypeRef params = found.Find(spec->symbol);
  if (!params) return false;
  // What is given may take the same parameters, of the body around: f(func, *args: P.args, **kwargs: P.kwargs) in a
  // function of P. Then nothing is left to say.
  if (const CallableType* callable = AsCallableType(params); callable && !callable->params.empty()) {
    if (callable->params.back().type == spec) return false;
  }
  bindings.Set(spec->symbol, params);
  return true;
}

// f(*args: *Ts): Ts is what all the surplus arguments are.
void Checker::BindTupleVars(std::vector<BoundArgument>& bound, Substitution& bindings,
                            const std::vector<const TypeVarSymbol*>& open) {
  for (const TypeVarSymbol* variable : open) {
    if (variable->var_kind != TypeVarKind::kTuple) continue;
    std::vector<TypeRef> elements;
    bool any = false, unknown = false;
    for (BoundArgument& item : bound) {
      if (item.param->type != types_.TypeVar(variable)) continue;
      any = true;
      if (!item.type) item.type = Check(*item.argument->expr);
      bool many = item.argument->kind == Argument::kStar &&
                  (!AsTupleType(item.argument->type) || AsTupleType(item.argument->type)->variadic);
      unknown = unknown || many;
      elements.push_back(StripLiteral(types_, item.type));
    }
    bool deduced_elsewhere = !any;
    if (deduced_elsewhere) continue;
    bindings.Set(variable, unknown ? types_.VariadicTuple(types_.any) : types_.Tuple(elements));
  }
}

// What a type variable stands for has what its bound asks for: `max` wants values with an order.
bool Checker::CheckBounds(const CallSite& site, const CallableType& signature, const std::vector<BoundArgument>& bound,
                          Substitution& bindings, bool report) {
  for (const auto& [variable, type] : bindings.entries()) {
    if (!variable->bound || variable->is_self || Contains(type, TypeKind::kError)) continue;
    TypeRef wanted = Substitute(types_, variable->bound, bindings);
    if (IsOperand(types_, type, wanted)) continue;
    if (!report) return false;
    for (const BoundArgument& item : bound) {
      std::vector<const TypeVarSymbol*> inside;
      CollectTypeVars(item.param->type, inside);
      if (std::ranges::find(inside, variable) == inside.end()) continue;
      TypeRef own = item.type ? item.type : out_.types_[item.argument->expr->id];
      Substitution alone;
      Infer(types_, item.param->type, own, alone);
      TypeRef part = alone.Find(variable);
      if (part && IsOperand(types_, part, wanted)) continue;
      ReportArgument(site, signature, *item.param, *item.argument->expr,
                     item.param->type == types_.TypeVar(variable)
                         ? wanted
                         : Substitute(types_, item.param->type, BoundOf(*variable, wanted)),
                     own);
      return false;
    }
    return true;
  }
  return true;
}

Substitution Checker::BoundOf(const TypeVarSymbol& variable, TypeRef bound) {
  Substitution map;
  map.Set(&variable, bound);
  return map;
}

// 1, "a", -1, "a" if test else "b", names and members for them: of a literal type where one is wanted.
static bool MakesLiteral(const ast::Expr& expr) {
  if (const auto* choice = ast::DynCast<ast::IfExp>(&expr)) {
    return MakesLiteral(*choice->body) || MakesLiteral(*choice->orelse);
  }
  const auto* negative = ast::DynCast<ast::UnaryOp>(&expr);
  return ast::Is<ast::Constant>(negative ? negative->operand : &expr) || ast::Is<ast::NameExpr>(&expr) ||
         ast::Is<ast::Attribute>(&expr);
}

bool Checker::FitsWithoutNone(TypeRef got, TypeRef pattern, Substitution& bindings) {
  TypeRef rest = WithoutNone(types_, got);
  if (!Contains(pattern, TypeKind::kTypeVar)) return IsSubtype(types_, rest, pattern);
  Substitution found = bindings;
  Infer(types_, pattern, rest, found);
  if (!IsSubtype(types_, rest, Substitute(types_, pattern, found))) return false;
  bindings = found;
  return true;
}

bool Checker::CheckOneArgument(const CallSite& site, const CallableType& signature, BoundArgument& item,
                               Substitution& bindings, bool report) {
  TypeRef pattern = item.param->type;
  if (const TypeVarType* var = AsTypeVarType(pattern);
      var && var->symbol->var_kind == TypeVarKind::kTuple && bindings.Find(var->symbol))
    return true;
  bool generic = Contains(pattern, TypeKind::kTypeVar);
  TypeRef wanted = generic ? Substitute(types_, pattern, bindings) : pattern;
  TypeRef got = item.type;
  const ast::Expr& expr = *item.argument->expr;
  bool single = item.argument->kind == Argument::kPositional || item.argument->kind == Argument::kKeyword;
  if (!got || (single && Contains(wanted, TypeKind::kLiteral) && MakesLiteral(expr))) {
    size_t before = size_t(program_.sink.error_count());
    got = report ? Check(expr, wanted) : Quietly([&] { return Check(expr, wanted); });
    if (got->kind == TypeKind::kError) return report ? size_t(program_.sink.error_count()) == before : false;
  }
  if (generic) {
    bool function =
        got->kind == TypeKind::kCallable || got->kind == TypeKind::kOverloaded || got->kind == TypeKind::kClassObject;
    std::vector<const TypeVarSymbol*> open = OpenVars(signature);
    Infer(types_, function && pattern->kind != TypeKind::kTypeVar ? wanted : pattern, got, bindings, &open);
    wanted = Substitute(types_, pattern, bindings);
  }
  if (pattern->kind == TypeKind::kError) NotePassed(signature, *item.param, got);
  bool stub = !signature.function || signature.function->is_stub;
  if (stub ? IsOperand(types_, got, wanted) : IsSubtype(types_, got, wanted)) return true;
  if (IsPending(got) && wanted->kind == TypeKind::kNone) {  // d.get(k, {}) is not the signature with `default: None`
    if (report) ReportArgument(site, signature, *item.param, expr, wanted, got);
    return false;
  }
  if (Contains(got, TypeKind::kError)) return true;
  if (IsPending(got) && item.type) {
    got = Check(expr, wanted);  // a container that is still empty becomes what is wanted
    if (IsSubtype(types_, got, wanted)) return true;
  }
  if (IsOptional(got) && FitsWithoutNone(got, pattern, bindings) && TakeAsDynamic(expr)) return true;
  if (report) ReportArgument(site, signature, *item.param, expr, wanted, got);
  return false;
}

}  // namespace spy::check
