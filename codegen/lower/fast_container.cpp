// Fast lowering of str, list, tuple, dict and set, by CPython's layout of exact objects.
#include "codegen/lower/fast.h"

namespace spy::lower {
namespace {

constexpr int64_t kSize = 16;        // ob_size of lists and tuples
constexpr int64_t kListItems = 24;   // pointer to the elements
constexpr int64_t kTupleItems = 24;  // the elements

}  // namespace

void FastBody::LowerListLen(const ir::Inst& inst) {
  Set(inst, LoadAt(Arg(inst, 0), kSize, unit_.i64, Memory::kLength));
}
void FastBody::LowerTupleLen(const ir::Inst& inst) { LowerListLen(inst); }

// a[i] -> one load behind a bounds check. An index that may be negative counts from the end in a cold block.
llvm::Value* FastBody::ElementPlace(const ir::Inst& inst, bool is_list) {
  llvm::Value *object = Arg(inst, 0), *i = Arg(inst, 1);
  llvm::Value* size = LoadAt(object, kSize, unit_.i64, Memory::kLength);
  int64_t known = -1;
  if (inst.no_overflow || (IsConstInt(inst.operands[1], &known) && known >= 0)) {
    RaiseUnless(inst, b_.CreateICmpULT(i, size));
  } else {
    Guard(b_.getTrue());
    llvm::BasicBlock *from = b_.GetInsertBlock(), *below = NewBlock("below"), *found = NewBlock("found");
    b_.CreateCondBr(b_.CreateICmpULT(i, size), found, below, unit_.Likely());
    b_.SetInsertPoint(below);
    llvm::Value* counted = b_.CreateAdd(i, size);
    RaiseUnless(inst, b_.CreateAnd(b_.CreateICmpSLT(i, b_.getInt64(0)), b_.CreateICmpULT(counted, size)));
    llvm::BasicBlock* counted_in = b_.GetInsertBlock();
    b_.CreateBr(found);
    b_.SetInsertPoint(found);
    llvm::PHINode* place = b_.CreatePHI(unit_.i64, 2);
    place->addIncoming(i, from);
    place->addIncoming(counted, counted_in);
    i = place;
  }
  llvm::Value* items =
      is_list ? LoadAt(object, kListItems, unit_.pointer, Memory::kLength) : unit_.At(b_, object, kTupleItems);
  return b_.CreateInBoundsGEP(unit_.pointer, items, i);
}

void FastBody::LowerListItem(const ir::Inst& inst) {
  llvm::Value* place = ElementPlace(inst, true);
  SetBorrowed(inst, unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, place), Memory::kElement));
}

void FastBody::LowerTupleItemAt(const ir::Inst& inst) {
  llvm::Value* place = ElementPlace(inst, false);
  SetBorrowed(inst, unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, place), Memory::kElement));
}

void FastBody::LowerTupleItem(const ir::Inst& inst) {
  llvm::Value* size = LoadAt(Arg(inst, 0), kSize, unit_.i64, Memory::kLength);
  int64_t i = inst.imm[0];
  Guard(b_.CreateICmpSGT(size, b_.getInt64(uint64_t(i < 0 ? -i - 1 : i))));
  llvm::Value* index = i < 0 ? b_.CreateAdd(size, b_.getInt64(uint64_t(i))) : b_.getInt64(uint64_t(i));
  llvm::Value* place = b_.CreateInBoundsGEP(unit_.pointer, unit_.At(b_, Arg(inst, 0), kTupleItems), index);
  SetBorrowed(inst, unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, place), Memory::kElement));
}

