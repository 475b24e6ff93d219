// Fast lowering of generators: making them, and bodies that are left in the middle and entered again. What lives across
// a suspension is stored raw into the generator's words and loaded back; the parameters stay in theirs.
#include <algorithm>

#include "codegen/lower/fast.h"
#include "codegen/lower/suspend.h"

namespace spy::lower {

llvm::Value* FastBody::WordAddress(size_t word) {
  return unit_.At(b_, fn_->getArg(0), kSpyGenWords + 8 * int64_t(word));
}

// gen.make f(args) -> an object with the raw arguments in its first words
void FastBody::LowerGenMake(const ir::Inst& inst) {
  const ir::Function& body = unit_.ir.At(ir::FunctionId{uint32_t(inst.imm[0])});
  std::vector<llvm::Value*> args = CallArguments(inst, body);
  llvm::Value* gen = unit_.CallObject(b_, "spyrt_gen_new", {unit_.tables.Function(body.id)});
  RaiseIf(inst, b_.CreateIsNull(gen));
  for (size_t i = 0; i < args.size(); ++i) {
    llvm::Value* arg = args[i];
    if (arg->getType() == unit_.pointer) Retain(arg, f_.At(inst.operands[i]).nullable);
    if (arg->getType() == unit_.i1) arg = b_.CreateZExt(arg, unit_.i64);
    b_.CreateStore(arg, unit_.At(b_, gen, kSpyGenWords + 8 * int64_t(i)));
  }
  unit_.CallRuntime(b_, "spyrt_gen_track", b_.getVoidTy(), {gen});
  SetOwned(inst, gen);
}

// Entry of a body: parameters from their words, homes for what outlives suspensions, the switch.
void FastBody::EnterSuspended() {
  abi::GenCode& code = unit_.code[f_.id.index].gen;
  suspensions_ = SuspensionsOf(f_, cfg_);
  homes_.assign(f_.values.size(), nullptr);
  words_.assign(f_.values.size(), 0);
  code.states.emplace_back();
  for (size_t i = 0; i < f_.params.size(); ++i) {
    ir::ValueId param = f_.params[i];
    llvm::Type* type = WordType(param);
    llvm::Value* word = b_.CreateLoad(type == unit_.i1 ? unit_.i64 : type, WordAddress(i));
    values_[param.index] = type == unit_.i1 ? b_.CreateTrunc(word, unit_.i1) : word;
    if (ir::IsPointer(TypeOf(param))) code.states[0].push_back(uint32_t(i));
  }
  code.n_words = uint32_t(f_.params.size());
  for (ir::InstId id : suspensions_) {
    suspended_.push_back(NewBlock("resumed"));
    for (ir::ValueId v : liveness_.Across(id)) {
      bool is_param = std::find(f_.params.begin(), f_.params.end(), v) != f_.params.end();
      if (is_param || homes_[v.index]) continue;
      homes_[v.index] = b_.CreateAlloca(WordType(v), nullptr, "home");
      words_[v.index] = code.n_words++;
    }
  }
  code.states.resize(suspensions_.size() + 1);
  llvm::SwitchInst* dispatch = b_.CreateSwitch(fn_->getArg(1), blocks_[f_.entry.index], unsigned(suspended_.size()));
  for (size_t i = 0; i < suspended_.size(); ++i) dispatch->addCase(b_.getInt64(i + 1), suspended_[i]);
}

// Constants are made where they are used: what is computed before a suspension is gone behind it.
llvm::Value* FastBody::GetSuspended(ir::ValueId v) {
  if (homes_[v.index]) return b_.CreateLoad(WordType(v), homes_[v.index]);
  llvm::Value* value = values_[v.index];
  if (!llvm::isa<llvm::Constant>(value) && unit_.IsConst(f_, v)) return unit_.ConstOperand(b_, f_.At(f_.At(v).def));
  return value;
}

void FastBody::Keep(ir::ValueId v) {
  if (homes_[v.index]) b_.CreateStore(values_[v.index], homes_[v.index]);
}

void FastBody::Suspend(const ir::Inst& inst, llvm::Value* yielded) {
  size_t index = size_t(std::find(suspensions_.begin(), suspensions_.end(), at_) - suspensions_.begin());
  std::vector<uint32_t>& owned = unit_.code[f_.id.index].gen.states[index + 1];
  ir::ValueId given = GivesAway(f_, f_.At(block_), at_) ? inst.operands[0] : ir::ValueId{};
  std::vector<ir::ValueId> live;
  for (ir::ValueId v : liveness_.Across(at_)) {
    if (homes_[v.index] && v != given) live.push_back(v);
  }
  for (ir::ValueId v : live) {
    llvm::Value* value = Get(v);
    if (value->getType() == unit_.i1) value = b_.CreateZExt(value, unit_.i64);
    b_.CreateStore(value, WordAddress(words_[v.index]));
    if (f_.At(v).ownership == ir::Ownership::kOwned && ir::IsPointer(TypeOf(v))) owned.push_back(words_[v.index]);
  }
  b_.CreateStore(b_.getInt64(index + 1), unit_.At(b_, fn_->getArg(0), kSpyGenPoint));
  b_.CreateRet(yielded);
  b_.SetInsertPoint(suspended_[index]);
  for (ir::ValueId v : live) {
    llvm::Type* type = WordType(v);
    llvm::Value* word = b_.CreateLoad(type == unit_.i1 ? unit_.i64 : type, WordAddress(words_[v.index]));
    b_.CreateStore(type == unit_.i1 ? b_.CreateTrunc(word, unit_.i1) : word, homes_[v.index]);
  }
  if (given && homes_[given.index]) b_.CreateStore(unit_.Null(), homes_[given.index]);
}

// yield v -> saves, returns v; goes on with what was sent
void FastBody::LowerYield(const ir::Inst& inst) {
  bool is_new = false;
  llvm::Value* value = Boxed(inst.operands[0], &is_new);
  if (is_new) {
    RaiseIf(inst, b_.CreateIsNull(value));
  } else if (!GivesAway(f_, f_.At(block_), at_)) {
    Retain(value, false);
  }
  Suspend(inst, value);
  llvm::Value* place = unit_.At(b_, fn_->getArg(0), kSpyGenSent);
  llvm::Value* sent = b_.CreateLoad(unit_.pointer, place);
  b_.CreateStore(unit_.Null(), place);
  RaiseIf(inst, b_.CreateIsNull(sent));
  SetResult(inst, sent);
}

// yield.from it -> its first step; the later ones are the runtime's, which enters again with the value or the exception
void FastBody::Delegate(const ir::Inst& inst) {
  size_t index = size_t(std::find(suspensions_.begin(), suspensions_.end(), at_) - suspensions_.begin());
  bool is_new = false;
  llvm::Value* gen = fn_->getArg(0);
  llvm::Value* first =
      unit_.CallObject(b_, "spyrt_gen_delegate", {gen, Boxed(inst.operands[0], &is_new), b_.getInt64(index + 1)});
  llvm::Value* reached = b_.CreateLoad(unit_.i64, unit_.At(b_, gen, kSpyGenPoint));
  llvm::BasicBlock *yields = NewBlock("yields"), *ended = NewBlock("ended"), *from = b_.GetInsertBlock();
  b_.CreateCondBr(b_.CreateICmpEQ(reached, b_.getInt64(index + 1)), yields, ended);
  b_.SetInsertPoint(yields);
  Suspend(inst, first);
  llvm::Value* place = unit_.At(b_, gen, kSpyGenSent);
  llvm::Value* sent = b_.CreateLoad(unit_.pointer, place);
  b_.CreateStore(unit_.Null(), place);
  llvm::BasicBlock* resumed = b_.GetInsertBlock();
  b_.CreateBr(ended);
  b_.SetInsertPoint(ended);
  llvm::PHINode* result = b_.CreatePHI(unit_.pointer, 2);
  result->addIncoming(first, from);
  result->addIncoming(sent, resumed);
  if (inst.op == ir::Op::kYieldFrom) {
    RaiseIf(inst, b_.CreateIsNull(result));
    return SetResult(inst, result);
  }
  llvm::Value* item = unit_.CallObject(b_, "spyrt_async_end", {result});
  llvm::BasicBlock *null = NewBlock("null"), *done = NewBlock("done");
  b_.CreateCondBr(b_.CreateIsNull(item), null, done);
  b_.SetInsertPoint(null);
  llvm::Value* raised = b_.CreateIsNotNull(unit_.CallObject(b_, "PyErr_Occurred", {}));
  b_.CreateCondBr(raised, Landing(inst), done, unit_.Unlikely());
  b_.SetInsertPoint(done);
  SetResult(inst, item);
}

void FastBody::LowerYieldFrom(const ir::Inst& inst) { Delegate(inst); }
void FastBody::LowerAwaitNext(const ir::Inst& inst) { Delegate(inst); }

}  // namespace spy::lower
