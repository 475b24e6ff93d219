// and, or, not.
#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"

namespace spy::check {

// a and b, a or b -> the parts of the operands that can be the result
TypeRef Checker::CheckExpr(const ast::BoolOp& node, TypeRef expected) {
  bool is_and = node.op == ast::BoolOperator::And;
  Flow done = Flow::Unreachable();
  TypeRef result = types_.never;
  for (size_t i = 0; i < node.values.size(); ++i) {
    const ast::Expr& value = *node.values[i];
    if (i + 1 == node.values.size()) {
      TypeRef wanted = expected ? expected : result->kind == TypeKind::kNever ? nullptr : WithoutNone(types_, result);
      const InstanceType* instance = expected || !wanted ? nullptr : AsInstanceType(wanted);
      if (instance && IsOfKind(*instance->cls, DataKind::kTypedDict)) wanted = nullptr;  // `d or {}`: any dict will do
      TypeRef type = Check(value, wanted);
      result = result->kind == TypeKind::kNever ? type : JoinValues(types_, result, type);
      break;
    }
    Flow if_true, if_false;
    expected_in_condition_ = expected;
    Condition(value, if_true, if_false);
    expected_in_condition_ = nullptr;
    TypeRef type = out_.types_[value.id];
    TypeRef part = is_and ? FalsyPart(type) : TruthyPart(type);
    if (part->kind != TypeKind::kNever) {
      result = result->kind == TypeKind::kNever ? part : JoinValues(types_, result, part);
      done.Merge(types_, is_and ? if_false : if_true);
    }
    body_->flow = is_and ? if_true : if_false;
  }
  done.Merge(types_, body_->flow);
  body_->flow = done;
  return result;
}

// not x -> bool
TypeRef Checker::CheckExpr(const ast::UnaryOp& node, TypeRef expected) {
  if (node.op == ast::UnaryOperator::Not) {
    Flow if_true, if_false;
    Condition(*node.operand, if_true, if_false);
    body_->flow = if_true;
    body_->flow.Merge(types_, if_false);
    return types_.bool_;
  }
  if (expected && Contains(expected, TypeKind::kLiteral)) {
    TypeRef literal = LiteralOf(node);
    if (literal && IsSubtype(types_, literal, expected)) return Check(*node.operand), literal;
  }
  TypeRef type = Check(*node.operand, expected);
  if (type->kind == TypeKind::kError || type->kind == TypeKind::kAny || type->kind == TypeKind::kNever) return type;
  std::string method = fmt::format("__{}__", ast::MethodStem(node.op));
  TypeRef result = types_.never;
  for (TypeRef member : MembersOf(type)) {
    TypeRef one = SpecialMethodResult(StripLiteral(types_, member), method, {});
    if (!one && member->kind == TypeKind::kNone) {
      if (TakeAsDynamic(*node.operand)) return types_.any;
      ReportPossiblyNone(*node.operand, type, fmt::format("unary `{}` needs a value", ast::OperatorText(node.op)));
      return types_.error;
    }
    if (!one) {
      Report(diag::kUnaryOperand, node.span, ast::OperatorText(node.op), ToString(member))
          .Label(fmt::format("`{}` has no `{}`", ToString(member), method));
      return types_.error;
    }
    result = Join(types_, result, one);
  }
  NoteOperatorEffects(type, type, ast::MethodStem(node.op), node.span);
  return result;
}

}  // namespace spy::check
