// yield and yield from.
#include "frontend/diagnostics/types.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// While a body is suspended anything may run.
void Checker::NoteSuspension(Span where) {
  if (body_->function) ForgetAfterCall(unit_.effects.Unknown(), where);
}

// `Self` in the signature of a method means the class around it in its body; a constrained variable, the constraint
// that the body is being checked with.
TypeRef Checker::WithSelfType(TypeRef type) const {
  if (!type || !Contains(type, TypeKind::kTypeVar)) return type;
  const ClassSymbol* cls = body_->function->owner_class;
  Substitution map = constraint_choice_;
  if (cls && cls->self_var) map.Set(cls->self_var, cls->self_type);
  return Substitute(types_, type, map);
}

void Checker::CheckYielded(const ast::Expr* value, TypeRef type, Span where) {
  const FunctionSymbol* function = body_->function;
  if (!function || type->kind == TypeKind::kError) return;
  TypeRef plain = StripLiteral(types_, type);
  body_->inferred_yield = body_->inferred_yield ? Join(types_, body_->inferred_yield, plain) : plain;
  TypeRef wanted = WithSelfType(function->yield_type);
  if (!wanted || wanted->kind == TypeKind::kError || IsSubtype(types_, type, wanted)) return;
  bool is_element = !value || ast::Is<ast::YieldFrom>(value);
  if (!is_element && (type->kind == TypeKind::kAny || IsConvertibleNumber(types_, type, wanted) || IsOptional(type))) {
    Require(*value, type, wanted, {}, body_->result_span);
    return;
  }
  if (type->kind == TypeKind::kAny) return;
  auto report = Report(diag::kYieldType, where, function->name, ToString(type), ToString(wanted));
  report.Label(fmt::format("this is {}", WithArticle(type))).Note(body_->result_span, "declared here");
  ExplainMismatch(report, type, wanted);
}

// yield value -> what send() passes
TypeRef Checker::CheckExpr(const ast::Yield& node, TypeRef) {
  const FunctionSymbol* function = body_->function;
  if (function && function->lambda) {
    Report(diag::kUnsupportedGenerator, node.span, "yield", "a lambda").Help("write a `def`");
    return types_.error;
  }
  TypeRef wanted = function ? WithSelfType(function->yield_type) : nullptr;
  TypeRef type = node.value ? Check(*node.value, wanted) : types_.none;
  CheckYielded(node.value, type, node.value ? node.value->span : node.span);
  NoteSuspension(node.span);
  if (!function || !function->send_type) return types_.any;
  return function == iterated_ ? types_.Optional(function->send_type) : function->send_type;
}

// yield from iterable -> what its generator returns
TypeRef Checker::CheckExpr(const ast::YieldFrom& node, TypeRef) {
  if (body_->function && body_->function->lambda) {
    Report(diag::kUnsupportedGenerator, node.span, "yield from", "a lambda").Help("write a `def`");
    return types_.error;
  }
  TypeRef iterable = Check(*node.value);
  CheckYielded(&node, ElementOf(*node.value, iterable), node.value->span);
  NoteSuspension(node.span);
  TypeRef base = AsBase(types_, iterable, types_.generator_class);
  return base ? AsInstanceType(base)->args[2] : types_.any;
}

}  // namespace spy::check
