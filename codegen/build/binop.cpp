// Binary and unary operators.
#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

// The operator's own op on two raw operands of the kind; kUnreachable: there is none.
struct RawOps {
  ir::Operator generic;
  Op on_int, on_float;
};

RawOps OpsOf(ast::Operator op) {
  switch (op) {
    case ast::Operator::Add:
      return {ir::Operator::kAdd, Op::kIntAdd, Op::kFloatAdd};
    case ast::Operator::Sub:
      return {ir::Operator::kSub, Op::kIntSub, Op::kFloatSub};
    case ast::Operator::Mult:
      return {ir::Operator::kMul, Op::kIntMul, Op::kFloatMul};
    case ast::Operator::MatMult:
      return {ir::Operator::kMatMul, Op::kUnreachable, Op::kUnreachable};
    case ast::Operator::Div:
      return {ir::Operator::kTrueDiv, Op::kIntTrueDiv, Op::kFloatDiv};
    case ast::Operator::Mod:
      return {ir::Operator::kMod, Op::kIntMod, Op::kFloatMod};
    case ast::Operator::Pow:
      return {ir::Operator::kPow, Op::kIntPow, Op::kFloatPow};
    case ast::Operator::LShift:
      return {ir::Operator::kLShift, Op::kIntShl, Op::kUnreachable};
    case ast::Operator::RShift:
      return {ir::Operator::kRShift, Op::kIntShr, Op::kUnreachable};
    case ast::Operator::BitOr:
      return {ir::Operator::kOr, Op::kIntOr, Op::kUnreachable};
    case ast::Operator::BitXor:
      return {ir::Operator::kXor, Op::kIntXor, Op::kUnreachable};
    case ast::Operator::BitAnd:
      return {ir::Operator::kAnd, Op::kIntAnd, Op::kUnreachable};
    case ast::Operator::FloorDiv:
      return {ir::Operator::kFloorDiv, Op::kIntFloorDiv, Op::kFloatFloorDiv};
  }
  return {};
}

bool IsIntLike(ir::Type t) { return t.kind == ir::TypeKind::kInt || t.kind == ir::TypeKind::kBool; }
bool IsNumber(ir::Type t) { return IsIntLike(t) || t.kind == ir::TypeKind::kFloat; }

}  // namespace

// int op int, bool promoted
ValueId FunctionBuilder::IntBinary(ast::Operator op, ValueId left, ValueId right, TypeRef result) {
  Op raw = OpsOf(op).on_int;
  ir::TypeKind wanted = raw == Op::kIntTrueDiv ? ir::TypeKind::kFloat : ir::TypeKind::kInt;
  if (raw == Op::kUnreachable || u_.TypeOf(result).kind != wanted) return {};  // `int ** int` may be a float
  return b_.Emit(raw, {PromoteInt(left), PromoteInt(right)});
}

// float op float, int promoted
ValueId FunctionBuilder::FloatBinary(ast::Operator op, ValueId left, ValueId right, TypeRef result) {
  Op raw = OpsOf(op).on_float;
  if (raw == Op::kUnreachable || u_.TypeOf(result).kind != ir::TypeKind::kFloat) return {};
  auto promote = [&](ValueId v) {
    return TypeOf(v).kind == ir::TypeKind::kFloat ? v : b_.Emit(Op::kIntPromote, {PromoteInt(v)});
  };
  left = promote(left);
  right = promote(right);
  return b_.Emit(raw, {left, right});
}

// bool & bool, bool | bool, bool ^ bool are bools: a & b is a > not b, a | b is a >= not b.
ValueId FunctionBuilder::BoolBinary(ast::Operator op, ValueId left, ValueId right) {
  if (op == ast::Operator::BitXor) return b_.Emit(Op::kBoolCompare, {left, right}, {ir::Operator::kNe});
  if (op != ast::Operator::BitAnd && op != ast::Operator::BitOr) return {};
  ir::Operator compare = op == ast::Operator::BitAnd ? ir::Operator::kGt : ir::Operator::kGe;
  return b_.Emit(Op::kBoolCompare, {left, b_.Emit(Op::kBoolNot, {right})}, {compare});
}

