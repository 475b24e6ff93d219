// Guards, exits and error edges of fast bodies.
#include <algorithm>

#include "codegen/ir/natural_constant.h"
#include "codegen/lower/fast.h"
#include "codegen/lower/result.h"

namespace spy::lower {
namespace {

uint32_t LiveKind(const Unit& unit, llvm::Type* type, bool owned) {
  if (type == unit.i64) return kSpyLiveInt;
  if (type == unit.f64) return kSpyLiveFloat;
  if (type == unit.i1) return kSpyLiveBool;
  return owned ? kSpyLiveOwned : kSpyLiveBorrowed;
}

// Where an error block leads that only gives references up on its way.
enum class ErrorEnd { kLeaves, kCaught, kOther };

ErrorEnd EndOf(const ir::Function& f, ir::BlockId block) {
  while (true) {
    for (ir::InstId id : f.At(block).insts) {
      const ir::Inst& inst = f.At(id);
      if (inst.op == ir::Op::kUnwind) return ErrorEnd::kLeaves;
      if (inst.op == ir::Op::kExcCatch) return ErrorEnd::kCaught;
      if (inst.op == ir::Op::kBr) {
        block = inst.targets[0].block;
        break;
      }
      if (inst.op != ir::Op::kRelease && inst.op != ir::Op::kExcLeave) return ErrorEnd::kOther;
    }
  }
}

}  // namespace

void FastBody::Guard(llvm::Value* holds) {
  if (unit_.options.chaos_seed != 0) {
    llvm::Value* chaos = unit_.CallRuntime(b_, "spyrt_chaos", unit_.i32, {});
    holds = b_.CreateAnd(holds, b_.CreateICmpEQ(chaos, b_.getInt32(0)));
  }
  LeaveUnless(holds);
}

void FastBody::LeaveUnless(llvm::Value* holds) {
  if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(holds); known && known->isOne()) return;
  llvm::BasicBlock *held = NewBlock("held"), *fails = speculated_ ? NewBlock("fails") : ExitBlock();
  b_.CreateCondBr(holds, held, fails, unit_.Likely());
  if (speculated_) {
    b_.SetInsertPoint(fails);
    b_.CreateCondBr(speculated_, ExitBlock(), held);
  }
  b_.SetInsertPoint(held);
}

void FastBody::RaiseUnless(const ir::Inst& inst, llvm::Value* holds) {
  Guard(b_.getTrue());
  if (!inst.error || EndOf(f_, inst.error) == ErrorEnd::kLeaves) return LeaveUnless(holds);
  llvm::BasicBlock *held = NewBlock("held"), *raises = NewBlock("raises");
  b_.CreateCondBr(holds, held, raises, unit_.Likely());
  b_.SetInsertPoint(raises);
  CallGeneric(inst);  // null
  b_.CreateBr(Landing(inst));
  b_.SetInsertPoint(held);
}

// The exit shared by the guards of the current region.
llvm::BasicBlock* FastBody::ExitBlock() {
  ir::InstId resume = liveness_.RegionStart(at_);
  llvm::BasicBlock*& exit = exits_[resume.index];
  if (!exit) {
    exit = NewBlock("exit");
    llvm::IRBuilder<>::InsertPointGuard guard(b_);
    b_.SetInsertPoint(exit);
    EmitExit(resume, {}, nullptr);
  }
  return exit;
}

void FastBody::ExitAfter(const ir::Inst& inst, llvm::Value* object) {
  EmitExit(liveness_.Next(at_), inst.result, object);
}

uint32_t FastBody::ResumePoint(ir::InstId inst) {
  auto [at, is_new] = resume_numbers_.try_emplace(inst.index, 0);
  if (is_new) {
    resume_points_.push_back(inst);
    at->second = uint32_t(suspensions_.size() + resume_points_.size());
  }
  return at->second;
}

