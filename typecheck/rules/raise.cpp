// raise.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// raise exc from cause -> leaves
void Checker::CheckStmt(const ast::Raise& node) {
  if (node.exc) RequireException(*node.exc, Check(*node.exc), false);
  if (node.cause) RequireException(*node.cause, Check(*node.cause), true);
  NoteRaise();
  body_->flow = Flow::Unreachable();
}

void Checker::RequireException(const ast::Expr& value, TypeRef type, bool allow_none) {
  for (TypeRef member : MembersOf(type)) {
    if (member->kind == TypeKind::kAny || member->kind == TypeKind::kError || member->kind == TypeKind::kNever)
      continue;
    if (allow_none && member->kind == TypeKind::kNone) continue;
    if (const ClassObjectType* object = AsClassObjectType(member)) {
      if (!IsSubtype(types_, object->instance, types_.base_exception)) return ReportNotException(value, member);
      CallSite site{&value, value.span, Quote(value), {}};
      TypeRef signature = ConstructorSignature(types_, object->instance);
      if (const CallableType* callable = AsCallableType(signature)) Apply(site, *callable, nullptr, true);
      continue;
    }
    if (member->kind == TypeKind::kNone && IsOptional(type))
      return ReportPossiblyNone(value, type, "`None` cannot be raised");
    if (!IsSubtype(types_, member, types_.base_exception)) return ReportNotException(value, member);
  }
}

void Checker::ReportNotException(const ast::Expr& value, TypeRef type) {
  auto report = Report(diag::kNotException, value.span, ToString(type));
  report.Label("only exceptions can be raised");
  if (type == types_.str_) report.Help(fmt::format("write `Exception({})`", Quote(value)));
}

}  // namespace spy::check
