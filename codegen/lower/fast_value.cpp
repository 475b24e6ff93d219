// Fast lowering of constants, conversions and identity.
#include "codegen/lower/fast.h"

#include <bit>

#include "codegen/ir/natural_constant.h"

namespace spy::lower {

bool FastBody::IsConstInt(ir::ValueId v, int64_t* value) const {
  ir::InstId def = f_.At(v).def;
  if (!def || f_.At(def).op != ir::Op::kConstInt) return false;
  *value = f_.At(def).imm[0];
  return true;
}

void FastBody::LowerConstInt(const ir::Inst& inst) { Set(inst, b_.getInt64(uint64_t(inst.imm[0]))); }
void FastBody::LowerConstFloat(const ir::Inst& inst) {
  Set(inst, llvm::ConstantFP::get(unit_.f64, llvm::APFloat(std::bit_cast<double>(inst.imm[0]))));
}
void FastBody::LowerConstBool(const ir::Inst& inst) { Set(inst, b_.getInt1(inst.imm[0] != 0)); }
void FastBody::LowerConstNone(const ir::Inst& inst) { Set(inst, unit_.None()); }
void FastBody::LowerConstUnbound(const ir::Inst& inst) {
  Set(inst, llvm::Constant::getNullValue(unit_.RepType(TypeOf(inst.result))));
}
// const.object, builtin -> one load of a word that never changes
void FastBody::LowerConstObject(const ir::Inst& inst) { Set(inst, unit_.ConstOperand(b_, inst)); }
void FastBody::LowerBuiltin(const ir::Inst& inst) { Set(inst, unit_.ConstOperand(b_, inst)); }

// box v -> a new object; of a pointer, the pointer. A nan is told apart by identity: from its box on, the generic body
// keeps one object for it.
void FastBody::LowerBox(const ir::Inst& inst) {
  bool is_new = false;
  if (ArgType(inst, 0) == ir::Type::Float() && !unit_.IsConst(f_, inst.operands[0])) {
    Guard(b_.CreateFCmpORD(Arg(inst, 0), Arg(inst, 0)));
  }
  llvm::Value* object = Boxed(inst.operands[0], &is_new);
  if (!is_new) return SetBorrowed(inst, object);
  RaiseIf(inst, b_.CreateIsNull(object));
  SetOwned(inst, object);
}

void FastBody::Cast(const ir::Inst& inst, bool checked) {
  ir::Type type = TypeOf(inst.result);
  if (f_.At(inst.result).word != ir::WordForm::kSigned) {
    auto constant = ir::NaturalConstant(unit_.ir, f_, inst.result);
    return Set(inst, b_.getInt64(uint64_t(*constant)));
  }
  llvm::Value* object = Arg(inst, 0);
  if (type.kind == ir::TypeKind::kObject && checked) {
    std::vector<llvm::Value*> args = {object};
    AppendImmediates(unit_, b_, inst, args);
    llvm::Value* result = unit_.CallObject(b_, "spyrt_cast", args);
    RaiseIf(inst, b_.CreateIsNull(result));
    Set(inst, result);
    if (f_.At(inst.result).ownership == ir::Ownership::kElided) Release(result, false);
    return;
  }
  bool known = ArgType(inst, 0) == type;
  llvm::Value* value = known ? object : Unboxed(object, type);
  if (ir::IsPointer(type)) return SetBorrowed(inst, value);
  Set(inst, value);
}

// cast v as T -> the raw form, guarded by the exact type
void FastBody::LowerCast(const ir::Inst& inst) { Cast(inst, true); }
void FastBody::LowerAssume(const ir::Inst& inst) { Cast(inst, false); }

void FastBody::LowerIntPromote(const ir::Inst& inst) { Set(inst, ToFloat(inst.operands[0])); }

// An int in a comparison with a float: exact only up to 2**53.
void FastBody::LowerIntPromoteExact(const ir::Inst& inst) {
  constexpr uint64_t kExact = uint64_t(1) << 53;
  llvm::Value* shifted = b_.CreateAdd(Arg(inst, 0), b_.getInt64(kExact));
  Guard(b_.CreateICmpULE(shifted, b_.getInt64(2 * kExact)));
  Set(inst, b_.CreateSIToFP(Arg(inst, 0), unit_.f64));
}

void FastBody::LowerBoolPromote(const ir::Inst& inst) { Set(inst, b_.CreateZExt(Arg(inst, 0), unit_.i64)); }
void FastBody::LowerObjIs(const ir::Inst& inst) { Set(inst, b_.CreateICmpEQ(Arg(inst, 0), Arg(inst, 1))); }
void FastBody::LowerObjIsNone(const ir::Inst& inst) { Set(inst, b_.CreateICmpEQ(Arg(inst, 0), unit_.None())); }
void FastBody::LowerIsNull(const ir::Inst& inst) { Set(inst, b_.CreateIsNull(Arg(inst, 0))); }

// check_bound v -> v, or UnboundLocalError
void FastBody::LowerCheckBound(const ir::Inst& inst) {
  llvm::BasicBlock *unbound = NewBlock("unbound"), *bound = NewBlock("bound");
  b_.CreateCondBr(b_.CreateIsNull(Arg(inst, 0)), unbound, bound, unit_.Unlikely());
  b_.SetInsertPoint(unbound);
  std::vector<llvm::Value*> args = {unit_.Null()};
  AppendImmediates(unit_, b_, inst, args);
  unit_.CallObject(b_, RuntimeName(inst.op), args);
  b_.CreateBr(Landing(inst));
  b_.SetInsertPoint(bound);
  SetBorrowed(inst, Arg(inst, 0));
}
void FastBody::LowerCheckBoundFree(const ir::Inst& inst) { LowerCheckBound(inst); }

}  // namespace spy::lower
