// The generic body of one function: every value an owned PyObject* in a slot, every op a call of its runtime function,
// written as data that the runtime executes (runtime/include/generic_code.h). Small, correct for whatever arrives. Made
// after the fast body, which says where it must be able to resume.
#pragma once
#include <map>
#include <tuple>
#include <vector>

#include "codegen/lower/code_writer.h"
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
  std::vector<uint32_t> Emit();
  uint32_t n_slots() const { return n_slots_; }

 private:
  using Label = CodeWriter::Label;

  void EmitHead();
  void EmitBlock(ir::BlockId block);
  void EmitInst(const ir::Inst& inst);
  void CountUses();
  ir::InstId TestedAtEnd(const ir::Block& block) const;
  void EmitTest(const ir::Inst& inst);

  // Ops that are no plain call of the runtime.
  void EmitCallVirtual(const ir::Inst& inst);
  void EmitBr(const ir::Target& target);
  void EmitCondBr(const ir::Inst& inst);
  void EmitReturn(const ir::Inst& inst);
  void EmitSuspension(ir::InstId id);

  void EmitRuntimeCall(const ir::Inst& inst);
  // `callee` on `arguments` (of which `items` come as an array behind the first `first`); where its outcome goes.
  struct RuntimeCall {
    RuntimeCall(std::string name, uint32_t result_slot) : callee(std::move(name)), result(result_slot) {}
    void Add(uint32_t argument, llvm::Type* type) {
      arguments.push_back(argument);
      types.push_back(type);
    }
    std::string callee;
    uint32_t result;
    std::vector<uint32_t> arguments;
    std::vector<uint32_t> items;
    std::vector<llvm::Type*> types;  // of all parameters
    bool has_items = false;
    uint32_t first = 0;  // arguments before the items
  };
  void AppendObjects(const ir::Inst& inst, size_t begin, size_t end, RuntimeCall& call);
  void AppendItems(const ir::Inst& inst, size_t begin, RuntimeCall& call);
  void AppendImmediates(const ir::Inst& inst, RuntimeCall& call);
  void Run(const ir::Inst& inst, const RuntimeCall& call);
  static uint32_t ShortRun(ir::Op op, uint32_t count);
  void Outcome(const ir::Inst& inst, uint32_t result);  // landing, slot
  struct Passed {
    uint32_t from, to;  // an operand, a slot
    bool taken;         // its slot may be left without it
  };
  void Pass(const ir::Target& target);
  void PassOne(const Passed& passed, std::vector<Passed>& open, std::vector<uint32_t>& swaps);
  void EmitSwaps(std::vector<uint32_t>& swaps);
  bool IsTaken(ir::ValueId v) const;
  uint32_t Operand(ir::ValueId v);
  static uint32_t SlotOperand(uint32_t slot);
  static uint32_t Constant(ir::ConstId c);
  uint32_t Immediate(const lower::Immediate& immediate);
  uint32_t Address(llvm::Constant* address);
  uint32_t ResultSlot(const ir::Inst& inst) const;
  Label Landing(const ir::Inst& inst);
  void EmitLandings();

  Unit& unit_;
  const ir::Function& f_;
  const SlotMap& slots_;
  CodeWriter code_;
  uint32_t n_slots_;
  uint32_t room_ = 0;
  std::vector<ir::InstId> suspensions_;
  std::vector<Label> suspended_;             // where they go on
  ir::BlockId block_;                        // being emitted
  std::vector<uint32_t> uses_;               // of each value
  std::vector<ir::BlockId> made_in_;         // by value
  const ir::Inst* fused_ = nullptr;          // the comparison or test that the branch behind it makes
  std::vector<ir::InstId> resume_insts_;     // in the order of the points
  std::map<uint32_t, Label> resume_labels_;  // by instruction
  std::vector<Label> blocks_;
  using LandingKey = std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, bool>;
  std::map<LandingKey, Label> landings_;
  std::vector<std::pair<Label, const ir::Inst*>> open_landings_;  // in the order of their first uses
};

// Words that variadic operands of the function's instructions need at most.
uint32_t MaxArrayWords(const ir::Function& f);

}  // namespace spy::lower