// a, b = v -> v itself, if it is a tuple of so many
void FastBody::LowerObjUnpack(const ir::Inst& inst) {
  llvm::Value* object = Arg(inst, 0);
  llvm::BasicBlock *sized = NewBlock("sized"), *same = NewBlock("same"), *other = NewBlock("other"),
                   *done = NewBlock("done");
  llvm::Value* is_tuple = b_.CreateICmpEQ(TypeWord(object), unit_.ExactType({ir::TypeKind::kTuple, {}}));
  b_.CreateCondBr(is_tuple, sized, other, unit_.Likely());
  b_.SetInsertPoint(sized);
  llvm::Value* size = LoadAt(object, kSize, unit_.i64, Memory::kLength);
  b_.CreateCondBr(b_.CreateICmpEQ(size, b_.getInt64(uint64_t(inst.imm[0]))), same, other, unit_.Likely());
  b_.SetInsertPoint(same);
  Retain(object, false);
  llvm::BasicBlock* same_in = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(other);
  llvm::Value* made = unit_.CallObject(b_, RuntimeName(inst.op), {object, b_.getInt64(uint64_t(inst.imm[0]))});
  RaiseIf(inst, b_.CreateIsNull(made));
  llvm::BasicBlock* other_in = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  llvm::PHINode* tuple = b_.CreatePHI(unit_.pointer, 2);
  tuple->addIncoming(object, same_in);
  tuple->addIncoming(made, other_in);
  SetOwned(inst, tuple);
}

// a[i] = v -> the new element in place before the old one may run its destructor
void FastBody::LowerListSetItem(const ir::Inst& inst) {
  llvm::Value* place = ElementPlace(inst, true);
  llvm::Value* old = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, place), Memory::kElement);
  if (!TakesOver(inst.operands[2])) Retain(Arg(inst, 2), false);
  unit_.tbaa.Mark(b_.CreateStore(Arg(inst, 2), place), Memory::kElement);
  Release(old, false);
}

// a.append(v) -> a store where the buffer has room
void FastBody::LowerListAppend(const ir::Inst& inst) {
  const char* helper = TakesOver(inst.operands[1]) ? "spyrt_fast_list_append_moved" : "spyrt_fast_list_append";
  llvm::Value* status = unit_.CallRuntime(b_, helper, unit_.i32, {Arg(inst, 0), Arg(inst, 1)});
  RaiseIf(inst, b_.CreateICmpSLT(status, b_.getInt32(0)));
}

// What a for loop walks: the list itself.
void FastBody::LowerListIterable(const ir::Inst& inst) { SetBorrowed(inst, Arg(inst, 0)); }
void FastBody::LowerListReversible(const ir::Inst& inst) { LowerListIterable(inst); }
void FastBody::LowerTupleIterable(const ir::Inst& inst) { SetBorrowed(inst, Arg(inst, 0)); }
void FastBody::LowerStrIterable(const ir::Inst& inst) { SetBorrowed(inst, Arg(inst, 0)); }

void FastBody::LowerStrTruth(const ir::Inst& inst) {
  Set(inst, b_.CreateICmpNE(LoadAt(Arg(inst, 0), kSize, unit_.i64, Memory::kValue), b_.getInt64(0)));
}

void FastBody::LowerStrCompare(const ir::Inst& inst) {
  int64_t op = inst.imm[0] - int64_t(ir::Operator::kLt);
  llvm::Value *a = Arg(inst, 0), *b = Arg(inst, 1);
  if (op == 2 || op == 3) {
    llvm::Value* equal = unit_.CallRuntime(b_, "spyrt_fast_str_eq", unit_.i8, {a, b});
    return Set(inst, b_.CreateICmp(op == 2 ? llvm::CmpInst::ICMP_NE : llvm::CmpInst::ICMP_EQ, equal, b_.getInt8(0)));
  }
  static constexpr llvm::CmpInst::Predicate kSigned[] = {llvm::CmpInst::ICMP_SLT, llvm::CmpInst::ICMP_SLE,
                                                         llvm::CmpInst::ICMP_EQ,  llvm::CmpInst::ICMP_NE,
                                                         llvm::CmpInst::ICMP_SGT, llvm::CmpInst::ICMP_SGE};
  llvm::Value* order = unit_.CallRuntime(b_, "spyrt_fast_str_compare", unit_.i64, {a, b});
  Set(inst, b_.CreateICmp(kSigned[op], order, b_.getInt64(0)));
}

}  // namespace spy::lower
