// x: T = value.
#include "typecheck/rules/checker.h"

namespace spy::check {

// target: annotation = value; the declarations have evaluated the annotation
void Checker::CheckStmt(const ast::AnnAssign& node) {
  const auto* name = ast::DynCast<ast::NameExpr>(node.target);
  const VariableSymbol* variable = name ? AsVariableSymbol(SymbolAt(*name)) : nullptr;
  if (!node.value) {
    if (variable) SetType(*node.target, DeclaredTypeOf(*variable));
    if (!name) CheckAnnotatedTarget(*node.target);
    return;
  }
  if (const DataField* field = variable ? FieldCallOf(*variable, node) : nullptr) return CheckFieldCall(*field, node);
  TypeRef wanted = variable ? (variable->is_declared ? variable->type : nullptr) : WantedBy(*node.target, node.value);
  TypeRef type = Check(*node.value, wanted);
  if (wanted && RefuseNoneFor(*node.value, type, wanted, node.annotation, node.target->span)) type = types_.error;
  Assign(*node.target, node.value, type);
}

// `self.x: int` without value declares a field; anything else is only evaluated.
void Checker::CheckAnnotatedTarget(const ast::Expr& target) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&target);
  if (!attribute) return;
  TypeRef receiver = CheckReceiver(*attribute->value);
  if (receiver->kind == TypeKind::kError || receiver->kind == TypeKind::kAny || receiver->kind == TypeKind::kUnion)
    return;
  if (std::optional<Member> member = FindMember(types_, receiver, MemberName(*attribute).view()))
    SetType(target, member->type);
}

}  // namespace spy::check
