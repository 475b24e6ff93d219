// Fast lowering of control flow, ownership marks and safepoints.
#include "codegen/lower/fast.h"
#include "codegen/lower/result.h"

namespace spy::lower {
// Loop back edge -> a countdown in a register; signals are looked at when it ends.
void FastBody::LowerSafepoint(const ir::Inst& inst) {
  llvm::BasicBlock *slow = NewBlock("safepoint"), *done = NewBlock("done");
  llvm::Value* left = b_.CreateSub(b_.CreateLoad(unit_.i32, countdown_), b_.getInt32(1));
  b_.CreateStore(left, countdown_);
  b_.CreateCondBr(b_.CreateICmpEQ(left, b_.getInt32(0)), slow, done, unit_.Unlikely());
  b_.SetInsertPoint(slow);
  llvm::Value* before = b_.CreateLoad(unit_.i32, turns_);
  llvm::CallInst* turns = unit_.CallRuntime(b_, "spyrt_safepoint_turns", unit_.i32, {before});
  turns->addFnAttr(llvm::Attribute::Cold);
  llvm::Value* raised = b_.CreateICmpSLT(turns, b_.getInt32(0));
  llvm::Value* next = b_.CreateSelect(raised, before, turns);
  b_.CreateStore(next, turns_);
  b_.CreateStore(next, countdown_);
  b_.CreateCondBr(raised, Landing(inst), done, unit_.Unlikely());
  b_.SetInsertPoint(done);
}

void FastBody::LowerKeep(const ir::Inst&) {}

void FastBody::LowerRetain(const ir::Inst& inst) { SetBorrowed(inst, Arg(inst, 0)); }

bool FastBody::TakesOver(ir::ValueId v) {
  const ir::Inst& next = f_.At(liveness_.Next(at_));
  const ir::Value& value = f_.At(v);
  if (next.op != ir::Op::kRelease || next.moved || next.operands[0] != v) return false;
  if (value.ownership != ir::Ownership::kOwned || value.nullable) return false;
  taken_ = liveness_.Next(at_);
  return true;
}

void FastBody::LowerRelease(const ir::Inst& inst) {
  if (taken_ == at_) return;
  const ir::Value& value = f_.At(inst.operands[0]);
  // A generator's body may have given the value away (GivesAway).
  if (value.ownership == ir::Ownership::kOwned) Release(Arg(inst, 0), value.nullable || suspends_);
}

// Unsigned words passed to signed parameters, and the other way round.
void FastBody::GuardEdges(const ir::Inst& inst) {
  for (const ir::Target& target : inst.targets) {
    const std::vector<ir::ValueId>& params = f_.At(target.block).params;
    for (size_t i = 0; i < params.size(); ++i) {
      ir::ValueId arg = target.args[i];
      if (IsUnsigned(params[i]) != IsUnsigned(arg)) Guard(b_.CreateICmpSGE(Get(arg), b_.getInt64(0)));
    }
  }
}

std::vector<llvm::Value*> FastBody::Arguments(const ir::Target& target) {
  std::vector<llvm::Value*> args;
  for (ir::ValueId arg : target.args) args.push_back(Get(arg));
  return args;
}

void FastBody::Branch(const ir::Target& target, const std::vector<llvm::Value*>& args, llvm::BasicBlock* from) {
  const std::vector<ir::ValueId>& params = f_.At(target.block).params;
  for (size_t i = 0; i < params.size(); ++i) {
    llvm::cast<llvm::PHINode>(values_[params[i].index])->addIncoming(args[i], from);
  }
}

void FastBody::LowerBr(const ir::Inst& inst) {
  GuardEdges(inst);
  Branch(inst.targets[0], Arguments(inst.targets[0]), b_.GetInsertBlock());
  b_.CreateBr(blocks_[inst.targets[0].block.index]);
}

void FastBody::LowerCondBr(const ir::Inst& inst) {
  GuardEdges(inst);
  Speculate(inst);
  llvm::BasicBlock *from = b_.GetInsertBlock(), *edges[2];
  const ir::Target &yes = inst.targets[0], &no = inst.targets[1];
  for (size_t i : {0, 1}) edges[i] = blocks_[inst.targets[i].block.index];
  if (yes.block == no.block && !yes.args.empty()) edges[0] = NewBlock("edge");
  bool yes_cold = f_.At(yes.block).cold, no_cold = f_.At(no.block).cold;
  llvm::MDNode* weights = yes_cold == no_cold ? nullptr : yes_cold ? unit_.Unlikely() : unit_.Likely();
  std::vector<llvm::Value*> yes_args = Arguments(yes), no_args = Arguments(no);
  b_.CreateCondBr(Arg(inst, 0), edges[0], edges[1], weights);
  Branch(no, no_args, from);
  if (edges[0] != blocks_[yes.block.index]) {
    b_.SetInsertPoint(edges[0]);
    b_.CreateBr(blocks_[yes.block.index]);
    from = edges[0];
  }
  Branch(yes, yes_args, from);
}

// return v -> {v, ok}
void FastBody::LowerReturn(const ir::Inst& inst) {
  llvm::Value* value = inst.operands.empty() ? nullptr : Get(inst.operands[0]);
  if (value && IsUnsigned(inst.operands[0])) {
    llvm::BasicBlock *big = NewBlock("big"), *fits = NewBlock("fits");
    b_.CreateCondBr(b_.CreateICmpSLT(value, b_.getInt64(0)), big, fits);
    b_.SetInsertPoint(big);
    b_.CreateRet(ConvertResult(unit_, b_, unit_.CallObject(b_, "spyrt_fast_box_natural", {value}), f_.result));
    b_.SetInsertPoint(fits);
  }
  if (ResultKindOf(f_.result) == ResultKind::kPointer && f_.At(inst.operands[0]).ownership != ir::Ownership::kOwned) {
    Retain(value, false);
  }
  b_.CreateRet(MakeResult(unit_, b_, f_.result, value, kSpyOk));
}

// The exception leaves the function.
void FastBody::LowerUnwind(const ir::Inst&) {
  if (!unwind_tail_) unwind_tail_ = NewBlock("unwind");
  b_.CreateBr(unwind_tail_);
}

// The function's own traceback entry has waited for the handler, as Landing says.
void FastBody::LowerExcCatch(const ir::Inst& inst) {
  llvm::Value* place = b_.CreateLoad(unit_.i32, place_, is_large_);
  SetOwned(inst, unit_.CallObject(b_, "spyrt_fast_exc_catch", {unit_.tables.Function(f_.id), place}));
}

void FastBody::LowerUnreachable(const ir::Inst&) { b_.CreateUnreachable(); }

}  // namespace spy::lower
