// Fast lowering of int and bool: 64-bit arithmetic, guarded against overflow.
#include <llvm/IR/Intrinsics.h>

#include <bit>

#include "codegen/ir/natural_constant.h"
#include "codegen/lower/fast.h"

namespace spy::lower {
namespace {

llvm::CmpInst::Predicate Predicate(int64_t op) {
  static constexpr llvm::CmpInst::Predicate kSigned[] = {llvm::CmpInst::ICMP_SLT, llvm::CmpInst::ICMP_SLE,
                                                         llvm::CmpInst::ICMP_EQ,  llvm::CmpInst::ICMP_NE,
                                                         llvm::CmpInst::ICMP_SGT, llvm::CmpInst::ICMP_SGE};
  return kSigned[op - int64_t(ir::Operator::kLt)];
}

// Whether `order <predicate> 0`.
bool Holds(llvm::CmpInst::Predicate predicate, int order) {
  return llvm::ICmpInst::compare(llvm::APInt(64, uint64_t(int64_t(order)), true), llvm::APInt(64, 0), predicate);
}

}  // namespace

// The result's word; one that may not fit the form it is held in is guarded.
void FastBody::SetWord(const ir::Inst& inst, llvm::Value* value, bool is_unsigned) {
  if (is_unsigned && f_.At(inst.result).word == ir::WordForm::kSigned) Guard(b_.CreateICmpSGE(value, b_.getInt64(0)));
  Set(inst, value);
}

llvm::Value* FastBody::ToFloat(ir::ValueId v) {
  return IsUnsigned(v) ? b_.CreateUIToFP(Get(v), unit_.f64) : b_.CreateSIToFP(Get(v), unit_.f64);
}

// a op b -> the checked operation; unchecked where the result is known to fit, or only its low bits count
void FastBody::Arithmetic(const ir::Inst& inst, llvm::Intrinsic::ID checked) {
  bool is_add = checked == llvm::Intrinsic::sadd_with_overflow, is_sub = checked == llvm::Intrinsic::ssub_with_overflow;
  auto op = is_add ? llvm::Instruction::Add : is_sub ? llvm::Instruction::Sub : llvm::Instruction::Mul;
  if (IsResidue(inst)) return Set(inst, b_.CreateBinOp(op, Get(inst.operands[0]), Get(inst.operands[1])));
  llvm::Value *a = Arg(inst, 0), *b = Arg(inst, 1);
  if (inst.no_overflow && speculated_) return Set(inst, b_.CreateBinOp(op, a, b));  // known only where it is entered
  if (inst.no_overflow) {
    if (is_add) return Set(inst, b_.CreateNSWAdd(a, b));
    if (is_sub) return Set(inst, b_.CreateNSWSub(a, b));
    return Set(inst, b_.CreateNSWMul(a, b));
  }
  llvm::Value* pair = b_.CreateBinaryIntrinsic(checked, a, b);
  GuardFails(b_.CreateExtractValue(pair, 1));
  Set(inst, b_.CreateExtractValue(pair, 0));
}

void FastBody::LowerIntAdd(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::sadd_with_overflow); }
void FastBody::LowerIntSub(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::ssub_with_overflow); }
void FastBody::LowerIntMul(const ir::Inst& inst) { Arithmetic(inst, llvm::Intrinsic::smul_with_overflow); }

// By a constant 2**k, k <= 64: a shift or a mask; of any word, as rounding is towards minus infinity.
bool FastBody::DivideByPowerOfTwo(const ir::Inst& inst, bool modulo) {
  auto divisor = ir::NaturalConstant(unit_.ir, f_, inst.operands[1]);
  if (!divisor || *divisor == 0 || (*divisor & (*divisor - 1)) != 0) return false;
  llvm::Value* a = Get(inst.operands[0]);
  uint64_t mask = uint64_t(*divisor - 1);
  if (modulo) {
    SetWord(inst, b_.CreateAnd(a, b_.getInt64(mask)), mask > INT64_MAX);
    return true;
  }
  if (mask >= INT64_MAX) return false;
  uint64_t count = uint64_t(std::popcount(mask));
  bool is_unsigned = IsUnsigned(inst.operands[0]);
  SetWord(inst, is_unsigned ? b_.CreateLShr(a, count) : b_.CreateAShr(a, count), is_unsigned && count == 0);
  return true;
}

