// Operators of native instances: their method is called through its slot where CPython would call it first, and where
// what it says about NotImplemented is known.
#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

std::string_view MethodOf(ast::Operator op) {
  switch (op) {
    case ast::Operator::Add:
      return "__add__";
    case ast::Operator::Sub:
      return "__sub__";
    case ast::Operator::Mult:
      return "__mul__";
    case ast::Operator::MatMult:
      return "__matmul__";
    case ast::Operator::Div:
      return "__truediv__";
    case ast::Operator::Mod:
      return "__mod__";
    case ast::Operator::Pow:
      return {};  // may take a third operand
    case ast::Operator::LShift:
      return "__lshift__";
    case ast::Operator::RShift:
      return "__rshift__";
    case ast::Operator::BitOr:
      return "__or__";
    case ast::Operator::BitXor:
      return "__xor__";
    case ast::Operator::BitAnd:
      return "__and__";
    case ast::Operator::FloorDiv:
      return "__floordiv__";
  }
  return {};
}

std::string_view MethodOf(ir::Operator op) {
  if (op == ir::Operator::kEq) return "__eq__";
  if (op == ir::Operator::kNe) return "__ne__";
  if (op == ir::Operator::kLt) return "__lt__";
  if (op == ir::Operator::kLe) return "__le__";
  if (op == ir::Operator::kGt) return "__gt__";
  return "__ge__";
}

bool IsRawNumber(ir::Type t) {
  return t.kind == ir::TypeKind::kInt || t.kind == ir::TypeKind::kFloat || t.kind == ir::TypeKind::kBool;
}

}  // namespace

// The method takes what stands on the right, and the right operand cannot come first: it is a number, or surely of the
// left one's class (tested at run time).
bool FunctionBuilder::SlotTakes(ValueId left, std::string_view method, ValueId right) const {
  ir::Type l = TypeOf(left), r = TypeOf(right);
  if (method.empty() || l.kind != ir::TypeKind::kInstance) return false;
  if (r.kind != ir::TypeKind::kInstance && !IsRawNumber(r)) return false;
  int slot = u_.FindSlot(l.class_id, method);
  if (slot < 0) return false;
  const check::FunctionSymbol& f = *u_.SymbolOf(ir_.At(l.class_id).vtable[size_t(slot)].declared);
  if (f.params.size() != 2 || f.params[1].kind > check::ParamKind::kPositionalOrKeyword) return false;
  return ir_.IsAssignable(r, u_.TypeOf(f.params[1].type)) || u_.TypeOf(f.params[1].type) == ir::Type::Object();
}

// left op right: `direct` where the method comes first, else `otherwise`; both of the result's type
ValueId FunctionBuilder::SlotOrElse(ValueId left, ValueId right, ir::Type result,
                                    const std::function<ValueId()>& direct, const std::function<ValueId()>& otherwise) {
  if (IsRawNumber(TypeOf(right))) return direct();
  BlockId same = b_.CreateBlock(), other = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId merged = b_.AddBlockParam(join, result);
  b_.CondBr(b_.Emit(Op::kInstSameType, {left, right}), same, other);
  b_.StartBlock(same);
  ValueId first = direct();
  b_.Br(join, {first});
  b_.StartBlock(other);
  b_.SetCold(other);
  ValueId second = otherwise();
  b_.Br(join, {second});
  b_.StartBlock(join);
  return merged;
}

// The value that a method gave, or what follows when it is NotImplemented.
ValueId FunctionBuilder::UnlessDeclined(ValueId value, ir::Type result, TypeRef type,
                                        const std::function<ValueId()>& otherwise) {
  if (TypeOf(value).kind != ir::TypeKind::kObject) return As(value, result, type, false);
  BlockId declined = b_.CreateBlock(), given = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId merged = b_.AddBlockParam(join, result);
  b_.CondBr(b_.Emit(Op::kObjIs, {value, b_.BuiltinNamed("NotImplemented")}), declined, given);
  b_.StartBlock(given);
  b_.Br(join, {As(value, result, type, false)});
  b_.StartBlock(declined);
  b_.SetCold(declined);
  ValueId rest = otherwise();
  if (b_.IsReachable()) b_.Br(join, {rest});
  b_.StartBlock(join);
  return merged;
}

