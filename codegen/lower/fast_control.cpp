// Fast lowering of control flow, ownership marks and safepoints.
#include "codegen/lower/fast.h"
#include "codegen/lower/result.h"

namespace spy::lower {
namespace {

constexpr uint32_t kTurnsPerSafepoint = 1024;

}  // namespace

// Loop back edge -> a countdown in a register; signals are looked at when it ends.
void FastBody::LowerSafepoint(const ir::Inst& inst) {
  llvm::BasicBlock *slow = NewBlock("safepoint"), *done = NewBlock("done");
  llvm::Value* left = b_.CreateSub(b_.CreateLoad(unit_.i32, countdown_), b_.getInt32(1));
  b_.CreateStore(left, countdown_);
  b_.CreateCondBr(b_.CreateICmpEQ(left, b_.getInt32(0)), slow, done, unit_.Unlikely());
  b_.SetInsertPoint(slow);
  b_.CreateStore(b_.getInt32(kTurnsPerSafepoint), countdown_);
  llvm::CallInst* status = unit_.CallRuntime(b_, "spyrt_safepoint_slow", unit_.i32, {});
  status->addFnAttr(llvm::Attribute::Cold);
  b_.CreateCondBr(b_.CreateICmpSLT(status, b_.getInt32(0)), Landing(inst), done, unit_.Unlikely());
  b_.SetInsertPoint(done);
}

void FastBody::LowerKeep(const ir::Inst&) {}

void FastBody::LowerRetain(const ir::Inst& inst) { SetBorrowed(inst, Arg(inst, 0)); }

void FastBody::LowerRelease(const ir::Inst& inst) {
  const ir::Value& value = f_.At(inst.operands[0]);
  // A generator's body may have given the value away (GivesAway).
  if (value.ownership == ir::Ownership::kOwned) Release(Arg(inst, 0), value.nullable || suspends_);
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
  Branch(inst.targets[0], Arguments(inst.targets[0]), b_.GetInsertBlock());
  b_.CreateBr(blocks_[inst.targets[0].block.index]);
}

void FastBody::LowerCondBr(const ir::Inst& inst) {
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
  llvm::Value* value = inst.operands.empty() ? nullptr : Arg(inst, 0);
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

void FastBody::LowerUnreachable(const ir::Inst&) { b_.CreateUnreachable(); }

}  // namespace spy::lower
