// Built-ins that go through all of a generator which the call itself makes, `max(gen(x))`, `sum(f(a) for a in gen())`:
// loops, in which the generator may then run without being an object (passes/fuse_generators.cpp).
#include "codegen/build/function_builder.h"

namespace spy::build {

// A call of a generator function of the unit, or a generator expression that is one.
bool FunctionBuilder::MakesGenerator(const ast::Expr& e) const {
  if (const auto* generator = ast::DynCast<ast::GeneratorExp>(&e)) {
    const check::FunctionSymbol* symbol = m_.FunctionOf(*generator);
    return symbol && !symbol->is_async;
  }
  const auto* call = ast::DynCast<ast::Call>(&e);
  const check::CallInfo* info = call ? m_.CallOf(*call) : nullptr;
  const check::FunctionSymbol* f = info ? info->function : nullptr;
  return f && f->is_generator && !f->is_async && !f->is_rebound && f->decorators.empty() && u_.FindFunction(f);
}

// One turn for each item, as of `for item in generator`.
void FunctionBuilder::ForEachItem(const ast::Expr& generator, const std::function<void(ValueId)>& each) {
  const Span where = b_.span();
  const check::InstanceType* type = check::AsInstanceType(StaticType(generator));
  const TypeRef item_type = type && !type->args.empty() ? type->args[0] : u_.types.any;
  ValueId item;
  BuildIteratorLoop([&](ValueId next) { item = Checked(next, item_type); }, ObjectExpr(generator), where,
                    [&] { each(item); }, [] {});
}

// any(generator), all(generator): stop at the first item that decides
ValueId FunctionBuilder::AnyAllItems(const ast::Expr& generator, bool is_any) {
  return StopAtDecision(is_any, [&](BlockId decided) {
    ForEachItem(generator, [&](ValueId item) {
      BlockId more = b_.CreateBlock();
      ValueId truth = Truth(item);
      is_any ? b_.CondBr(truth, decided, more) : b_.CondBr(truth, more, decided);
      b_.StartBlock(more);
    });
  });
}

// sum(generator) of ints
ValueId FunctionBuilder::SumItems(const ast::Expr& generator) {
  ir::VarId total = b_.DeclareVariable("", ir::Type::Int());
  b_.WriteVariable(total, b_.ConstInt(0));
  ForEachItem(generator,
              [&](ValueId item) { b_.WriteVariable(total, b_.Emit(Op::kIntAdd, {b_.ReadVariable(total), item})); });
  return b_.ReadVariable(total);
}

// max(generator), min(generator) of numbers: a later one only if it is surely more (less); of nothing, the built-in's
// ValueError
ValueId FunctionBuilder::ExtremeItem(const ast::Expr& generator, ir::Type type, std::string_view name) {
  const ir::Operator better = name == "max" ? ir::Operator::kGt : ir::Operator::kLt;
  const bool is_int = type.kind == ir::TypeKind::kInt;
  ir::VarId best = b_.DeclareVariable("", type), found = b_.DeclareVariable("", ir::Type::Bool());
  b_.WriteVariable(best, is_int ? b_.ConstInt(0) : b_.ConstFloat(0));
  b_.WriteVariable(found, b_.ConstBool(false));
  ForEachItem(generator, [&](ValueId item) {
    BlockId other = b_.CreateBlock(), take = b_.CreateBlock(), next = b_.CreateBlock();
    b_.CondBr(b_.ReadVariable(found), other, take);
    b_.StartBlock(other);
    b_.CondBr(b_.Emit(is_int ? Op::kIntCompare : Op::kFloatCompare, {item, b_.ReadVariable(best)}, {better}), take,
              next);
    b_.StartBlock(take);
    b_.WriteVariable(best, item);
    b_.WriteVariable(found, b_.ConstBool(true));
    b_.Br(next);
    b_.StartBlock(next);
  });
  BlockId none = b_.CreateBlock(), some = b_.CreateBlock();
  b_.CondBr(b_.ReadVariable(found), some, none);
  b_.StartBlock(none);
  b_.SetCold(none);
  b_.Emit(Op::kObjCall, {b_.BuiltinNamed(name), b_.Emit(Op::kTupleNew, {})}, {ir::ConstId{}});
  b_.Br(some);
  b_.StartBlock(some);
  return b_.ReadVariable(best);
}

// next(generator, default): a loop that is left at its first turn
ValueId FunctionBuilder::NextItem(const ast::Call& call) {
  const Span where = b_.span();
  ValueId generator = ObjectExpr(*call.args[0]), otherwise = ObjectExpr(*call.args[1]);
  b_.SetSpan(where);
  ir::VarId found = b_.DeclareVariable("", ir::Type::Object());
  b_.WriteVariable(found, otherwise);
  BuildIteratorLoop([&](ValueId item) { b_.WriteVariable(found, item); }, generator, where, [&] { JumpToLoop(true); },
                    [] {});
  return Checked(b_.ReadVariable(found), StaticType(call));
}

// A built-in over such a generator; none: as any call
ValueId FunctionBuilder::ConsumeGenerator(const ast::Call& call, std::string_view builtin) {
  const ast::Expr& generator = *call.args[0];
  if (!MakesGenerator(generator)) return {};
  b_.SetSpan(call.span);
  if (call.args.size() == 2) return builtin == "builtins.next" ? NextItem(call) : ValueId{};
  if (builtin == "builtins.any" || builtin == "builtins.all") {
    return AnyAllItems(generator, builtin == "builtins.any");
  }
  if (builtin == "builtins.set") {
    ValueId set = b_.Emit(Op::kSetNew, {});
    ForEachItem(generator, [&](ValueId item) { b_.Emit(Op::kSetAdd, {set, Object(item)}); });
    return set;
  }
  const check::InstanceType* made = check::AsInstanceType(StaticType(generator));
  const ir::Type item = u_.TypeOf(made && !made->args.empty() ? made->args[0] : u_.types.any);
  const bool same = IrTypeOf(call) == item;
  if (builtin == "builtins.sum" && same && item.kind == ir::TypeKind::kInt) return SumItems(generator);
  const bool number = item.kind == ir::TypeKind::kInt || item.kind == ir::TypeKind::kFloat;
  if (number && same && builtin == "builtins.max") return ExtremeItem(generator, item, "max");
  if (number && same && builtin == "builtins.min") return ExtremeItem(generator, item, "min");
  const bool listed = builtin == "builtins.list" || builtin == "builtins.tuple" || builtin == "builtins.sorted";
  if (!listed) return {};
  ValueId list = b_.Emit(Op::kListNew, {});
  ForEachItem(generator, [&](ValueId next) { b_.Emit(Op::kListAppend, {list, Object(next)}); });
  if (builtin == "builtins.list") return list;
  if (builtin == "builtins.tuple") return b_.Emit(Op::kListToTuple, {list});
  return Checked(b_.Emit(Op::kObjCall, {b_.BuiltinNamed("sorted"), list}, {ir::ConstId{}}), StaticType(call));
}

}  // namespace spy::build
