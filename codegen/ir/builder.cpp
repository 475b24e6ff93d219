#include "codegen/ir/builder.h"

#include <utility>

namespace spy::ir {

Builder::Builder(Module& module, Function& function) : module_(module), function_(function) {
  function_.entry = CreateBlock();
  StateOf(function_.entry).sealed = true;
  current_ = function_.entry;
}

ValueId Builder::AddParam(Type type, bool nullable) {
  ValueId v = function_.NewParam(function_.entry, type, nullable);
  function_.params.push_back(v);
  return v;
}

BlockId Builder::CreateBlock() {
  BlockId block = function_.NewBlock();
  states_.resize(function_.blocks.size());
  return block;
}

ValueId Builder::AddBlockParam(BlockId block, Type type, bool nullable) {
  ++StateOf(block).explicit_params;
  return function_.NewParam(block, type, nullable);
}

void Builder::SetBlock(BlockId block) { current_ = block; }

void Builder::AddEdge(BlockId to, Edge edge) { StateOf(to).preds.push_back(edge); }

// Code after a terminator gets a block that nothing reaches.
void Builder::EnsureBlock() {
  if (current_) return;
  current_ = CreateBlock();
  StateOf(current_).sealed = true;
}

// Before an instruction that may raise: the block must unwind to the current handler, and no variable may have been
// written in it, for the handler sees the values at the block's entry.
void Builder::PrepareForRaise() {
  Target& unwind = function_.At(current_).unwind;
  BlockState& state = StateOf(current_);
  bool fits = !state.raises ? !(unwind_ && state.written) : unwind.block == unwind_ && !(unwind_ && state.written);
  if (!fits) {
    BlockId next = CreateBlock();
    Br(next);
    SealBlock(next);
    SetBlock(next);
  }
  BlockState& now = StateOf(current_);
  if (now.raises) return;
  now.raises = true;
  if (!unwind_) return;
  function_.At(current_).unwind.block = unwind_;
  AddEdge(unwind_, {current_, kUnwindEdge});
}

InstId Builder::Append(Inst inst, Type type) {
  inst.span = span_;
  InstId id = function_.NewInst(current_, std::move(inst), type);
  function_.At(current_).insts.push_back(id);
  return id;
}

ValueId Builder::Emit(Op op, const std::vector<ValueId>& operands, std::initializer_list<Imm> imms, Type type) {
  EnsureBlock();
  if (InfoOf(op).MayRaise()) PrepareForRaise();
  Inst inst;
  inst.op = op;
  inst.operands = operands;
  int i = 0;
  for (Imm imm : imms) inst.imm[i++] = imm.value();
  InstId id = Append(std::move(inst), type);
  return function_.At(id).result;
}

ValueId Builder::ConstStr(std::string_view text, bool interned) {
  ConstId c = module_.AddConst({.kind = ConstKind::kStr, .interned = interned, .text = std::string(text), .items = {}});
  return ConstObject(c, {TypeKind::kStr, {}});
}

void Builder::Terminate(Inst inst) {
  EnsureBlock();
  InstId id = Append(std::move(inst), {});
  const std::vector<Target>& targets = function_.At(id).targets;
  for (uint32_t i = 0; i < targets.size(); ++i) AddEdge(targets[i].block, {current_, i});
  current_ = BlockId{};
}

void Builder::Br(BlockId target, const std::vector<ValueId>& args) {
  Inst inst;
  inst.op = Op::kBr;
  inst.targets = {{target, args}};
  Terminate(std::move(inst));
}

void Builder::CondBr(ValueId condition, BlockId if_true, BlockId if_false, const std::vector<ValueId>& true_args,
                     const std::vector<ValueId>& false_args) {
  Inst inst;
  inst.op = Op::kCondBr;
  inst.operands = {condition};
  inst.targets = {{if_true, true_args}, {if_false, false_args}};
  Terminate(std::move(inst));
}

void Builder::Return(ValueId v) {
  Inst inst;
  inst.op = Op::kReturn;
  inst.operands = {v};
  Terminate(std::move(inst));
}

void Builder::Unreachable() {
  Inst inst;
  inst.op = Op::kUnreachable;
  Terminate(std::move(inst));
}

VarId Builder::DeclareVariable(std::string_view name, Type type, bool nullable) {
  variables_.push_back({std::string(name), type, nullable});
  return VarId{uint32_t(variables_.size() - 1)};
}

void Builder::RecordName(VarId var, ValueId value) {
  const std::string& name = variables_[var.index].name;
  if (!name.empty()) function_.local_names.push_back({name, value});
}

void Builder::WriteVariable(VarId var, ValueId value) {
  EnsureBlock();
  at_end_[Key(var, current_)] = value;
  StateOf(current_).written = true;
  RecordName(var, value);
}

ValueId Builder::ReadVariable(VarId var) {
  EnsureBlock();
  ValueId value = ReadAtEnd(var, current_);
  FillPending();
  return value;
}

bool Builder::IsWrittenHere(VarId var) const { return current_ && at_end_.contains(Key(var, current_)); }

ValueId Builder::ReadAtEnd(VarId var, BlockId block) {
  auto found = at_end_.find(Key(var, block));
  return found != at_end_.end() ? found->second : ReadAtEntry(var, block);
}

// Walks up single predecessors (no recursion: the chain may be long) to where the variable's value is known, or several
// edges meet, or nothing comes before. `walked` gets the blocks at whose entry the variable has the value found.
ValueId Builder::WalkToValue(VarId var, BlockId block, std::vector<BlockId>* walked) {
  for (;;) {
    auto found = at_entry_.find(Key(var, block));
    if (found != at_entry_.end()) return found->second;
    walked->push_back(block);
    const BlockState& state = StateOf(block);
    if (!state.sealed || state.preds.size() > 1) return MakeParam(var, block);
    // A dead loop has only itself to ask.
    if (state.preds.empty() || walked->size() > states_.size()) return MakeUnbound(var, block);
    Edge edge = state.preds[0];
    if (edge.index != kUnwindEdge) {
      auto end = at_end_.find(Key(var, edge.from));
      if (end != at_end_.end()) return end->second;
    }
    block = edge.from;
  }
}

ValueId Builder::ReadAtEntry(VarId var, BlockId block) {
  std::vector<BlockId> walked;
  ValueId value = WalkToValue(var, block, &walked);
  for (BlockId b : walked) {
    at_entry_[Key(var, b)] = value;
    at_end_.try_emplace(Key(var, b), value);
  }
  return value;
}

ValueId Builder::ReadOverEdge(VarId var, Edge edge) {
  return edge.index == kUnwindEdge ? ReadAtEntry(var, edge.from) : ReadAtEnd(var, edge.from);
}

ValueId Builder::MakeParam(VarId var, BlockId block) {
  const Variable& variable = variables_[var.index];
  ValueId param = function_.NewParam(block, variable.type, variable.nullable);
  RecordName(var, param);
  if (StateOf(block).sealed) {
    pending_.push_back({block, var});
  } else {
    StateOf(block).incomplete.push_back({var, param});
  }
  return param;
}

// Nothing was written on the way: null, or zero where the type is raw. Goes to the block's start.
ValueId Builder::MakeUnbound(VarId var, BlockId block) {
  const Variable& variable = variables_[var.index];
  Inst inst;
  switch (RepOf(variable.type)) {
    case Rep::I64:
      inst.op = Op::kConstInt;
      break;
    case Rep::F64:
      inst.op = Op::kConstFloat;
      break;
    case Rep::I1:
      inst.op = Op::kConstBool;
      break;
    case Rep::Pointer:
      inst.op = Op::kConstUnbound;
      break;
  }
  InstId id = function_.NewInst(block, std::move(inst), variable.type);
  std::vector<InstId>& insts = function_.At(block).insts;
  insts.insert(insts.begin(), id);
  return function_.At(id).result;
}

Target& Builder::TargetOf(Edge edge) {
  if (edge.index == kUnwindEdge) return function_.At(edge.from).unwind;
  return function_.At(function_.Terminator(edge.from)).targets[edge.index];
}

// Passes the arguments of new parameters, first made first: so arguments keep the order of parameters. Reading them may
// make further parameters, which join the queue: no recursion, however long the chain of joins.
void Builder::FillPending() {
  if (filling_) return;
  filling_ = true;
  for (size_t i = 0; i < pending_.size(); ++i) {
    auto [block, var] = pending_[i];
    for (size_t p = 0; p < StateOf(block).preds.size(); ++p) {
      Edge edge = StateOf(block).preds[p];
      ValueId value = ReadOverEdge(var, edge);
      TargetOf(edge).args.push_back(value);
    }
  }
  pending_.clear();
  filling_ = false;
}

void Builder::SealBlock(BlockId block) {
  BlockState& state = StateOf(block);
  if (state.sealed) return;
  state.sealed = true;
  for (auto [var, param] : state.incomplete) pending_.push_back({block, var});
  state.incomplete.clear();
  FillPending();
}

void Builder::Finish() {
  for (uint32_t i = 0; i < states_.size(); ++i) SealBlock(BlockId{i});
  for (uint32_t i = 0; i < states_.size(); ++i) {  // blocks that nothing came to use
    InstId last = function_.Terminator(BlockId{i});
    bool open = !last || !InfoOf(function_.At(last).op).IsTerminator();
    if (!open || !states_[i].preds.empty() || BlockId{i} == function_.entry) continue;
    current_ = BlockId{i};
    Unreachable();
  }
  RemoveTrivialParams(function_);
}

}  // namespace spy::ir
