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

// A docstring or another constant leaves no trace.
void FunctionBuilder::Build(const ast::ExprStmt& stmt) {
  if (!ast::Is<ast::Constant>(stmt.value)) Expr(*stmt.value);
}

void FunctionBuilder::Build(const ast::Pass&) {}
void FunctionBuilder::Build(const ast::AsyncFor& stmt) { Unsupported(stmt, "`async for`"); }
void FunctionBuilder::Build(const ast::AsyncWith& stmt) { Unsupported(stmt, "`async with`"); }

}  // namespace spy::build
