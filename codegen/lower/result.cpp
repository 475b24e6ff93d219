#include "codegen/lower/result.h"

namespace spy::lower {
namespace {

constexpr int64_t kTypeBase = 256;  // tp_base, as kTypeBaseOffset of runtime/src/layout.h

llvm::Value* BoxedMark(Unit& unit, llvm::IRBuilder<>& b) {
  return b.CreateIntToPtr(b.getInt64(kSpyBoxed), unit.pointer);
}

llvm::GlobalVariable* BoxedWord(Unit& unit) {
  return llvm::cast<llvm::GlobalVariable>(unit.out.getOrInsertGlobal("spyrt_boxed_result", unit.pointer));
}

// One conversion function under construction: object -> result.
class Converter {
 public:
  Converter(Unit& unit, llvm::Function* fn, ir::Type type) : unit_(unit), fn_(fn), type_(type), b_(unit.context) {}

  void Emit() {
    llvm::Value* object = fn_->getArg(0);
    b_.SetInsertPoint(NewBlock("entry"));
    llvm::BasicBlock *raised = NewBlock("raised"), *present = NewBlock("present"), *boxed = NewBlock("boxed");
    b_.CreateCondBr(b_.CreateIsNull(object), raised, present);
    b_.SetInsertPoint(raised);
    b_.CreateRet(MakeResult(unit_, b_, type_, nullptr, kSpyError));
    b_.SetInsertPoint(boxed);
    b_.CreateStore(object, BoxedWord(unit_));
    b_.CreateRet(MakeResult(unit_, b_, type_, nullptr, kSpyBoxed));
    b_.SetInsertPoint(present);
    EmitPresent(object, boxed);
  }

 private:
  llvm::BasicBlock* NewBlock(const char* name) { return llvm::BasicBlock::Create(unit_.context, name, fn_); }

  void Require(llvm::Value* holds, llvm::BasicBlock* otherwise) {
    llvm::BasicBlock* held = NewBlock("held");
    b_.CreateCondBr(holds, held, otherwise);
    b_.SetInsertPoint(held);
  }
  void RequireExact(llvm::Value* object, llvm::BasicBlock* boxed) {
    llvm::Value* type = b_.CreateLoad(unit_.pointer, unit_.At(b_, object, 8));
    Require(b_.CreateICmpEQ(type, unit_.ExactType(type_)), boxed);
  }
  void Return(llvm::Value* object, llvm::Value* value) {
    if (ResultKindOf(type_) != ResultKind::kPointer) {
      unit_.CallRuntime(b_, "spyrt_fast_release", b_.getVoidTy(), {object});
    }
    b_.CreateRet(MakeResult(unit_, b_, type_, value, kSpyOk));
  }

  void EmitPresent(llvm::Value* object, llvm::BasicBlock* boxed) {
    switch (ResultKindOf(type_)) {
      case ResultKind::kInt: {
        RequireExact(object, boxed);
        llvm::Value* unboxed = unit_.CallRuntime(b_, "spyrt_fast_unbox_int", unit_.int_pair, {object});
        Require(b_.CreateICmpNE(b_.CreateExtractValue(unboxed, 1), b_.getInt64(0)), boxed);
        return Return(object, b_.CreateExtractValue(unboxed, 0));
      }
      case ResultKind::kFloat:
        RequireExact(object, boxed);
        return Return(object, b_.CreateLoad(unit_.f64, unit_.At(b_, object, 16)));
      case ResultKind::kBool: {
        RequireExact(object, boxed);
        return Return(object, b_.CreateICmpEQ(object, unit_.True()));
      }
      case ResultKind::kNone:
        Require(b_.CreateICmpEQ(object, unit_.None()), boxed);
        return Return(object, nullptr);
      case ResultKind::kPointer:
        if (type_.kind == ir::TypeKind::kInstance) {
          Require(IsCompleteInstance(unit_, b_, object, type_.class_id), boxed);
        } else if (type_.kind != ir::TypeKind::kObject) {
          RequireExact(object, boxed);
        }
        return Return(object, object);
    }
  }

