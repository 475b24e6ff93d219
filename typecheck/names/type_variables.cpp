// Type variables and new types that calls of `typing` make: T = TypeVar("T"), P = ParamSpec("P"), Id = NewType("Id",
// int).
#include <algorithm>

#include "typecheck/names/declarer.h"
#include "typecheck/names/type_evaluator.h"

namespace spy::check {
namespace {

bool IsTrue(const ast::Expr& expr) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  return constant && constant->constant_kind == ast::ConstantKind::True;
}

}  // namespace

// Nothing set: the call makes something else.
NamedType TypeEvaluator::FromCall(const VariableSymbol& variable, DeclaredModule& owner) {
  NamedType named;
  if (variable.type_var) return NamedType::Of(types_.TypeVar(variable.type_var));
  if (!variable.new_type) {
    const auto& call = ast::As<ast::Call>(*variable.initializer);
    std::string_view kind = SpecialFormName(program_, owner, *owner.scopes.module_scope, *call.func);
    if (kind == "TypeVar" || kind == "ParamSpec" || kind == "TypeVarTuple") {
      return NamedType::Of(types_.TypeVar(MakeTypeVar(variable, owner, call, kind)));
    }
    if (kind != "NewType" || call.args.size() != 2) return named;
    if (!MakeNewType(variable, owner, call)) return NamedType::Of(types_.error);
  }
  named.cls = variable.new_type;
  return named;
}

TypeVarSymbol* TypeEvaluator::MakeTypeVar(const VariableSymbol& variable, DeclaredModule& owner, const ast::Call& call,
                                          std::string_view kind) {
  TypeVarSymbol* var = program_.symbols.NewTypeVar(variable.name, variable.name_span, variable.module);
  const_cast<VariableSymbol&>(variable).type_var = var;  // first: the bound may mention it
  if (kind == "ParamSpec") var->var_kind = TypeVarKind::kParamSpec;
  if (kind == "TypeVarTuple") var->var_kind = TypeVarKind::kTuple;
  AnnotationOptions options;
  options.deferred = true;
  TypeEvaluator inner(program_, owner, *owner.scopes.module_scope, options, depth_ + 1);
  for (size_t i = 1; i < call.args.size(); ++i) var->constraints.push_back(inner.Evaluate(*call.args[i]));
  for (const ast::Keyword* keyword : call.keywords) {
    if (keyword->arg == "bound") var->bound = inner.Evaluate(*keyword->value);
    if (keyword->arg == "default") var->default_type = inner.ParamsOf(*keyword->value);
    if (keyword->arg == "covariant" && IsTrue(*keyword->value)) var->variance = Variance::kCovariant;
    if (keyword->arg == "contravariant" && IsTrue(*keyword->value)) var->variance = Variance::kContravariant;
    if (keyword->arg == "infer_variance" && IsTrue(*keyword->value)) var->infers_variance = true;
  }
  return var;
}

// A class of its own for the checker, derived from what its values are.
ClassSymbol* TypeEvaluator::MakeNewType(const VariableSymbol& variable, DeclaredModule& owner, const ast::Call& call) {
  AnnotationOptions options;
  options.deferred = true;
  TypeEvaluator inner(program_, owner, *owner.scopes.module_scope, options, depth_ + 1);
  TypeRef base = depth_ > 16 ? types_.error : inner.Evaluate(*call.args[1]);
  const InstanceType* view = base->kind == TypeKind::kError ? nullptr : NominalView(types_, base);
  if (!view) return nullptr;
  EnsureHeader(program_, *view->cls);
  ClassSymbol* cls = program_.symbols.NewClass(variable.name, variable.name_span, variable.module);
  cls->qualname = variable.name;
  cls->new_type_of = base;
  cls->bases = {view};
  cls->self_type = types_.Instance(cls);
  cls->self_var = program_.symbols.NewTypeVar("Self", variable.name_span, variable.module);
  cls->self_var->bound = cls->self_type;
  cls->self_var->is_self = true;
  cls->mro = {cls};
  cls->mro_types = {cls->self_type};
  Substitution map = ArgumentsOf(view);
  for (size_t i = 0; i < view->cls->mro.size(); ++i) {
    cls->mro.push_back(view->cls->mro[i]);
    cls->mro_types.push_back(Substitute(types_, view->cls->mro_types[i], map));
  }
  cls->header = ClassSymbol::Progress::kDone;
  const_cast<VariableSymbol&>(variable).new_type = cls;
  return cls;
}

TypeRef TypeMadeByCall(Program& program, const VariableSymbol& variable) {
  DeclaredModule* owner = program.DeclarationsOf(variable.module);
  bool candidate = owner && variable.storage == Storage::kGlobal && variable.initializer &&
                   variable.binding_count == 1 && ast::Is<ast::Call>(variable.initializer);
  if (!candidate) return nullptr;
  NamedType made = TypeEvaluator(program, *owner, *owner->scopes.module_scope, {}, 0).FromCall(variable, *owner);
  if (made.type) return made.type;
  return made.cls ? made.cls->self_type : nullptr;
}

// [T: Bound, U: (A, B), *Ts, **P = ...]: bounds, constraints and defaults of type parameters as written
void DeclareTypeParams(Program& program, DeclaredModule& module, ast::Seq<ast::TypeParam> params, const Scope& scope) {
  for (const ast::TypeParam* param : params) {
    const auto* declared = ast::DynCast<ast::TypeVar>(param);
    auto* var = AsTypeVarSymbol(const_cast<Symbol*>(module.scopes.symbols[param->id]));
    AnnotationOptions lazy;
    lazy.deferred = true;  // PEP 695: evaluated when somebody asks
    const ast::Expr* default_value = declared ? declared->default_value : nullptr;
    if (const auto* spec = ast::DynCast<ast::ParamSpec>(param)) default_value = spec->default_value;
    if (default_value && var) var->default_type = EvaluateAnnotation(program, module, scope, *default_value, lazy).type;
    if (!declared || !declared->bound || !var) continue;
    auto evaluate = [&](const ast::Expr& expr) { return EvaluateAnnotation(program, module, scope, expr, lazy).type; };
    if (const auto* constraints = ast::DynCast<ast::Tuple>(declared->bound)) {
      for (const ast::Expr* one : constraints->elts) var->constraints.push_back(evaluate(*one));
    } else {
      var->bound = evaluate(*declared->bound);
    }
  }
}

}  // namespace spy::check
