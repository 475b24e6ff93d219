// Variables: what a name is in a scope, what its bindings are like, and imports and aliases, which are variables too.
#include "typecheck/names/binder.h"

namespace spy::check {
namespace {

Storage StorageIn(const Scope& scope) {
  switch (scope.kind) {
    case ScopeKind::kModule:
      return Storage::kGlobal;
    case ScopeKind::kClass:
      return Storage::kClass;
    case ScopeKind::kFunction:
    case ScopeKind::kComprehension:
    case ScopeKind::kTypeParams:
      return Storage::kLocal;
  }
  return Storage::kLocal;
}

}  // namespace

VariableSymbol* Binder::NewVariable(Name name, Span span, Scope* scope) {
  VariableSymbol* variable = program_.symbols.NewVariable(name.view(), span, module_.symbol);
  variable->storage = StorageIn(*scope);
  if (variable->storage == Storage::kLocal) {
    variable->function = scope->function;
    if (scope->function) scope->function->locals.push_back(variable);
  }
  if (scope->kind == ScopeKind::kClass) variable->owner_class = scope->cls;
  scope->Set(name, variable);
  return variable;
}

VariableSymbol* Binder::VariableIn(Scope* scope, Name name, Span span) {
  Symbol* known = scope->Find(name);
  if (!known) return NewVariable(name, span, scope);
  if (VariableSymbol* variable = AsVariableSymbol(known)) return variable;
  VariableSymbol* variable = nullptr;
  if (FunctionSymbol* function = AsFunctionSymbol(known)) {
    function->is_rebound = true;
    variable = function->binding ? function->binding : NewVariable(name, known->name_span, scope);
    function->binding = variable;
  } else if (ClassSymbol* cls = AsClassSymbol(known)) {
    variable = cls->binding ? cls->binding : NewVariable(name, known->name_span, scope);
    cls->binding = variable;
  } else {
    variable = NewVariable(name, span, scope);
  }
  if (variable->binding_count == 0) variable->binding_count = 1;
  scope->Set(name, variable);
  return variable;
}

void Binder::Count(VariableSymbol* variable, uint32_t position) {
  ++variable->binding_count;
  if (variable->storage != Storage::kLocal && variable->storage != Storage::kGlobal) return;
  BindingFacts& facts = tree_.binding_facts[variable];
  facts.position = position;
  facts.block = blocks_.empty() ? 0 : blocks_.back();
  facts.in_loop = facts.in_loop || loop_depth_ > 0;
}

void Binder::CountBinding(Name name, uint32_t position) {
  name = Mangled(name);
  if (IsNonlocal(scope_, name)) return;
  if (VariableSymbol* variable = AsVariableSymbol(scope_->Find(name))) Count(variable, position);
}

void Binder::BindVariable(Name raw, const ast::Node& node, Scope* scope) {
  Name name = Mangled(raw);
  tree_.uses.push_back({&node, name, scope, true});
  if (IsNonlocal(scope, name)) {
    tree_.nonlocals.push_back({&node, name, scope, true});
    return;
  }
  Count(VariableIn(scope, name, node.span), node.span.begin);
}

void Binder::BindGlobal(Name name) {
  Scope* module_scope = tree_.module_scope;
  if (scope_ == module_scope) return;
  Symbol* known = module_scope->Find(name);
  VariableSymbol* variable = VariableIn(module_scope, name, known ? known->name_span : Span{});
  variable->binding_count += 2;  // assigned by functions: never final
  scope_->Set(name, variable);
}

void Binder::RememberInitializer(const ast::Assign& node) {
  if (node.targets.size() != 1) return;
  const auto* target = ast::DynCast<ast::NameExpr>(node.targets[0]);
  if (!target) return;
  if (VariableSymbol* variable = AsVariableSymbol(scope_->Find(Mangled(target->name)))) {
    if (!variable->initializer) variable->initializer = node.value;
  }
}

void Binder::BindAnnotated(const ast::AnnAssign& node) {
  if (node.value) Walk(*node.value);
  WalkAnnotation(node.annotation);
  const auto* target = ast::DynCast<ast::NameExpr>(node.target);
  if (!target) {
    Walk(*node.target);
    return;
  }
  Name name = Mangled(target->name);
  VariableSymbol* variable = VariableIn(scope_, name, target->span);
  tree_.uses.push_back({target, name, scope_, true});
  if (node.value) Count(variable, node.span.begin);
  if (!variable->annotation) {
    variable->annotation = node.annotation;
    tree_.annotated.push_back({variable, &node, scope_});
  }
  if (node.value && !variable->initializer) variable->initializer = node.value;
}

void Binder::BindTypeAlias(const ast::TypeAlias& node) {
  const ast::NameExpr& target = ast::As<ast::NameExpr>(*node.name);
  TypeAliasSymbol* alias = program_.symbols.NewTypeAlias(target.name.view(), target.span, module_.symbol);
  alias->value = node.value;
  tree_.symbols[node.id] = tree_.symbols[target.id] = alias;
  Scope* outer = scope_;
  OpenTypeParams(node, node.type_params);
  alias->params = node.type_params;
  alias->type_params = TypeParamsOf(node.type_params);
  WalkAnnotation(node.value);
  tree_.aliases.emplace_back(alias, scope_);
  alias->scope = scope_;
  scope_ = outer;
  scope_->Set(Mangled(target.name), alias);
}

void Binder::BindImport(const ast::Stmt& stmt, const ast::Alias& alias, Name bound) {
  Name name = Mangled(bound);
  tree_.uses.push_back({&alias, name, scope_, true});
  Span span = alias.asname ? alias.asname_span : alias.name_span;
  VariableSymbol* variable = VariableIn(scope_, name, span);
  Count(variable, alias.span.begin);
  tree_.imports.push_back({&stmt, &alias, variable, scope_, import_guarded_});
}

}  // namespace spy::check
