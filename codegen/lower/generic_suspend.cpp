// Suspensions of generic bodies: the slots are the generator's, so there is nothing to save.
#include <algorithm>

#include "codegen/lower/generic.h"
#include "codegen/lower/suspend.h"

namespace spy::lower {

// yield v -> return v, to be entered again with what is sent
void GenericBody::EmitYield(const ir::Inst& inst, bool gives_away, uint32_t point) {
  llvm::Value* value = Load(inst.operands[0]);
  if (gives_away) {
    b_.CreateStore(unit_.Null(), SlotAddress(inst.operands[0]));
  } else {
    Retained(inst.operands[0], value);
  }
  unit_.CallRuntime(b_, "spyrt_gen_suspend", b_.getVoidTy(), {fn_->getArg(0), b_.getInt64(point)});
  b_.CreateRet(value);
}

// yield.from it -> its first step; the later ones are the runtime's
void GenericBody::EmitDelegation(const ir::Inst& inst, uint32_t point, llvm::BasicBlock* after) {
  llvm::Value* gen = unit_.CallObject(b_, "spyrt_gen_of", {fn_->getArg(0)});
  llvm::Value* result = unit_.CallObject(b_, "spyrt_gen_delegate", {gen, Load(inst.operands[0]), b_.getInt64(point)});
  llvm::Value* reached = b_.CreateLoad(unit_.i64, unit_.At(b_, gen, kSpyGenPoint));
  llvm::BasicBlock *yields = NewBlock("yields"), *ended = NewBlock("ended");
  b_.CreateCondBr(b_.CreateICmpEQ(reached, b_.getInt64(point)), yields, ended);
  b_.SetInsertPoint(yields);
  b_.CreateRet(result);
  b_.SetInsertPoint(ended);
  if (inst.op == ir::Op::kAwaitNext) result = unit_.CallObject(b_, "spyrt_async_end", {result});
  Finish(inst, result);
  b_.CreateBr(after);
}

void GenericBody::EmitSuspension(ir::InstId id) {
  const ir::Inst& inst = f_.At(id);
  size_t index = size_t(std::find(suspensions_.begin(), suspensions_.end(), id) - suspensions_.begin());
  uint32_t point = uint32_t(index + 1);
  llvm::BasicBlock* after = NewBlock("after");
  if (inst.op == ir::Op::kYield) {
    EmitYield(inst, GivesAway(f_, f_.At(block_), id), point);
  } else {
    EmitDelegation(inst, point, after);
  }
  b_.SetInsertPoint(suspended_[index]);
  llvm::Value* sent = unit_.CallObject(b_, "spyrt_gen_sent", {fn_->getArg(0)});
  if (inst.op == ir::Op::kAwaitNext) sent = unit_.CallObject(b_, "spyrt_async_end", {sent});
  Finish(inst, sent);
  b_.CreateBr(after);
  b_.SetInsertPoint(after);
}

}  // namespace spy::lower
