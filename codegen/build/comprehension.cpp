// Comprehensions, and generator expressions that a built-in consumes at once: loops in the function they stand in.
#include "codegen/build/function_builder.h"

namespace spy::build {

// Variables of the comprehension that closures capture: cells of this evaluation.
void FunctionBuilder::FreshCells(const ast::Expr& target) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&target)) {
    const check::VariableSymbol* v = check::AsVariableSymbol(m_.SymbolOf(*name));
    if (v && IsCell(v) && CaptureIndex(v) < 0) cells_[v] = b_.Emit(Op::kCellNew, {Null()});
    return;
  }
  ast::ForEachChild(target, [&](const ast::Node& child) {
    if (ast::Is<ast::NameExpr>(&child) || ast::Is<ast::Tuple>(&child) || ast::Is<ast::List>(&child) ||
        ast::Is<ast::Starred>(&child)) {
      FreshCells(static_cast<const ast::Expr&>(child));
    }
  });
}

// for target in iter if c1 if c2: the rest
void FunctionBuilder::ComprehendFrom(ast::Seq<ast::Comprehension> generators, size_t index, ValueId first,
                                     const std::function<void()>& element) {
  if (index == generators.size()) return element();
  const ast::Comprehension& g = *generators[index];
  if (g.is_async) {
    Unsupported(g, "an asynchronous comprehension");
    return;
  }
  auto body = [&] {
    for (const ast::Expr* condition : g.ifs) {
      BlockId pass = b_.CreateBlock(), skip = b_.CreateBlock();
      Condition(*condition, pass, skip);
      b_.SealBlock(skip);
      b_.SetBlock(skip);
      JumpToLoop(false);
      b_.SealBlock(pass);
      b_.SetBlock(pass);
    }
    ComprehendFrom(generators, index + 1, ValueId{}, element);
  };
  BuildLoop(*g.target, *g.iter, first, body, [] {});
}

void FunctionBuilder::Comprehend(ast::Seq<ast::Comprehension> generators, const std::function<void()>& element) {
  ValueId first;
  if (!RangeCall(*generators[0]->iter)) first = IteratedExpr(*generators[0]->iter);  // outside of the comprehension's scope
  for (const ast::Comprehension* g : generators) FreshCells(*g->target);
  ComprehendFrom(generators, 0, first, element);
}

// [elt for ...]
ValueId FunctionBuilder::Build(const ast::ListComp& e) {
  ValueId list = b_.Emit(Op::kListNew, {});
  Comprehend(e.generators, [&] { b_.Emit(Op::kListAppend, {list, ObjectExpr(*e.elt)}); });
  return list;
}

// {elt for ...}
ValueId FunctionBuilder::Build(const ast::SetComp& e) {
  ValueId set = b_.Emit(Op::kSetNew, {});
  Comprehend(e.generators, [&] { b_.Emit(Op::kSetAdd, {set, ObjectExpr(*e.elt)}); });
  return set;
}

// {key: value for ...}: key before value
ValueId FunctionBuilder::Build(const ast::DictComp& e) {
  ValueId dict = b_.Emit(Op::kDictNew, {});
  Comprehend(e.generators, [&] {
    ValueId key = ObjectExpr(*e.key);
    b_.Emit(Op::kDictSetItem, {dict, key, ObjectExpr(*e.value)});
  });
  return dict;
}

ValueId FunctionBuilder::GeneratorAsList(const ast::GeneratorExp& e) {
  ValueId list = b_.Emit(Op::kListNew, {});
  Comprehend(e.generators, [&] { b_.Emit(Op::kListAppend, {list, ObjectExpr(*e.elt)}); });
  return list;
}

// any(elt for ...), all(...): stop at the first element that decides
ValueId FunctionBuilder::AnyAll(const ast::GeneratorExp& e, bool is_any) {
  BlockId decided = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, ir::Type::Bool());
  Comprehend(e.generators, [&] {
    BlockId more = b_.CreateBlock();
    Condition(*e.elt, is_any ? decided : more, is_any ? more : decided);
    b_.SealBlock(more);
    b_.SetBlock(more);
  });
  b_.Br(join, {b_.ConstBool(!is_any)});
  b_.SealBlock(decided);
  b_.SetBlock(decided);
  b_.Br(join, {b_.ConstBool(is_any)});
  b_.SealBlock(join);
  b_.SetBlock(join);
  return result;
}

// A built-in over a generator expression without the generator; none: by a list (GeneratorAsList)
ValueId FunctionBuilder::GeneratorReduction(const ast::Call& call, const ast::GeneratorExp& e,
                                            std::string_view builtin) {
  if (builtin == "builtins.any") return AnyAll(e, true);
  if (builtin == "builtins.all") return AnyAll(e, false);
  if (builtin == "builtins.list") return GeneratorAsList(e);
  if (builtin == "builtins.tuple") return b_.Emit(Op::kListToTuple, {GeneratorAsList(e)});
  if (builtin == "builtins.set") {
    ValueId set = b_.Emit(Op::kSetNew, {});
    Comprehend(e.generators, [&] { b_.Emit(Op::kSetAdd, {set, ObjectExpr(*e.elt)}); });
    return set;
  }
  bool int_sum = builtin == "builtins.sum" && IrTypeOf(call).kind == ir::TypeKind::kInt &&
                 IrTypeOf(*e.elt).kind == ir::TypeKind::kInt;
  if (!int_sum) return {};
  ir::VarId total = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(total, b_.ConstInt(0));
  Comprehend(e.generators, [&] {
    ValueId value = Expr(*e.elt);
    b_.WriteVariable(total, b_.Emit(Op::kIntAdd, {b_.ReadVariable(total), value}));
  });
  return b_.ReadVariable(total);
}

// Elsewhere a generator would have to suspend.
ValueId FunctionBuilder::Build(const ast::GeneratorExp& e) {
  return Unsupported(e, "a generator expression that is not the argument of `sum`, `any`, `sorted` or the like");
}

}  // namespace spy::build
