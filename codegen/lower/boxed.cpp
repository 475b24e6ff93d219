#include "codegen/lower/boxed.h"

#include "codegen/lower/result.h"

namespace spy::lower {
namespace {

// The arguments of one F.boxed being unboxed; whatever is unexpected goes to the generic body.
class BoxedEntry {
 public:
  BoxedEntry(Unit& unit, const ir::Function& f)
      : unit_(unit), f_(f), fn_(unit.code[f.id.index].boxed), b_(unit.context), generic_(NewBlock("generic")) {}

  void Emit() {
    b_.SetInsertPoint(llvm::BasicBlock::Create(unit_.context, "entry", fn_, generic_));
    EmitFast();
    b_.SetInsertPoint(generic_);
    b_.CreateRet(unit_.CallObject(b_, "spyrt_run_generic", {unit_.tables.Function(f_.id), fn_->getArg(0)}));
  }

 private:
  llvm::BasicBlock* NewBlock(const char* name) { return llvm::BasicBlock::Create(unit_.context, name, fn_); }

  void Require(llvm::Value* holds) {
    llvm::BasicBlock* held = NewBlock("held");
    b_.CreateCondBr(holds, held, generic_, unit_.Likely());
    b_.SetInsertPoint(held);
  }

  void EmitFast() {
    auto* layout = unit_.out.getOrInsertGlobal("spyrt_layout_ok", unit_.i64);
    Require(b_.CreateICmpNE(b_.CreateLoad(unit_.i64, layout), b_.getInt64(0)));
    std::vector<llvm::Value*> args;
    for (size_t i = 0; i < f_.params.size(); ++i) {
      llvm::Value* object = b_.CreateLoad(unit_.pointer, unit_.At(b_, fn_->getArg(0), 8 * int64_t(i)));
      args.push_back(Unbox(object, f_.At(f_.params[i]).type, i));
    }
    llvm::Value* returned = b_.CreateCall(unit_.fast[f_.id.index], args);
    if (f_.result.kind == ir::TypeKind::kObject) return void(b_.CreateRet(returned));
    llvm::BasicBlock *good = NewBlock("good"), *odd = NewBlock("odd"), *boxed = NewBlock("boxed"),
                     *raised = NewBlock("raised");
    b_.CreateCondBr(IsNotOk(unit_, b_, returned, f_.result), odd, good, unit_.Unlikely());
    b_.SetInsertPoint(odd);
    b_.CreateCondBr(IsBoxed(unit_, b_, returned, f_.result), boxed, raised);
    b_.SetInsertPoint(boxed);
    b_.CreateRet(TakeBoxed(unit_, b_));
    b_.SetInsertPoint(raised);
    b_.CreateRet(unit_.Null());
    b_.SetInsertPoint(good);
    b_.CreateRet(BoxRaw(unit_, b_, ResultValue(unit_, b_, returned, f_.result), f_.result));
  }

  bool IsConstructed(size_t i) const { return i == 0 && unit_.ir.infos[f_.id.index].name == "__init__"; }

  llvm::Value* Unbox(llvm::Value* object, ir::Type type, size_t i) {
    if (type.kind == ir::TypeKind::kObject) return object;
    if (type.kind == ir::TypeKind::kNone) {
      Require(b_.CreateICmpEQ(object, unit_.None()));
      return object;
    }
    if (type.kind == ir::TypeKind::kInstance) {
      if (IsConstructed(i)) {
        llvm::Value* is =
            unit_.CallRuntime(b_, "spyrt_fast_inst_constructs", unit_.i8, {object, unit_.tables.Class(type.class_id)});
        Require(b_.CreateICmpNE(is, b_.getInt8(0)));
      } else {
        Require(IsCompleteInstance(unit_, b_, object, type.class_id));
      }
      return object;
    }
    llvm::Value* word = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, unit_.At(b_, object, 8)), Memory::kHead);
    Require(b_.CreateICmpEQ(word, unit_.ExactType(type)));
    if (type.kind == ir::TypeKind::kBool) return b_.CreateICmpEQ(object, unit_.True());
    if (type.kind == ir::TypeKind::kFloat) return b_.CreateLoad(unit_.f64, unit_.At(b_, object, 16));
    if (type.kind != ir::TypeKind::kInt) return object;
    llvm::Value* unboxed = unit_.CallRuntime(b_, "spyrt_fast_unbox_int", unit_.int_pair, {object});
    Require(b_.CreateICmpNE(b_.CreateExtractValue(unboxed, 1), b_.getInt64(0)));
    return b_.CreateExtractValue(unboxed, 0);
  }

