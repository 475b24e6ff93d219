// Between raw values and objects in fast bodies, and ownership of results.
#include "codegen/lower/fast.h"
#include "codegen/lower/result.h"

namespace spy::lower {

void FastBody::Retain(llvm::Value* value, bool nullable) {
  unit_.CallRuntime(b_, nullable ? "spyrt_fast_retain_null" : "spyrt_fast_retain", b_.getVoidTy(), {value});
}

void FastBody::Release(llvm::Value* value, bool nullable) {
  unit_.CallRuntime(b_, nullable ? "spyrt_fast_release_null" : "spyrt_fast_release", b_.getVoidTy(), {value});
}

llvm::Value* FastBody::Signed(ir::ValueId v) {
  if (IsUnsigned(v)) Guard(b_.CreateICmpSGE(Get(v), b_.getInt64(0)));
  return Get(v);
}

void FastBody::SetBorrowed(const ir::Inst& inst, llvm::Value* value) {
  const ir::Value& result = f_.At(inst.result);
  if (result.ownership == ir::Ownership::kOwned) Retain(value, result.nullable);
  Set(inst, value);
}

void FastBody::SetOwned(const ir::Inst& inst, llvm::Value* value) {
  if (inst.result) return Set(inst, value);
  Release(value, true);
}

llvm::Value* FastBody::LoadAt(llvm::Value* base, int64_t offset, llvm::Type* type, Memory memory) {
  return unit_.tbaa.Mark(b_.CreateLoad(type, unit_.At(b_, base, offset)), memory);
}

llvm::Value* FastBody::TypeWord(llvm::Value* object) { return LoadAt(object, 8, unit_.pointer, Memory::kHead); }

// int, float, bool -> a new object (or a constant's, a singleton's); a pointer -> itself
llvm::Value* FastBody::Boxed(ir::ValueId v, bool* is_new) {
  ir::Type type = TypeOf(v);
  if (unit_.IsConst(f_, v)) return unit_.ConstOperand(b_, f_.At(f_.At(v).def));
  if (type.kind == ir::TypeKind::kBool) return b_.CreateSelect(Get(v), unit_.True(), unit_.False());
  if (ir::IsPointer(type)) return Get(v);
  *is_new = true;
  if (IsUnsigned(v)) return unit_.CallObject(b_, "spyrt_fast_box_natural", {Get(v)});
  return BoxRaw(unit_, b_, Get(v), type);
}

llvm::Value* FastBody::IsInstance(llvm::Value* object, ir::ClassId c) {
  return IsCompleteInstance(unit_, b_, object, c);
}

llvm::Value* FastBody::Unboxed(llvm::Value* object, ir::Type type) {
  switch (type.kind) {
    case ir::TypeKind::kInt: {
      llvm::Value* pair = unit_.CallRuntime(b_, "spyrt_fast_int_of", unit_.int_pair, {object});
      Guard(b_.CreateICmpEQ(b_.CreateExtractValue(pair, 1), b_.getInt64(0)));
      return b_.CreateExtractValue(pair, 0);
    }
    case ir::TypeKind::kFloat:
      Guard(b_.CreateICmpEQ(TypeWord(object), unit_.ExactType(type)));
      return LoadAt(object, 16, unit_.f64, Memory::kValue);
    case ir::TypeKind::kBool:
      Guard(b_.CreateICmpEQ(TypeWord(object), unit_.ExactType(type)));
      return b_.CreateICmpEQ(object, unit_.True());
    case ir::TypeKind::kNone:
      Guard(b_.CreateICmpEQ(object, unit_.None()));
      return object;
    case ir::TypeKind::kObject:
      return object;
    case ir::TypeKind::kInstance:
      Guard(IsInstance(object, type.class_id));
      return object;
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
      Guard(b_.CreateICmpEQ(TypeWord(object), unit_.ExactType(type)));
      return object;
  }
  return object;
}

// The op is done and cannot be repeated: an unexpected result goes on in the generic body behind it.
void FastBody::SetResult(const ir::Inst& inst, llvm::Value* object) {
  if (!inst.result) return Release(object, true);
  ir::Type type = TypeOf(inst.result);
  if (type.kind == ir::TypeKind::kObject || type.kind == ir::TypeKind::kNone) return Set(inst, object);
  if (ir::IsPointer(type)) return Set(inst, object);  // runtime functions give exact built-in objects
  if (type.kind == ir::TypeKind::kBool) {
    Set(inst, b_.CreateICmpEQ(object, unit_.True()));
    return Release(object, false);
  }
  llvm::BasicBlock *good = NewBlock("good"), *odd = NewBlock("odd");
  bool is_int = type.kind == ir::TypeKind::kInt;
  llvm::Value* pair = unit_.CallRuntime(b_, is_int ? "spyrt_fast_int_of" : "spyrt_fast_float_of",
                                        is_int ? unit_.int_pair : unit_.float_pair, {object});
  b_.CreateCondBr(b_.CreateICmpEQ(b_.CreateExtractValue(pair, 1), b_.getInt64(0)), good, odd, unit_.Likely());
  b_.SetInsertPoint(odd);
  ExitAfter(inst, object);
  b_.SetInsertPoint(good);
  Set(inst, b_.CreateExtractValue(pair, 0));
  Release(object, false);
}

}  // namespace spy::lower