// Live values -> raw words in the buffer, described for the runtime; `replaced` has the value `object` instead.
void FastBody::EmitExit(ir::InstId resume, ir::ValueId replaced, llvm::Value* object) {
  abi::ExitCode exit{ResumePoint(resume), {}};
  const std::vector<ir::ValueId>& live = liveness_.Before(resume);
  if (object && std::find(live.begin(), live.end(), replaced) == live.end()) Release(object, false);
  for (ir::ValueId v : live) {
    llvm::Value* value = v == replaced ? object : Get(v);
    bool owned = v == replaced || f_.At(v).ownership == ir::Ownership::kOwned;
    uint32_t kind = LiveKind(unit_, value->getType(), owned);
    if (v != replaced && IsUnsigned(v)) kind = kSpyLiveNatural;
    if (const ir::Inst* constant = ir::AssumedConstant(f_, v)) {
      value = unit_.ConstOperand(b_, *constant);
      kind = kSpyLiveBorrowed;
    }
    llvm::Value* place = unit_.At(b_, buffer_, 8 * int64_t(exit.live.size()));
    unit_.tbaa.Mark(b_.CreateStore(value->getType() == unit_.i1 ? b_.CreateZExt(value, unit_.i64) : value, place),
                    Memory::kSlot);
    exit.live.push_back({slots_.Of(v), kind});
  }
  buffer_words_ = std::max(buffer_words_, uint32_t(exit.live.size()));
  std::vector<abi::ExitCode>& exits = unit_.code[f_.id.index].exits;
  if (!exit_tail_) exit_tail_ = NewBlock("leave");
  StoreForTail(uint32_t(exits.size()), exit_number_);
  exits.push_back(std::move(exit));
  b_.CreateBr(exit_tail_);
}

// A number that a block with many ways in reads. In a large function it stays in memory: LLVM's time for a variable
// with hundreds of definitions grows with their square.
void FastBody::StoreForTail(uint32_t number, llvm::AllocaInst* to) {
  b_.CreateStore(b_.getInt32(number), to, is_large_);
}

// The blocks that all exits and all unwinding end in.
void FastBody::FinishTails() {
  buffer_->setOperand(0, b_.getInt64(buffer_words_));
  if (exit_tail_) {
    b_.SetInsertPoint(exit_tail_);
    llvm::Value* number = b_.CreateLoad(unit_.i32, exit_number_, is_large_);
    llvm::Value* object = suspends_
                              ? unit_.CallObject(b_, "spyrt_gen_exit", {fn_->getArg(0), number, buffer_})
                              : unit_.CallObject(b_, "spyrt_exit", {unit_.tables.Function(f_.id), number, buffer_});
    b_.CreateRet(ConvertResult(unit_, b_, object, f_.result));
  }
  if (!unwind_tail_) return;
  b_.SetInsertPoint(unwind_tail_);
  llvm::Value* place = b_.CreateLoad(unit_.i32, place_, is_large_);
  if (silent_unwind_) {
    llvm::BasicBlock *trace = NewBlock("trace"), *done = NewBlock("done");
    b_.CreateCondBr(b_.CreateICmpNE(place, b_.getInt32(0)), trace, done);
    b_.SetInsertPoint(trace);
    unit_.Trace(b_, f_.id, place);
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  } else {
    unit_.Trace(b_, f_.id, place);
  }
  b_.CreateRet(ErrorResult());
}

llvm::Value* FastBody::ErrorResult() { return MakeResult(unit_, b_, f_.result, nullptr, kSpyError); }

// Where an instruction goes that raised. The function's own traceback entry waits for the common end or the handler if
// the error block leads straight there.
llvm::BasicBlock* FastBody::Landing(const ir::Inst& inst) {
  llvm::BasicBlock* landing = NewBlock("raised");
  llvm::IRBuilder<>::InsertPointGuard guard(b_);
  b_.SetInsertPoint(landing);
  ErrorEnd end = inst.error ? EndOf(f_, inst.error) : ErrorEnd::kLeaves;
  uint32_t place = unit_.TraceInlined(b_, f_, inst);
  if (end == ErrorEnd::kOther) {
    if (place != 0) unit_.Trace(b_, f_.id, b_.getInt32(place));
    place = 0;
  }
  StoreForTail(place, place_);
  silent_unwind_ |= place == 0 || end != ErrorEnd::kLeaves;
  if (!inst.error && !unwind_tail_) unwind_tail_ = NewBlock("unwind");
  b_.CreateBr(inst.error ? blocks_[inst.error.index] : unwind_tail_);
  return landing;
}

void FastBody::RaiseIf(const ir::Inst& inst, llvm::Value* failed) {
  llvm::BasicBlock* done = NewBlock("done");
  b_.CreateCondBr(failed, Landing(inst), done, unit_.Unlikely());
  b_.SetInsertPoint(done);
}

}  // namespace spy::lower
