// with.
#include "typecheck/rules/checker.h"

namespace spy::check {

// with a as x, b: body -> enter each, body, exit in reverse order
void Checker::CheckStmt(const ast::With& node) {
  bool swallows = false;
  for (const ast::WithItem* item : node.items) CheckWithItem(*item, swallows);
  body_->tries.push_back({body_->flow, false, {}});
  if (swallows) ++conditional_depth_;
  CheckBlock(node.body);
  if (swallows) --conditional_depth_;
  Flow raised = std::move(body_->tries.back().raised);
  body_->tries.pop_back();
  if (swallows) body_->flow.Merge(types_, raised);
  for (const ast::WithItem* item : node.items) {
    TypeRef manager = out_.types_[item->context_expr->id];
    if (manager) NoteOperatorEffects(manager, manager, "exit", item->span);
  }
}

void Checker::CheckWithItem(const ast::WithItem& item, bool& swallows) {
  TypeRef manager = Check(*item.context_expr);
  TypeRef entered = types_.error;
  if (manager->kind == TypeKind::kAny) {
    entered = types_.any;
    swallows = true;
  } else if (manager->kind != TypeKind::kError && manager->kind != TypeKind::kNever) {
    entered = EnterManager(item, manager, swallows);
  }
  NoteOperatorEffects(manager, manager, "enter", item.span);
  if (item.optional_vars) Assign(*item.optional_vars, nullptr, entered);
}

TypeRef Checker::EnterManager(const ast::WithItem& item, TypeRef manager, bool& swallows) {
  TypeRef none = types_.none;
  TypeRef exit_args[] = {none, none, none};
  TypeRef result = types_.never;
  for (TypeRef member : MembersOf(manager)) {
    TypeRef entered = SpecialMethodResult(member, "__enter__", {});
    TypeRef left = SpecialMethodResult(member, "__exit__", exit_args);
    if (!entered || !left) {
      if (member->kind == TypeKind::kNone) {
        ReportPossiblyNone(*item.context_expr, manager, "`None` is no context manager");
        return types_.error;
      }
      auto report = Report(diag::kNotContextManager, item.context_expr->span, ToString(member));
      bool has_exit = FindMember(types_, member, "__exit__").has_value();
      report.Label(!entered ? "it has no `__enter__`" : !has_exit ? "it has no `__exit__`" : "its `__exit__` does not accept three arguments that may be `None`");
      return types_.error;
    }
    swallows = swallows || (left->kind != TypeKind::kNone && left->kind != TypeKind::kNever);
    result = result->kind == TypeKind::kNever ? entered : Join(types_, result, entered);
  }
  return result;
}

}  // namespace spy::check
