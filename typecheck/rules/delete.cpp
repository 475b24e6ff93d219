// del targets.
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// del x, del x[i]; fields stay
void Checker::CheckStmt(const ast::Delete& node) {
  for (const ast::Expr* target : node.targets) DeleteTarget(*target);
}

void Checker::DeleteTarget(const ast::Expr& target) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) {
    const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*name));
    if (!variable) return;
    ReadVariable(*name, *variable, nullptr);
    SetType(target, DeclaredTypeOf(*variable));
    const_cast<VariableSymbol*>(variable)->maybe_unbound = true;
    UnbindVariable(*variable);
    // A read behind it is CPython's exception, which a program may wait for: no diagnostic.
    body_->flow.Set(PlaceOf(*variable), {nullptr, Bound::kMaybe});
    return;
  }
  if (const auto* item = ast::DynCast<ast::Subscript>(&target)) {
    DeleteItem(*item);
    SetType(target, types_.any);
    RefuseSysModules(*item);
    return;
  }
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&target)) return DeleteAttribute(*attribute);
  ast::Seq<ast::Expr> parts;
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) parts = tuple->elts;
  if (const auto* list = ast::DynCast<ast::List>(&target)) parts = list->elts;
  for (const ast::Expr* part : parts) DeleteTarget(*part);
}

// del x.attr -> only through a property's deleter, or on Any
void Checker::DeleteAttribute(const ast::Attribute& target) {
  TypeRef receiver = CheckReceiver(*target.value);
  SetType(target, types_.any);
  AttributeInfo info;
  if (receiver->kind != TypeKind::kAny && receiver->kind != TypeKind::kError) {
    std::optional<Member> member;
    if (receiver->kind != TypeKind::kUnion) member = FindMember(types_, receiver, MemberName(target).view());
    const FunctionSymbol* deleter =
        member && member->owner ? member->owner->FindMethod(target.attr.view(), MethodKind::kPropertyDeleter) : nullptr;
    const FunctionSymbol* getter =
        member && member->owner ? member->owner->FindMethod(target.attr.view(), MethodKind::kPropertyGetter) : nullptr;
    if (!deleter && getter && !getter->decorators.empty()) {  // a cached property: its value is given up
      Record(target, info);
      return;
    }
    if (!deleter) {
      dialect::RefuseFieldDeletion(declared_.diagnostics, target);
      return;
    }
    info.kind = member->owner->class_kind == ClassKind::kNative ? AttributeKind::kProperty : AttributeKind::kDynamic;
    info.function = member->owner->FindMethod(target.attr.view(), MethodKind::kPropertyGetter);
    ForgetAfterCall(unit_.effects.OfCall(deleter->name), target.span);
  }
  Record(target, info);
}

}  // namespace spy::check
