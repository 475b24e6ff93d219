// Statements of a class body that the layout of its instances cannot follow.
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// Definitions and declarations stand at the top of a class body: what is defined under a condition has no place in the
// class's layout.
bool HasDefinition(const ast::Node& node) {
  if (ast::Is<ast::FunctionDef>(&node) || ast::Is<ast::AsyncFunctionDef>(&node) || ast::Is<ast::ClassDef>(&node) ||
      ast::Is<ast::AnnAssign>(&node)) {
    return true;
  }
  bool found = false;
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || HasDefinition(child); });
  return found;
}

// What the message calls the statement; empty when it is fine.
std::string_view Refused(const ast::Stmt& stmt) {
  if (ast::Is<ast::Global>(&stmt)) return "`global`";
  if (ast::Is<ast::Nonlocal>(&stmt)) return "`nonlocal`";
  if (ast::Is<ast::TypeAlias>(&stmt)) return "`type`";
  bool definition = ast::Is<ast::FunctionDef>(&stmt) || ast::Is<ast::AsyncFunctionDef>(&stmt) ||
                    ast::Is<ast::ClassDef>(&stmt) || ast::Is<ast::AnnAssign>(&stmt);
  return !definition && HasDefinition(stmt) ? "a definition under a condition" : std::string_view();
}

}  // namespace

bool CheckClassStatement(Diagnostics& diags, const ast::Stmt& stmt) {
  if (std::string_view text = Refused(stmt); !text.empty()) {
    diags.Report(diag::kUnsupportedClassStatement, stmt.span, text)
        .Help("do it at the module level, before or after the class");
    return false;
  }
  return true;
}

}  // namespace spy::check::dialect