// 2 * right: the number's own method declines any instance
ValueId FunctionBuilder::SlotReflected(std::string_view method, ir::Operator generic, ValueId left, ValueId right,
                                       TypeRef result) {
  if (method.empty() || !IsRawNumber(TypeOf(left)) || TypeOf(right).kind != ir::TypeKind::kInstance) return {};
  std::string reflected = "__r" + std::string(method.substr(2));
  if (!SlotTakes(right, reflected, left)) return {};
  return UnlessDeclined(CallSlot(right, reflected, {left}), u_.TypeOf(result), result, [&]() -> ValueId {
    b_.Emit(Op::kObjBinaryFailed, {Object(left), Object(right)}, {generic});
    b_.Unreachable();
    return {};
  });
}

// left + right; none: by CPython's protocol
ValueId FunctionBuilder::SlotBinary(ast::Operator op, ir::Operator generic, ValueId left, ValueId right,
                                    TypeRef result) {
  std::string_view method = MethodOf(op);
  if (ValueId value = SlotReflected(method, generic, left, right, result)) return value;
  if (!SlotTakes(left, method, right)) return {};
  ir::Type type = u_.TypeOf(result);
  auto by_protocol = [&] {
    return As(b_.Emit(Op::kObjBinary, {Object(left), Object(right)}, {generic}), type, result, false);
  };
  auto direct = [&] {
    return UnlessDeclined(CallSlot(left, method, {right}), type, result, [&]() -> ValueId {
      b_.Emit(Op::kObjBinaryFailed, {Object(left), Object(right)}, {generic});
      b_.Unreachable();
      return {};
    });
  };
  return SlotOrElse(left, right, type, direct, by_protocol);
}

// left < right, as a bool; none: by CPython's protocol
ValueId FunctionBuilder::SlotCompare(ir::Operator op, ValueId left, ValueId right) {
  std::string_view method = MethodOf(op);
  if (!SlotTakes(left, method, right)) return {};
  auto truth = [&](ValueId v) { return Truth(v); };
  auto by_protocol = [&] { return b_.Emit(Op::kObjCompareBool, {Object(left), Object(right)}, {op}); };
  auto direct = [&] {
    ValueId value = CallSlot(left, method, {right});
    if (TypeOf(value).kind != ir::TypeKind::kObject) return truth(value);
    ValueId object = UnlessDeclined(value, ir::Type::Object(), u_.types.any,
                                    [&] { return b_.Emit(Op::kObjCompareRest, {Object(left), Object(right)}, {op}); });
    return truth(object);
  };
  return SlotOrElse(left, right, ir::Type::Bool(), direct, by_protocol);
}

// len(v) of an instance with `__len__`; none: it has none of its own
ValueId FunctionBuilder::SlotLength(ValueId v) {
  if (TypeOf(v).kind != ir::TypeKind::kInstance) return {};
  int slot = u_.FindSlot(TypeOf(v).class_id, "__len__");
  if (slot < 0) return {};
  const check::FunctionSymbol& f = *u_.SymbolOf(ir_.At(TypeOf(v).class_id).vtable[size_t(slot)].declared);
  if (f.params.size() != 1 || u_.ResultOf(f).kind != ir::TypeKind::kInt) return {};
  ValueId length = CallSlot(v, "__len__", {});
  BlockId negative = b_.CreateBlock(), fine = b_.CreateBlock();
  b_.CondBr(b_.Emit(Op::kIntCompare, {length, b_.ConstInt(0)}, {ir::Operator::kLt}), negative, fine);
  b_.StartBlock(negative);
  b_.SetCold(negative);
  ValueId text = b_.ConstName("__len__() should return >= 0");
  ValueId error = b_.Emit(Op::kObjCall, {b_.BuiltinNamed("ValueError"), text}, {ir::ConstId{}});
  b_.Emit(Op::kRaise, {error});
  b_.Unreachable();
  b_.StartBlock(fine);
  return length;
}

}  // namespace spy::build
