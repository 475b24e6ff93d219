// Blocks, and the statements that only steer.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::CheckBlock(ast::Seq<ast::Stmt> body) {
  bool entered = body_->flow.reachable;
  for (const ast::Stmt* stmt : body) {
    if (!body_->flow.reachable) {
      if (entered) ReportUnreachable(*stmt, body);
      MarkUnreachable(*stmt);
      entered = false;  // one warning per block
      continue;
    }
    out_.unreachable_[stmt->id] = false;
    auto check = [&] { ast::Dispatch(*stmt, [&](const auto& concrete) { CheckStmt(concrete); }); };
    // Of `isinstance(text, bytes)` with `str` for AnyStr: the block is checked with `bytes`.
    bool of_other_choice = !constraint_choice_.empty() && body_->flow.impossible;
    of_other_choice ? Quietly(check) : check();
  }
}

void Checker::ReportUnreachable(const ast::Stmt& first, ast::Seq<ast::Stmt> body) {
  const ast::Stmt* leaving = nullptr;
  for (const ast::Stmt* stmt : body) {
    if (stmt == &first) break;
    leaving = stmt;
  }
  auto report = Report(diag::kUnreachable, first.span);
  if (leaving) report.Note(leaving->span, "control always leaves here");
  report.Help("delete it, or move it up");
}

// Nothing in it is checked or compiled.
void Checker::MarkUnreachable(const ast::Stmt& stmt) { out_.unreachable_[stmt.id] = true; }

// value
void Checker::CheckStmt(const ast::ExprStmt& node) {
  Check(*node.value);
  if (CoroutineResult(out_.types_[node.value->id]) && ast::Is<ast::Call>(node.value)) ReportNeverAwaited(*node.value);
  if (out_.types_[node.value->id]->kind == TypeKind::kNever && ast::Is<ast::Call>(node.value))
    body_->flow = Flow::Unreachable();
}

void Checker::ReportNeverAwaited(const ast::Expr& call) {
  auto report = Report(diag::kNeverAwaited, call.span, Quote(call));
  report.Label("this makes a coroutine; nothing runs it");
  if (body_->function && body_->function->is_async && !body_->lambda) {
    report.Help(fmt::format("write `await {}`", Quote(call))).Fix({call.span.begin, call.span.begin}, "await ");
  } else {
    report.Help("`await` it in an asynchronous function, or `asyncio.run(...)`");
  }
}

void Checker::CheckStmt(const ast::Pass&) {}

// break -> behind the loop
void Checker::CheckStmt(const ast::Break&) {
  Flow leaving = body_->flow;
  Jump(PendingJump::kBreak, leaving);
  body_->flow = Flow::Unreachable();
}

// continue -> the next turn
void Checker::CheckStmt(const ast::Continue&) {
  Flow leaving = body_->flow;
  Jump(PendingJump::kContinue, leaving);
  body_->flow = Flow::Unreachable();
}

// A jump passes the `finally` blocks between it and its target first.
void Checker::Jump(PendingJump::Kind kind, const Flow& flow) {
  size_t depth = kind == PendingJump::kReturn || body_->loops.empty() ? 0 : body_->loops.back().try_depth;
  for (size_t i = body_->tries.size(); i-- > depth;) {
    if (!body_->tries[i].has_finally) continue;
    body_->tries[i].jumps.push_back({kind, flow});
    return;
  }
  if (body_->loops.empty()) return;
  if (kind == PendingJump::kBreak) body_->loops.back().breaks.Merge(types_, flow);
  if (kind == PendingJump::kContinue) body_->loops.back().continues.Merge(types_, flow);
}

void Checker::CheckStmt(const ast::Global&) {}
void Checker::CheckStmt(const ast::Nonlocal&) {}

// type X = T -> an alias
void Checker::CheckStmt(const ast::TypeAlias& node) {
  Quietly([&] { return Check(*node.value); });
  if (const auto* alias = AsTypeAliasSymbol(SymbolAt(node)); alias && body_ == module_body_ && !current_class_) {
    maybe_defined_.insert(alias);
    if (conditional_depth_ == 0) defined_.insert(alias);
    if (conditional_depth_ == 0) unit_.bound_in.try_emplace(alias, turn_);
  }
}

}  // namespace spy::check
