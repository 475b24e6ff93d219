// Values of one IR type as values of another, and what static types promise about them.
#include "codegen/build/function_builder.h"

namespace spy::build {

ValueId FunctionBuilder::PromoteInt(ValueId v) {
  return TypeOf(v).kind == ir::TypeKind::kBool ? b_.Emit(Op::kBoolPromote, {v}) : v;
}

ValueId FunctionBuilder::Const(ir::ConstId c) {
  const ir::Const& constant = ir_.consts[c.index];
  switch (constant.kind) {
    case ir::ConstKind::kNone:
      return b_.ConstNone();
    case ir::ConstKind::kTrue:
      return b_.ConstBool(true);
    case ir::ConstKind::kFalse:
      return b_.ConstBool(false);
    case ir::ConstKind::kInt:
      return b_.ConstInt(constant.integer);
    case ir::ConstKind::kFloat:
      return b_.ConstFloat(constant.real);
    case ir::ConstKind::kStr:
      return b_.ConstObject(c, {ir::TypeKind::kStr, {}});
    case ir::ConstKind::kBytes:
      return b_.ConstObject(c, {ir::TypeKind::kBytes, {}});
    case ir::ConstKind::kTuple:
      return b_.ConstObject(c, {ir::TypeKind::kTuple, {}});
    case ir::ConstKind::kBigInt:
    case ir::ConstKind::kComplex:
    case ir::ConstKind::kEllipsis:
    case ir::ConstKind::kFrozenSet:
      return b_.ConstObject(c, ir::Type::Object());
  }
  return Null();
}

// An object of static type `type` in the representation of `to`.
ValueId FunctionBuilder::As(ValueId v, ir::Type to, TypeRef type, bool trusted) {
  ir::Type from = TypeOf(v);
  if (ir_.IsAssignable(from, to)) return v;
  if (to.kind == ir::TypeKind::kNone && trusted) return b_.ConstNone();
  if (!ir::IsPointer(from)) {
    if (to.kind == ir::TypeKind::kInt && from.kind == ir::TypeKind::kBool) return b_.Emit(Op::kBoolPromote, {v});
    v = Object(v);
    if (to.kind == ir::TypeKind::kObject) return v;
  }
  return b_.Emit(trusted ? Op::kAssume : Op::kCast, {v}, {u_.CheckOf(type)}, to);
}

ValueId FunctionBuilder::Narrow(ValueId v, TypeRef to) { return As(v, u_.TypeOf(to), to, true); }

ValueId FunctionBuilder::Checked(ValueId v, TypeRef to) {
  ir::Type type = u_.TypeOf(to);
  if (type.kind != ir::TypeKind::kObject) return As(v, type, to, false);
  ir::CheckId check = u_.CheckOf(to);
  if (TypeOf(v).kind != ir::TypeKind::kObject || ir_.checks[check.index].kind == ir::CheckKind::kAny) return Object(v);
  return b_.Emit(Op::kCast, {v}, {check}, type);
}

ValueId FunctionBuilder::Coerce(ValueId v, TypeRef from, TypeRef to) {
  if (!to) to = u_.types.any;
  if (from->kind == check::TypeKind::kAny && to->kind != check::TypeKind::kAny) return Checked(v, to);
  return As(v, u_.TypeOf(to), to, false);
}

// After a diagnostic: some value of the type.
ValueId FunctionBuilder::Poison(TypeRef type) {
  ir::Type t = u_.TypeOf(type);
  switch (ir::RepOf(t)) {
    case ir::Rep::I64:
      return b_.ConstInt(0);
    case ir::Rep::F64:
      return b_.ConstFloat(0.0);
    case ir::Rep::I1:
      return b_.ConstBool(false);
    case ir::Rep::Pointer:
      return b_.Unbound(t);
  }
  return Null();
}

ValueId FunctionBuilder::Unsupported(const ast::Node& node, std::string_view what) {
  u_.Unsupported(m_, node.span, what);
  return Null();
}

FunctionBuilder::Values FunctionBuilder::Objects(const ast::Seq<ast::Expr>& exprs) {
  Values values;
  for (const ast::Expr* e : exprs) values.push_back(ObjectExpr(*e));
  return values;
}

}  // namespace spy::build
