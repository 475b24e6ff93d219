// Fast lowering of int and bool: 64-bit arithmetic, guarded against overflow.
#include <llvm/IR/Intrinsics.h>

#include <bit>

#include "codegen/lower/fast.h"

namespace spy::lower {
namespace {

llvm::CmpInst::Predicate Predicate(int64_t op) {
  static constexpr llvm::CmpInst::Predicate kSigned[] = {llvm::CmpInst::ICMP_SLT, llvm::CmpInst::ICMP_SLE,
                                                         llvm::CmpInst::ICMP_EQ,  llvm::CmpInst::ICMP_NE,
                                                         llvm::CmpInst::ICMP_SGT, llvm::CmpInst::ICMP_SGE};
  return kSigned[op - int64_t(ir::Operator::kLt)];
}

}  // namespace

// a op b -> the checked operation; unchecked where the result is known to fit
void FastBody::Arithmetic(const ir::Inst& inst, llvm::Intrinsic::ID checked) {
  llvm::Value *a = Arg(inst, 0), *b = Arg(inst, 1);
  if (inst.no_overflow) {
    if (checked == llvm::Intrinsic::sadd_with_overflow) return Set(inst, b_.CreateNSWAdd(a, b));
    if (checked == llvm::Intrinsic::ssub_with_overflow) return Set(inst, b_.CreateNSWSub(a, b));
    return Set(inst, b_.CreateNSWMul(a, b));
  }
  llvm::Value* pair = b_.CreateBinaryIntrinsic(checked, a, b);
  GuardFails(b_.CreateExtractValue(pair, 1));
  Set(inst, b_.CreateExtractValue(pair, 0));
}

void FastBody::LowerIntAdd(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::sadd_with_overflow); }
void FastBody::LowerIntSub(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::ssub_with_overflow); }
void FastBody::LowerIntMul(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::smul_with_overflow); }

// a // b, a % b -> rounded towards minus infinity. A constant divisor leaves a shift, a mask or a multiplication.
void FastBody::Divide(const ir::Inst& inst, bool modulo) {
  llvm::Value *a = Arg(inst, 0), *b = Arg(inst, 1), *zero = b_.getInt64(0);
  int64_t divisor = 0;
  bool is_const = IsConstInt(inst.operands[1], &divisor);
  if (is_const && divisor > 0 && std::has_single_bit(uint64_t(divisor))) {
    return Set(inst, modulo ? b_.CreateAnd(a, b_.getInt64(uint64_t(divisor) - 1))
                            : b_.CreateAShr(a, uint64_t(std::countr_zero(uint64_t(divisor)))));
  }
  if (inst.non_negative && !is_const) {
    GuardFails(b_.CreateICmpEQ(b, zero));
  } else if (!is_const || divisor == 0 || divisor == -1) {
    llvm::Value* smallest = b_.CreateICmpEQ(a, b_.getInt64(uint64_t(INT64_MIN)));
    llvm::Value* traps = b_.CreateAnd(smallest, b_.CreateICmpEQ(b, b_.getInt64(uint64_t(-1))));
    GuardFails(b_.CreateOr(b_.CreateICmpEQ(b, zero), traps));
  }
  if (inst.non_negative) return Set(inst, modulo ? b_.CreateURem(a, b) : b_.CreateUDiv(a, b));
  llvm::Value* remainder = b_.CreateSRem(a, b);
  llvm::Value* differs = b_.CreateICmpSLT(b_.CreateXor(remainder, b), zero);
  llvm::Value* adjust = b_.CreateAnd(b_.CreateICmpNE(remainder, zero), differs);
  if (modulo) return Set(inst, b_.CreateSelect(adjust, b_.CreateAdd(remainder, b), remainder));
  Set(inst, b_.CreateSub(b_.CreateSDiv(a, b), b_.CreateZExt(adjust, unit_.i64)));
}

void FastBody::LowerIntFloorDiv(const ir::Inst& inst) { Divide(inst, false); }
void FastBody::LowerIntMod(const ir::Inst& inst) { Divide(inst, true); }

