// What the lowering of one module shares: types, the LLVM functions of each ir::Function, runtime declarations,
// descriptor tables, alias metadata. Lives as long as LowerModule runs; everything it makes belongs to the
// llvm::Module.
#pragma once
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "codegen/ir/module.h"
#include "codegen/lower/debug.h"
#include "codegen/lower/lower.h"
#include "codegen/lower/tbaa.h"
#include "interop/abi/tables.h"

namespace spy::lower {

// How a fast body returns its result (runtime/include/abi.h).
enum class ResultKind : uint8_t { kInt, kFloat, kBool, kPointer, kNone };
ResultKind ResultKindOf(ir::Type type);

class Unit {
 public:
  Unit(const ir::Module& ir, llvm::Module& out, const LowerOptions& options);

  const ir::Module& ir;
  llvm::Module& out;
  llvm::LLVMContext& context;
  const LowerOptions& options;
  abi::Tables tables;
  Tbaa tbaa;
  DebugInfo debug;
  llvm::PointerType* pointer;
  llvm::IntegerType *i1, *i8, *i32, *i64;
  llvm::Type* f64;
  llvm::StructType *int_pair, *float_pair;  // SpyInt, SpyFloat of runtime/include/fast.h
  std::vector<abi::FunctionCode> code;      // by FunctionId
  std::vector<llvm::Function*> fast;        // by FunctionId; null in generic-only builds, and where it would not pay
  std::vector<abi::ClassCode> class_code;   // by ClassId
  std::vector<bool> in_call_cycle;          // by FunctionId (call_cycles.h)

  bool HasFast() const { return !options.generic_only; }
  llvm::Type* RepType(ir::Type type) const;
  llvm::Type* ResultType(ir::Type type) const;
  llvm::FunctionType* FastType(const ir::Function& f) const;

  // A function of the runtime. Declared on first use; callers agree on the type.
  llvm::FunctionCallee Runtime(llvm::StringRef name, llvm::Type* result, llvm::ArrayRef<llvm::Type*> params);
  llvm::CallInst* CallRuntime(llvm::IRBuilder<>& b, llvm::StringRef name, llvm::Type* result,
                              llvm::ArrayRef<llvm::Value*> args);
  // The same for functions that return a pointer.
  llvm::CallInst* CallObject(llvm::IRBuilder<>& b, llvm::StringRef name, llvm::ArrayRef<llvm::Value*> args) {
    return CallRuntime(b, name, pointer, args);
  }
  // A data symbol of CPython: `PyLong_Type`, `_Py_NoneStruct`.
  llvm::Constant* PythonSymbol(llvm::StringRef name);
  llvm::Constant* None() { return PythonSymbol("_Py_NoneStruct"); }
  llvm::Constant* True() { return PythonSymbol("_Py_TrueStruct"); }
  llvm::Constant* False() { return PythonSymbol("_Py_FalseStruct"); }
  // The type object of an exact built-in type; null for object and instances.
  llvm::Constant* ExactType(ir::Type type);
  llvm::Constant* Null() const { return llvm::ConstantPointerNull::get(pointer); }

  // The pooled constant of an instruction const.*, but const.unbound.
  ir::ConstId ConstantOf(const ir::Inst& inst);
  ir::ConstId NoneConst() { return Pooled({.kind = ir::ConstKind::kNone, .text = {}, .items = {}}); }
  ir::ConstId Pooled(const ir::Const& c) { return tables.AddConst(c); }
  // The object of a constant-like instruction (const.*, builtin); null if `inst` is none. Borrowed.
  llvm::Value* ConstOperand(llvm::IRBuilder<>& b, const ir::Inst& inst);
  bool IsConst(const ir::Function& f, ir::ValueId v) const;

  // Line of a source place of function `f`.
  uint32_t Line(ir::FunctionId f, Span span) const;
  // Index of a source place in the table of function `f`, never 0.
  uint32_t Place(ir::FunctionId f, Span span);
  // The traceback entries that an instruction leaves when it raises: in the functions that were inlined around it,
  // inner ones first, and last in the function itself; up to the one that handles it. What raises again leaves none in
  // its own function.
  struct RaisedAt {
    ir::FunctionId function;
    uint32_t place;
    bool own;  // of the function itself
  };
  std::vector<RaisedAt> Raised(const ir::Function& f, const ir::Inst& inst);
  // Makes all but the function's own, whose place it gives; 0: that has none.
  uint32_t TraceInlined(llvm::IRBuilder<>& b, const ir::Function& f, const ir::Inst& inst);
  void Trace(llvm::IRBuilder<>& b, ir::FunctionId f, llvm::Value* place);

  llvm::MDNode* Unlikely() { return llvm::MDBuilder(context).createBranchWeights(1, 4000); }
  llvm::MDNode* Likely() { return llvm::MDBuilder(context).createBranchWeights(4000, 1); }
  llvm::Value* At(llvm::IRBuilder<>& b, llvm::Value* base, int64_t offset) const;

 private:
  std::map<std::tuple<uint32_t, uint32_t, uint32_t>, uint32_t> places_;  // function, begin and end of the span -> index
};

// In rare code: the helpers of the runtime that the blocks call stay calls.
void CallOutOfLine(llvm::Function::iterator from, llvm::Function::iterator to);
// Where control goes after a raising instruction's traceback, as in the generic rule for all ops.
bool LeavesTraceback(ir::Op op);
// The runtime function of an op's generic lowering: spyrt_<mnemonic>.
std::string RuntimeName(ir::Op op);
// An immediate as the generic lowering passes it: an object of the constants, an address, else a number.
struct Immediate {
  ir::ConstId constant{};
  llvm::Constant* address = nullptr;
  int64_t number = 0;
  bool IsNumber() const { return !constant && !address; }
};
std::vector<Immediate> ImmediatesOf(Unit& unit, const ir::Inst& inst);
// Appends an op's immediates as values.
void AppendImmediates(Unit& unit, llvm::IRBuilder<>& b, const ir::Inst& inst, std::vector<llvm::Value*>& args);
// The name under which a vtable slot is found by attribute lookup, and how.
struct SlotAccess {
  std::string name;
  bool is_getter = false, is_setter = false;
};
SlotAccess AccessOf(const ir::Module& module, ir::ClassId c, uint32_t slot);

}  // namespace spy::lower
