// Names: what they mean, their type at this point, and whether they are bound.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// The declared or joined type. A module variable that nothing has typed yet takes that of its initialiser.
TypeRef Checker::DeclaredTypeOf(const VariableSymbol& variable) {
  if (variable.type) return variable.type;
  bool manifest = variable.storage == Storage::kGlobal && variable.initializer && body_ != module_body_;
  DeclaredModule* module = manifest ? program_.DeclarationsOf(variable.module) : nullptr;
  if (!module || !program_.infer_initializer || !unit_.inferring.insert(&variable).second) return types_.error;
  TypeRef type = program_.infer_initializer(*variable.initializer, *module->scopes.module_scope, *module);
  unit_.inferring.erase(&variable);
  return type ? type : types_.error;
}

// x -> its narrowed type; functions, classes and modules as values
TypeRef Checker::CheckExpr(const ast::NameExpr& node, TypeRef expected) {
  const Symbol* symbol = SymbolAt(node);
  if (!symbol) return types_.error;  // reported by name resolution, or a built-in without declaration
  if (const VariableSymbol* variable = AsVariableSymbol(symbol))
    return AsWantedLiteral(node, ReadVariable(node, *variable, expected), expected);
  return ReadSymbol(node, *symbol);
}

TypeRef Checker::ReadVariable(const ast::NameExpr& node, const VariableSymbol& variable, TypeRef expected) {
  PlaceState state = body_->flow.Get(PlaceOf(variable));
  if (variable.storage == Storage::kClass && current_class_ && state.bound == Bound::kNo) {
    if (TypeRef outside = TypeOutsideClass(node)) return outside;
  }
  if (!IsLocalHere(variable) && state.bound == Bound::kYes) state.bound = OuterBound(variable);
  CheckBoundRead(node, variable, state.bound);
  if (variable.alias_of) return TypeOfSymbol(types_, variable);
  if (InInit() && &variable == body_->init.self) CheckSelfUse(node);
  TypeRef type = state.type ? state.type : DeclaredTypeOf(variable);
  if (expected && IsPending(type)) {
    TypeRef plain = WithoutNone(types_, expected);
    const InstanceType* wanted = AsInstanceType(plain);
    if (wanted && wanted->cls == AsInstanceType(type)->cls && !HasOpenVars(plain)) {
      ResolvePending(variable, plain);
      return plain;
    }
  }
  return type;
}

// A class body reads a name that it binds only later from the module, or from the built-ins; null: neither has it.
TypeRef Checker::TypeOutsideClass(const ast::NameExpr& node) {
  const Symbol* symbol = declared_.scopes.module_scope->Find(node.name);
  if (!symbol) symbol = program_.builtins->Find(node.name.view());
  if (!symbol) return nullptr;
  out_.bound_checks_[node.id] = true;
  const VariableSymbol* variable = AsVariableSymbol(ResolveAlias(symbol));
  return variable ? DeclaredTypeOf(*variable) : TypeOfSymbol(types_, *symbol);
}

TypeRef Checker::ReadSymbol(const ast::NameExpr& node, const Symbol& symbol) {
  CheckDefinitionRead(node, symbol);
  switch (symbol.kind) {
    case SymbolKind::kTypeVar:
      return types_.any;
    case SymbolKind::kTypeAlias: {
      TypeRef target = static_cast<const TypeAliasSymbol&>(symbol).target;
      bool is_class = target && (target->kind == TypeKind::kInstance || target->kind == TypeKind::kTuple);
      return is_class ? types_.ClassObject(target) : types_.any;
    }
    case SymbolKind::kFunction: {
      const auto& method = static_cast<const FunctionSymbol&>(symbol);  // in a class body: what decorators made of it
      bool decorated = method.owner_class && !method.is_stub && !method.decorators.empty();
      if (decorated) return method.decorated ? method.decorated : types_.any;
      return TypeOfSymbol(types_, symbol);
    }
    case SymbolKind::kVariable:
    case SymbolKind::kClass:
    case SymbolKind::kModule:
      return TypeOfSymbol(types_, symbol);
  }
  return types_.error;
}

void Checker::CheckBoundRead(const ast::NameExpr& node, const VariableSymbol& variable, Bound bound) {
  out_.bound_checks_[node.id] = false;
  if (bound == Bound::kYes || !body_->flow.reachable) return;
  out_.bound_checks_[node.id] = true;
  const_cast<VariableSymbol&>(variable).maybe_unbound = true;
  if (bound == Bound::kAssumed) return;
  if (bound == Bound::kMaybe) return ReportPossiblyUnbound(node, variable);
  body_->read_unbound = true;
  if (!body_->loops.empty()) return;  // a later turn may find it bound: CPython's exception is kept
  Report(diag::kUnbound, node.span, variable.name)
      .Label("nothing is assigned to it on any path that leads here")
      .Note(variable.name_span, "assigned here")
      .Help("assign it before this line");
}

// Bound on some ways here, not on all: CPython's exception is kept, and said.
void Checker::ReportPossiblyUnbound(const ast::NameExpr& node, const VariableSymbol& variable) {
  bool own = body_->function && variable.function == body_->function && !variable.is_param && !body_->lambda;
  auto same = [&](const auto& known) { return known.second == &variable; };
  if (!own || std::ranges::any_of(unbound_reads_, same)) return;
  unbound_reads_.push_back({&node, &variable});
}

// Functions and classes of the module are bound where their definition stands.
void Checker::CheckDefinitionRead(const ast::NameExpr& node, const Symbol& definition) {
  out_.bound_checks_[node.id] = false;
  if (definition.module != out_.symbol || definition.kind == SymbolKind::kModule) return;
  const VariableSymbol* binding = nullptr;
  const ClassSymbol* owner = nullptr;
  if (const FunctionSymbol* function = AsFunctionSymbol(&definition))
    binding = function->binding, owner = function->owner_class;
  if (const ClassSymbol* cls = AsClassSymbol(&definition)) binding = cls->binding, owner = cls->owner_class;
  if (owner && owner == current_class_) return;  // a name of the class body: looked up when the body runs
  if (binding) {
    PlaceState state = body_->flow.Get(PlaceOf(*binding));
    return CheckBoundRead(node, *binding, state.bound);
  }
  if (body_ != module_body_) {
    out_.bound_checks_[node.id] = module_body_ && !IsBoundBeforeCalls(definition);
    return;
  }
  if (defined_.contains(&definition)) return;
  out_.bound_checks_[node.id] = true;
  if (!maybe_defined_.contains(&definition) && body_->loops.empty()) {
    Report(diag::kUnbound, node.span, definition.name)
        .Label("the module runs from top to bottom")
        .Note(definition.name_span, "defined here, further down")
        .Help("move the definition up, or this statement down");
  }
}

}  // namespace spy::check
