// Conditions: the state of the flow where a test holds, and where it does not.
#include <algorithm>
#include <utility>

#include "typecheck/names/static_condition.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

std::optional<bool> Checker::StaticTruth(const ast::Expr& test) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&test)) {
    switch (constant->constant_kind) {
      case ast::ConstantKind::True:
        return true;
      case ast::ConstantKind::None:
      case ast::ConstantKind::False:
        return false;
      case ast::ConstantKind::Int:
        return constant->is_big || constant->int_value != 0;
      case ast::ConstantKind::Ellipsis:
      case ast::ConstantKind::Float:
      case ast::ConstantKind::Imaginary:
      case ast::ConstantKind::Str:
      case ast::ConstantKind::Bytes:
        return std::nullopt;
    }
  }
  if (const auto* inverted = ast::DynCast<ast::UnaryOp>(&test); inverted && inverted->op == ast::UnaryOperator::Not) {
    std::optional<bool> inner = StaticTruth(*inverted->operand);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (ast::Is<ast::Compare>(&test)) return StaticCondition(test);
  const Symbol* symbol = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&test)) symbol = ResolveAlias(SymbolAt(*name));
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&test)) {
    const AttributeInfo* info = out_.attributes_[attribute->id];
    symbol = info ? ResolveAlias(info->symbol) : nullptr;
  }
  if (symbol && symbol->module && symbol->module->full_name == "typing" && symbol->name == "TYPE_CHECKING")
    return false;
  return std::nullopt;
}

void Checker::Condition(const ast::Expr& test, Flow& if_true, Flow& if_false) {
  if (const auto* bool_op = ast::DynCast<ast::BoolOp>(&test)) return ConditionOfBoolOp(*bool_op, if_true, if_false);
  if (const auto* unary = ast::DynCast<ast::UnaryOp>(&test); unary && unary->op == ast::UnaryOperator::Not) {
    Condition(*unary->operand, if_false, if_true);
    SetType(test, types_.bool_);
    return;
  }
  TypeRef type = Check(test, std::exchange(expected_in_condition_, nullptr));
  NoteTruthEffects(test, type);
  if_true = body_->flow;
  if_false = body_->flow;
  if (std::optional<bool> known = StaticTruth(test)) {
    (*known ? if_false : if_true).reachable = false;  // what is known stays, for the expressions that are checked there
    return;
  }
  if (const auto* compare = ast::DynCast<ast::Compare>(&test);
      compare && ConditionOfCompare(*compare, if_true, if_false))
    return;
  if (const auto* call = ast::DynCast<ast::Call>(&test); call && ConditionOfCall(*call, if_true, if_false)) return;
  NarrowTruth(test, type, if_true, if_false);
}

// a and b and c: true when all hold, false when any does not
void Checker::ConditionOfBoolOp(const ast::BoolOp& node, Flow& if_true, Flow& if_false) {
  bool is_and = node.op == ast::BoolOperator::And;
  Flow decided = Flow::Unreachable();
  TypeRef result = types_.never;
  for (size_t i = 0; i < node.values.size(); ++i) {
    Flow holds, fails;
    Condition(*node.values[i], holds, fails);
    TypeRef type = out_.types_[node.values[i]->id];
    bool last = i + 1 == node.values.size();
    TypeRef part = last ? type : is_and ? FalsyPart(type) : TruthyPart(type);
    if (part->kind != TypeKind::kNever) result = Join(types_, result, part);
    decided.Merge(types_, is_and ? fails : holds);
    body_->flow = is_and ? holds : fails;
  }
  SetType(node, result);
  (is_and ? if_true : if_false) = body_->flow;
  (is_and ? if_false : if_true) = decided;
}

// Asking an object whether it is true may run code: `__bool__`, or `__len__`.
void Checker::NoteTruthEffects(const ast::Expr& test, TypeRef type) {
  auto may_be_asked = [](TypeRef member) {
    const InstanceType* instance = AsInstanceType(member);
    return instance && (instance->cls->class_kind != ClassKind::kBuiltin || instance->cls->mro.size() < 2);
  };
  if (std::ranges::any_of(MembersOf(type), [](TypeRef member) { return member->kind == TypeKind::kAny; })) {
    ForgetAfterCall(unit_.effects.Unknown(), test.span);
  } else if (std::ranges::any_of(MembersOf(type), may_be_asked)) {
    const Effects* const asked[] = {&unit_.effects.OfCall("__bool__"), &unit_.effects.OfCall("__len__")};
    ForgetAfterCalls(asked, test.span);
  }
}

}  // namespace spy::check
