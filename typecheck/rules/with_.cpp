// with.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// with a as x, b: body -> enter each, body, exit in reverse order
void Checker::CheckStmt(const ast::With& node) { CheckWith(node, false); }

// async with: what __aenter__ and __aexit__ return is awaited
void Checker::CheckStmt(const ast::AsyncWith& node) { CheckWith(node, true); }

void Checker::CheckWith(const ast::WithBase& node, bool is_async) {
  bool swallows = false, known = false;
  for (const ast::WithItem* item : node.items) {
    bool one = false, sure = false;
    CheckWithItem(*item, is_async, one, sure);
    swallows = swallows || one;
    known = known || sure;
  }
  body_->tries.push_back({body_->flow, false, {}});
  if (swallows) ++conditional_depth_;
  CheckBlock(node.body);
  if (swallows) --conditional_depth_;
  Flow raised = std::move(body_->tries.back().raised);
  body_->tries.pop_back();
  // A manager of type Any, or whose `__exit__` may give None, swallows exceptions now and then; that it may asks for no
  // `return` behind a body that always leaves, and makes nobody doubt what the body assigned.
  if (!known && body_->flow.IsLive()) raised.AssumeBindings(body_->flow);
  if (!known && !body_->flow.IsLive()) raised.impossible = true;
  if (swallows) body_->flow.Merge(types_, raised);
  for (const ast::WithItem* item : node.items) {
    TypeRef manager = out_.types_[item->context_expr->id];
    if (manager) NoteOperatorEffects(manager, manager, "exit", item->span);
  }
  if (is_async) NoteSuspension(node.span);
}

void Checker::CheckWithItem(const ast::WithItem& item, bool is_async, bool& swallows, bool& sure) {
  TypeRef manager = Check(*item.context_expr);
  TypeRef entered = types_.error;
  if (manager->kind == TypeKind::kAny) {
    entered = types_.any;
    swallows = true;
  } else if (manager->kind != TypeKind::kError && manager->kind != TypeKind::kNever) {
    entered = EnterManager(item, manager, is_async, swallows, sure);
  }
  if (is_async) NoteSuspension(item.span);
  NoteOperatorEffects(manager, manager, "enter", item.span);
  if (item.optional_vars) Assign(*item.optional_vars, nullptr, entered);
}

TypeRef Checker::EnterManager(const ast::WithItem& item, TypeRef manager, bool is_async, bool& swallows, bool& sure) {
  const char *enter = is_async ? "__aenter__" : "__enter__", *exit = is_async ? "__aexit__" : "__exit__";
  TypeRef none = types_.none;
  TypeRef exit_args[] = {none, none, none};
  TypeRef result = types_.never;
  for (TypeRef member : MembersOf(manager)) {
    if (member->kind == TypeKind::kAny) {
      swallows = true;
      result = types_.any;
      continue;
    }
    TypeRef entered = SpecialMethodResult(member, enter, {});
    TypeRef left = SpecialMethodResult(member, exit, exit_args);
    if (is_async && entered && left)
      entered = AwaitResult(*item.context_expr, entered), left = AwaitResult(*item.context_expr, left);
    if (!entered || !left) {
      if (member->kind == TypeKind::kNone) {
        if (TakeAsDynamic(*item.context_expr)) return swallows = true, types_.any;
        ReportPossiblyNone(*item.context_expr, manager, "`None` is no context manager");
        return types_.error;
      }
      auto report = Report(diag::kNotContextManager, item.context_expr->span, ToString(member));
      bool has_exit = FindMember(types_, member, exit).has_value();
      report.Label(!entered    ? fmt::format("it has no `{}`", enter)
                   : !has_exit ? fmt::format("it has no `{}`", exit)
                               : fmt::format("its `{}` does not accept three arguments that may be `None`", exit));
      bool other = FindMember(types_, member, is_async ? "__enter__" : "__aenter__").has_value();
      if (!entered && other) report.Help(is_async ? "write `with` without `async`" : "write `async with`");
      return types_.error;
    }
    const LiteralType* constant = AsLiteralType(left);
    bool false_only = constant && constant->value && constant->value->constant_kind == ast::ConstantKind::False;
    swallows = swallows || (left->kind != TypeKind::kNone && left->kind != TypeKind::kNever && !false_only);
    sure = sure || NominalView(types_, left) == types_.bool_;
    result = result->kind == TypeKind::kNever ? entered : Join(types_, result, entered);
  }
  return result;
}

}  // namespace spy::check
