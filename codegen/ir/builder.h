// Builder: appends blocks and instructions to one Raw function, and turns reads and writes of source variables into SSA
// values while the source is walked (Braun et al. 2013: block parameters are made on demand, and the superfluous ones
// dropped by Finish). Lives as long as one function is being built; owns nothing of the result.
//
//   Builder b(module, function);
//   ValueId n = b.AddParam(Type::Int());            // function parameters first
//   VarId x = b.DeclareVariable("x", Type::Int());
//   b.WriteVariable(x, n);
//   BlockId loop = b.CreateBlock(); b.Br(loop); b.SetBlock(loop); ...; b.SealBlock(loop) once all its edges exist
//   b.Finish();                                     // always last: seals what is open, drops superfluous parameters
//
// Exceptions: SetUnwind(handler) names where raising instructions from here on transfer to; a handler block is an
// ordinary block that starts with exc.catch, and is sealed after the last instruction of its region. Blocks get their
// unwind target when code is emitted into them, not when they are created, and the builder itself starts a new block
// between the write of a variable and the next instruction that may raise: a handler so sees the variables' values at
// the entry of the raising block. The current block may therefore change in any Emit: ask CurrentBlock() again.
//
// After a terminator there is no current block; emitting then goes to a new block without predecessors (dead code).
// Misuse by the caller is an internal error: checked by the verifier, not here.
#pragma once
#include <bit>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codegen/ir/module.h"
#include "codegen/ir/signature.h"

namespace spy::ir {

using VarId = Id<struct VarTag>;  // a source variable of the function being built

// Immediates of one instruction, written as `{class_id, 3}`: ids, integers, operators.
class Imm {
 public:
  Imm() = default;
  template <std::integral T>
  Imm(T value) : value_(int64_t(value)) {}  // implicit, so that immediates read as a list
  Imm(Operator op) : value_(int64_t(op)) {}
  Imm(double value) : value_(std::bit_cast<int64_t>(value)) {}
  template <class Tag>
  Imm(Id<Tag> id) : value_(ToImm(id)) {}
  int64_t value() const { return value_; }

 private:
  int64_t value_ = 0;
};

class Builder {
 public:
  Builder(Module& module, Function& function);

  Module& module() { return module_; }
  Function& function() { return function_; }

  // ---- blocks
  ValueId AddParam(Type type, bool nullable = false);  // of the function
  BlockId CreateBlock();
  // A parameter that every branch passes explicitly. Only before the block is branched to or read in.
  ValueId AddBlockParam(BlockId block, Type type, bool nullable = false);
  void SetBlock(BlockId block);
  BlockId CurrentBlock() const { return current_; }    // none after a terminator
  bool IsReachable() const { return bool(current_); }  // whether emitting continues live code
  // No more edges into the block will be made (nor, for a handler, into its region).
  void SealBlock(BlockId block);
  // Goes on in a block all of whose edges exist.
  void StartBlock(BlockId block) {
    SealBlock(block);
    SetBlock(block);
  }
  void SetCold(BlockId block) { function_.At(block).cold = true; }

  // ---- where exceptions go, and where instructions come from
  void SetUnwind(BlockId handler) { unwind_ = handler; }  // none: out of the function
  BlockId Unwind() const { return unwind_; }
  void SetSpan(Span span) { span_ = span; }
  Span span() const { return span_; }

