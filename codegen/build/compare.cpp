// Comparisons, chained ones too; identity and membership.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

ir::Operator OperatorOf(ast::CmpOperator op) {
  switch (op) {
    case ast::CmpOperator::Eq:
      return ir::Operator::kEq;
    case ast::CmpOperator::NotEq:
      return ir::Operator::kNe;
    case ast::CmpOperator::Lt:
      return ir::Operator::kLt;
    case ast::CmpOperator::LtE:
      return ir::Operator::kLe;
    case ast::CmpOperator::Gt:
      return ir::Operator::kGt;
    case ast::CmpOperator::GtE:
      return ir::Operator::kGe;
    case ast::CmpOperator::Is:
    case ast::CmpOperator::IsNot:
    case ast::CmpOperator::In:
    case ast::CmpOperator::NotIn:
      break;
  }
  return ir::Operator::kEq;
}

ast::Seq<ast::Expr> ElementsOf(const ast::Expr& display) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&display)) return tuple->elts;
  if (const auto* list = ast::DynCast<ast::List>(&display)) return list->elts;
  if (const auto* set = ast::DynCast<ast::Set>(&display)) return set->elts;
  return {};
}

bool IsSmallInt(Unit& unit, const ast::Expr& e) {
  return unit.IsLiteral(e) && unit.module.consts[unit.LiteralOf(e).index].kind == ir::ConstKind::kInt;
}

}  // namespace

// Two raw or text operands.
ValueId FunctionBuilder::CompareRaw(ast::CmpOperator op, ValueId left, ValueId right) {
  ir::TypeKind l = TypeOf(left).kind, r = TypeOf(right).kind;
  auto is_int = [](ir::TypeKind k) { return k == ir::TypeKind::kInt || k == ir::TypeKind::kBool; };
  ir::Operator o = OperatorOf(op);
  if (l == ir::TypeKind::kBool && r == ir::TypeKind::kBool) return b_.Emit(Op::kBoolCompare, {left, right}, {o});
  if (is_int(l) && is_int(r)) {
    left = PromoteInt(left);
    right = PromoteInt(right);
    return b_.Emit(Op::kIntCompare, {left, right}, {o});
  }
  if (l == ir::TypeKind::kStr && r == ir::TypeKind::kStr) return b_.Emit(Op::kStrCompare, {left, right}, {o});
  bool mixed = (is_int(l) || l == ir::TypeKind::kFloat) && (is_int(r) || r == ir::TypeKind::kFloat);
  if (!mixed) return {};
  if (is_int(l)) left = b_.Emit(Op::kIntPromoteExact, {PromoteInt(left)});
  if (is_int(r)) right = b_.Emit(Op::kIntPromoteExact, {PromoteInt(right)});
  return b_.Emit(Op::kFloatCompare, {left, right}, {o});
}

// left is right
ValueId FunctionBuilder::Identity(ValueId left, ValueId right) {
  if (TypeOf(right).kind == ir::TypeKind::kNone) return b_.Emit(Op::kObjIsNone, {Object(left)});
  if (TypeOf(left).kind == ir::TypeKind::kNone) return b_.Emit(Op::kObjIsNone, {Object(right)});
  left = Object(left);
  right = Object(right);
  return b_.Emit(Op::kObjIs, {left, right});
}

// item in container
ValueId FunctionBuilder::Membership(ValueId item, ValueId container) {
  item = Object(item);
  ir::TypeKind kind = TypeOf(container).kind;
  if (kind == ir::TypeKind::kDict) return b_.Emit(Op::kDictContains, {container, item});
  if (kind == ir::TypeKind::kSet) return b_.Emit(Op::kSetContains, {container, item});
  return b_.Emit(Op::kObjContains, {Object(container), item});
}

