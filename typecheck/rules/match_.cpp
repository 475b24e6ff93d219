// match: what each pattern says about the subject, and what it binds.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/pattern.h"
#include "typecheck/rules/wording.h"

namespace spy::check {
namespace {

// Types whose values can be counted up: a `match` over them ought to be exhaustive.
bool IsClosed(TypeStore& types, TypeRef type) {
  return type->kind == TypeKind::kLiteral || type->kind == TypeKind::kNone || type == types.bool_ ||
         (AsInstanceType(type) && AsInstanceType(type)->cls->class_kind != ClassKind::kBuiltin);
}

}  // namespace

// What is known of the subject, and of the parts of `match a, b:`.
void Checker::NarrowSubject(Flow& flow, const ast::Expr& subject, TypeRef type) {
  if (type->kind == TypeKind::kError) return;
  const auto* display = ast::DynCast<ast::Tuple>(&subject);
  const TupleType* tuple = AsTupleType(type);
  if (!display) {
    if (type->kind == TypeKind::kNever) flow.impossible = true;  // also where the subject has no name
    NarrowOwner(subject, type, flow);
    return NarrowIn(flow, subject, type);
  }
  if (type->kind == TypeKind::kNever) flow.impossible = true;
  if (!tuple || tuple->variadic || tuple->elements.size() != display->elts.size()) return;
  for (size_t i = 0; i < tuple->elements.size(); ++i) NarrowSubject(flow, *display->elts[i], tuple->elements[i]);
}

// case pattern if guard: body; gives what is left of the subject's type, and the flow of the cases behind in body_.
TypeRef Checker::CheckCase(const ast::Match& match, const ast::MatchCase& node, TypeRef subject, Flow& after) {
  PatternCaptures captures;
  // Behind cases that take all values, `case _` is a safeguard; any other pattern was meant to match something.
  bool covered = subject->kind == TypeKind::kNever, safeguard = ast::Is<ast::MatchAs>(node.pattern);
  TypeRef held = covered && !safeguard ? out_.types_[match.subject->id] : subject;
  PatternTypes types = CheckPattern(*node.pattern, held, captures);
  Flow failed = body_->flow;
  if (covered ? !safeguard : types.impossible) {
    std::string label =
        covered ? "the cases above take all values" : fmt::format("the value is `{}` here", ToString(subject));
    Report(diag::kCaseUnreachable, node.pattern->span).Label(label);
  }
  if (covered) types.impossible = true;
  NarrowSubject(body_->flow, *match.subject, types.matched);
  if (types.impossible) body_->flow.impossible = true;
  for (const PatternCapture& capture : captures) AssignSymbol(*capture.variable, nullptr, capture.type, capture.span);
  TypeRef rest = covered ? subject : types.rest;
  bool total = rest->kind == TypeKind::kNever && !node.guard && ast::Is<ast::MatchAs>(node.pattern);
  if (node.guard) {
    Flow holds, fails;
    Condition(*node.guard, holds, fails);
    body_->flow = holds;
    NarrowSubject(failed, *match.subject, rest);
    failed.Merge(types_, fails);
    rest = subject;
  } else if (total) {
    failed = Flow::Unreachable();
  } else {
    NarrowSubject(failed, *match.subject, rest);
  }
  CheckBlock(node.body);
  after.Merge(types_, body_->flow);
  body_->flow = failed;
  return rest;
}

// The end of a function that has to return a value is reached behind this statement.
bool Checker::IsMissingReturn(const ast::Match& node) {
  const auto* def =
      body_->function && !body_->lambda ? static_cast<const ast::FunctionBase*>(body_->function->def) : nullptr;
  TypeRef wanted = body_->declared_result;
  return def && wanted && !def->body.empty() && def->body.back() == &node && wanted->kind != TypeKind::kAny &&
         !IsSubtype(types_, types_.none, wanted);
}

void Checker::ReportNotExhaustive(const ast::Match& node, TypeRef subject, TypeRef rest) {
  if (rest->kind == TypeKind::kNever || rest->kind == TypeKind::kError || rest->kind == TypeKind::kAny) return;
  bool several = subject->kind == TypeKind::kUnion || subject->kind == TypeKind::kLiteral || subject == types_.bool_ ||
                 !ValuesOf(types_, subject).empty();
  if (!several) return;
  std::span<const TypeRef> members = MembersOf(rest);
  bool closed = std::all_of(members.begin(), members.end(), [&](TypeRef m) { return IsClosed(types_, m); });
  bool of_classes = subject->kind == TypeKind::kUnion && !Contains(subject, TypeKind::kLiteral);
  if (rest == subject && (!closed || of_classes)) return;
  if (IsMissingReturn(node)) {  // one mistake, one message: SPY3014 shows this place
    body_->open_match = {&node, rest};
    return;
  }
  Report(diag::kMatchNotExhaustive, node.subject->span, CaseText(rest))
      .Label(fmt::format("this is `{}`", ToString(subject)))
      .Help("add a `case` for it, or `case _:`");
}

// match subject: cases
void Checker::CheckStmt(const ast::Match& node) {
  ++conditional_depth_;
  TypeRef subject = Check(*node.subject), rest = subject;
  Flow after = Flow::Unreachable();
  for (const ast::MatchCase* one : node.cases) {
    rest = CheckCase(node, *one, rest, after);
    if (!body_->flow.reachable) break;
  }
  if (body_->flow.reachable) ReportNotExhaustive(node, subject, rest);
  after.Merge(types_, body_->flow);
  body_->flow = after;
  --conditional_depth_;
}

}  // namespace spy::check
