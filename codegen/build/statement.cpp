// Statements in general: blocks of them, dispatch, and those that do nothing.
#include "codegen/build/function_builder.h"

namespace spy::build {

// Code after a jump is not built.
void FunctionBuilder::BuildBody(ast::Seq<ast::Stmt> body) {
  for (const ast::Stmt* stmt : body) {
    if (!b_.IsReachable()) return;
    if (!m_.IsUnreachable(*stmt)) BuildStmt(*stmt);
  }
}

void FunctionBuilder::BuildStmt(const ast::Stmt& stmt) {
  b_.SetSpan(stmt.span);
  ast::Dispatch(stmt, [&](const auto& s) { Build(s); });
}

// A docstring or another constant leaves no trace; nobody sees what is sent.
void FunctionBuilder::Build(const ast::ExprStmt& stmt) {
  if (const auto* yield = ast::DynCast<ast::Yield>(stmt.value)) return void(BuildYield(*yield));
  if (const auto* yield = ast::DynCast<ast::YieldFrom>(stmt.value)) return void(BuildYieldFrom(*yield));
  if (const auto* await = ast::DynCast<ast::Await>(stmt.value)) return void(BuildAwait(*await));
  if (!ast::Is<ast::Constant>(stmt.value)) Expr(*stmt.value);
}

void FunctionBuilder::Build(const ast::Pass&) {}

}  // namespace spy::build
