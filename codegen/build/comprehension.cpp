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
  auto body = [&] {
    for (const ast::Expr* condition : g.ifs) {
      BlockId pass = b_.CreateBlock(), skip = b_.CreateBlock();
      Condition(*condition, pass, skip);
      b_.StartBlock(skip);
      JumpToLoop(false);
      b_.StartBlock(pass);
    }
    ComprehendFrom(generators, index + 1, ValueId{}, element);
  };
  if (!g.is_async) return BuildLoop(*g.target, *g.iter, first, body, [] {});
  if (!first) first = ObjectExpr(*g.iter);
  if (!is_iterator_) first = b_.Emit(Op::kAsyncIter, {Object(first)});
  is_iterator_ = false;
  BuildAsyncLoop(*g.target, first, body, [] {});
}

void FunctionBuilder::Comprehend(ast::Seq<ast::Comprehension> generators, const std::function<void()>& element) {
  ValueId first;
  bool is_async = generators[0]->is_async;
  if (is_async) first = Expr(*generators[0]->iter);  // outside of the comprehension's scope
  if (!is_async && !RangeCall(*generators[0]->iter)) first = IteratedExpr(*generators[0]->iter);
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

namespace {

bool HasCall(const ast::Node& node) {
  if (ast::Is<ast::Lambda>(&node)) return false;
  bool found = ast::Is<ast::Call>(&node);
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || HasCall(child); });
  return found;
}

}  // namespace

// A generator expression run where it stands. A StopIteration that its parts raise would leave the generator as a
// RuntimeError.
void FunctionBuilder::ComprehendAsGenerator(const ast::GeneratorExp& e, const std::function<void()>& element) {
  bool may_stop = HasCall(*e.elt);
  for (size_t i = 0; i < e.generators.size(); ++i) {
    const ast::Comprehension& g = *e.generators[i];
    may_stop = may_stop || (i && HasCall(*g.iter));
    for (const ast::Expr* test : g.ifs) may_stop = may_stop || HasCall(*test);
  }
  if (!may_stop) return Comprehend(e.generators, element);
  ValueId first;
  if (!RangeCall(*e.generators[0]->iter)) first = Expr(*e.generators[0]->iter);
  BlockId outer = b_.Unwind(), handler = b_.CreateBlock(), after = b_.CreateBlock();
  EnterRegion(handler);
  for (const ast::Comprehension* g : e.generators) FreshCells(*g->target);
  ComprehendFrom(e.generators, 0, first, element);
  b_.SetUnwind(outer);
  b_.Br(after);
  b_.StartBlock(handler);
  b_.SetCold(handler);
  b_.Emit(Op::kStopReplace, {b_.Emit(Op::kExcCatch)}, {0});
  b_.Unreachable();
  b_.StartBlock(after);
}

ValueId FunctionBuilder::GeneratorAsList(const ast::GeneratorExp& e) {
  ValueId list = b_.Emit(Op::kListNew, {});
  ComprehendAsGenerator(e, [&] { b_.Emit(Op::kListAppend, {list, ObjectExpr(*e.elt)}); });
  return list;
}

// any(elt for ...), all(...): stop at the first element that decides
ValueId FunctionBuilder::AnyAll(const ast::GeneratorExp& e, bool is_any) {
  return StopAtDecision(is_any, [&](BlockId decided) {
    ComprehendAsGenerator(e, [&] {
      BlockId more = b_.CreateBlock();
      Condition(*e.elt, is_any ? decided : more, is_any ? more : decided);
      b_.StartBlock(more);
    });
  });
}

// `loop` goes to the block that it is given where an element decides.
ValueId FunctionBuilder::StopAtDecision(bool is_any, const std::function<void(BlockId)>& loop) {
  BlockId decided = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, ir::Type::Bool());
  loop(decided);
  b_.Br(join, {b_.ConstBool(!is_any)});
  b_.StartBlock(decided);
  b_.Br(join, {b_.ConstBool(is_any)});
  b_.StartBlock(join);
  return result;
}

