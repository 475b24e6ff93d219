// Slots, branches and error edges of generic bodies.
#include "codegen/ir/signature.h"
#include "codegen/lower/generic.h"

namespace spy::lower {

llvm::Value* GenericBody::SlotAddress(ir::ValueId v) { return unit_.At(b_, fn_->getArg(0), 8 * int64_t(slots_.Of(v))); }

llvm::Value* GenericBody::Load(ir::ValueId v) {
  if (!slots_.Has(v)) return unit_.ConstOperand(b_, f_.At(f_.At(v).def));
  return unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, SlotAddress(v)), Memory::kSlot);
}

void GenericBody::SetSlot(ir::ValueId v, llvm::Value* value) {
  unit_.CallRuntime(b_, "spyrt_slot_set", b_.getVoidTy(), {SlotAddress(v), value});
}

llvm::Value* GenericBody::Retained(ir::ValueId v, llvm::Value* value) {
  bool nullable = f_.At(v).nullable;
  unit_.CallRuntime(b_, nullable ? "spyrt_fast_retain_null" : "spyrt_fast_retain", b_.getVoidTy(), {value});
  return value;
}

llvm::Value* GenericBody::StoreArray(const std::vector<ir::ValueId>& operands, size_t first) {
  for (size_t i = first; i < operands.size(); ++i) {
    llvm::Value* place = unit_.At(b_, array_, 8 * int64_t(i - first + 1));
    unit_.tbaa.Mark(b_.CreateStore(Load(operands[i]), place), Memory::kSlot);
  }
  return unit_.At(b_, array_, 8);
}

// Where an instruction goes that raised: traceback entries, then its error block or out of the function.
llvm::BasicBlock* GenericBody::Landing(const ir::Inst& inst) {
  bool traced = LeavesTraceback(inst.op);
  auto [at, is_new] =
      landings_.try_emplace({inst.error.index, inst.span.begin, inst.span.end, inst.inlined_at, traced}, nullptr);
  if (!is_new) return at->second;
  llvm::BasicBlock* landing = at->second = NewBlock("raised");
  llvm::IRBuilder<> b(landing);
  b.SetCurrentDebugLocation(b_.getCurrentDebugLocation());
  if (traced) {
    uint32_t place = unit_.TraceInlined(b, f_, inst);
    unit_.Trace(b, f_.id, b.getInt32(place));
  }
  b.CreateBr(inst.error ? blocks_[inst.error.index] : leave_);
  return landing;
}

// result or null -> the result's slot or the error block
void GenericBody::Finish(const ir::Inst& inst, llvm::Value* result) {
  const ir::OpInfo& info = ir::InfoOf(inst.op);
  if (info.MayRaise()) {
    llvm::BasicBlock* done = NewBlock("done");
    llvm::Value* failed = b_.CreateIsNull(result);
    if (info.Has('N')) {  // null without an exception is a value
      llvm::BasicBlock* doubt = NewBlock("null");
      b_.CreateCondBr(failed, doubt, done);
      b_.SetInsertPoint(doubt);
      failed = b_.CreateIsNotNull(unit_.CallObject(b_, "PyErr_Occurred", {}));
    }
    b_.CreateCondBr(failed, Landing(inst), done, unit_.Unlikely());
    b_.SetInsertPoint(done);
  }
  if (inst.result) {
    SetSlot(inst.result, result);
  } else if (!info.Has('T')) {
    unit_.CallRuntime(b_, "spyrt_fast_release_null", b_.getVoidTy(), {result});
  }
}

void GenericBody::Branch(const ir::Target& target) {
  Pass(target);
  b_.CreateBr(blocks_[target.block.index]);
}

// Parallel copy: all arguments are read (and owned ones taken out of their slots) before the first parameter is
// written.
void GenericBody::Pass(const ir::Target& target) {
  const std::vector<ir::ValueId>& params = f_.At(target.block).params;
  std::vector<llvm::Value*> values;
  std::vector<ir::ValueId> moved;
  for (ir::ValueId arg : target.args) {
    values.push_back(Load(arg));
    bool owned = f_.At(arg).ownership == ir::Ownership::kOwned && slots_.Has(arg);
    if (owned) {
      moved.push_back(arg);
    } else {
      Retained(arg, values.back());
    }
  }
  for (ir::ValueId arg : moved) b_.CreateStore(unit_.Null(), SlotAddress(arg));
  for (size_t i = 0; i < params.size(); ++i) SetSlot(params[i], values[i]);
}

}  // namespace spy::lower