  Unit& unit_;
  const ir::Function& f_;
  llvm::Function* fn_;
  llvm::IRBuilder<> b_;
  llvm::BasicBlock* generic_;
};

// raw arguments -> boxes -> the attribute call -> checked result -> raw result
class Shim {
 public:
  Shim(Unit& unit, const ir::Class& c, uint32_t slot)
      : unit_(unit), c_(c), slot_(slot), declared_(unit.ir.At(c.vtable[slot].declared)), b_(unit.context) {}

  llvm::Function* Emit() {
    std::string name = declared_.name + ".dynamic." + std::to_string(declared_.id.index) + c_.vtable[slot_].name;
    fn_ = unit_.out.getFunction(name);
    if (fn_) return fn_;  // of a base class
    fn_ = llvm::Function::Create(unit_.FastType(declared_), llvm::GlobalValue::InternalLinkage, name, unit_.out);
    fn_->addFnAttr(llvm::Attribute::NoUnwind);
    fn_->addFnAttr(llvm::Attribute::Cold);
    b_.SetInsertPoint(llvm::BasicBlock::Create(unit_.context, "entry", fn_));
    size_t count = fn_->arg_size();
    llvm::Value* array = b_.CreateAlloca(unit_.pointer, b_.getInt64(count + 1));
    std::vector<llvm::Value*> boxes;
    for (size_t i = 1; i < count; ++i) {
      ir::Type type = declared_.At(declared_.params[i]).type;
      boxes.push_back(fn_->getArg(unsigned(i)));
      if (!ir::IsPointer(type)) boxes.back() = BoxRaw(unit_, b_, boxes.back(), type);
      b_.CreateStore(boxes.back(), unit_.At(b_, array, 8 * int64_t(i)));
    }
    llvm::Value* result = Call(array, boxes);
    for (size_t i = 1; i < count; ++i) {
      if (ir::IsPointer(declared_.At(declared_.params[i]).type)) continue;
      unit_.CallRuntime(b_, "spyrt_fast_release_null", b_.getVoidTy(), {boxes[i - 1]});
    }
    b_.CreateRet(ConvertResult(unit_, b_, CheckOverride(unit_, b_, result, declared_.id), declared_.result));
    CallOutOfLine(fn_->begin(), fn_->end());
    return fn_;
  }

 private:
  llvm::Value* Name(const SlotAccess& access) {
    ir::ConstId name =
        unit_.tables.AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = access.name, .items = {}});
    return b_.CreateLoad(unit_.pointer, unit_.tables.ConstWord(name));
  }

  llvm::Value* Call(llvm::Value* array, const std::vector<llvm::Value*>& boxes) {
    SlotAccess access = AccessOf(unit_.ir, c_.id, slot_);
    llvm::Value *self = fn_->getArg(0), *name = Name(access);
    if (access.is_getter) return unit_.CallObject(b_, "spyrt_obj_getattr", {self, name});
    if (access.is_setter) return unit_.CallObject(b_, "spyrt_obj_setattr", {self, boxes[0], name});
    llvm::Value* items = unit_.At(b_, array, 8);
    return unit_.CallObject(b_, "spyrt_call_virtual", {self, items, b_.getInt64(boxes.size()), name});
  }

  Unit& unit_;
  const ir::Class& c_;
  uint32_t slot_;
  const ir::Function& declared_;
  llvm::IRBuilder<> b_;
  llvm::Function* fn_ = nullptr;
};

llvm::Constant* Table(Unit& unit, std::vector<llvm::Constant*> words, const std::string& name) {
  if (words.empty()) words.push_back(unit.Null());  // its address alone marks complete instances
  auto* array = llvm::ConstantArray::get(llvm::ArrayType::get(unit.pointer, words.size()), words);
  return new llvm::GlobalVariable(unit.out, array->getType(), true, llvm::GlobalValue::InternalLinkage, array, name);
}

}  // namespace

void EmitBoxed(Unit& unit, const ir::Function& f) { BoxedEntry(unit, f).Emit(); }

abi::ClassCode EmitVtables(Unit& unit, const ir::Class& c) {
  if (c.open) return {};
  std::vector<llvm::Constant*> direct, dynamic;
  for (uint32_t i = 0; i < c.vtable.size() && unit.HasFast(); ++i) {
    ir::FunctionId implementation = c.vtable[i].implementation;
    llvm::Constant* shim = c.is_final && implementation ? unit.Null() : Shim(unit, c, i).Emit();
    direct.push_back(implementation ? unit.fast[implementation.index] : shim);
    dynamic.push_back(shim);
  }
  return {Table(unit, direct, c.name + ".vtable"), Table(unit, dynamic, c.name + ".dynamic_vtable")};
}

}  // namespace spy::lower
