#include "codegen/lower/generic.h"

#include "codegen/ir/cfg.h"
#include "codegen/ir/signature.h"
#include "codegen/lower/result.h"
#include "codegen/lower/suspend.h"

namespace spy::lower {

SlotMap::SlotMap(const Unit& unit, const ir::Function& f) : slots_(f.values.size(), kNone) {
  for (ir::ValueId param : f.params) slots_[param.index] = count_++;
  for (uint32_t i = 0; i < f.values.size(); ++i) {
    if (slots_[i] == kNone && !unit.IsConst(f, ir::ValueId{i})) slots_[i] = count_++;
  }
}

uint32_t MaxArrayWords(const ir::Function& f) {
  size_t most = 0;
  for (const ir::Inst& inst : f.insts) most = std::max(most, inst.operands.size());
  return uint32_t(most) + 1;
}

GenericBody::GenericBody(Unit& unit, const ir::Function& f, const SlotMap& slots,
                         const std::vector<ir::InstId>& resume_points)
    : unit_(unit),
      f_(f),
      slots_(slots),
      fn_(unit.code[f.id.index].generic),
      b_(unit.context),
      resume_insts_(resume_points),
      blocks_(f.blocks.size()) {}

void GenericBody::Emit() {
  ir::Cfg cfg(f_);
  unit_.debug.Begin(fn_, f_.id);
  llvm::BasicBlock* entry = NewBlock("entry");
  for (ir::BlockId block : cfg.order) blocks_[block.index] = NewBlock("b");
  suspensions_ = SuspensionsOf(f_, cfg);
  for (size_t i = 0; i < suspensions_.size(); ++i) suspended_.push_back(NewBlock("resumed"));
  for (ir::InstId inst : resume_insts_) resume_blocks_[inst.index] = NewBlock("resume");
  leave_ = NewBlock("leave");
  b_.SetInsertPoint(entry);
  unit_.debug.SetLine(b_, unit_.ir.infos[f_.id.index].first_line);
  EmitEntry();
  b_.SetInsertPoint(leave_);
  b_.CreateRet(unit_.Null());
  for (ir::BlockId block : cfg.order) EmitBlock(block);
}

// The entry's switch over resume points.
void GenericBody::EmitEntry() {
  array_ = b_.CreateAlloca(unit_.pointer, b_.getInt64(MaxArrayWords(f_)), "array");
  llvm::BasicBlock* start = blocks_[f_.entry.index];
  if (resume_insts_.empty() && suspensions_.empty()) {
    b_.CreateBr(start);
    return;
  }
  size_t count = suspensions_.size();
  llvm::SwitchInst* dispatch = b_.CreateSwitch(fn_->getArg(1), start, unsigned(count + resume_insts_.size()));
  for (size_t i = 0; i < count; ++i) dispatch->addCase(b_.getInt64(i + 1), suspended_[i]);
  for (size_t i = 0; i < resume_insts_.size(); ++i) {
    dispatch->addCase(b_.getInt64(count + i + 1), resume_blocks_.at(resume_insts_[i].index));
  }
}

void GenericBody::EmitBlock(ir::BlockId block) {
  b_.SetInsertPoint(blocks_[block.index]);
  block_ = block;
  for (ir::InstId id : f_.At(block).insts) {
    if (auto resume = resume_blocks_.find(id.index); resume != resume_blocks_.end()) {
      b_.CreateBr(resume->second);
      b_.SetInsertPoint(resume->second);
    }
    const ir::Inst& inst = f_.At(id);
    unit_.debug.SetLine(b_, unit_.Line(f_.id, inst.span));
    if (IsSuspension(inst.op)) {
      EmitSuspension(id);
    } else {
      EmitInst(inst);
    }
  }
}

void GenericBody::EmitInst(const ir::Inst& inst) {
  if (inst.result && unit_.IsConst(f_, inst.result)) return;
  if (inst.op == ir::Op::kKeep) return;
  if (inst.op == ir::Op::kCall) return EmitCall(inst);
  if (inst.op == ir::Op::kCallVirtual) return EmitCallVirtual(inst);
  if (inst.op == ir::Op::kRetain) return EmitRetain(inst);
  if (inst.op == ir::Op::kRelease) return EmitRelease(inst);
  if (inst.op == ir::Op::kBr) return Branch(inst.targets[0]);
  if (inst.op == ir::Op::kCondBr) return EmitCondBr(inst);
  if (inst.op == ir::Op::kReturn) return EmitReturn(inst);
  if (inst.op == ir::Op::kUnwind) return void(b_.CreateBr(leave_));
  if (inst.op == ir::Op::kUnreachable) return void(b_.CreateUnreachable());
  EmitRuntimeCall(inst);
}

// op a, b... -> spyrt_op(slots...)
void GenericBody::EmitRuntimeCall(const ir::Inst& inst) {
  const ir::Signature& signature = ir::SignatureOf(inst.op);
  std::vector<llvm::Value*> args;
  size_t fixed = signature.IsVariadic() ? signature.count - 1 : inst.operands.size();
  for (size_t i = 0; i < fixed; ++i) args.push_back(Load(inst.operands[i]));
  if (signature.IsVariadic()) {
    args.push_back(StoreArray(inst.operands, fixed));
    args.push_back(b_.getInt64(inst.operands.size() - fixed));
  }
  AppendImmediates(unit_, b_, inst, args);
  Finish(inst, unit_.CallObject(b_, RuntimeName(inst.op), args));
}

// call f(args) -> f.boxed(array)
void GenericBody::EmitCall(const ir::Inst& inst) {
  llvm::Value* array = StoreArray(inst.operands, 0);
  Finish(inst, b_.CreateCall(unit_.code[uint32_t(inst.imm[0])].boxed, {array}));
}

// call.virtual C:slot self, args -> the attribute of that name, as CPython finds and calls it
void GenericBody::EmitCallVirtual(const ir::Inst& inst) {
  SlotAccess access = AccessOf(unit_.ir, ir::ClassId{uint32_t(inst.imm[0])}, uint32_t(inst.imm[1]));
  std::vector<llvm::Value*> args = {Load(inst.operands[0])};
  if (access.is_getter || access.is_setter) {
    if (access.is_setter) args.push_back(Load(inst.operands[1]));
    AppendImmediates(unit_, b_, inst, args);
    return Finish(inst, unit_.CallObject(b_, access.is_setter ? "spyrt_obj_setattr" : "spyrt_obj_getattr", args));
  }
  args.push_back(StoreArray(inst.operands, 1));
  args.push_back(b_.getInt64(inst.operands.size() - 1));
  AppendImmediates(unit_, b_, inst, args);
  ir::FunctionId declared = unit_.ir.classes[size_t(inst.imm[0])].vtable[size_t(inst.imm[1])].declared;
  Finish(inst, CheckOverride(unit_, b_, unit_.CallObject(b_, "spyrt_call_virtual", args), declared));
}

void GenericBody::EmitRetain(const ir::Inst& inst) {
  SetSlot(inst.result, Retained(inst.operands[0], Load(inst.operands[0])));
}

void GenericBody::EmitRelease(const ir::Inst& inst) {
  if (slots_.Has(inst.operands[0])) SetSlot(inst.operands[0], unit_.Null());
}

void GenericBody::EmitCondBr(const ir::Inst& inst) {
  llvm::Value* taken = b_.CreateICmpEQ(Load(inst.operands[0]), unit_.True());
  llvm::BasicBlock* edges[2];
  for (int i : {0, 1}) {
    const ir::Target& target = inst.targets[size_t(i)];
    edges[i] = target.args.empty() ? blocks_[target.block.index] : NewBlock("edge");
  }
  b_.CreateCondBr(taken, edges[0], edges[1]);
  for (int i : {0, 1}) {
    if (inst.targets[size_t(i)].args.empty()) continue;
    b_.SetInsertPoint(edges[i]);
    Branch(inst.targets[size_t(i)]);
  }
}

// return v -> the slot's reference moves to the caller
void GenericBody::EmitReturn(const ir::Inst& inst) {
  if (inst.operands.empty() || !slots_.Has(inst.operands[0])) {
    llvm::Value* value = inst.operands.empty() ? unit_.None() : Load(inst.operands[0]);
    unit_.CallRuntime(b_, "spyrt_fast_retain", b_.getVoidTy(), {value});
    b_.CreateRet(value);
    return;
  }
  llvm::Value* value = Load(inst.operands[0]);
  b_.CreateStore(unit_.Null(), SlotAddress(inst.operands[0]));
  b_.CreateRet(value);
}

}  // namespace spy::lower
