// Statements of a class body other than definitions, fields and class variables; `__slots__`.
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

struct StatementRow {
  ast::NodeKind kind;
  std::string_view text;  // as the message calls it
};
constexpr StatementRow kRefused[] = {
    {ast::NodeKind::If, "`if`"},          {ast::NodeKind::For, "`for`"},        {ast::NodeKind::AsyncFor, "`for`"},
    {ast::NodeKind::While, "`while`"},    {ast::NodeKind::With, "`with`"},      {ast::NodeKind::AsyncWith, "`with`"},
    {ast::NodeKind::Try, "`try`"},        {ast::NodeKind::TryStar, "`try`"},    {ast::NodeKind::Delete, "`del`"},
    {ast::NodeKind::Import, "`import`"},  {ast::NodeKind::ImportFrom, "`import`"}, {ast::NodeKind::Global, "`global`"},
    {ast::NodeKind::Raise, "`raise`"},    {ast::NodeKind::Assert, "`assert`"},  {ast::NodeKind::Match, "`match`"},
    {ast::NodeKind::TypeAlias, "`type`"}, {ast::NodeKind::AugAssign, "an augmented assignment"},
};

// Empty when the statement is fine.
std::string_view Refused(const ast::Stmt& stmt) {
  for (const StatementRow& row : kRefused) {
    if (row.kind == stmt.kind) return row.text;
  }
  return {};
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
