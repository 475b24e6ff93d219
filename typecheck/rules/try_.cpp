// try, except, else, finally.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::CheckStmt(const ast::Try& node) { CheckTry(node); }
void Checker::CheckStmt(const ast::TryStar& node) { CheckTry(node); }

// try: body except E as e: ... else: ... finally: ...
void Checker::CheckTry(const ast::TryBase& node) {
  ++conditional_depth_;
  bool has_finally = !node.finalbody.empty();
  if (has_finally) {
    body_->tries.push_back({body_->flow, true, {}});
    --conditional_depth_;  // without handlers the body runs in order
    if (!node.handlers.empty()) ++conditional_depth_;
  }
  body_->tries.push_back({body_->flow, false, {}});
  CheckBlock(node.body);
  Flow raised = std::move(body_->tries.back().raised);
  body_->tries.pop_back();
  CheckBlock(node.orelse);
  Flow after = body_->flow;
  CheckHandlers(node, raised, after);
  body_->flow = after;
  if (has_finally) {
    TryFrame frame = std::move(body_->tries.back());
    body_->tries.pop_back();
    RunFinally(node, frame, after);
    if (!node.handlers.empty()) --conditional_depth_;
    return;
  }
  --conditional_depth_;
}

void Checker::CheckHandlers(const ast::TryBase& node, const Flow& raised, Flow& after) {
  bool is_star = ast::Is<ast::TryStar>(&node);
  Flow seen = raised;
  for (const ast::ExceptHandler* handler : node.handlers) {
    body_->flow = seen;
    TypeRef caught = CheckHandlerType(*handler);
    if (ast::Is<ast::TryStar>(&node)) caught = GroupOf(*handler, caught);
    const VariableSymbol* variable = handler->name ? AsVariableSymbol(SymbolAt(*handler)) : nullptr;
    if (variable) {
      auto* symbol = const_cast<VariableSymbol*>(variable);
      if (!symbol->is_declared)
        BindVariable(*variable, caught, caught);
      else
        AssignSymbol(*variable, nullptr, caught, handler->name_span);
    }
    CheckBlock(handler->body);
    if (variable && body_->flow.reachable) UnbindVariable(*variable);
    after.Merge(types_, body_->flow);
    if (is_star) seen.Merge(types_, body_->flow);
  }
}

// except* E -> a group of them; every handler may follow on each other one
TypeRef Checker::GroupOf(const ast::ExceptHandler& handler, TypeRef caught) {
  if (caught->kind == TypeKind::kError) return caught;
  for (TypeRef member : MembersOf(caught)) {
    if (!AsBase(types_, member, types_.base_exception_group_class)) continue;
    Report(diag::kExceptStarGroup, handler.type->span)
        .Label("the parts of groups are matched one by one")
        .Help("write `except`");
    return types_.error;
  }
  bool plain = IsSubtype(types_, caught, types_.exception);
  return types_.Instance(plain ? types_.exception_group_class : types_.base_exception_group_class, caught);
}

// except (A, B) -> A | B
TypeRef Checker::CheckHandlerType(const ast::ExceptHandler& handler) {
  if (!handler.type) return types_.base_exception;
  return CaughtBy(*handler.type, Check(*handler.type));
}

// ExceptionGroup -> ExceptionGroup[Exception]
TypeRef Checker::WithPartsOf(const ClassObjectType& caught) {
  const InstanceType* instance = AsInstanceType(caught.instance);
  if (!instance || instance->args.empty()) return caught.instance;
  TypeRef part = IsSubtype(types_, instance, types_.exception) ? types_.exception : types_.base_exception;
  Substitution map;
  for (const TypeVarSymbol* var : instance->cls->type_params) map.Set(var, part);
  return Substitute(types_, instance, map);
}

TypeRef Checker::CaughtBy(const ast::Expr& where, TypeRef type) {
  if (type->kind == TypeKind::kAny) return types_.base_exception;
  if (type->kind == TypeKind::kError) return types_.error;
  if (const ClassObjectType* object = AsClassObjectType(type)) {
    if (IsSubtype(types_, object->instance, types_.base_exception)) return WithPartsOf(*object);
  }
  if (const TupleType* tuple = AsTupleType(type)) {
    const auto* display = ast::DynCast<ast::Tuple>(&where);
    TypeRef result = types_.never;
    for (size_t i = 0; i < tuple->elements.size(); ++i) {
      bool own = display && i < display->elts.size() && display->elts.size() == tuple->elements.size();
      TypeRef one = CaughtBy(own ? *display->elts[i] : where, tuple->elements[i]);
      if (one->kind == TypeKind::kError) return one;
      result = Join(types_, result, one);
    }
    return result;
  }
  if (const UnionType* u = AsUnionType(type)) {
    TypeRef result = types_.never;
    for (TypeRef member : u->members) result = Join(types_, result, CaughtBy(where, member));
    return result;
  }
  Report(diag::kNotException, where.span, ToString(type)).Label("`except` wants exception classes");
  return types_.error;
}

// The block is checked for each way through it; the last check, with all ways together, is the one that counts.
void Checker::RunFinally(const ast::TryBase& node, TryFrame& frame, Flow& after) {
  Flow all = frame.raised;
  all.Merge(types_, after);
  for (PendingJump::Kind kind : {PendingJump::kReturn, PendingJump::kBreak, PendingJump::kContinue}) {
    Flow jumping = Flow::Unreachable();
    for (const PendingJump& jump : frame.jumps) {
      if (jump.kind == kind) jumping.Merge(types_, jump.flow);
    }
    if (!jumping.reachable) continue;
    all.Merge(types_, jumping);
    body_->flow = jumping;
    Quietly([&] { CheckBlock(node.finalbody); });
    if (body_->flow.reachable) Jump(kind, body_->flow);
  }
  body_->flow = after;
  if (after.reachable) Quietly([&] { CheckBlock(node.finalbody); });
  Flow normal = body_->flow;
  body_->flow = all;
  CheckBlock(node.finalbody);
  body_->flow = normal;
}

}  // namespace spy::check