// item in (1, 2, 3), of a raw int: one comparison after the other, which LLVM makes a switch; none: not of that form
ValueId FunctionBuilder::AmongInts(ValueId item, const ast::Expr& container) {
  constexpr size_t kMany = 16;
  const auto elements = ElementsOf(container);
  const bool fits =
      TypeOf(item).kind == ir::TypeKind::kInt && !elements.empty() && elements.size() <= kMany &&
      std::all_of(elements.begin(), elements.end(), [&](const ast::Expr* e) { return IsSmallInt(u_, *e); });
  if (!fits) return {};
  BlockId found = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, ir::Type::Bool());
  for (const ast::Expr* element : elements) {
    BlockId next = b_.CreateBlock();
    b_.CondBr(b_.Emit(Op::kIntCompare, {item, Const(u_.LiteralOf(*element))}, {ir::Operator::kEq}), found, next);
    b_.StartBlock(next);
  }
  b_.Br(join, {b_.ConstBool(false)});
  b_.StartBlock(found);
  b_.Br(join, {b_.ConstBool(true)});
  b_.StartBlock(join);
  return result;
}

// left op right, where right is not evaluated yet; gives its value for the next comparison of a chain
ValueId FunctionBuilder::CompareWith(ast::CmpOperator op, ValueId left, const ast::Expr& right, bool as_bool,
                                     ValueId* value) {
  const bool searches = op == ast::CmpOperator::In || op == ast::CmpOperator::NotIn;
  if (ValueId among = searches && value == nullptr ? AmongInts(left, right) : ValueId()) {
    return op == ast::CmpOperator::In ? among : b_.Emit(Op::kBoolNot, {among});
  }
  ValueId evaluated = searches && value == nullptr ? SearchedExpr(right) : Expr(right);
  if (value) *value = evaluated;
  return CompareOne(op, left, evaluated, as_bool);
}

// left op right, as a bool or as whatever object the operands' methods give
ValueId FunctionBuilder::CompareOne(ast::CmpOperator op, ValueId left, ValueId right, bool as_bool) {
  switch (op) {
    case ast::CmpOperator::Is:
      return Identity(left, right);
    case ast::CmpOperator::IsNot:
      return b_.Emit(Op::kBoolNot, {Identity(left, right)});
    case ast::CmpOperator::In:
      return Membership(left, right);
    case ast::CmpOperator::NotIn:
      return b_.Emit(Op::kBoolNot, {Membership(left, right)});
    case ast::CmpOperator::Eq:
    case ast::CmpOperator::NotEq:
    case ast::CmpOperator::Lt:
    case ast::CmpOperator::LtE:
    case ast::CmpOperator::Gt:
    case ast::CmpOperator::GtE:
      break;
  }
  if (ValueId raw = CompareRaw(op, left, right)) return raw;
  if (ValueId slot = as_bool ? SlotCompare(OperatorOf(op), left, right) : ValueId()) return slot;
  left = Object(left);
  right = Object(right);
  return b_.Emit(as_bool ? Op::kObjCompareBool : Op::kObjCompare, {left, right}, {OperatorOf(op)});
}

// a < b <= c: each operand once, stops at the first false
ValueId FunctionBuilder::Build(const ast::Compare& e) {
  ir::Type type = IrTypeOf(e);
  bool as_bool = type.kind == ir::TypeKind::kBool;
  ValueId left = Expr(*e.left);
  if (e.ops.size() == 1) return CompareWith(e.ops[0], left, *e.comparators[0], as_bool, nullptr);
  BlockId join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, type);
  for (size_t i = 0; i < e.ops.size(); ++i) {
    const bool is_last = i + 1 == e.ops.size();
    ValueId right;
    ValueId outcome = CompareWith(e.ops[i], left, *e.comparators[i], as_bool, is_last ? nullptr : &right);
    ValueId value = As(outcome, type, StaticType(e), true);
    if (is_last) {
      b_.Br(join, {value});
      break;
    }
    BlockId next = b_.CreateBlock(), stop = b_.CreateBlock();
    b_.CondBr(Truth(value), next, stop);
    b_.StartBlock(stop);
    b_.Br(join, {value});
    b_.StartBlock(next);
    left = right;
  }
  b_.StartBlock(join);
  return result;
}

}  // namespace spy::build
