// Fast lowering of module variables, class variables and cells: the word itself; what is unset goes the generic way.
#include "codegen/lower/fast.h"

namespace spy::lower {
namespace {

constexpr int64_t kCellContents = 16;  // of CPython's cell objects

}  // namespace

// The word of a variable; if it is null, the runtime function raises, or finds what stands for it (a built-in of the
// name, what the module's __getattr__ gives).
void FastBody::LoadVariable(const ir::Inst& inst, llvm::Value* word) {
  llvm::Value* value = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, word), Memory::kVariable);
  llvm::BasicBlock *unset = NewBlock("unset"), *set = NewBlock("set");
  b_.CreateCondBr(b_.CreateIsNull(value), unset, set, unit_.Unlikely());
  b_.SetInsertPoint(unset);
  std::vector<llvm::Value*> args;
  AppendImmediates(unit_, b_, inst, args);
  llvm::Value* object = unit_.CallObject(b_, RuntimeName(inst.op), args);
  RaiseIf(inst, b_.CreateIsNull(object));
  ExitAfter(inst, object);
  b_.SetInsertPoint(set);
  SetBorrowed(inst, value);
}

void FastBody::LowerGlobalGet(const ir::Inst& inst) {
  LoadVariable(inst,
               unit_.At(b_, unit_.tables.Global(ir::GlobalId{uint32_t(inst.imm[0])}), offsetof(SpyGlobal, value)));
}

void FastBody::LowerGlobalMember(const ir::Inst& inst) { LowerGlobalGet(inst); }

void FastBody::LowerClassVarGet(const ir::Inst& inst) {
  if (unit_.ir.classes[size_t(inst.imm[0])].open) {  // CPython has the variable
    std::vector<llvm::Value*> args;
    AppendImmediates(unit_, b_, inst, args);
    llvm::Value* object = unit_.CallObject(b_, RuntimeName(inst.op), args);
    RaiseIf(inst, b_.CreateIsNull(object));
    return SetOwned(inst, object);
  }
  llvm::Value* var = unit_.tables.ClassVar(ir::ClassId{uint32_t(inst.imm[0])}, uint32_t(inst.imm[1]));
  LoadVariable(inst, unit_.At(b_, var, offsetof(SpyClassVar, value)));
}

void FastBody::LowerClassObject(const ir::Inst& inst) {
  llvm::Constant* word = unit_.tables.ClassTypeWord(ir::ClassId{uint32_t(inst.imm[0])});
  llvm::Value* type = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, word), Memory::kVtable);
  bool may_lack = unit_.ir.infos[f_.id.index].kind == ir::FunctionInfo::kModuleBody;  // as spyrt_class_object says
  SetBorrowed(inst, may_lack ? b_.CreateSelect(b_.CreateIsNull(type), unit_.None(), type) : type);
}

// cell.get c -> its contents, null if unbound
void FastBody::LowerCellGet(const ir::Inst& inst) {
  SetBorrowed(inst, LoadAt(Arg(inst, 0), kCellContents, unit_.pointer, Memory::kVariable));
}

void FastBody::LowerCellSet(const ir::Inst& inst) {
  llvm::Value* place = unit_.At(b_, Arg(inst, 0), kCellContents);
  llvm::Value* old = unit_.tbaa.Mark(b_.CreateLoad(unit_.pointer, place), Memory::kVariable);
  Retain(Arg(inst, 1), true);
  unit_.tbaa.Mark(b_.CreateStore(Arg(inst, 1), place), Memory::kVariable);
  Release(old, true);
}

}  // namespace spy::lower
