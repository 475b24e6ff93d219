// List, tuple, set and dict displays.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

// To be made element by element: where some are starred, and where there are as many as CPython's compiler does so for
// (all of them live at the same time would be many references to give up wherever one raises).
bool IsPiecewise(ast::Seq<ast::Expr> elements) {
  constexpr size_t kMany = 30;
  auto is_starred = [](const ast::Expr* e) { return ast::Is<ast::Starred>(e); };
  return elements.size() > kMany || std::any_of(elements.begin(), elements.end(), is_starred);
}

bool AreLiterals(const Unit& unit, ast::Seq<ast::Expr> elements) {
  return std::all_of(elements.begin(), elements.end(), [&](const ast::Expr* e) { return e && unit.IsLiteral(*e); });
}

// So many literals that an operation for each would make the module slow to compile: they are one constant instead.
bool IsTable(const Unit& unit, ast::Seq<ast::Expr> elements) {
  constexpr size_t kMany = 256;
  return elements.size() >= kMany && AreLiterals(unit, elements);
}

ir::ConstId TableOf(Unit& unit, ast::Seq<ast::Expr> elements, ir::ConstKind kind = ir::ConstKind::kTuple) {
  ir::Const table{.kind = kind, .text = {}, .items = {}};
  for (const ast::Expr* element : elements) table.items.push_back(unit.LiteralOf(*element));
  return unit.module.AddConst(table);
}

}  // namespace

// What a loop walks: a set of constants is a constant itself there.
ValueId FunctionBuilder::IteratedExpr(const ast::Expr& e) {
  const auto* set = ast::DynCast<ast::Set>(&e);
  bool constants = set && std::all_of(set->elts.begin(), set->elts.end(), IsFolded);
  return constants ? ConstantSet(*set) : Expr(e);
}

// What a value is looked for in: displays of constants are constants there.
ValueId FunctionBuilder::SearchedExpr(const ast::Expr& e) {
  const auto* list = ast::DynCast<ast::List>(&e);
  return list && AreLiterals(u_, list->elts) ? Const(TableOf(u_, list->elts)) : IteratedExpr(e);
}

// The constant that CPython's compiler has for it: filled once more in the order of the first filling, when constants
// are merged.
ValueId FunctionBuilder::ConstantSet(const ast::Set& e) {
  const ast::Set& first = u_.FirstEqualSet(m_, e);
  if (AreLiterals(u_, first.elts)) return Const(TableOf(u_, first.elts, ir::ConstKind::kFrozenSet));
  ValueId items = b_.Emit(Op::kListNew, {});
  b_.Emit(Op::kListExtend, {items, b_.Emit(Op::kSetNew, Objects(first.elts))});
  ValueId set = b_.Emit(Op::kSetNew, {});
  b_.Emit(Op::kSetUpdate, {set, items});
  return set;
}

// [a, *b, c]
ValueId FunctionBuilder::Build(const ast::List& e) {
  if (IsTable(u_, e.elts)) {
    ValueId table = b_.Emit(Op::kListNew, {});
    b_.Emit(Op::kListSpread, {table, Const(TableOf(u_, e.elts))});
    return table;
  }
  if (!IsPiecewise(e.elts)) return b_.Emit(Op::kListNew, Objects(e.elts));
  ValueId list = b_.Emit(Op::kListNew, {});
  for (const ast::Expr* element : e.elts) {
    const auto* starred = ast::DynCast<ast::Starred>(element);
    ValueId value = ObjectExpr(starred ? *starred->value : *element);
    b_.Emit(starred ? Op::kListSpread : Op::kListAppend, {list, value});
  }
  return list;
}

// (a, *b, c)
ValueId FunctionBuilder::Build(const ast::Tuple& e) {
  if (!e.elts.empty() && u_.IsLiteral(e)) return Const(u_.LiteralOf(e));
  if (!IsPiecewise(e.elts)) return b_.Emit(Op::kTupleNew, Objects(e.elts));
  ValueId list = b_.Emit(Op::kListNew, {});
  for (const ast::Expr* element : e.elts) {
    const auto* starred = ast::DynCast<ast::Starred>(element);
    ValueId value = ObjectExpr(starred ? *starred->value : *element);
    b_.Emit(starred ? Op::kListSpread : Op::kListAppend, {list, value});
  }
  return b_.Emit(Op::kListToTuple, {list});
}

// {a, *b}. CPython makes a display of more than two constants from a frozenset, which shows in the order of its
// elements.
ValueId FunctionBuilder::Build(const ast::Set& e) {
  if (e.elts.size() > 2 && std::all_of(e.elts.begin(), e.elts.end(), IsFolded)) {
    ValueId constants = ConstantSet(e);
    ValueId set = b_.Emit(Op::kSetNew, {});
    b_.Emit(Op::kSetUpdate, {set, constants});
    return set;
  }
  if (!IsPiecewise(e.elts)) return b_.Emit(Op::kSetNew, Objects(e.elts));
  ValueId set = b_.Emit(Op::kSetNew, {});
  for (const ast::Expr* element : e.elts) {
    const auto* starred = ast::DynCast<ast::Starred>(element);
    ValueId value = ObjectExpr(starred ? *starred->value : *element);
    b_.Emit(starred ? Op::kSetUpdate : Op::kSetAdd, {set, value});
  }
  return set;
}

// {k: v, **more}: key before value, pair by pair
ValueId FunctionBuilder::Build(const ast::Dict& e) {
  if (IsTable(u_, e.keys) && IsTable(u_, e.values)) {
    ValueId pairs =
        b_.Emit(Op::kObjCall, {b_.BuiltinNamed("zip"), Const(TableOf(u_, e.keys)), Const(TableOf(u_, e.values))},
                {ir::ConstId{}});
    ValueId made = b_.Emit(Op::kObjCall, {b_.BuiltinNamed("dict"), pairs}, {ir::ConstId{}});
    ValueId table = b_.Emit(Op::kDictNew, {});
    b_.Emit(Op::kDictMerge, {table, made});
    return table;
  }
  bool is_plain = std::find(e.keys.begin(), e.keys.end(), nullptr) == e.keys.end();
  if (is_plain && !IsPiecewise(e.keys)) {
    Values pairs;
    for (size_t i = 0; i < e.keys.size(); ++i) {
      pairs.push_back(ObjectExpr(*e.keys[i]));
      pairs.push_back(ObjectExpr(*e.values[i]));
    }
    return b_.Emit(Op::kDictNew, pairs);
  }
  ValueId dict = b_.Emit(Op::kDictNew, {});
  for (size_t i = 0; i < e.keys.size(); ++i) {
    if (!e.keys[i]) {
      b_.Emit(Op::kDictMerge, {dict, ObjectExpr(*e.values[i])});
      continue;
    }
    ValueId key = ObjectExpr(*e.keys[i]);
    b_.Emit(Op::kDictSetItem, {dict, key, ObjectExpr(*e.values[i])});
  }
  return dict;
}

}  // namespace spy::build
