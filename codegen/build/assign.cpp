// Assignments: to names, attributes, items; unpacking.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

// Stores into one target. `from` is the value's static type; Any: it is checked against the target's.
void FunctionBuilder::Store(const ast::Expr& target, ValueId value, TypeRef from) {
  Span outer = b_.span();
  b_.SetSpan(target.span);
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) {
    value = Coerce(value, from, m_.TypeOf(target) ? m_.TypeOf(target) : from);
    const check::Symbol* symbol = m_.SymbolOf(*name);
    if (const check::VariableSymbol* v = check::AsVariableSymbol(symbol)) {
      WriteVariable(v, As(value, u_.TypeOf(v->type), v->type, false));
    } else if (symbol) {
      BindName(symbol, nullptr, value);
    }
  } else if (const auto* attribute = ast::DynCast<ast::Attribute>(&target)) {
    ValueId receiver = Expr(*attribute->value);
    b_.SetSpan(target.span);
    StoreAttribute(*attribute, receiver, value, from);
  } else if (const auto* item = ast::DynCast<ast::Subscript>(&target)) {
    ValueId container = Expr(*item->value);
    ValueId index = Expr(*item->slice);
    b_.SetSpan(target.span);
    StoreSubscript(container, index, Coerce(value, from, StaticType(target)), *item);
  } else if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) {
    StoreUnpacked(tuple->elts, value);
  } else if (const auto* list = ast::DynCast<ast::List>(&target)) {
    StoreUnpacked(list->elts, value);
  }
  b_.SetSpan(outer);
}

// a, *b, c = value: exactly as many items as targets, or CPython's ValueError
void FunctionBuilder::StoreUnpacked(ast::Seq<ast::Expr> targets, ValueId value) {
  auto starred =
      std::find_if(targets.begin(), targets.end(), [](const ast::Expr* e) { return ast::Is<ast::Starred>(e); });
  ValueId items;
  if (starred == targets.end()) {
    items = b_.Emit(Op::kObjUnpack, {Object(value)}, {int64_t(targets.size())});
  } else {
    int64_t before = starred - targets.begin();
    items = b_.Emit(Op::kObjUnpackStar, {Object(value)}, {before, int64_t(targets.size()) - before - 1});
  }
  for (size_t i = 0; i < targets.size(); ++i) {
    ValueId item = b_.Emit(Op::kTupleItem, {items}, {int64_t(i)});
    if (const auto* rest = ast::DynCast<ast::Starred>(targets[i])) {
      Store(*rest->value, item, u_.types.any);
    } else {
      Store(*targets[i], item, u_.types.any);
    }
  }
}

// a, b = x, y: all values first, then the targets from left to right; no tuple
bool FunctionBuilder::StoreParallel(const ast::Expr& target, const ast::Expr& value) {
  const auto* targets = ast::DynCast<ast::Tuple>(&target);
  const auto* values = ast::DynCast<ast::Tuple>(&value);
  if (!targets || !values || targets->elts.size() != values->elts.size()) return false;
  auto is_starred = [](const ast::Expr* e) { return ast::Is<ast::Starred>(e); };
  if (std::any_of(targets->elts.begin(), targets->elts.end(), is_starred)) return false;
  if (std::any_of(values->elts.begin(), values->elts.end(), is_starred)) return false;
  Values evaluated;
  for (const ast::Expr* e : values->elts) evaluated.push_back(Expr(*e));
  for (size_t i = 0; i < evaluated.size(); ++i) Store(*targets->elts[i], evaluated[i], StaticType(*values->elts[i]));
  return true;
}

// t1 = t2 = value
void FunctionBuilder::Build(const ast::Assign& stmt) {
  if (class_body_ && IsFieldDefault(stmt)) return;
  if (stmt.targets.size() == 1 && StoreParallel(*stmt.targets[0], *stmt.value)) return;
  ValueId value = Expr(*stmt.value);
  for (const ast::Expr* target : stmt.targets) Store(*target, value, StaticType(*stmt.value));
}

// target: T = value
void FunctionBuilder::Build(const ast::AnnAssign& stmt) {
  if (stmt.value && !(class_body_ && IsFieldDefault(stmt))) {
    ValueId value = Expr(*stmt.value);
    Store(*stmt.target, value, StaticType(*stmt.value));
  }
  AnnotateVariable(stmt);
}

}  // namespace spy::build
