// Fast lowering of float: IEEE doubles without any licence to reorder. What CPython computes by its own algorithm (//,
// %, **) is the runtime's, by rows of fast.def.
#include <llvm/IR/Intrinsics.h>

#include "codegen/lower/fast.h"

namespace spy::lower {

void FastBody::LowerFloatAdd(const ir::Inst& inst) { Set(inst, b_.CreateFAdd(Arg(inst, 0), Arg(inst, 1))); }
void FastBody::LowerFloatSub(const ir::Inst& inst) { Set(inst, b_.CreateFSub(Arg(inst, 0), Arg(inst, 1))); }
void FastBody::LowerFloatMul(const ir::Inst& inst) { Set(inst, b_.CreateFMul(Arg(inst, 0), Arg(inst, 1))); }

// a / b -> guarded: b is not zero (a nan is fine)
void FastBody::LowerFloatDiv(const ir::Inst& inst) {
  RaiseUnless(inst, b_.CreateFCmpUNE(Arg(inst, 1), llvm::ConstantFP::get(unit_.f64, 0.0)));
  Set(inst, b_.CreateFDiv(Arg(inst, 0), Arg(inst, 1)));
}

void FastBody::LowerFloatNeg(const ir::Inst& inst) { Set(inst, b_.CreateFNeg(Arg(inst, 0))); }
void FastBody::LowerFloatPos(const ir::Inst& inst) { Set(inst, Arg(inst, 0)); }
void FastBody::LowerFloatAbs(const ir::Inst& inst) {
  Set(inst, b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, Arg(inst, 0)));
}

void FastBody::LowerFloatSqrt(const ir::Inst& inst) {
  Guard(b_.CreateFCmpOGE(Arg(inst, 0), llvm::ConstantFP::get(unit_.f64, 0.0)));
  Set(inst, b_.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, Arg(inst, 0)));
}

// int(a) -> guarded: inside 64 bits, which excludes nan and the infinities
void FastBody::LowerFloatToInt(const ir::Inst& inst) {
  llvm::Value* a = Arg(inst, 0);
  constexpr double kLimit = 9223372036854775808.0;
  Guard(b_.CreateFCmpOLT(b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, a), llvm::ConstantFP::get(unit_.f64, kLimit)));
  Set(inst, b_.CreateFPToSI(a, unit_.i64));
}

void FastBody::LowerFloatCompare(const ir::Inst& inst) {
  static constexpr llvm::CmpInst::Predicate kOrdered[] = {llvm::CmpInst::FCMP_OLT, llvm::CmpInst::FCMP_OLE,
                                                          llvm::CmpInst::FCMP_OEQ, llvm::CmpInst::FCMP_UNE,
                                                          llvm::CmpInst::FCMP_OGT, llvm::CmpInst::FCMP_OGE};
  Set(inst, b_.CreateFCmp(kOrdered[inst.imm[0] - int64_t(ir::Operator::kLt)], Arg(inst, 0), Arg(inst, 1)));
}

void FastBody::LowerFloatTruth(const ir::Inst& inst) {
  Set(inst, b_.CreateFCmpUNE(Arg(inst, 0), llvm::ConstantFP::get(unit_.f64, 0.0)));
}

}  // namespace spy::lower
