// and, or, not: short circuits, as values and as conditions; truth of values.
#include "codegen/build/function_builder.h"

namespace spy::build {

// bool(v)
ValueId FunctionBuilder::Truth(ValueId v) {
  switch (TypeOf(v).kind) {
    case ir::TypeKind::kBool:
      return v;
    case ir::TypeKind::kInt:
      return b_.Emit(Op::kIntTruth, {v});
    case ir::TypeKind::kFloat:
      return b_.Emit(Op::kFloatTruth, {v});
    case ir::TypeKind::kNone:
      return b_.ConstBool(false);
    case ir::TypeKind::kStr:
      return b_.Emit(Op::kStrTruth, {v});
    case ir::TypeKind::kList:
      return b_.Emit(Op::kIntTruth, {b_.Emit(Op::kListLen, {v})});
    case ir::TypeKind::kTuple:
      return b_.Emit(Op::kIntTruth, {b_.Emit(Op::kTupleLen, {v})});
    case ir::TypeKind::kDict:
      return b_.Emit(Op::kIntTruth, {b_.Emit(Op::kDictLen, {v})});
    case ir::TypeKind::kSet:
      return b_.Emit(Op::kIntTruth, {b_.Emit(Op::kSetLen, {v})});
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kInstance:
      return b_.Emit(Op::kObjTruth, {v});
  }
  return v;
}

void FunctionBuilder::ConditionOfBoolOp(const ast::BoolOp& e, BlockId if_true, BlockId if_false) {
  for (size_t i = 0; i + 1 < e.values.size(); ++i) {
    BlockId next = b_.CreateBlock();
    bool is_and = e.op == ast::BoolOperator::And;
    Condition(*e.values[i], is_and ? next : if_true, is_and ? if_false : next);
    b_.StartBlock(next);
  }
  Condition(*e.values.back(), if_true, if_false);
}

// Branches on an expression's truth. Neither target is sealed.
void FunctionBuilder::Condition(const ast::Expr& e, BlockId if_true, BlockId if_false) {
  b_.SetSpan(e.span);
  if (const auto* op = ast::DynCast<ast::BoolOp>(&e)) return ConditionOfBoolOp(*op, if_true, if_false);
  if (const auto* op = ast::DynCast<ast::UnaryOp>(&e); op && op->op == ast::UnaryOperator::Not) {
    return Condition(*op->operand, if_false, if_true);
  }
  if (const auto* constant = ast::DynCast<ast::Constant>(&e)) {
    bool known = constant->constant_kind == ast::ConstantKind::True ||
                 (constant->constant_kind == ast::ConstantKind::Int && (constant->is_big || constant->int_value != 0));
    bool falsy = constant->constant_kind == ast::ConstantKind::False ||
                 constant->constant_kind == ast::ConstantKind::None ||
                 (constant->constant_kind == ast::ConstantKind::Int && !known);
    if (known || falsy) return b_.Br(known ? if_true : if_false);
  }
  ValueId condition = Truth(Expr(e));
  b_.CondBr(condition, if_true, if_false);
}

// a and b, a or b -> the deciding operand
ValueId FunctionBuilder::Build(const ast::BoolOp& e) {
  TypeRef type = StaticType(e);
  BlockId join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, u_.TypeOf(type));
  for (size_t i = 0; i < e.values.size(); ++i) {
    ValueId value = Expr(*e.values[i]);
    if (i + 1 == e.values.size()) {
      b_.Br(join, {As(value, u_.TypeOf(type), type, true)});
      break;
    }
    BlockId next = b_.CreateBlock(), taken = b_.CreateBlock();
    bool is_and = e.op == ast::BoolOperator::And;
    b_.CondBr(Truth(value), is_and ? next : taken, is_and ? taken : next);
    b_.StartBlock(taken);
    b_.Br(join, {As(value, u_.TypeOf(type), type, true)});
    b_.StartBlock(next);
  }
  b_.StartBlock(join);
  return result;
}

}  // namespace spy::build
