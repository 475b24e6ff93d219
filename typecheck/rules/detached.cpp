// Initialisers that are asked for their type before the body that holds them is checked: fields without annotation.
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// The values that statements of one body assign to the variable, each as `name = value`.
void CollectAssigned(const CheckedModule& module, const ast::Node& node, const VariableSymbol& variable,
                     std::vector<const ast::Expr*>& values) {
  if (ast::Is<ast::FunctionDef>(&node) || ast::Is<ast::AsyncFunctionDef>(&node) || ast::Is<ast::ClassDef>(&node) ||
      ast::Is<ast::Lambda>(&node)) {
    return;
  }
  if (const auto* assign = ast::DynCast<ast::Assign>(&node); assign && assign->targets.size() == 1) {
    const auto* name = ast::DynCast<ast::NameExpr>(assign->targets[0]);
    if (name && module.SymbolOf(*name) == &variable) values.push_back(assign->value);
  }
  ast::ForEachChild(node, [&](const ast::Node& child) { CollectAssigned(module, child, variable, values); });
}

}  // namespace

// The type of an expression of `scope`, outside of any flow; null when it does not show one.
TypeRef Checker::InferDetached(const ast::Expr& expr, const Scope& scope) {
  Body body;
  body.function = scope.function;
  body.scope = &scope;
  BodyScope inside(body_, body);
  AssumeLocals(expr, scope);
  TypeRef type = Quietly([&] { return Check(expr); });
  if (Contains(type, TypeKind::kError)) return nullptr;
  return StripLiteral(types_, type);
}

// Locals that the expression reads have the join of what the body assigns to them, where each assignment is a plain
// one.
void Checker::AssumeLocals(const ast::Node& node, const Scope& scope) {
  const auto* name = ast::DynCast<ast::NameExpr>(&node);
  const VariableSymbol* variable = name ? AsVariableSymbol(SymbolAt(*name)) : nullptr;
  if (!variable) {
    return ast::ForEachChild(node, [&](const ast::Node& child) { AssumeLocals(child, scope); });
  }
  bool open = variable->function && variable->function == scope.function && scope.function->def &&
              !variable->is_param && !variable->is_declared && !variable->alias_of;
  constexpr size_t kDepth = 8;  // locals made of locals
  if (!open || assumed_.size() >= kDepth || std::ranges::find(assumed_, variable) != assumed_.end()) return;
  std::vector<const ast::Expr*> values;
  for (const ast::Stmt* stmt : static_cast<const ast::FunctionBase*>(scope.function->def)->body) {
    CollectAssigned(out_, *stmt, *variable, values);
  }
  if (values.empty() || values.size() != variable->binding_count) return;
  assumed_.push_back(variable);
  TypeRef joined = types_.never;
  for (const ast::Expr* value : values) {
    TypeRef type = InferDetached(*value, scope);
    joined = !joined || !type ? nullptr : Join(types_, joined, type);
  }
  assumed_.pop_back();
  if (joined) body_->flow.Set(PlaceOf(*variable), {joined, Bound::kYes});
}

}  // namespace spy::check