  Unit& unit_;
  llvm::Function* fn_;
  ir::Type type_;
  llvm::IRBuilder<> b_;
};

}  // namespace

ir::CheckId OverrideCheck(const Unit& unit, ir::FunctionId declared) {
  ir::CheckId check = unit.ir.infos[declared.index].result_check;
  bool asks = check && unit.ir.checks[check.index].kind != ir::CheckKind::kAny;
  return asks ? check : ir::CheckId{};
}

llvm::Value* CheckOverride(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::FunctionId declared) {
  ir::CheckId check = OverrideCheck(unit, declared);
  if (!check) return object;
  llvm::Function* fn = b.GetInsertBlock()->getParent();
  llvm::BasicBlock* from = b.GetInsertBlock();
  auto* present = llvm::BasicBlock::Create(unit.context, "present", fn);
  auto* done = llvm::BasicBlock::Create(unit.context, "done", fn);
  b.CreateCondBr(b.CreateIsNull(object), done, present);
  b.SetInsertPoint(present);
  llvm::Value* checked = unit.CallObject(b, "spyrt_cast", {object, unit.tables.Check(check)});
  unit.CallRuntime(b, "spyrt_fast_release", b.getVoidTy(), {object});
  b.CreateBr(done);
  b.SetInsertPoint(done);
  llvm::PHINode* result = b.CreatePHI(unit.pointer, 2);
  result->addIncoming(unit.Null(), from);
  result->addIncoming(checked, present);
  return result;
}

llvm::Value* MakeResult(Unit& unit, llvm::IRBuilder<>& b, ir::Type type, llvm::Value* value, SpyStatus status) {
  ResultKind kind = ResultKindOf(type);
  if (kind == ResultKind::kNone) return b.getInt32(status);
  if (kind == ResultKind::kPointer) {
    return status == kSpyOk ? value : status == kSpyBoxed ? BoxedMark(unit, b) : unit.Null();
  }
  llvm::Type* pair = unit.ResultType(type);
  llvm::Value* result = llvm::PoisonValue::get(pair);
  if (kind == ResultKind::kBool && value) value = b.CreateZExt(value, unit.i64);
  if (!value) value = llvm::Constant::getNullValue(pair->getStructElementType(0));
  result = b.CreateInsertValue(result, value, 0);
  return b.CreateInsertValue(result, b.getInt32(status), 1);
}

llvm::Value* ConvertResult(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::Type type) {
  if (type.kind == ir::TypeKind::kObject) return object;  // null is the error, and every object is expected
  std::string name = "spy.result." + ir::ToString(type);
  auto* fn_type = llvm::FunctionType::get(unit.ResultType(type), {unit.pointer}, false);
  llvm::Function* fn = unit.out.getFunction(name);
  if (!fn) {
    fn = llvm::Function::Create(fn_type, llvm::GlobalValue::InternalLinkage, name, unit.out);
    fn->addFnAttr(llvm::Attribute::NoUnwind);
    fn->addFnAttr(llvm::Attribute::Cold);
    fn->addFnAttr(llvm::Attribute::NoInline);
    Converter(unit, fn, type).Emit();
    CallOutOfLine(fn->begin(), fn->end());
  }
  return b.CreateCall(fn, {object});
}

llvm::Value* IsNotOk(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type) {
  ResultKind kind = ResultKindOf(type);
  if (kind == ResultKind::kNone) return b.CreateICmpNE(result, b.getInt32(kSpyOk));
  if (kind == ResultKind::kPointer) {
    return b.CreateICmpULE(b.CreatePtrToInt(result, unit.i64), b.getInt64(kSpyBoxed));
  }
  return b.CreateICmpNE(b.CreateExtractValue(result, 1), b.getInt32(kSpyOk));
}

llvm::Value* IsBoxed(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type) {
  ResultKind kind = ResultKindOf(type);
  if (kind == ResultKind::kNone) return b.CreateICmpEQ(result, b.getInt32(kSpyBoxed));
  if (kind == ResultKind::kPointer) return b.CreateICmpEQ(result, BoxedMark(unit, b));
  return b.CreateICmpEQ(b.CreateExtractValue(result, 1), b.getInt32(kSpyBoxed));
}

llvm::Value* ResultValue(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type) {
  switch (ResultKindOf(type)) {
    case ResultKind::kInt:
    case ResultKind::kFloat:
      return b.CreateExtractValue(result, 0);
    case ResultKind::kBool:
      return b.CreateTrunc(b.CreateExtractValue(result, 0), unit.i1);
    case ResultKind::kPointer:
      return result;
    case ResultKind::kNone:
      return unit.None();
  }
  return result;
}

llvm::Value* TakeBoxed(Unit& unit, llvm::IRBuilder<>& b) { return b.CreateLoad(unit.pointer, BoxedWord(unit)); }

llvm::Value* BoxRaw(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* value, ir::Type type) {
  switch (ResultKindOf(type)) {
    case ResultKind::kInt:
      return unit.CallObject(b, "spyrt_fast_box_int", {value});
    case ResultKind::kFloat:
      return unit.CallObject(b, "spyrt_fast_box_float", {value});
    case ResultKind::kPointer:
      return value;
    case ResultKind::kBool:
      value = b.CreateSelect(value, unit.True(), unit.False());
      break;
    case ResultKind::kNone:
      value = unit.None();
      break;
  }
  unit.CallRuntime(b, "spyrt_fast_retain", b.getVoidTy(), {value});
  return value;
}

llvm::Value* BoxResult(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type) {
  llvm::Function* fn = b.GetInsertBlock()->getParent();
  auto* raw = llvm::BasicBlock::Create(unit.context, "raw", fn);
  auto* boxed = llvm::BasicBlock::Create(unit.context, "boxed", fn);
  auto* done = llvm::BasicBlock::Create(unit.context, "done", fn);
  b.CreateCondBr(IsBoxed(unit, b, result, type), boxed, raw, unit.Unlikely());
  b.SetInsertPoint(boxed);
  llvm::Value* taken = TakeBoxed(unit, b);
  b.CreateBr(done);
  b.SetInsertPoint(raw);
  llvm::Value* made = BoxRaw(unit, b, ResultValue(unit, b, result, type), type);
  llvm::BasicBlock* made_in = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  llvm::PHINode* object = b.CreatePHI(unit.pointer, 2);
  object->addIncoming(taken, boxed);
  object->addIncoming(made, made_in);
  return object;
}

// type and vtable are those of `c`, or the runtime finds a complete subclass
llvm::Value* IsCompleteInstance(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::ClassId c) {
  llvm::Function* fn = b.GetInsertBlock()->getParent();
  auto* other = llvm::BasicBlock::Create(unit.context, "other", fn);
  auto* exact = llvm::BasicBlock::Create(unit.context, "exact", fn);
  auto* done = llvm::BasicBlock::Create(unit.context, "done", fn);
  llvm::Value* type = unit.tbaa.Mark(b.CreateLoad(unit.pointer, unit.At(b, object, 8)), Memory::kHead);
  llvm::Value* expected = unit.tbaa.Mark(b.CreateLoad(unit.pointer, unit.tables.ClassTypeWord(c)), Memory::kVtable);
  b.CreateCondBr(b.CreateICmpEQ(type, expected), exact, other, unit.Likely());
  if (unit.ir.At(c).has_subclasses) {  // most often the object is of one that derives from `c` directly
    auto* derived = llvm::BasicBlock::Create(unit.context, "derived", fn);
    b.SetInsertPoint(other);
    llvm::Value* base = unit.tbaa.Mark(b.CreateLoad(unit.pointer, unit.At(b, type, kTypeBase)), Memory::kVtable);
    b.CreateCondBr(b.CreateICmpEQ(base, expected), exact, derived);
    other = derived;
  }
  b.SetInsertPoint(exact);
  llvm::Value* vtable =
      unit.tbaa.Mark(b.CreateLoad(unit.pointer, unit.At(b, object, ir::kVtableOffset)), Memory::kVtable);
  llvm::Value* complete = b.CreateIsNotNull(vtable);
  b.CreateBr(done);
  b.SetInsertPoint(other);
  llvm::Value* answer = unit.CallRuntime(b, "spyrt_inst_is_complete", unit.i64, {object, unit.tables.Class(c)});
  llvm::Value* found = b.CreateICmpNE(answer, b.getInt64(0));
  b.CreateBr(done);
  b.SetInsertPoint(done);
  llvm::PHINode* result = b.CreatePHI(unit.i1, 2);
  result->addIncoming(complete, exact);
  result->addIncoming(found, other);
  return result;
}

}  // namespace spy::lower
