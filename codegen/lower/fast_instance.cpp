// Fast lowering of instances: fields are one load or store at a fixed offset (FieldRep in codegen/ir/module.h).
#include <llvm/IR/Intrinsics.h>

#include "codegen/lower/fast.h"
#include "codegen/lower/result.h"

namespace spy::lower {

// Whether fields may still be unset: in constructors, and where only the class is known, not the state.
bool FastBody::MayBeIncomplete(ir::ValueId self) const {
  if (TypeOf(self).kind != ir::TypeKind::kInstance) return true;
  if (!f_.params.empty() && self == f_.params[0]) {
    const std::string& name = unit_.ir.infos[f_.id.index].name;
    return name == "__init__" || name == "__post_init__";
  }
  ir::InstId def = f_.At(self).def;
  if (!def) return false;
  const ir::Inst& inst = f_.At(def);
  if (inst.op == ir::Op::kRetain) return MayBeIncomplete(inst.operands[0]);
  return inst.op == ir::Op::kInstNew;
}

// Small ints carry a mark in the lowest bit; others are objects, looked at out of line.
void FastBody::GetIntField(const ir::Inst& inst, llvm::Value* word, bool incomplete) {
  llvm::BasicBlock *small = NewBlock("small"), *big = NewBlock("big"), *done = NewBlock("done");
  if (incomplete) Guard(b_.CreateICmpNE(word, b_.getInt64(0)));
  llvm::Value* value = b_.CreateAShr(word, 1);
  b_.CreateCondBr(b_.CreateTrunc(word, unit_.i1), small, big, unit_.Likely());
  b_.SetInsertPoint(big);
  const char* helper = IsUnsigned(inst.result) ? "spyrt_fast_field_natural_get"
                       : IsResidue(inst)       ? "spyrt_fast_field_residue_get"
                                               : "spyrt_fast_field_int_get";
  llvm::CallInst* pair = unit_.CallRuntime(b_, helper, unit_.int_pair, {word});
  pair->setOnlyReadsMemory();
  Guard(b_.CreateICmpEQ(b_.CreateExtractValue(pair, 1), b_.getInt64(0)));
  llvm::Value* wide = b_.CreateExtractValue(pair, 0);
  llvm::BasicBlock* wide_in = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(small);
  if (IsUnsigned(inst.result)) Guard(b_.CreateICmpSGE(value, b_.getInt64(0)));
  llvm::BasicBlock* small_in = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  llvm::PHINode* merged = b_.CreatePHI(unit_.i64, 2);
  merged->addIncoming(value, small_in);
  merged->addIncoming(wide, wide_in);
  Set(inst, merged);
}

// field.get self -> one load
void FastBody::LowerFieldGet(const ir::Inst& inst) {
  uint32_t c = uint32_t(inst.imm[0]), index = uint32_t(inst.imm[1]);
  const ir::Field& field = unit_.ir.classes[c].fields[index];
  bool incomplete = MayBeIncomplete(inst.operands[0]);
  llvm::Value* place = unit_.At(b_, Arg(inst, 0), field.offset);
  auto load = [&](llvm::Type* type) { return unit_.tbaa.MarkField(b_.CreateLoad(type, place), c, index); };
  switch (field.rep) {
    case ir::FieldRep::kInt:
      return GetIntField(inst, load(unit_.i64), incomplete);
    case ir::FieldRep::kFloat: {
      llvm::Value* value = load(unit_.f64);
      if (incomplete) {
        Guard(b_.CreateICmpNE(b_.CreateBitCast(value, unit_.i64), b_.getInt64(ir::kUnsetFloatBits)));
      }
      return Set(inst, value);
    }
    case ir::FieldRep::kBool: {
      llvm::Value* value = load(unit_.i8);
      if (incomplete) Guard(b_.CreateICmpULT(value, b_.getInt8(2)));
      return Set(inst, b_.CreateICmpNE(value, b_.getInt8(0)));
    }
    case ir::FieldRep::kObject: {
      llvm::Value* value = load(unit_.pointer);
      if (incomplete) Guard(b_.CreateIsNotNull(value));
      ir::Type type = TypeOf(inst.result);
      if (type.kind ==
          ir::TypeKind::kInstance) {  // of the class by every setter's check; but it may be under construction
        Guard(b_.CreateIsNotNull(LoadAt(value, ir::kVtableOffset, unit_.pointer, Memory::kVtable)));
      } else if (type.kind != ir::TypeKind::kObject) {
        value = Unboxed(value, type);
      }
      if (!ir::IsPointer(type)) return Set(inst, value);
      return SetBorrowed(inst, value);
    }
  }
}

void FastBody::SetIntField(const ir::Inst& inst, llvm::Value* place) {
  uint32_t c = uint32_t(inst.imm[0]), index = uint32_t(inst.imm[1]);
  llvm::Value* value = Get(inst.operands[1]);
  bool is_unsigned = IsUnsigned(inst.operands[1]);
  llvm::Value* old = unit_.tbaa.MarkField(b_.CreateLoad(unit_.i64, place), c, index);
  llvm::Value* doubled = b_.CreateBinaryIntrinsic(llvm::Intrinsic::sadd_with_overflow, value, value);
  llvm::Value* replaceable = b_.CreateOr(b_.CreateTrunc(old, unit_.i1), b_.CreateICmpEQ(old, b_.getInt64(0)));
  llvm::Value* simple = b_.CreateAnd(replaceable, b_.CreateNot(b_.CreateExtractValue(doubled, 1)));
  if (is_unsigned) simple = b_.CreateAnd(simple, b_.CreateICmpSGE(value, b_.getInt64(0)));
  llvm::BasicBlock *small = NewBlock("small"), *big = NewBlock("big"), *done = NewBlock("done");
  b_.CreateCondBr(simple, small, big, unit_.Likely());
  b_.SetInsertPoint(big);
  const char* helper = is_unsigned ? "spyrt_fast_field_natural_set" : "spyrt_fast_field_int_set";
  llvm::Value* status = unit_.CallRuntime(b_, helper, unit_.i32, {place, value});
  b_.CreateCondBr(b_.CreateICmpSLT(status, b_.getInt32(0)), Landing(inst), done, unit_.Unlikely());
  b_.SetInsertPoint(small);
  llvm::Value* tagged = b_.CreateOr(b_.CreateExtractValue(doubled, 0), b_.getInt64(1));
  unit_.tbaa.MarkField(b_.CreateStore(tagged, place), c, index);
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

// The new value in place before the old one may run its destructor.
void FastBody::SetObjectField(const ir::Inst& inst, llvm::Value* place) {
  uint32_t c = uint32_t(inst.imm[0]), index = uint32_t(inst.imm[1]);
  bool is_new = false;
  llvm::Value* value = Boxed(inst.operands[1], &is_new);
  if (is_new) RaiseIf(inst, b_.CreateIsNull(value));
  llvm::Value* old = unit_.tbaa.MarkField(b_.CreateLoad(unit_.pointer, place), c, index);
  if (!is_new) Retain(value, false);
  unit_.tbaa.MarkField(b_.CreateStore(value, place), c, index);
  Release(old, true);
}

// field.set self, v -> one store, and the end of the old value
void FastBody::LowerFieldSet(const ir::Inst& inst) {
  uint32_t c = uint32_t(inst.imm[0]), index = uint32_t(inst.imm[1]);
  const ir::Field& field = unit_.ir.classes[c].fields[index];
  llvm::Value* place = unit_.At(b_, Arg(inst, 0), field.offset);
  auto store = [&](llvm::Value* value) { unit_.tbaa.MarkField(b_.CreateStore(value, place), c, index); };
  switch (field.rep) {
    case ir::FieldRep::kInt:
      return SetIntField(inst, place);
    case ir::FieldRep::kFloat:
      return store(Arg(inst, 1));
    case ir::FieldRep::kBool:
      return store(b_.CreateZExt(Arg(inst, 1), unit_.i8));
    case ir::FieldRep::kObject:
      return SetObjectField(inst, place);
  }
}

void FastBody::LowerInstComplete(const ir::Inst& inst) {
  llvm::Constant* c = unit_.tables.Class(ir::ClassId{uint32_t(inst.imm[0])});
  unit_.CallRuntime(b_, "spyrt_fast_inst_complete", b_.getVoidTy(), {Arg(inst, 0), c});
}

// isinstance(v, C) -> the class itself by one comparison
void FastBody::LowerInstIs(const ir::Inst& inst) {
  ir::ClassId c{uint32_t(inst.imm[0])};
  llvm::Value* expected = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, unit_.tables.ClassTypeWord(c)), Memory::kVtable);
  llvm::Value* exact = b_.CreateICmpEQ(TypeWord(Arg(inst, 0)), expected);
  if (unit_.ir.At(c).is_final && !unit_.ir.At(c).has_subclasses) return Set(inst, exact);
  llvm::BasicBlock *from = b_.GetInsertBlock(), *other = NewBlock("other"), *done = NewBlock("done");
  b_.CreateCondBr(exact, done, other);
  b_.SetInsertPoint(other);
  llvm::Value* answer = unit_.CallRuntime(b_, "spyrt_fast_inst_is", unit_.i8, {Arg(inst, 0), unit_.tables.Class(c)});
  llvm::Value* found = b_.CreateICmpNE(answer, b_.getInt8(0));
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  llvm::PHINode* result = b_.CreatePHI(unit_.i1, 2);
  result->addIncoming(b_.getTrue(), from);
  result->addIncoming(found, other);
  Set(inst, result);
}

void FastBody::LowerInstIsNative(const ir::Inst& inst) {
  llvm::Value* answer = unit_.CallRuntime(b_, "spyrt_fast_inst_is_native", unit_.i8, {Arg(inst, 0)});
  Set(inst, b_.CreateICmpNE(answer, b_.getInt8(0)));
}

void FastBody::LowerInstSameType(const ir::Inst& inst) {
  Set(inst, b_.CreateICmpEQ(TypeWord(Arg(inst, 0)), TypeWord(Arg(inst, 1))));
}

}  // namespace spy::lower
