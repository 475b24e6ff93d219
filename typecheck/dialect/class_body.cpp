// Statements of a class body other than definitions, fields and class variables; `__slots__`.
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// How the message calls the statement; empty when it is fine.
std::string_view Refused(const ast::Stmt& stmt) {
  switch (stmt.kind) {
    case ast::NodeKind::If: return "`if`";
    case ast::NodeKind::For:
    case ast::NodeKind::AsyncFor: return "`for`";
    case ast::NodeKind::While: return "`while`";
    case ast::NodeKind::With:
    case ast::NodeKind::AsyncWith: return "`with`";
    case ast::NodeKind::Try:
    case ast::NodeKind::TryStar: return "`try`";
    case ast::NodeKind::Delete: return "`del`";
    case ast::NodeKind::Import:
    case ast::NodeKind::ImportFrom: return "`import`";
    case ast::NodeKind::Global: return "`global`";
    case ast::NodeKind::AugAssign: return "an augmented assignment";
    case ast::NodeKind::Raise: return "`raise`";
    case ast::NodeKind::Assert: return "`assert`";
    case ast::NodeKind::Match: return "`match`";
    case ast::NodeKind::TypeAlias: return "`type`";
    default: return {};
  }
}

bool IsSlots(const ast::Expr& target) {
  const auto* name = ast::DynCast<ast::NameExpr>(&target);
  return name && name->name == "__slots__";
}

}  // namespace

bool CheckClassStatement(Diagnostics& diags, const ast::Stmt& stmt) {
  if (std::string_view text = Refused(stmt); !text.empty()) {
    diags.Report(diag::kUnsupportedClassStatement, stmt.span, text).Help("do it at the module level, before or after the class");
    return false;
  }
  const ast::Expr* target = nullptr;
  if (const auto* assign = ast::DynCast<ast::Assign>(&stmt)) target = assign->targets[0];
  if (const auto* annotated = ast::DynCast<ast::AnnAssign>(&stmt)) target = annotated->target;
  if (target && IsSlots(*target)) {
    diags.Report(diag::kSlots, target->span).Label("instances have exactly their declared fields").Help("delete this line").Fix(stmt.span, "");
    return false;
  }
  return true;
}

}  // namespace spy::check::dialect