// a ** b -> a multiplication for a square; else the runtime's loop
void FastBody::LowerIntPow(const ir::Inst& inst) {
  int64_t exponent = 0;
  llvm::Value* a = Arg(inst, 0);
  if (IsConstInt(inst.operands[1], &exponent) && exponent == 2) {
    llvm::Value* pair = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smul_with_overflow, a, a);
    GuardFails(b_.CreateExtractValue(pair, 1));
    return Set(inst, b_.CreateExtractValue(pair, 0));
  }
  llvm::Value* pair = unit_.CallRuntime(b_, "spyrt_fast_int_pow", unit_.int_pair, {a, Arg(inst, 1)});
  Guard(b_.CreateICmpEQ(b_.CreateExtractValue(pair, 1), b_.getInt64(0)));
  Set(inst, b_.CreateExtractValue(pair, 0));
}

void FastBody::LowerIntAnd(const ir::Inst& inst) { Set(inst, b_.CreateAnd(Arg(inst, 0), Arg(inst, 1))); }
void FastBody::LowerIntOr(const ir::Inst& inst) { Set(inst, b_.CreateOr(Arg(inst, 0), Arg(inst, 1))); }
void FastBody::LowerIntXor(const ir::Inst& inst) { Set(inst, b_.CreateXor(Arg(inst, 0), Arg(inst, 1))); }

// a << b -> guarded: the count below 64, no bit lost
void FastBody::LowerIntShl(const ir::Inst& inst) {
  llvm::Value *a = Arg(inst, 0), *count = Arg(inst, 1);
  int64_t known = -1;
  if (!IsConstInt(inst.operands[1], &known) || known < 0 || known > 63) {
    Guard(b_.CreateICmpULT(count, b_.getInt64(64)));
    count = b_.CreateAnd(count, b_.getInt64(63));
  }
  llvm::Value* shifted = b_.CreateShl(a, count);
  if (!inst.no_overflow) Guard(b_.CreateICmpEQ(b_.CreateAShr(shifted, count), a));
  Set(inst, shifted);
}

// a >> b -> guarded: the count not negative
void FastBody::LowerIntShr(const ir::Inst& inst) {
  llvm::Value *count = Arg(inst, 1), *most = b_.getInt64(63);
  int64_t known = -1;
  if (!IsConstInt(inst.operands[1], &known) || known < 0) Guard(b_.CreateICmpSGE(count, b_.getInt64(0)));
  Set(inst, b_.CreateAShr(Arg(inst, 0), b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, count, most)));
}

void FastBody::LowerIntNeg(const ir::Inst& inst) {
  llvm::Value* a = Arg(inst, 0);
  if (!inst.no_overflow) Guard(b_.CreateICmpNE(a, b_.getInt64(uint64_t(INT64_MIN))));
  Set(inst, b_.CreateNSWNeg(a));
}

void FastBody::LowerIntPos(const ir::Inst& inst) { Set(inst, Arg(inst, 0)); }
void FastBody::LowerIntInvert(const ir::Inst& inst) { Set(inst, b_.CreateNot(Arg(inst, 0))); }

void FastBody::LowerIntAbs(const ir::Inst& inst) {
  llvm::Value* a = Arg(inst, 0);
  if (!inst.no_overflow) Guard(b_.CreateICmpNE(a, b_.getInt64(uint64_t(INT64_MIN))));
  Set(inst, b_.CreateBinaryIntrinsic(llvm::Intrinsic::abs, a, b_.getTrue()));
}

void FastBody::LowerIntCompare(const ir::Inst& inst) {
  Set(inst, b_.CreateICmp(Predicate(inst.imm[0]), Arg(inst, 0), Arg(inst, 1)));
}
void FastBody::LowerIntTruth(const ir::Inst& inst) { Set(inst, b_.CreateICmpNE(Arg(inst, 0), b_.getInt64(0))); }
void FastBody::LowerIntToFloat(const ir::Inst& inst) { Set(inst, b_.CreateSIToFP(Arg(inst, 0), unit_.f64)); }
void FastBody::LowerIntMin(const ir::Inst& inst) {
  Set(inst, b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, Arg(inst, 0), Arg(inst, 1)));
}
void FastBody::LowerIntMax(const ir::Inst& inst) {
  Set(inst, b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, Arg(inst, 0), Arg(inst, 1)));
}

void FastBody::LowerBoolNot(const ir::Inst& inst) { Set(inst, b_.CreateNot(Arg(inst, 0))); }
void FastBody::LowerBoolCompare(const ir::Inst& inst) {
  llvm::Value *a = b_.CreateZExt(Arg(inst, 0), unit_.i64), *b = b_.CreateZExt(Arg(inst, 1), unit_.i64);
  Set(inst, b_.CreateICmp(Predicate(inst.imm[0]), a, b));
}

}  // namespace spy::lower