// str + str, list * int
ValueId FunctionBuilder::SequenceBinary(ast::Operator op, ValueId left, ValueId right) {
  ir::TypeKind l = TypeOf(left).kind, r = TypeOf(right).kind;
  if (op == ast::Operator::Add && l == ir::TypeKind::kStr && r == ir::TypeKind::kStr) {
    return b_.Emit(Op::kStrConcat, {left, right});
  }
  if (op == ast::Operator::Mult && l == ir::TypeKind::kList && r == ir::TypeKind::kInt) {
    return b_.Emit(Op::kListRepeat, {left, right});
  }
  return {};
}

// By CPython's number protocol. What built-in types give is known, anything else is checked.
ValueId FunctionBuilder::DynamicBinary(Op op_kind, ast::Operator op, ValueId left, ValueId right, TypeRef result) {
  auto builtin = [&](ValueId v) {
    ir::TypeKind kind = TypeOf(v).kind;
    return kind != ir::TypeKind::kObject && kind != ir::TypeKind::kInstance;
  };
  bool trusted = builtin(left) && builtin(right) && op != ast::Operator::Pow;
  left = Object(left);
  right = Object(right);
  ValueId value = b_.Emit(op_kind, {left, right}, {OpsOf(op).generic});
  return trusted ? Narrow(value, result) : Checked(value, result);
}

ValueId FunctionBuilder::Binary(ast::Operator op, ValueId left, ValueId right, TypeRef result) {
  ir::Type l = TypeOf(left), r = TypeOf(right);
  ValueId value;
  if (l.kind == ir::TypeKind::kBool && r.kind == ir::TypeKind::kBool) value = BoolBinary(op, left, right);
  if (!value && IsIntLike(l) && IsIntLike(r)) {
    value = IntBinary(op, left, right, result);
  } else if (!value && IsNumber(l) && IsNumber(r)) {
    value = FloatBinary(op, left, right, result);
  }
  if (!value) value = SequenceBinary(op, left, right);
  if (!value) value = SlotBinary(op, OpsOf(op).generic, left, right, result);
  return value ? value : DynamicBinary(Op::kObjBinary, op, left, right, result);
}

// left + right
ValueId FunctionBuilder::Build(const ast::BinOp& e) {
  ValueId left = Expr(*e.left);
  ValueId right = Expr(*e.right);
  return Binary(e.op, left, right, StaticType(e));
}

// -x, +x, ~x, not x
ValueId FunctionBuilder::Build(const ast::UnaryOp& e) {
  if (e.op == ast::UnaryOperator::USub && u_.IsLiteral(e)) return Const(u_.LiteralOf(e));
  if (e.op == ast::UnaryOperator::Not) return b_.Emit(Op::kBoolNot, {Truth(Expr(*e.operand))});
  ValueId operand = Expr(*e.operand);
  bool negative = e.op == ast::UnaryOperator::USub, positive = e.op == ast::UnaryOperator::UAdd;
  bool inverts_bool = TypeOf(operand).kind == ir::TypeKind::kBool && e.op == ast::UnaryOperator::Invert;
  if (inverts_bool) {  // CPython warns since 3.12, and names the line
    ValueId invert = b_.Emit(Op::kObjGetAttr, {b_.BuiltinNamed("bool")}, {ir_.AddName("__invert__")});
    ValueId value = b_.Emit(Op::kObjCall, {Framed(invert, e), Object(operand)}, {ir::ConstId{}});
    return Checked(value, StaticType(e));
  }
  if (IsIntLike(TypeOf(operand))) {
    Op op = negative ? Op::kIntNeg : positive ? Op::kIntPos : Op::kIntInvert;
    return b_.Emit(op, {PromoteInt(operand)});
  }
  if (TypeOf(operand).kind == ir::TypeKind::kFloat && (negative || positive)) {
    return b_.Emit(negative ? Op::kFloatNeg : Op::kFloatPos, {operand});
  }
  ir::Operator op = negative ? ir::Operator::kNeg : positive ? ir::Operator::kPos : ir::Operator::kInvert;
  return Checked(b_.Emit(Op::kObjUnary, {Object(operand)}, {op}), StaticType(e));
}

}  // namespace spy::build
