// The fast body of one function: raw values in SSA form, guards that leave for the generic body. Lives while one
// function is lowered; leaves behind the LLVM code, the exits in the unit's FunctionCode, and the list of resume
// points.
//
// Exits: a guard that fails stores the live raw values into a buffer and hands over to spyrt_exit, which boxes them and
// runs the generic body from the start of the guard's region (Liveness::RegionStart). All guards of a region share one
// exit.
#pragma once
#include <functional>
#include <map>
#include <vector>

#include "codegen/lower/generic.h"
#include "codegen/lower/liveness.h"
#include "codegen/lower/unit.h"

namespace spy::lower {

class FastBody {
 public:
  FastBody(Unit& unit, const ir::Function& f, const SlotMap& slots);
  void Emit();
  const std::vector<ir::InstId>& resume_points() const { return resume_points_; }

 private:
  // ---- one method for each op with its own lowering
#define SPY_FAST_OWN(op) void Lower##op(const ir::Inst& inst);
#include "codegen/lower/fast.def"
  void Allocate();
  void CreateBlocks();
  void CheckStack();
  void LowerByHelper(const ir::Inst& inst);
  void LowerByRuntime(const ir::Inst& inst);
  llvm::Value* CallGeneric(const ir::Inst& inst);
  void LowerInst(const ir::Inst& inst);
  void CountCall();
  bool IsRare(ir::BlockId block) const;
  void LowerBlock(ir::BlockId block);

  // ---- values
  llvm::Value* Get(ir::ValueId v) { return suspends_ ? GetSuspended(v) : values_[v.index]; }
  // The operand's raw word; an unsigned one is guarded to be below 2**63.
  llvm::Value* Arg(const ir::Inst& inst, size_t i) { return Signed(inst.operands[i]); }
  llvm::Value* Signed(ir::ValueId v);
  bool IsUnsigned(ir::ValueId v) const { return f_.At(v).word == ir::WordForm::kUnsigned; }
  bool IsResidue(const ir::Inst& inst) const { return f_.At(inst.result).word == ir::WordForm::kResidue; }
  ir::Type TypeOf(ir::ValueId v) const { return f_.At(v).type; }
  ir::Type ArgType(const ir::Inst& inst, size_t i) const { return TypeOf(inst.operands[i]); }
  void Set(const ir::Inst& inst, llvm::Value* value) {
    values_[inst.result.index] = value;
    if (suspends_) Keep(inst.result);
  }
  // A pointer that something else owns: the result gets a count of its own if it is to be owned.
  void SetBorrowed(const ir::Inst& inst, llvm::Value* value);
  // A new reference: given up again if nobody takes it.
  void SetOwned(const ir::Inst& inst, llvm::Value* value);
  // Whether the instruction behind this one gives `v` up; then it is left out and this one may take the reference over.
  bool TakesOver(ir::ValueId v);
  bool IsConstInt(ir::ValueId v, int64_t* value) const;
  llvm::Value* Word(llvm::Value* value);  // any raw value as i64
  void Retain(llvm::Value* value, bool nullable);
  void Release(llvm::Value* value, bool nullable);

  // ---- guards and exits (fast_exit.cpp)
  void Guard(llvm::Value* holds);        // else leave for the generic body; --chaos makes it fail at random
  void LeaveUnless(llvm::Value* holds);  // a guard that --chaos spares: something has happened already
  // For an op that surely raises where the guard fails: stays here if the exception is handled here.
  void RaiseUnless(const ir::Inst& inst, llvm::Value* holds);
  void GuardFails(llvm::Value* fails) { Guard(b_.CreateNot(fails)); }
  llvm::BasicBlock* ExitBlock();
  // Leaves behind the current instruction, whose result is `object`, owned; jumps there from the current place.
  void ExitAfter(const ir::Inst& inst, llvm::Value* object);
  void StoreForTail(uint32_t number, llvm::AllocaInst* to);
  void EmitExit(ir::InstId resume, ir::ValueId replaced, llvm::Value* object);
  uint32_t ResumePoint(ir::InstId inst);
  void FinishTails();

  // ---- errors
  llvm::BasicBlock* Landing(const ir::Inst& inst);
  void RaiseIf(const ir::Inst& inst, llvm::Value* failed);
  llvm::Value* ErrorResult();

  // ---- conversions (fast_convert.cpp)
  llvm::Value* Boxed(ir::ValueId v, bool* is_new);  // an object, as runtime functions take it
  llvm::Value* TypeWord(llvm::Value* object);
  // Guards that `object` has the exact form that `type` promises; gives the raw value.
  llvm::Value* Unboxed(llvm::Value* object, ir::Type type);
  llvm::Value* IsInstance(llvm::Value* object, ir::ClassId c);  // complete instance of c or a subclass
  // An owned object as the instruction's result; leaves behind the instruction if its form is unexpected.
  void SetResult(const ir::Inst& inst, llvm::Value* object);
  void Cast(const ir::Inst& inst, bool checked);

