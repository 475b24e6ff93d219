// match.
#include "codegen/build/function_builder.h"

namespace spy::build {

using check::VariableSymbol;

// Goes on where the test holds; to the next case where it does not.
void FunctionBuilder::MatchTest(ValueId condition, PatternState& state) {
  BlockId next = b_.CreateBlock();
  b_.CondBr(condition, next, state.fail);
  state.fail_used = true;
  b_.StartBlock(next);
}

// A name that the pattern binds: kept aside until all of the pattern has matched.
void FunctionBuilder::MatchCapture(const ast::Node& node, ValueId value, PatternState& state) {
  const VariableSymbol* v = check::AsVariableSymbol(m_.SymbolOf(node));
  if (!v) return;
  ir::Type type = IsNullable(v) || !v->type ? ir::Type::Object() : u_.TypeOf(v->type);
  ir::VarId var;
  for (const auto& [symbol, known] : state.captures) {
    if (symbol == v) var = known;
  }
  if (!var) {
    var = b_.DeclareVariable("", type, ir::IsPointer(type));
    state.captures.emplace_back(v, var);
  }
  b_.WriteVariable(var, type.kind == ir::TypeKind::kObject ? Object(value) : As(value, type, v->type, true));
}

void FunctionBuilder::Match(const ast::Pattern& node, ValueId value, PatternState& state) {
  Span outer = b_.span();
  b_.SetSpan(node.span);
  ast::Dispatch(node, [&](const auto& concrete) { MatchKind(concrete, value, state); });
  b_.SetSpan(outer);
}

// pattern as name, name, _
void FunctionBuilder::MatchKind(const ast::MatchAs& node, ValueId value, PatternState& state) {
  if (node.pattern) {
    Match(*node.pattern, value, state);
    if (TypeRef type = m_.types_[node.pattern->id]) value = Narrow(value, type);
  }
  if (node.name) MatchCapture(node, value, state);
}

// *name
void FunctionBuilder::MatchKind(const ast::MatchStar& node, ValueId value, PatternState& state) {
  if (node.name) MatchCapture(node, value, state);
}

// a | b
void FunctionBuilder::MatchKind(const ast::MatchOr& node, ValueId value, PatternState& state) {
  BlockId join = b_.CreateBlock(), fail = state.fail;
  for (size_t i = 0; i < node.patterns.size(); ++i) {
    bool last = i + 1 == node.patterns.size();
    bool outer_used = state.fail_used;
    state.fail_used = false;
    state.fail = last ? fail : b_.CreateBlock();
    Match(*node.patterns[i], value, state);
    b_.Br(join);
    BlockId next = state.fail;
    bool used = state.fail_used;
    state.fail = fail;
    state.fail_used = outer_used || (last && used);
    if (last) break;
    b_.StartBlock(next);
    if (!used) {
      b_.Unreachable();
      break;
    }
  }
  b_.StartBlock(join);
}

// 1, "a", Color.RED: subject == value
void FunctionBuilder::MatchKind(const ast::MatchValue& node, ValueId value, PatternState& state) {
  ValueId wanted = Expr(*node.value);
  MatchTest(CompareOne(ast::CmpOperator::Eq, value, wanted, true), state);
}

// None, True, False: subject is value
void FunctionBuilder::MatchKind(const ast::MatchSingleton& node, ValueId value, PatternState& state) {
  if (node.value == ast::ConstantKind::None) return MatchTest(b_.Emit(Op::kObjIsNone, {Object(value)}), state);
  bool truth = node.value == ast::ConstantKind::True;
  if (TypeOf(value).kind == ir::TypeKind::kBool) {
    return MatchTest(truth ? value : b_.Emit(Op::kBoolNot, {value}), state);
  }
  ValueId object = Object(value), singleton = Object(b_.ConstBool(truth));
  MatchTest(b_.Emit(Op::kObjIs, {object, singleton}), state);
}

// The item that a sub-pattern is held against, in the representation of its static type.
void FunctionBuilder::MatchItem(const ast::Pattern& node, ValueId item, PatternState& state) {
  TypeRef type = m_.InputOf(node);
  const auto* star = ast::DynCast<ast::MatchStar>(&node);
  const auto* wildcard = ast::DynCast<ast::MatchAs>(&node);
  if ((star && !star->name) || (wildcard && !wildcard->pattern && !wildcard->name)) return;
  Match(node, type ? Checked(item, type) : item, state);
}

// {key: pattern, **rest}: all keys are looked up before any sub-pattern is tried
void FunctionBuilder::MatchKind(const ast::MatchMapping& node, ValueId value, PatternState& state) {
  if (TypeOf(value).kind != ir::TypeKind::kDict) {
    value = Object(value);
    MatchTest(b_.Emit(Op::kMatchMapping, {value}), state);
  }
  if (!node.keys.empty()) {
    ValueId length = b_.Emit(Op::kObjLen, {value});
    ValueId enough = b_.Emit(Op::kIntCompare, {length, b_.ConstInt(int64_t(node.keys.size()))}, {ir::Operator::kGe});
    MatchTest(enough, state);
  }
  ValueId keys = b_.Emit(Op::kTupleNew, Objects(node.keys));
  if (!node.keys.empty()) {
    ValueId values = b_.Emit(Op::kMatchKeys, {value, keys});
    MatchTest(b_.Emit(Op::kBoolNot, {b_.Emit(Op::kIsNull, {values})}), state);
    for (size_t i = 0; i < node.patterns.size(); ++i) {
      MatchItem(*node.patterns[i], b_.Emit(Op::kTupleItem, {values}, {int64_t(i)}), state);
    }
  }
  if (!node.rest) return;
  ValueId rest = b_.Emit(Op::kDictNew);
  b_.Emit(Op::kDictMerge, {rest, value}, {0});
  for (size_t i = 0; i < node.keys.size(); ++i) {
    b_.Emit(Op::kObjDelItem, {rest, b_.Emit(Op::kTupleItem, {keys}, {int64_t(i)})});
  }
  MatchCapture(node, rest, state);
}

// case pattern if guard: body
void FunctionBuilder::BuildCase(const ast::MatchCase& node, PatternState& state) {
  for (auto [variable, var] : state.captures) {
    b_.SetSpan(node.pattern->span);
    WriteVariable(variable, b_.ReadVariable(var));
  }
  if (node.guard) {
    BlockId body = b_.CreateBlock();
    Condition(*node.guard, body, state.fail);
    state.fail_used = true;
    b_.StartBlock(body);
  }
  BuildBody(node.body);
}

// match subject: cases
void FunctionBuilder::Build(const ast::Match& stmt) {
  ValueId subject = Expr(*stmt.subject);
  BlockId after = b_.CreateBlock();
  bool used = false, open = true;
  for (const ast::MatchCase* one : stmt.cases) {
    PatternState state;
    state.fail = b_.CreateBlock();
    Match(*one->pattern, subject, state);
    BuildCase(*one, state);
    if (b_.IsReachable()) {
      used = true;
      b_.Br(after);
    }
    b_.SealBlock(state.fail);
    b_.SetBlock(state.fail);
    open = state.fail_used;
    if (!open) {
      b_.Unreachable();
      break;
    }
  }
  if (open) {
    used = true;
    b_.Br(after);
  }
  Join(after, used);
}

}  // namespace spy::build
