// Comparisons: ordering, equality, membership, identity.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"

namespace spy::check {
namespace {

// __lt__ for <, and __gt__ for the same question asked from the right.
std::string_view ReflectedStem(ast::CmpOperator op) {
  switch (op) {
    case ast::CmpOperator::Lt:
      return "gt";
    case ast::CmpOperator::LtE:
      return "ge";
    case ast::CmpOperator::Gt:
      return "lt";
    case ast::CmpOperator::GtE:
      return "le";
    case ast::CmpOperator::Eq:
      return "eq";
    case ast::CmpOperator::NotEq:
      return "ne";
    case ast::CmpOperator::Is:
    case ast::CmpOperator::IsNot:
    case ast::CmpOperator::In:
    case ast::CmpOperator::NotIn:
      return "";
  }
  return "";
}

}  // namespace

// a < b <= c -> bool, or what the special methods give
TypeRef Checker::CheckExpr(const ast::Compare& node, TypeRef) {
  TypeRef result = types_.never;
  const ast::Expr* left = node.left;
  TypeRef left_type = Check(*left);
  Flow decided = Flow::Unreachable();
  for (size_t i = 0; i < node.ops.size(); ++i) {
    const ast::Expr* right = node.comparators[i];
    if (i > 0) decided.Merge(types_, body_->flow);  // the chain may end here
    bool membership = node.ops[i] == ast::CmpOperator::In || node.ops[i] == ast::CmpOperator::NotIn;
    TypeRef right_type = Check(*right, !membership && IsEmptyDisplay(*right) ? left_type : nullptr);
    TypeRef one = CompareResult(node, node.ops[i], *left, left_type, *right, right_type);
    if (one->kind == TypeKind::kError) result = types_.error;
    if (result->kind != TypeKind::kError) result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
    left = right;
    left_type = right_type;
  }
  decided.Merge(types_, body_->flow);
  body_->flow = decided;
  return result;
}

TypeRef Checker::CompareResult(const ast::Compare& node, ast::CmpOperator op, const ast::Expr& left, TypeRef left_type,
                               const ast::Expr& right, TypeRef right_type) {
  switch (op) {
    case ast::CmpOperator::Is:
    case ast::CmpOperator::IsNot:
      dialect::CheckIdentity(declared_.diagnostics, types_, node, op, left, left_type, right, right_type);
      return types_.bool_;
    case ast::CmpOperator::In:
    case ast::CmpOperator::NotIn:
      NoteOperatorEffects(left_type, right_type, "contains", node.span);
      if (left_type->kind == TypeKind::kError || right_type->kind == TypeKind::kError) return types_.bool_;
      if (CanContain(right_type, left_type)) return types_.bool_;
      if (TakeOperandsAsDynamic(left, left_type, right, right_type)) return types_.bool_;
      if (IsOptional(right_type) && CanContain(WithoutNone(types_, right_type), left_type)) {
        ReportPossiblyNone(right, right_type, "`in` looks into a container");
      } else if (IsOptional(left_type) && CanContain(right_type, WithoutNone(types_, left_type))) {
        ReportPossiblyNone(left, left_type, fmt::format("`{}` cannot contain `None`", ToString(right_type)));
      } else {
        Report(diag::kMembership, node.span, ToString(left_type), ToString(right_type));
      }
      return types_.error;
    case ast::CmpOperator::Eq:
    case ast::CmpOperator::NotEq:
    case ast::CmpOperator::Lt:
    case ast::CmpOperator::LtE:
    case ast::CmpOperator::Gt:
    case ast::CmpOperator::GtE:
      break;
  }
  if (left_type->kind == TypeKind::kError || right_type->kind == TypeKind::kError) return types_.error;
  NoteOperatorEffects(left_type, right_type, ast::MethodStem(op), node.span);
  if (TypeRef result = OrderingOf(op, left_type, right_type)) return result;
  if (Contains(left_type, TypeKind::kError) || Contains(right_type, TypeKind::kError)) return types_.bool_;
  if (TakeOperandsAsDynamic(left, left_type, right, right_type)) return types_.any;
  for (auto [side, type, other] :
       {std::tuple(&left, left_type, right_type), std::tuple(&right, right_type, left_type)}) {
    if (IsOptional(type) && OrderingOf(op, WithoutNone(types_, type), WithoutNone(types_, other))) {
      ReportPossiblyNone(*side, type, fmt::format("`{}` cannot compare `None`", ast::OperatorText(op)));
      return types_.error;
    }
  }
  Report(diag::kOrdering, Join(left.span, right.span), ast::OperatorText(op), ToString(left_type), ToString(right_type))
      .Label(fmt::format("neither has a fitting `__{}__`", ast::MethodStem(op)));
  return types_.error;
}

// == and != always answer; the others need a special method on one side. Null: not defined.
TypeRef Checker::OrderingOf(ast::CmpOperator op, TypeRef left, TypeRef right) {
  OperatorKey key{1000 + int(op), left, right};
  auto found = unit_.operators.find(key);
  if (found != unit_.operators.end()) return found->second;
  bool equality = op == ast::CmpOperator::Eq || op == ast::CmpOperator::NotEq;
  std::string method = fmt::format("__{}__", ast::MethodStem(op)), reflected = fmt::format("__{}__", ReflectedStem(op));
  TypeRef result = types_.never;
  TypeRef lefts = AsUnionType(UpperOf(types_, left)) ? UpperOf(types_, left) : left;
  TypeRef rights = AsUnionType(UpperOf(types_, right)) ? UpperOf(types_, right) : right;
  for (TypeRef l : MembersOf(lefts)) {
    for (TypeRef r : MembersOf(rights)) {
      TypeRef one = IsDynamic(l) || IsDynamic(r) ? (equality ? types_.bool_ : types_.any) : nullptr;
      if (l->kind == TypeKind::kAny || r->kind == TypeKind::kAny) one = types_.any;
      if (!one) one = SpecialMethodResult(StripLiteral(types_, l), method, std::span(&r, 1));
      if (!one) one = SpecialMethodResult(StripLiteral(types_, r), reflected, std::span(&l, 1));
      if (!one && equality) one = types_.bool_;
      if (!one) {
        unit_.operators[key] = nullptr;
        return nullptr;
      }
      result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
    }
  }
  unit_.operators[key] = result;
  return result;
}

// item in container -> __contains__, or iteration
bool Checker::CanContain(TypeRef container, TypeRef item) {
  for (TypeRef member : MembersOf(container)) {
    if (IsDynamic(member)) continue;
    if (FindMember(types_, member, "__contains__")) {
      for (TypeRef one : MembersOf(item)) {
        if (!IsDynamic(one) && !SpecialMethodResult(member, "__contains__", std::span(&one, 1))) return false;
      }
    } else if (!TryElementOf(member)) {
      return false;
    }
  }
  return true;
}

}  // namespace spy::check
