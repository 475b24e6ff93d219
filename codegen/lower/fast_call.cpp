// Fast lowering of calls between compiled functions: direct, and through vtables.
#include "codegen/lower/fast.h"
#include "codegen/lower/raw_entry.h"
#include "codegen/lower/result.h"

namespace spy::lower {

// {value, status} -> the value; the error edge; or, behind the call, the generic body with the object that did not fit
void FastBody::FinishCall(const ir::Inst& inst, llvm::Value* returned, ir::Type declared) {
  llvm::BasicBlock *good = NewBlock("good"), *odd = NewBlock("odd");
  bool may_box = declared.kind != ir::TypeKind::kObject;
  llvm::Value* failed = may_box ? IsNotOk(unit_, b_, returned, declared) : b_.CreateIsNull(returned);
  b_.CreateCondBr(failed, odd, good, unit_.Unlikely());
  b_.SetInsertPoint(odd);
  if (may_box) {
    llvm::BasicBlock* boxed = NewBlock("boxed");
    b_.CreateCondBr(IsBoxed(unit_, b_, returned, declared), boxed, Landing(inst));
    b_.SetInsertPoint(boxed);
    ExitAfter(inst, TakeBoxed(unit_, b_));
  } else {
    b_.CreateBr(Landing(inst));
  }
  b_.SetInsertPoint(good);
  llvm::Value* value = ResultValue(unit_, b_, returned, declared);
  if (inst.result) return Set(inst, value);
  if (ir::IsCounted(declared)) Release(value, false);
}

// The operands, guarded against instances still under construction where the callee takes complete ones for granted.
std::vector<llvm::Value*> FastBody::CallArguments(const ir::Inst& inst, const ir::Function& callee) {
  bool is_init = unit_.ir.infos[callee.id.index].name == "__init__";
  std::vector<llvm::Value*> args;
  for (size_t i = 0; i < inst.operands.size(); ++i) {
    bool promised = TypeOf(inst.operands[i]).kind == ir::TypeKind::kInstance && !(is_init && i == 0);
    if (promised && MayBeIncomplete(inst.operands[i])) {
      Guard(b_.CreateIsNotNull(LoadAt(Arg(inst, i), ir::kVtableOffset, unit_.pointer, Memory::kVtable)));
    }
    args.push_back(Arg(inst, i));
  }
  return args;
}

// call f(args) -> f.fast(raw args)
void FastBody::LowerCall(const ir::Inst& inst) {
  const ir::Function& callee = unit_.ir.At(ir::FunctionId{uint32_t(inst.imm[0])});
  std::vector<llvm::Value*> args = CallArguments(inst, callee);
  FinishCall(inst, b_.CreateCall(unit_.fast[callee.id.index], args), callee.result);
}

// The slot's function: of `c` itself if nothing overrides it, else the likeliest one tested first, so that it can be
// inlined.
llvm::Value* FastBody::CallThrough(const ir::Inst& inst, const ir::Class& c, uint32_t slot) {
  const ir::VtableSlot& entry = c.vtable[slot];
  const ir::Function& declared = unit_.ir.At(entry.declared);
  llvm::FunctionType* type = unit_.FastType(declared);
  llvm::Function* likely = entry.implementation ? unit_.fast[entry.implementation.index] : nullptr;
  std::vector<llvm::Value*> args = CallArguments(inst, declared);
  bool fits = likely && likely->getFunctionType() == type;
  if (c.is_final && fits) return b_.CreateCall(likely, args);
  llvm::Value* vtable = LoadAt(args[0], ir::kVtableOffset, unit_.pointer, Memory::kVtable);
  llvm::Value* found = LoadAt(vtable, 8 * int64_t(slot), unit_.pointer, Memory::kVtable);
  if (!fits) return b_.CreateCall(type, found, args);
  llvm::BasicBlock *direct = NewBlock("direct"), *indirect = NewBlock("indirect"), *called = NewBlock("called");
  b_.CreateCondBr(b_.CreateICmpEQ(found, likely), direct, indirect);
  b_.SetInsertPoint(direct);
  llvm::Value* first = b_.CreateCall(likely, args);
  b_.CreateBr(called);
  b_.SetInsertPoint(indirect);
  llvm::Value* second = b_.CreateCall(type, found, args);
  b_.CreateBr(called);
  b_.SetInsertPoint(called);
  llvm::PHINode* returned = b_.CreatePHI(first->getType(), 2);
  returned->addIncoming(first, direct);
  returned->addIncoming(second, indirect);
  return returned;
}

// call.virtual C:slot self, args -> the function in the receiver's vtable
void FastBody::LowerCallVirtual(const ir::Inst& inst) {
  const ir::Class& c = unit_.ir.classes[size_t(inst.imm[0])];
  uint32_t slot = uint32_t(inst.imm[1]);
  const ir::Function& declared = unit_.ir.At(c.vtable[slot].declared);
  FinishCall(inst, CallThrough(inst, c, slot), declared.result);
}

// The operands as objects, called as CPython calls; the result in the form that F.fast gives.
llvm::Value* FastBody::CallBoxed(const ir::Inst& inst, ir::Type result) {
  std::vector<llvm::Value*> fresh;
  for (size_t i = 1; i < inst.operands.size(); ++i) {
    bool is_new = false;
    llvm::Value* object = Boxed(inst.operands[i], &is_new);
    if (is_new) fresh.push_back(object);
    unit_.tbaa.Mark(b_.CreateStore(object, unit_.At(b_, array_, 8 * int64_t(i))), Memory::kSlot);
  }
  std::vector<llvm::Value*> args = {Get(inst.operands[0]), unit_.At(b_, array_, 8),
                                    b_.getInt64(inst.operands.size() - 1)};
  AppendImmediates(unit_, b_, inst, args);
  llvm::Value* object = unit_.CallObject(b_, RuntimeName(inst.op), args);
  for (llvm::Value* box : fresh) Release(box, false);
  return ConvertResult(unit_, b_, object, result);
}

// f.raw(args), or f.raw(cells, args) for the form with cells.
llvm::Value* FastBody::CallRaw(llvm::Value* function, std::vector<llvm::Value*> args, llvm::Value* cells,
                               ir::Type result) {
  if (cells) args.insert(args.begin(), cells);
  std::vector<llvm::Type*> types;
  for (llvm::Value* arg : args) types.push_back(arg->getType());
  llvm::Value* entry = LoadAt(function, kSpyFunctionRaw, unit_.pointer, Memory::kVtable);
  return b_.CreateCall(llvm::FunctionType::get(unit_.ResultType(result), types, false), entry, args);
}

// call.value f, args -> where f is a compiled function of the very form of this call, its fast body
void FastBody::LowerCallValue(const ir::Inst& inst) {
  ir::Type result{ir::TypeKind(inst.imm[1]), {}};
  std::vector<ir::Type> types;
  std::vector<llvm::Value*> args;
  for (size_t i = 1; i < inst.operands.size(); ++i) {
    types.push_back(ArgType(inst, i));
    args.push_back(Arg(inst, i));
  }
  uint64_t form = RawForm(types, result);
  if (form == 0) return FinishCall(inst, CallBoxed(inst, result), result);
  llvm::Value* f = Get(inst.operands[0]);
  llvm::BasicBlock *ours = NewBlock("ours"), *plain = NewBlock("plain"), *closure = NewBlock("closure"),
                   *other = NewBlock("other"), *called = NewBlock("called");
  llvm::Value* type = unit_.out.getOrInsertGlobal("spyrt_function_type", unit_.pointer);
  type = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, type), Memory::kVtable);
  b_.CreateCondBr(b_.CreateICmpEQ(TypeWord(f), type), ours, other, unit_.Likely());
  b_.SetInsertPoint(ours);
  llvm::Value* function = LoadAt(f, kSpyFunctionObjectFunction, unit_.pointer, Memory::kVtable);
  llvm::SwitchInst* forms =
      b_.CreateSwitch(LoadAt(function, kSpyFunctionRawForm, unit_.i64, Memory::kVtable), other, 2);
  forms->addCase(b_.getInt64(form), plain);
  forms->addCase(b_.getInt64(form | kFormCells), closure);
  llvm::PHINode* returned = llvm::PHINode::Create(unit_.ResultType(result), 3, "", called);
  auto join = [&](llvm::Value* value) {
    returned->addIncoming(value, b_.GetInsertBlock());
    b_.CreateBr(called);
  };
  b_.SetInsertPoint(plain);
  join(CallRaw(function, args, nullptr, result));
  b_.SetInsertPoint(closure);
  llvm::Value* cells = LoadAt(f, kSpyFunctionObjectCells, unit_.pointer, Memory::kSlot);
  join(CallRaw(function, args, cells, result));
  b_.SetInsertPoint(other);
  join(CallBoxed(inst, result));
  b_.SetInsertPoint(called);
  FinishCall(inst, returned, result);
}

}  // namespace spy::lower
