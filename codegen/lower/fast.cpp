#include "codegen/lower/fast.h"

#include <llvm/IR/Intrinsics.h>

#include <algorithm>

#include "codegen/ir/signature.h"

namespace spy::lower {

constexpr size_t kLarge = 1500;  // instructions

FastBody::FastBody(Unit& unit, const ir::Function& f, const SlotMap& slots)
    : unit_(unit),
      f_(f),
      slots_(slots),
      cfg_(f),
      liveness_(unit, f, cfg_),
      fn_(unit.fast[f.id.index]),
      b_(unit.context),
      values_(f.values.size()),
      blocks_(f.blocks.size()),
      suspends_(f.suspends != ir::Suspends::kNever),
      is_large_(f.insts.size() > kLarge),
      repeated_(ir::BlocksInLoops(f, cfg_)),
      computed_(f.blocks.size()) {}

namespace {

// Whether the function can recurse or run deep: leaves need no stack guard.
bool CallsOut(const ir::Function& f, const ir::Cfg& cfg) {
  for (ir::BlockId block : cfg.order) {
    if (f.At(block).cold) continue;
    for (ir::InstId id : f.At(block).insts) {
      const ir::Inst& inst = f.At(id);
      if (inst.op != ir::Op::kSafepoint && ir::InfoOf(inst.op).Has('P') && ir::InfoOf(inst.op).Has('R')) return true;
    }
  }
  return false;
}

// Turns after which loops look for signals the first time (later, the runtime measures them). Those of a function that
// computes with raw values only are short; looking through a text may take long.
uint32_t FirstTurns(const ir::Function& f, const ir::Cfg& cfg) {
  constexpr uint32_t kOfUnknownLength = 32, kOfShort = 4096;
  auto takes_object = [&](const ir::Inst& inst) {
    return std::ranges::any_of(inst.operands, [&](ir::ValueId v) { return ir::IsPointer(f.At(v).type); });
  };
  for (ir::BlockId block : cfg.order) {
    if (f.At(block).cold) continue;
    for (ir::InstId id : f.At(block).insts) {
      const ir::Inst& inst = f.At(id);
      const ir::OpInfo& info = ir::InfoOf(inst.op);
      const bool acts = info.Has('P') || info.Has('W') || info.Has('A');
      if (inst.op != ir::Op::kSafepoint && (acts || takes_object(inst))) return kOfUnknownLength;
    }
  }
  return kOfShort;
}

}  // namespace

// Room for what the body keeps beside its values, and the first turns of its loops.
void FastBody::Allocate() {
  array_ = b_.CreateAlloca(unit_.pointer, b_.getInt64(MaxArrayWords(f_)), "array");
  buffer_ = b_.CreateAlloca(unit_.i64, b_.getInt64(1), "buffer");
  place_ = b_.CreateAlloca(unit_.i32, nullptr, "place");
  countdown_ = b_.CreateAlloca(unit_.i32, nullptr, "countdown");
  turns_ = b_.CreateAlloca(unit_.i32, nullptr, "turns");
  exit_number_ = b_.CreateAlloca(unit_.i32, nullptr, "exit");
  StoreForTail(0, place_);
  llvm::Value* turns = b_.getInt32(FirstTurns(f_, cfg_));
  b_.CreateStore(turns, countdown_);
  b_.CreateStore(turns, turns_);
}

void FastBody::CreateBlocks() {
  llvm::IRBuilder<>::InsertPointGuard guard(b_);
  for (ir::BlockId block : cfg_.order) {
    blocks_[block.index] = NewBlock("b");
    if (block == f_.entry) continue;
    b_.SetInsertPoint(blocks_[block.index]);
    for (ir::ValueId param : f_.At(block).params) {
      values_[param.index] = b_.CreatePHI(unit_.RepType(TypeOf(param)), 2);
    }
  }
}

// Calls that go too deep raise RecursionError.
void FastBody::CheckStack() {
  llvm::BasicBlock *deep = NewBlock("deep"), *fits = NewBlock("fits");
  auto* name = llvm::MDNode::get(unit_.context, llvm::MDString::get(unit_.context, "rsp"));
  llvm::Value* top = b_.CreateIntrinsic(llvm::Intrinsic::read_register, {unit_.i64},
                                        {llvm::MetadataAsValue::get(unit_.context, name)});
  llvm::Value* ok = unit_.CallRuntime(b_, "spyrt_fast_stack_fits", unit_.i8, {top});
  b_.CreateCondBr(b_.CreateICmpNE(ok, b_.getInt8(0)), fits, deep, unit_.Likely());
  b_.SetInsertPoint(deep);
  unit_.CallRuntime(b_, "spyrt_stack_overflow", b_.getVoidTy(), {});
  b_.CreateRet(ErrorResult());
  b_.SetInsertPoint(fits);
}

void FastBody::Emit() {
  unit_.debug.Begin(fn_, f_.id);
  b_.SetInsertPoint(NewBlock("entry"));
  unit_.debug.SetLine(b_, unit_.ir.infos[f_.id.index].first_line);
  unit_.debug.Parameters(b_, fn_, f_);
  Allocate();
  CreateBlocks();
  if (suspends_) {
    EnterSuspended();
  } else {
    for (size_t i = 0; i < f_.params.size(); ++i) values_[f_.params[i].index] = fn_->getArg(unsigned(i));
    if (CallsOut(f_, cfg_)) CheckStack();
    if (CallsOut(f_, cfg_) && unit_.in_call_cycle[f_.id.index]) CountCall();
    b_.CreateBr(blocks_[f_.entry.index]);
  }
  for (ir::BlockId block : cfg_.order) LowerBlock(block);
  FinishTails();
}

// Recursion without loops looks for signals, too.
void FastBody::CountCall() {
  llvm::BasicBlock *raised = NewBlock("raised"), *quiet = NewBlock("quiet");
  llvm::Value* status = unit_.CallRuntime(b_, "spyrt_fast_safepoint", unit_.i32, {});
  b_.CreateCondBr(b_.CreateICmpEQ(status, b_.getInt32(0)), quiet, raised, unit_.Likely());
  b_.SetInsertPoint(raised);
  b_.CreateRet(ErrorResult());
  b_.SetInsertPoint(quiet);
}

// Not worth the time and space of inlined helpers: error paths, and what runs once in a module body or a long function.
bool FastBody::IsRare(ir::BlockId block) const {
  bool runs_once = is_large_ || unit_.ir.infos[f_.id.index].kind == ir::FunctionInfo::kModuleBody;
  return f_.At(block).cold || (runs_once && !repeated_[block.index]);
}

void FastBody::LowerBlock(ir::BlockId block) {
  llvm::BasicBlock* last = &fn_->back();
  b_.SetInsertPoint(blocks_[block.index]);
  block_ = block;
  if (suspends_ && block != f_.entry) {
    for (ir::ValueId param : f_.At(block).params) Keep(param);
  }
  for (ir::InstId id : f_.At(block).insts) {
    at_ = id;
    const ir::Inst& inst = f_.At(id);
    if (computed_[block.index] && inst.op != ir::Op::kBr) continue;
    unit_.debug.SetLine(b_, unit_.Line(f_.id, inst.span));
    LowerInst(inst);
  }
  if (!IsRare(block)) return;
  CallOutOfLine(blocks_[block.index]->getIterator(), std::next(blocks_[block.index]->getIterator()));
  CallOutOfLine(std::next(last->getIterator()), fn_->end());
}

void FastBody::LowerInst(const ir::Inst& inst) {
  static constexpr auto kOwn = [] {
    std::array<void (FastBody::*)(const ir::Inst&), 256> table{};
#define SPY_FAST_OWN(op) table[size_t(ir::Op::k##op)] = &FastBody::Lower##op;
#include "codegen/lower/fast.def"
#define SPY_FAST_OWN(op)
#define SPY_FAST_GUARDED(op, helper) table[size_t(ir::Op::k##op)] = &FastBody::LowerByHelper;
#define SPY_FAST_NULL SPY_FAST_GUARDED
#define SPY_FAST_PLAIN SPY_FAST_GUARDED
#define SPY_FAST_OBJECT SPY_FAST_GUARDED
#define SPY_FAST_STATUS SPY_FAST_GUARDED
#define SPY_FAST_TRUTH SPY_FAST_GUARDED
#include "codegen/lower/fast.def"
    return table;
  }();
  auto own = kOwn[size_t(inst.op)];
  if (own) return (this->*own)(inst);
  LowerByRuntime(inst);
}

// The op as the generic body does it: spyrt_op(boxes...)
llvm::Value* FastBody::CallGeneric(const ir::Inst& inst) {
  const ir::Signature& signature = ir::SignatureOf(inst.op);
  std::vector<llvm::Value*> args, fresh, array;
  size_t fixed = signature.IsVariadic() ? signature.count - 1 : inst.operands.size();
  for (size_t i = 0; i < inst.operands.size(); ++i) {
    bool is_new = false;
    llvm::Value* object = Boxed(inst.operands[i], &is_new);
    if (is_new) fresh.push_back(object);
    (i < fixed ? args : array).push_back(object);
  }
  if (signature.IsVariadic()) {
    for (size_t i = 0; i < array.size(); ++i) {
      unit_.tbaa.Mark(b_.CreateStore(array[i], unit_.At(b_, array_, 8 * int64_t(i + 1))), Memory::kSlot);
    }
    args.push_back(unit_.At(b_, array_, 8));
    args.push_back(b_.getInt64(array.size()));
  }
  AppendImmediates(unit_, b_, inst, args);
  llvm::Value* result = unit_.CallObject(b_, RuntimeName(inst.op), args);
  for (llvm::Value* object : fresh) Release(object, false);
  return result;
}

// op raw... -> spyrt_op(boxes...), the result unboxed
void FastBody::LowerByRuntime(const ir::Inst& inst) {
  llvm::Value* result = CallGeneric(inst);
  const ir::OpInfo& info = ir::InfoOf(inst.op);
  if (info.MayRaise()) {
    llvm::Value* failed = b_.CreateIsNull(result);
    if (info.Has('N')) {
      llvm::BasicBlock *doubt = NewBlock("null"), *done = NewBlock("done");
      b_.CreateCondBr(failed, doubt, done);
      b_.SetInsertPoint(doubt);
      llvm::Value* raised = b_.CreateIsNotNull(unit_.CallObject(b_, "PyErr_Occurred", {}));
      b_.CreateCondBr(raised, Landing(inst), done, unit_.Unlikely());
      b_.SetInsertPoint(done);
    } else {
      RaiseIf(inst, failed);
    }
  }
  SetResult(inst, result);
}

// op raw... -> helper(raw...), as its row of fast.def says
void FastBody::LowerByHelper(const ir::Inst& inst) {
  enum Shape { kGuarded, kNull, kPlain, kObject, kStatus, kTruth };
  struct Row {
    ir::Op op;
    Shape shape;
    const char* helper;
  };
  static constexpr Row kRows[] = {
#define SPY_FAST_OWN(op)
#define SPY_FAST_GUARDED(op, helper) {ir::Op::k##op, kGuarded, helper},
#define SPY_FAST_NULL(op, helper) {ir::Op::k##op, kNull, helper},
#define SPY_FAST_PLAIN(op, helper) {ir::Op::k##op, kPlain, helper},
#define SPY_FAST_OBJECT(op, helper) {ir::Op::k##op, kObject, helper},
#define SPY_FAST_STATUS(op, helper) {ir::Op::k##op, kStatus, helper},
#define SPY_FAST_TRUTH(op, helper) {ir::Op::k##op, kTruth, helper},
#include "codegen/lower/fast.def"
  };
  const Row* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.op == inst.op; });
  std::vector<llvm::Value*> args;
  for (ir::ValueId v : inst.operands) args.push_back(Signed(v));
  AppendImmediates(unit_, b_, inst, args);
  llvm::Type* rep = inst.result ? unit_.RepType(TypeOf(inst.result)) : unit_.i32;
  switch (row->shape) {
    case kGuarded: {
      llvm::Type* pair = rep == unit_.f64 ? unit_.float_pair : unit_.int_pair;
      llvm::Value* returned = unit_.CallRuntime(b_, row->helper, pair, args);
      Guard(b_.CreateICmpEQ(b_.CreateExtractValue(returned, 1), b_.getInt64(0)));
      return Set(inst, b_.CreateExtractValue(returned, 0));
    }
    case kNull: {
      Guard(b_.getTrue());  // before the helper acts
      llvm::Value* object = unit_.CallObject(b_, row->helper, args);
      LeaveUnless(b_.CreateIsNotNull(object));
      return SetOwned(inst, object);
    }
    case kPlain:
      return Set(inst, unit_.CallRuntime(b_, row->helper, rep, args));
    case kObject: {
      llvm::Value* object = unit_.CallObject(b_, row->helper, args);
      RaiseIf(inst, b_.CreateIsNull(object));
      return SetOwned(inst, object);
    }
    case kStatus:
    case kTruth: {
      llvm::Value* status = unit_.CallRuntime(b_, row->helper, unit_.i32, args);
      RaiseIf(inst, b_.CreateICmpSLT(status, b_.getInt32(0)));
      if (inst.result) Set(inst, b_.CreateICmpNE(status, b_.getInt32(0)));
      return;
    }
  }
}

}  // namespace spy::lower