// a // b, a % b -> rounded towards minus infinity. A constant divisor leaves a shift, a mask or a multiplication.
void FastBody::Divide(const ir::Inst& inst, bool modulo) {
  if (DivideByPowerOfTwo(inst, modulo)) return;
  bool natural = inst.non_negative && IsUnsigned(inst.operands[0]) && !IsUnsigned(inst.operands[1]);
  llvm::Value *a = natural ? Get(inst.operands[0]) : Arg(inst, 0), *b = Arg(inst, 1), *zero = b_.getInt64(0);
  int64_t divisor = 0;
  bool is_const = IsConstInt(inst.operands[1], &divisor);
  if (inst.non_negative && !is_const) {
    RaiseUnless(inst, b_.CreateICmpNE(b, zero));
  } else if (!is_const || divisor == 0 || divisor == -1) {
    llvm::Value* smallest = b_.CreateICmpEQ(a, b_.getInt64(uint64_t(INT64_MIN)));
    llvm::Value* traps = b_.CreateAnd(smallest, b_.CreateICmpEQ(b, b_.getInt64(uint64_t(-1))));
    GuardFails(traps);
    RaiseUnless(inst, b_.CreateICmpNE(b, zero));
  }
  if (inst.non_negative) return SetWord(inst, modulo ? b_.CreateURem(a, b) : b_.CreateUDiv(a, b), natural && !modulo);
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

// Of words of any form; unsigned as soon as one operand of `&`, or both of `|` and `^`, are natural.
void FastBody::Bitwise(const ir::Inst& inst, llvm::Instruction::BinaryOps op) {
  ir::WordForm form = f_.At(inst.result).word;
  ir::ValueId a = inst.operands[0], b = inst.operands[1];
  if (form != ir::WordForm::kSigned) return Set(inst, b_.CreateBinOp(op, Get(a), Get(b)));
  if (op != llvm::Instruction::And) return Set(inst, b_.CreateBinOp(op, Signed(a), Signed(b)));
  llvm::Value* word = b_.CreateAnd(Get(a), Get(b));
  SetWord(inst, word, IsUnsigned(a) || IsUnsigned(b));
}

void FastBody::LowerIntAnd(const ir::Inst& inst) { Bitwise(inst, llvm::Instruction::And); }
void FastBody::LowerIntOr(const ir::Inst& inst) { Bitwise(inst, llvm::Instruction::Or); }
void FastBody::LowerIntXor(const ir::Inst& inst) { Bitwise(inst, llvm::Instruction::Xor); }

// a << b -> guarded: the count below 64, no bit lost
void FastBody::LowerIntShl(const ir::Inst& inst) {
  if (IsResidue(inst)) return Set(inst, b_.CreateShl(Get(inst.operands[0]), Get(inst.operands[1])));
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
  if (!IsUnsigned(inst.operands[0])) {
    return Set(inst, b_.CreateAShr(Arg(inst, 0), b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, count, most)));
  }
  llvm::Value* word = Get(inst.operands[0]);
  llvm::Value* shifted = b_.CreateLShr(word, b_.CreateAnd(count, most));
  shifted = b_.CreateSelect(b_.CreateICmpUGT(count, most), b_.getInt64(0), shifted);
  SetWord(inst, shifted, known <= 0);
}

void FastBody::LowerIntNeg(const ir::Inst& inst) {
  if (IsResidue(inst)) return Set(inst, b_.CreateNeg(Get(inst.operands[0])));
  llvm::Value* a = Arg(inst, 0);
  if (!inst.no_overflow) Guard(b_.CreateICmpNE(a, b_.getInt64(uint64_t(INT64_MIN))));
  Set(inst, b_.CreateNeg(a));
}

void FastBody::LowerIntPos(const ir::Inst& inst) { SetWord(inst, Get(inst.operands[0]), IsUnsigned(inst.operands[0])); }
void FastBody::LowerIntInvert(const ir::Inst& inst) {
  Set(inst, b_.CreateNot(IsResidue(inst) ? Get(inst.operands[0]) : Arg(inst, 0)));
}

void FastBody::LowerIntAbs(const ir::Inst& inst) {
  llvm::Value* a = Arg(inst, 0);
  if (!inst.no_overflow) Guard(b_.CreateICmpNE(a, b_.getInt64(uint64_t(INT64_MIN))));
  Set(inst, b_.CreateBinaryIntrinsic(llvm::Intrinsic::abs, a, b_.getTrue()));
}

// a op b -> one comparison; between a signed and an unsigned word, a negative number is below every natural one
void FastBody::LowerIntCompare(const ir::Inst& inst) {
  ir::ValueId left = inst.operands[0], right = inst.operands[1];
  llvm::CmpInst::Predicate predicate = Predicate(inst.imm[0]);
  llvm::Value *a = Get(left), *b = Get(right), *zero = b_.getInt64(0);
  if (!IsUnsigned(left) && !IsUnsigned(right)) return Set(inst, b_.CreateICmp(predicate, a, b));
  auto naturals = llvm::CmpInst::isSigned(predicate) ? llvm::ICmpInst::getUnsignedPredicate(predicate) : predicate;
  llvm::Value* answer = b_.CreateICmp(naturals, a, b);
  if (!IsUnsigned(left)) answer = b_.CreateSelect(b_.CreateICmpSLT(a, zero), b_.getInt1(Holds(predicate, -1)), answer);
  if (!IsUnsigned(right)) answer = b_.CreateSelect(b_.CreateICmpSLT(b, zero), b_.getInt1(Holds(predicate, 1)), answer);
  Set(inst, answer);
}
void FastBody::LowerIntTruth(const ir::Inst& inst) {
  Set(inst, b_.CreateICmpNE(Get(inst.operands[0]), b_.getInt64(0)));
}
void FastBody::LowerIntToFloat(const ir::Inst& inst) { Set(inst, ToFloat(inst.operands[0])); }
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
