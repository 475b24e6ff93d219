// The generic body of one function: every value an owned PyObject* in a slot, every op a call of its runtime function.
// Small, cold, correct for whatever arrives. Made after the fast body, which says where it must be able to resume.
#pragma once
#include <map>
#include <tuple>
#include <vector>

#include "codegen/lower/unit.h"

namespace spy::lower {

// One slot for each value that is no constant; parameters first.
class SlotMap {
 public:
  SlotMap(const Unit& unit, const ir::Function& f);
  uint32_t Of(ir::ValueId v) const { return slots_[v.index]; }
  bool Has(ir::ValueId v) const { return slots_[v.index] != kNone; }
  uint32_t count() const { return count_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  std::vector<uint32_t> slots_;
  uint32_t count_ = 0;
};

class GenericBody {
 public:
  // `resume_points`: point i + 1 of the body is before instruction resume_points[i]; point 0 is the start.
  GenericBody(Unit& unit, const ir::Function& f, const SlotMap& slots, const std::vector<ir::InstId>& resume_points);
  void Emit();

 private:
  void EmitBlock(ir::BlockId block);
  void EmitInst(const ir::Inst& inst);
  void EmitEntry();

  // Ops that are no plain call of the runtime.
  void EmitCall(const ir::Inst& inst);
  void EmitCallVirtual(const ir::Inst& inst);
  void EmitRetain(const ir::Inst& inst);
  void EmitRelease(const ir::Inst& inst);
  void EmitCondBr(const ir::Inst& inst);
  void EmitReturn(const ir::Inst& inst);
  void EmitSuspension(ir::InstId id);
  void EmitYield(const ir::Inst& inst, bool gives_away, uint32_t point);
  void EmitDelegation(const ir::Inst& inst, uint32_t point, llvm::BasicBlock* after);

  void EmitRuntimeCall(const ir::Inst& inst);
  void Finish(const ir::Inst& inst, llvm::Value* result);  // null test, then the result's slot
  void Branch(const ir::Target& target);                   // parallel copy of slots, then the jump
  void Pass(const ir::Target& target);
  llvm::Value* Load(ir::ValueId v);
  llvm::Value* SlotAddress(ir::ValueId v);
  void SetSlot(ir::ValueId v, llvm::Value* value);  // takes the reference over
  llvm::Value* Retained(ir::ValueId v, llvm::Value* value);
  llvm::Value* StoreArray(const std::vector<ir::ValueId>& operands, size_t first);
  llvm::BasicBlock* Landing(const ir::Inst& inst);
  llvm::BasicBlock* NewBlock(const char* name) { return llvm::BasicBlock::Create(unit_.context, name, fn_); }

  Unit& unit_;
  const ir::Function& f_;
  const SlotMap& slots_;
  llvm::Function* fn_;
  llvm::IRBuilder<> b_;
  std::vector<ir::InstId> resume_insts_;
  std::vector<ir::InstId> suspensions_;
  std::vector<llvm::BasicBlock*> suspended_;             // where they go on
  ir::BlockId block_;                                    // being emitted
  std::map<uint32_t, llvm::BasicBlock*> resume_blocks_;  // by instruction
  std::vector<llvm::BasicBlock*> blocks_;
  llvm::BasicBlock* leave_ = nullptr;  // returns null
  llvm::AllocaInst* array_ = nullptr;  // arguments of variadic ops; one word before them is free
  std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, bool>, llvm::BasicBlock*> landings_;
};

// Words that variadic operands of the function's instructions need at most.
uint32_t MaxArrayWords(const ir::Function& f);

}  // namespace spy::lower