// sum(elt for ...): of floats from a list, for the built-in adds them with more precision; of objects by their `+`
ValueId FunctionBuilder::SumOfObjects(const ast::GeneratorExp& e) {
  ir::TypeKind kind = IrTypeOf(*e.elt).kind;
  if (kind == ir::TypeKind::kFloat || kind == ir::TypeKind::kInt || kind == ir::TypeKind::kBool) return {};
  ir::VarId total = b_.DeclareVariable("", ir::Type::Object());
  b_.WriteVariable(total, Object(b_.ConstInt(0)));
  ComprehendAsGenerator(e, [&] {
    ValueId value = ObjectExpr(*e.elt);
    b_.WriteVariable(total, b_.Emit(Op::kObjBinary, {b_.ReadVariable(total), value}, {ir::Operator::kAdd}));
  });
  return Checked(b_.ReadVariable(total), u_.types.any);
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
    ComprehendAsGenerator(e, [&] { b_.Emit(Op::kSetAdd, {set, ObjectExpr(*e.elt)}); });
    return set;
  }
  if (builtin != "builtins.sum" || call.keywords.size() != 0) return {};
  bool int_sum = builtin == "builtins.sum" && IrTypeOf(call).kind == ir::TypeKind::kInt &&
                 IrTypeOf(*e.elt).kind == ir::TypeKind::kInt;
  if (!int_sum) return SumOfObjects(e);
  ir::VarId total = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(total, b_.ConstInt(0));
  ComprehendAsGenerator(e, [&] {
    ValueId value = Expr(*e.elt);
    b_.WriteVariable(total, b_.Emit(Op::kIntAdd, {b_.ReadVariable(total), value}));
  });
  return b_.ReadVariable(total);
}

// (elt for x in first ...) -> gen.make of a body that is given what `first` is gone through by
ValueId FunctionBuilder::Build(const ast::GeneratorExp& e) {
  const check::FunctionSymbol* symbol = m_.FunctionOf(e);
  if (!symbol) return Unsupported(e, "this generator expression");
  const ast::Comprehension& g = *e.generators[0];
  ValueId first = Expr(*g.iter);
  b_.SetSpan(g.iter->span);
  if (g.is_async) {
    first = b_.Emit(Op::kAsyncIter, {Object(first)});
  } else if (!IsIndexed(IrTypeOf(*g.iter))) {
    first = b_.Emit(Op::kObjIter, {Object(first)});
  }
  Values operands;
  if (!symbol->captures.empty()) operands.push_back(CellsFor(*symbol));
  operands.push_back(first);
  b_.SetSpan(e.span);
  return b_.Emit(Op::kGenMake, operands, {u_.FindFunction(symbol)});
}

// Lists, tuples and text are gone through by index: their iterators do nothing else.
bool FunctionBuilder::IsIndexed(ir::Type type) {
  return type.kind == ir::TypeKind::kList || type.kind == ir::TypeKind::kTuple || type.kind == ir::TypeKind::kStr;
}

// The body of a generator expression.
void FunctionBuilder::BuildGeneratorExpBody() {
  const ast::GeneratorExp& e = *fn_->genexp;
  b_.SetSpan(e.span);
  if (b_.function().has_cells) cells_param_ = b_.AddParam({ir::TypeKind::kTuple, {}});
  ir::Type type = IrTypeOf(*e.generators[0]->iter);
  bool is_async = e.generators[0]->is_async;
  ValueId first = b_.AddParam(IsIndexed(type) && !is_async ? type : ir::Type::Object());
  DeclareLocals();
  is_iterator_ = is_async;
  ComprehendFrom(e.generators, 0, first, [&] {
    ValueId value = ObjectExpr(*e.elt);
    b_.SetSpan(e.elt->span);
    b_.Emit(Op::kYield, {value});
  });
  KeepLocals();
  b_.Return(b_.ConstNone());
  b_.Finish();
}

}  // namespace spy::build
