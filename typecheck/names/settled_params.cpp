// Parameters of `__init__` that have lost their None: `if items is None: items = []`. A field that is made of one has
// no None either, as long as the class stores none in it later.
#include <algorithm>

#include "typecheck/names/declarer.h"
#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

// The name in `name is None`, `not name`.
const ast::NameExpr* TestedForNone(const ast::Expr& test) {
  if (const auto* unary = ast::DynCast<ast::UnaryOp>(&test)) {
    return unary->op == ast::UnaryOperator::Not ? ast::DynCast<ast::NameExpr>(unary->operand) : nullptr;
  }
  const auto* compare = ast::DynCast<ast::Compare>(&test);
  if (!compare || compare->ops.size() != 1 || compare->ops[0] != ast::CmpOperator::Is) return nullptr;
  const auto* none = ast::DynCast<ast::Constant>(compare->comparators[0]);
  bool is_none = none && none->constant_kind == ast::ConstantKind::None;
  return is_none ? ast::DynCast<ast::NameExpr>(compare->left) : nullptr;
}

// Displays, comprehensions, constants, f-strings.
bool IsSurelySomething(const ast::Expr& value) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&value)) {
    return constant->constant_kind != ast::ConstantKind::None;
  }
  return ast::Is<ast::List>(&value) || ast::Is<ast::Dict>(&value) || ast::Is<ast::Set>(&value) ||
         ast::Is<ast::Tuple>(&value) || ast::Is<ast::ListComp>(&value) || ast::Is<ast::DictComp>(&value) ||
         ast::Is<ast::SetComp>(&value) || ast::Is<ast::JoinedStr>(&value);
}

bool StoresNone(const ast::Node& node, std::string_view attribute) {
  if (const auto* assign = ast::DynCast<ast::Assign>(&node)) {
    const auto* value = ast::DynCast<ast::Constant>(assign->value);
    bool none = value && value->constant_kind == ast::ConstantKind::None;
    for (const ast::Expr* target : assign->targets) {
      const auto* member = ast::DynCast<ast::Attribute>(target);
      if (none && member && member->attr == attribute) return true;
    }
  }
  bool found = false;
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || StoresNone(child, attribute); });
  return found;
}

}  // namespace

// if p is None: p = []   if not p: raise ...
void Declarer::NoteSettled(const ast::If& test) {
  const ast::NameExpr* name = test.orelse.empty() && !test.body.empty() ? TestedForNone(*test.test) : nullptr;
  const VariableSymbol* param = name ? AsVariableSymbol(tree_.symbols[name->id]) : nullptr;
  if (!param || !param->is_param) return;
  const ast::Stmt* last = test.body.back();
  const auto* assign = ast::DynCast<ast::Assign>(last);
  bool leaves = ast::Is<ast::Raise>(last) || ast::Is<ast::Return>(last);
  const auto* target =
      assign && assign->targets.size() == 1 ? ast::DynCast<ast::NameExpr>(assign->targets[0]) : nullptr;
  bool settles = target && tree_.symbols[target->id] == param && IsSurelySomething(*assign->value);
  uint32_t bindings = settles ? 2 : 1;  // the parameter itself, and this assignment
  if ((leaves || settles) && param->binding_count <= bindings) settled_.push_back(param);
}

// The type that `self.attribute = value` gives the field, when `value` has the type.
TypeRef Declarer::WithoutSettledNone(const ClassSymbol& cls, const ast::Expr& value, std::string_view attribute,
                                     TypeRef type) {
  const auto* name = ast::DynCast<ast::NameExpr>(&value);
  const Symbol* symbol = name ? tree_.symbols[name->id] : nullptr;
  bool settled = symbol && std::ranges::find(settled_, symbol) != settled_.end();
  if (!settled || !type || !IsOptional(type) || !cls.def || StoresNone(*cls.def, attribute)) return type;
  return WithoutNone(types_, type);
}

}  // namespace spy::check
