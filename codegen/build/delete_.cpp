// del.
#include "codegen/build/function_builder.h"

namespace spy::build {

// del name, object.attribute, container[index], (targets)
void FunctionBuilder::DeleteTarget(const ast::Expr& target) {
  b_.SetSpan(target.span);
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) {
    const check::VariableSymbol* v = check::AsVariableSymbol(m_.SymbolOf(*name));
    if (v) return DeleteVariable(v, m_.NeedsBoundCheck(*name) || v->maybe_unbound);
    Unsupported(target, "`del` of this name");
  } else if (const auto* attribute = ast::DynCast<ast::Attribute>(&target)) {
    ValueId receiver = ObjectExpr(*attribute->value);
    b_.Emit(Op::kObjDelAttr, {receiver}, {ir_.AddName(AttributeName(*attribute))});
  } else if (const auto* item = ast::DynCast<ast::Subscript>(&target)) {
    ValueId container = ObjectExpr(*item->value);
    ValueId index = ObjectExpr(*item->slice);
    b_.Emit(Op::kObjDelItem, {container, index});
  } else if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) {
    for (const ast::Expr* e : tuple->elts) DeleteTarget(*e);
  } else if (const auto* list = ast::DynCast<ast::List>(&target)) {
    for (const ast::Expr* e : list->elts) DeleteTarget(*e);
  }
}

void FunctionBuilder::Build(const ast::Delete& stmt) {
  for (const ast::Expr* target : stmt.targets) DeleteTarget(*target);
}

}  // namespace spy::build