  // ---- instructions
  // Appends; gives the result, or none for an op without one. `type` is the result's type where the signature says T.
  ValueId Emit(Op op, const std::vector<ValueId>& operands = {}, std::initializer_list<Imm> imms = {}, Type type = {});
  ValueId ConstInt(int64_t value) { return Emit(Op::kConstInt, {}, {value}); }
  ValueId ConstFloat(double value) { return Emit(Op::kConstFloat, {}, {value}); }
  ValueId ConstBool(bool value) { return Emit(Op::kConstBool, {}, {value}); }
  ValueId ConstNone() { return Emit(Op::kConstNone); }
  ValueId ConstObject(ConstId c, Type type) { return Emit(Op::kConstObject, {}, {c}, type); }
  ValueId ConstStr(std::string_view text, bool interned = false);
  ValueId ConstName(std::string_view name) { return ConstStr(name, true); }
  ValueId Unbound(Type type = Type::Object()) { return Emit(Op::kConstUnbound, {}, {}, type); }
  ValueId BuiltinNamed(std::string_view name) { return Emit(Op::kBuiltin, {}, {module_.AddName(name)}); }
  // Any value as `object`: boxes raw ones, leaves pointers as they are (they widen without code).
  ValueId ToObject(ValueId v) { return IsPointer(TypeOf(v)) ? v : Emit(Op::kBox, {v}); }
  void Keep(const std::vector<ValueId>& values) { Emit(Op::kKeep, values); }

  void Br(BlockId target, const std::vector<ValueId>& args = {});
  void CondBr(ValueId condition, BlockId if_true, BlockId if_false, const std::vector<ValueId>& true_args = {},
              const std::vector<ValueId>& false_args = {});
  void Return(ValueId v);
  void Unreachable();

  Type TypeOf(ValueId v) const { return function_.At(v).type; }

  // ---- source variables
  // A nullable variable of pointer type may hold the null pointer (unbound). A variable read where nothing was written
  // gives null, or zero if its type is raw: write the flag or use `object` where a program can see the difference.
  VarId DeclareVariable(std::string_view name, Type type, bool nullable = false);
  void WriteVariable(VarId var, ValueId value);
  ValueId ReadVariable(VarId var);
  bool IsWrittenHere(VarId var) const;  // in the current block, so that reading is free

  // Ends the construction. Nothing may be emitted afterwards.
  void Finish();

 private:
  static constexpr uint32_t kUnwindEdge = UINT32_MAX;
  struct Edge {  // into a block
    BlockId from;
    uint32_t index;  // into the terminator's targets, or kUnwindEdge
  };
  struct BlockState {
    std::vector<Edge> preds;
    std::vector<std::pair<VarId, ValueId>> incomplete;  // parameters made before sealing
    uint32_t explicit_params = 0;
    bool sealed = false;
    bool written = false;  // a variable was written since the entry
    bool raises = false;   // holds an instruction that may raise
  };
  struct Variable {
    std::string name;
    Type type;
    bool nullable;
  };
  struct PendingParam {
    BlockId block;
    VarId var;
  };

  static uint64_t Key(VarId var, BlockId block) { return uint64_t(block.index) << 32 | var.index; }
  BlockState& StateOf(BlockId block) { return states_[block.index]; }
  Target& TargetOf(Edge edge);
  void EnsureBlock();
  void PrepareForRaise();
  InstId Append(Inst inst, Type type);
  void Terminate(Inst inst);
  void AddEdge(BlockId to, Edge edge);
  void RecordName(VarId var, ValueId value);

  ValueId ReadAtEnd(VarId var, BlockId block);
  ValueId ReadAtEntry(VarId var, BlockId block);
  ValueId ReadOverEdge(VarId var, Edge edge);
  ValueId MakeParam(VarId var, BlockId block);
  ValueId MakeUnbound(VarId var, BlockId block);
  ValueId WalkToValue(VarId var, BlockId block, std::vector<BlockId>* walked);
  void FillPending();

  Module& module_;
  Function& function_;
  BlockId current_;
  BlockId unwind_;
  Span span_;
  std::vector<BlockState> states_;
  std::vector<Variable> variables_;
  std::unordered_map<uint64_t, ValueId> at_end_;    // (block, variable): its value at the end so far
  std::unordered_map<uint64_t, ValueId> at_entry_;  // and at the entry, where that was asked for
  std::vector<PendingParam> pending_;               // parameters whose arguments are still to be passed
  bool filling_ = false;
};

// Drops block parameters that always have the same value, and those that nothing uses. (ssa.cpp; Finish calls it.)
void RemoveTrivialParams(Function& function);

}  // namespace spy::ir