  // ---- calls (fast_call.cpp)
  void FinishCall(const ir::Inst& inst, llvm::Value* returned, ir::Type declared);
  void FinishNatural(const ir::Inst& inst, llvm::BasicBlock* good, llvm::Value* returned);
  std::vector<llvm::Value*> CallArguments(const ir::Inst& inst, const ir::Function& callee);
  llvm::Value* CallBoxed(const ir::Inst& inst, ir::Type result);
  llvm::Value* CallRaw(llvm::Value* function, std::vector<llvm::Value*> args, llvm::Value* cells, ir::Type result);
  llvm::Value* CallThrough(const ir::Inst& inst, const ir::Class& c, uint32_t slot);

  // ---- suspensions (fast_suspend.cpp)
  void EnterSuspended();  // the switch over the points where the body goes on
  llvm::Value* GetSuspended(ir::ValueId v);
  void Keep(ir::ValueId v);                                  // a value that outlives a suspension has just been made
  void Suspend(const ir::Inst& inst, llvm::Value* yielded);  // saves, returns; goes on in the block of the point
  void Delegate(const ir::Inst& inst);
  llvm::Value* WordAddress(size_t word);
  llvm::Type* WordType(ir::ValueId v) { return unit_.RepType(TypeOf(v)); }

  void LoadVariable(const ir::Inst& inst, llvm::Value* word);

  // ---- instances (fast_instance.cpp)
  bool MayBeIncomplete(ir::ValueId self) const;
  void GetIntField(const ir::Inst& inst, llvm::Value* word, bool incomplete);
  void SetIntField(const ir::Inst& inst, llvm::Value* place);
  void SetObjectField(const ir::Inst& inst, llvm::Value* place);

  // ---- arithmetic
  void Arithmetic(const ir::Inst& inst, llvm::Intrinsic::ID checked);
  void Divide(const ir::Inst& inst, bool modulo);
  bool DivideByPowerOfTwo(const ir::Inst& inst, bool modulo);
  void Bitwise(const ir::Inst& inst, llvm::Instruction::BinaryOps op);
  void SetWord(const ir::Inst& inst, llvm::Value* value, bool is_unsigned);
  llvm::Value* ToFloat(ir::ValueId v);
  llvm::Value* ElementPlace(const ir::Inst& inst, bool is_list);

  // ---- arms computed before their branch (fast_speculate.cpp)
  struct Arm {
    ir::BlockId join;  // none: not such an arm
    bool guarded = false;
  };
  Arm ArmOf(const ir::Target& target) const;
  void Speculate(const ir::Inst& branch);
  void SpeculateArm(ir::BlockId block, llvm::Value* taken);

  void GuardEdges(const ir::Inst& inst);
  std::vector<llvm::Value*> Arguments(const ir::Target& target);
  void Branch(const ir::Target& target, const std::vector<llvm::Value*>& args, llvm::BasicBlock* from);
  llvm::BasicBlock* NewBlock(const char* name) { return llvm::BasicBlock::Create(unit_.context, name, fn_); }
  llvm::Value* LoadAt(llvm::Value* base, int64_t offset, llvm::Type* type, Memory memory);

  Unit& unit_;
  const ir::Function& f_;
  const SlotMap& slots_;
  ir::Cfg cfg_;
  Liveness liveness_;
  llvm::Function* fn_;
  llvm::IRBuilder<> b_;
  ir::InstId taken_;  // the release that is left out
  ir::InstId at_;     // the instruction being lowered
  std::vector<llvm::Value*> values_;
  std::vector<llvm::BasicBlock*> blocks_;
  std::map<uint32_t, llvm::BasicBlock*> exits_;  // by instruction to resume at
  std::map<uint32_t, uint32_t> resume_numbers_;
  std::vector<ir::InstId> resume_points_;
  llvm::AllocaInst *array_ = nullptr, *buffer_ = nullptr, *place_ = nullptr, *exit_number_ = nullptr,
                   *countdown_ = nullptr, *turns_ = nullptr;
  llvm::BasicBlock *exit_tail_ = nullptr, *unwind_tail_ = nullptr;
  uint32_t buffer_words_ = 1;
  // Bodies of generators: values that outlive suspensions have a place on the stack, which LLVM makes registers of, and
  // a word of the generator.
  bool suspends_ = false;
  bool is_large_ = false;       // many instructions: LLVM is asked for less
  std::vector<bool> repeated_;  // by block (ir::BlocksInLoops)
  std::vector<ir::InstId> suspensions_;
  std::vector<llvm::BasicBlock*> suspended_;
  std::vector<llvm::AllocaInst*> homes_;  // by value
  std::vector<uint32_t> words_;           // by value
  ir::BlockId block_;
  llvm::Value* speculated_ = nullptr;  // while an arm is computed before its branch: whether it will be entered
  std::vector<bool> computed_;         // by block: such arms
  bool silent_unwind_ = false;         // unwinding may find its traceback entry made
};

}  // namespace spy::lower
