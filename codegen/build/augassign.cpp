// Augmented assignments: the target's parts are evaluated once.
#include "codegen/build/function_builder.h"

namespace spy::build {

// left op= right: in place for what can change, else as the operator alone
ValueId FunctionBuilder::Inplace(ast::Operator op, ValueId left, ValueId right, TypeRef result) {
  switch (TypeOf(left).kind) {
    case ir::TypeKind::kInt:
    case ir::TypeKind::kFloat:
    case ir::TypeKind::kBool:
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kTuple:
      return Binary(op, left, right, result);
    case ir::TypeKind::kNone:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kList:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInstance:
      return DynamicBinary(Op::kObjInplace, op, left, right, result);
  }
  return {};
}

// object.name op= value
void FunctionBuilder::AugAssignTo(const ast::Attribute& target, const ast::AugAssign& stmt) {
  ValueId receiver = Expr(*target.value);
  b_.SetSpan(target.span);
  ValueId old = Narrow(LoadAttribute(target, receiver), StaticType(target));
  ValueId right = Expr(*stmt.value);
  b_.SetSpan(stmt.span);
  ValueId value = Inplace(stmt.op, old, right, StaticType(target));
  StoreAttribute(target, receiver, value, StaticType(target));
}

// container[index] op= value
void FunctionBuilder::AugAssignTo(const ast::Subscript& target, const ast::AugAssign& stmt) {
  ValueId container = Expr(*target.value);
  ValueId index = Expr(*target.slice);
  b_.SetSpan(target.span);
  ValueId old = Narrow(LoadSubscript(container, index, target), StaticType(target));
  ValueId right = Expr(*stmt.value);
  b_.SetSpan(stmt.span);
  StoreSubscript(container, index, Inplace(stmt.op, old, right, StaticType(target)), target);
}

// target op= value
void FunctionBuilder::Build(const ast::AugAssign& stmt) {
  if (const auto* attribute = ast::DynCast<ast::Attribute>(stmt.target)) return AugAssignTo(*attribute, stmt);
  if (const auto* item = ast::DynCast<ast::Subscript>(stmt.target)) return AugAssignTo(*item, stmt);
  const auto* name = ast::DynCast<ast::NameExpr>(stmt.target);
  const check::VariableSymbol* v = name ? check::AsVariableSymbol(m_.SymbolOf(*name)) : nullptr;
  if (!v) {
    Unsupported(stmt, "this augmented assignment");
    return;
  }
  ValueId old = Narrow(ReadVariable(v, m_.NeedsBoundCheck(*name)), v->type);
  ValueId right = Expr(*stmt.value);
  b_.SetSpan(stmt.span);
  ValueId value = Inplace(stmt.op, old, right, StaticType(*stmt.target));
  Store(*stmt.target, value, StaticType(*stmt.target));
}

}  // namespace spy::build
