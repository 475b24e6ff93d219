// x += value.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// target op= value -> target = target.__iop__(value), or target op value
void Checker::CheckStmt(const ast::AugAssign& node) {
  TypeRef old = Check(*node.target);
  TypeRef wanted = WantsContext(*node.value) && old->kind == TypeKind::kInstance && !IsPending(old) ? old : nullptr;
  TypeRef value = CheckTypedDictMerge(old, node.op, *node.value);
  if (!value) value = Check(*node.value, wanted);
  if (const VariableSymbol* pending = PendingVariable(*node.target); pending && IsPending(old)) {
    const InstanceType* other = AsInstanceType(value);
    if (other && other->cls == AsInstanceType(old)->cls && !IsPending(value)) ResolvePending(*pending, value);
    old = Check(*node.target);
  }
  TypeRef result = BinaryResult(node.target ? *node.target : *node.value, node.op, node.op_span, *node.target, old,
                                *node.value, value, true);
  if (result->kind == TypeKind::kError) {
    SetType(*node.target, types_.error);
    if (const auto* name = ast::DynCast<ast::NameExpr>(node.target)) {
      if (const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*name))) {
        BindVariable(*variable, variable->type ? variable->type : types_.error,
                     old->kind == TypeKind::kError ? nullptr : old);
      }
    }
    return;
  }
  AssignResult(node, result);
}

// The result goes where the old value came from; a finding shows the whole statement.
void Checker::AssignResult(const ast::AugAssign& node, TypeRef result) {
  TypeRef wanted = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(node.target)) {
    const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*name));
    if (variable && (variable->is_declared || variable->is_param)) wanted = variable->type;
  }
  if (wanted && wanted->kind != TypeKind::kError && !IsSubtype(types_, result, wanted) &&
      !Contains(result, TypeKind::kError)) {
    Report(diag::kTypeMismatch, node.span, ToString(wanted), ToString(result))
        .Label(fmt::format("`{}=` gives {} here", ast::OperatorText(node.op), WithArticle(result)))
        .Help(wanted == types_.int_ && node.op == ast::Operator::Div ? "use `//=`, or declare the variable as `float`"
                                                                     : "use another variable for the result");
    return;
  }
  Assign(*node.target, nullptr, result);
}

}  // namespace spy::check
