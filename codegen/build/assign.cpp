// Assignments: to names, attributes, items; unpacking.
#include <algorithm>

#include "codegen/build/function_builder.h"
#include "typecheck/names/data_class.h"

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
  if (MakesTypingObject(stmt)) {  // typing looks for its caller's frame, which compiled code does not have
    ValueId module = b_.Emit(Op::kGlobalGet, {}, {u_.GlobalOf(m_.symbol, "__name__", u_.types.any)});
    value = Object(value);
    b_.Emit(Op::kObjSetAttr, {value, module}, {ir_.AddName("__module__")});
  }
  for (const ast::Expr* target : stmt.targets) Store(*target, value, StaticType(*stmt.value));
}

// T = TypeVar("T"), Id = NewType("Id", int), P = namedtuple("P", "x y")
bool FunctionBuilder::MakesTypingObject(const ast::Assign& stmt) const {
  const auto* name = stmt.targets.size() == 1 ? ast::DynCast<ast::NameExpr>(stmt.targets[0]) : nullptr;
  const check::VariableSymbol* v = name ? check::AsVariableSymbol(m_.SymbolOf(*name)) : nullptr;
  if (!v || v->type_var || v->new_type) return v != nullptr;
  const auto* call = ast::DynCast<ast::Call>(stmt.value);
  const auto* maker = call ? ast::DynCast<ast::NameExpr>(call->func) : nullptr;
  const auto* attribute = call ? ast::DynCast<ast::Attribute>(call->func) : nullptr;
  bool makes =
      (maker && check::IsClassMaker(maker->name.view())) || (attribute && check::IsClassMaker(attribute->attr.view()));
  const check::Symbol* made_by = maker && m_.SymbolOf(*maker) ? check::ResolveAlias(m_.SymbolOf(*maker)) : nullptr;
  bool own = check::AsFunctionSymbol(made_by) || check::AsClassSymbol(made_by);
  own = own && made_by->module == m_.symbol;
  auto is_module = [](const ast::Keyword* k) { return k->arg == "module"; };
  return makes && !own && v->storage == check::Storage::kGlobal && StaticType(*stmt.value) == u_.types.any &&
         std::none_of(call->keywords.begin(), call->keywords.end(), is_module);
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
