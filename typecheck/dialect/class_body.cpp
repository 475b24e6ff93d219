// Statements of a class body that the layout of its instances cannot follow.
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/static_condition.h"

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

std::string_view Refused(const ast::Stmt& stmt);

std::string_view Refused(ast::Seq<ast::Stmt> body) {
  for (const ast::Stmt* stmt : body) {
    if (std::string_view text = Refused(*stmt); !text.empty()) return text;
  }
  return {};
}

// What the message calls the statement; empty when it is fine.
std::string_view Refused(const ast::Stmt& stmt) {
  if (ast::Is<ast::Global>(&stmt)) return "`global`";
  if (ast::Is<ast::Nonlocal>(&stmt)) return "`nonlocal`";
  if (ast::Is<ast::TypeAlias>(&stmt)) return "`type`";
  if (const auto* branch = ast::DynCast<ast::If>(&stmt)) {
    std::optional<bool> known = StaticCondition(*branch->test);
    if (known) return Refused(*known ? branch->body : branch->orelse);
  }
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
