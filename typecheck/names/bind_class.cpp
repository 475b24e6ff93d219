// Classes, the type parameters of definitions, and what decorators leave of them.
#include "typecheck/names/binder.h"

namespace spy::check {
namespace {

// As above for classes: the known ones give the class itself back.
bool IsReplacedByClassDecorator(ast::Seq<ast::Expr> decorators) {
  constexpr std::string_view kSame[] = {"final",     "total_ordering", "runtime_checkable",
                                        "dataclass", "unique",         "no_type_check"};
  for (ast::Expr* decorator : decorators) {
    const auto* call = ast::DynCast<ast::Call>(decorator);
    ast::Expr* named = call ? call->func : decorator;
    bool known = false;
    for (std::string_view name : kSame) known = known || HasDecorator(ast::Seq<ast::Expr>(&named, 1), name);
    if (!known) return true;
  }
  return false;
}

}  // namespace

void Binder::OpenTypeParams(const ast::Node& node, ast::Seq<ast::TypeParam> params) {
  if (params.empty()) return;
  Scope* scope = NewScope(ScopeKind::kTypeParams, scope_, &node);
  scope_ = scope;
  for (const ast::TypeParam* param : params) {
    ast::Dispatch(*param, [&](const auto& concrete) {
      TypeVarSymbol* var = program_.symbols.NewTypeVar(concrete.name.view(), concrete.name_span, module_.symbol);
      if (concrete.kind == ast::NodeKind::ParamSpec) var->var_kind = TypeVarKind::kParamSpec;
      if (concrete.kind == ast::NodeKind::TypeVarTuple) var->var_kind = TypeVarKind::kTuple;
      var->infers_variance = !is_stub_;
      if (!is_stub_) {
        scope->Set(concrete.name, var);
        tree_.symbols[concrete.id] = var;
        return;
      }
      if (var->name.ends_with("_co")) var->variance = Variance::kCovariant;
      if (var->name.ends_with("_contra")) var->variance = Variance::kContravariant;
      scope->Set(concrete.name, var);
      tree_.symbols[concrete.id] = var;
    });
  }
}

std::vector<TypeVarSymbol*> Binder::TypeParamsOf(ast::Seq<ast::TypeParam> params) {
  std::vector<TypeVarSymbol*> result;
  for (const ast::TypeParam* param : params) {
    if (auto* var = AsTypeVarSymbol(const_cast<Symbol*>(tree_.symbols[param->id]))) result.push_back(var);
  }
  return result;
}

bool HasDecorator(ast::Seq<ast::Expr> decorators, std::string_view wanted) {
  for (const ast::Expr* decorator : decorators) {
    if (const auto* name = ast::DynCast<ast::NameExpr>(decorator); name && name->name == wanted) return true;
    if (const auto* dotted = ast::DynCast<ast::Attribute>(decorator); dotted && dotted->attr == wanted) return true;
  }
  return false;
}

VariableSymbol* Binder::NewClassCell(Span span) {
  VariableSymbol* cell = program_.symbols.NewVariable("__class__", span, module_.symbol);
  cell->storage = Storage::kLocal;
  cell->function = scope_->function;
  cell->is_declared = true;
  cell->binding_count = 2;  // never copied: methods are made before it is set
  scope_->function->locals.push_back(cell);
  return cell;
}

void Binder::BindClass(const ast::ClassDef& node) {
  for (const ast::Expr* decorator : node.decorator_list) {
    if (!is_stub_) Walk(*decorator);
  }
  Name name = Mangled(node.name);
  ClassSymbol* cls = program_.symbols.NewClass(name.view(), node.name_span, module_.symbol);
  cls->def = &node;
  cls->qualname = QualifiedName(node.name.view());
  cls->class_kind = is_stub_ ? ClassKind::kBuiltin : ClassKind::kNative;
  cls->enclosing = scope_->function;
  cls->owner_class = scope_->kind == ScopeKind::kClass ? scope_->cls : nullptr;
  if (cls->owner_class) scope_->cls->AddNested(cls);
  cls->is_decorated = !is_stub_ && IsReplacedByClassDecorator(node.decorator_list);
  tree_.symbols[node.id] = cls;
  tree_.classes.push_back(cls);
  const ClassSymbol* before = AsClassSymbol(scope_->Find(name));
  bool replaces = before && !never_runs_ && std::ranges::find(never_made_, before) != never_made_.end();
  if (never_runs_) never_made_.push_back(cls);
  if (scope_->Find(name) && !replaces) {
    VariableSymbol* variable = VariableIn(scope_, name, node.name_span);
    Count(variable, node.name_span.begin);
    cls->binding = variable;
  } else {
    if ((scope_->function || cls->is_decorated) && scope_->kind != ScopeKind::kClass) {
      cls->binding = NewVariable(name, node.name_span, scope_);
      Count(cls->binding, node.name_span.begin);
    }
    scope_->Set(name, cls);
  }
  if (scope_->function && !is_stub_) cls->class_cell = NewClassCell(node.name_span);
  Scope* outer = scope_;
  OpenTypeParams(node, node.type_params);
  cls->type_params = TypeParamsOf(node.type_params);
  for (const ast::Expr* base : node.bases) Walk(*base);
  for (const ast::Keyword* keyword : node.keywords) Walk(*keyword);
  scope_ = NewScope(ScopeKind::kClass, scope_, &node);
  scope_->cls = cls;
  WalkBlock(node.body);
  scope_ = outer;
}

}  // namespace spy::check
