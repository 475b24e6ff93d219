// The descriptor tables of one compilation unit, as constant data of its llvm::Module (runtime/include/abi.h).
//
// Lowering asks for the addresses of descriptors while it emits code, adds constants and built-in names as it meets
// them, and calls Finish once, with what it made of each function and class. All symbols are internal but PyInit_*.
// Lives as long as the lowering of one module; refers to the ir::Module and the llvm::Module, which outlive it. Cannot
// fail.
#pragma once
#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/Module.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/ir/module.h"
#include "interop/abi/layouts.h"
#include "runtime/include/abi.h"

namespace spy::abi {

struct ExitCode {  // becomes a SpyExit
  uint32_t resume = 0;
  std::vector<SpyLive> live;
};

struct GenCode {  // becomes a SpyGenBody; the states hold the words of references
  llvm::Function* fast = nullptr;
  uint32_t n_words = 0;
  std::vector<std::vector<uint32_t>> states;
};

struct FunctionCode {               // what became of an ir::Function
  llvm::Function* boxed = nullptr;  // null without a fast body
  std::vector<uint32_t> generic;    // runtime/include/generic_code.h
  uint32_t n_slots = 0;
  std::vector<ExitCode> exits;
  std::vector<SpyPlace> places;   // behind the first, the head
  GenCode gen;                    // of a function that suspends
  llvm::Function* raw = nullptr;  // for calls of it as a value; null: always through `boxed`
  uint64_t raw_form = 0;
};

struct ClassCode {  // the two tables of a class; null if it has no vtable
  llvm::Constant* vtable = nullptr;
  llvm::Constant* dynamic_vtable = nullptr;
};

class Tables {
 public:
  Tables(const ir::Module& module, llvm::Module& out);

  // Addresses of descriptors.
  llvm::Constant* Function(ir::FunctionId f) const { return Element(functions_, layouts_.function, f.index); }
  llvm::Constant* Class(ir::ClassId c) const { return Element(classes_, layouts_.klass, c.index); }
  llvm::Constant* Field(ir::ClassId c, uint32_t index) const {
    return Element(fields_[c.index], layouts_.field, index);
  }
  llvm::Constant* ClassVar(ir::ClassId c, uint32_t index) const {
    return Element(class_vars_[c.index], layouts_.class_var, index);
  }
  llvm::Constant* Check(ir::CheckId c) const { return Element(checks_, layouts_.check, c.index); }
  llvm::Constant* Global(ir::GlobalId g) const { return Element(globals_, layouts_.global, g.index); }
  llvm::Constant* Module(uint32_t source) const { return Element(modules_, layouts_.module, source); }
  // Address of the word that holds a constant, a built-in, a class object, a class or module variable's value.
  llvm::Constant* ConstWord(ir::ConstId c) const { return At(consts_, 8 * uint64_t(c.index)); }
  llvm::Constant* BuiltinWord(const std::string& name) { return At(builtin_words_, 8 * uint64_t(Builtin(name))); }
  // Indices of a built-in, and of an address that generic bodies name.
  uint32_t Builtin(const std::string& name);
  uint32_t Address(llvm::Constant* address);
  llvm::Constant* ClassTypeWord(ir::ClassId c) const;

  ir::ConstId AddConst(const ir::Const& c) { return pool_.AddConst(c); }
  const ir::Const& At(ir::ConstId c) const { return pool_.consts[c.index]; }

  // Fills everything in. `seed`: of the guards that fail at random (0: none).
  void Finish(std::span<const FunctionCode> functions, std::span<const ClassCode> classes, int64_t seed);

 private:
  class Row;

  llvm::Constant* Element(llvm::GlobalVariable* array, llvm::Type* type, uint64_t index) const;
  llvm::Constant* At(llvm::Constant* base, uint64_t offset) const;
  llvm::GlobalVariable* Declare(llvm::Type* element, size_t count, const char* name);
  llvm::Constant* Null() const;
  llvm::Constant* Word(uint32_t value) const;
  llvm::Constant* Text(std::string_view text);
  llvm::Constant* Optional(ir::CheckId check) const { return check ? Check(check) : Null(); }
  llvm::Constant* Array(llvm::Type* type, const std::vector<llvm::Constant*>& rows, const char* name, bool constant);
  llvm::Constant* Indices(std::span<const ir::ConstId> ids);
  llvm::Constant* Zeroed(size_t words, const char* name);
  void Define(llvm::GlobalVariable* array, const std::vector<llvm::Constant*>& rows);

  llvm::Constant* ConstRow(const ir::Const& c);
  llvm::Constant* CheckRow(const ir::TypeCheck& check);
  llvm::Constant* ParamRow(const ir::Param& param);
  llvm::Constant* FunctionRow(const ir::FunctionInfo& info, const FunctionCode& code, llvm::Constant* generic);
  llvm::Constant* GenericCode(std::span<const FunctionCode> functions);
  llvm::Constant* ExitRows(const FunctionCode& code);
  llvm::Constant* PlaceRows(const ir::FunctionInfo& info, const FunctionCode& code);
  ir::Suspends MadeBy(const ir::Function& function) const;
  llvm::Constant* GenRow(const ir::Function& function, const GenCode& gen);
  llvm::Constant* ClassRow(const ir::Class& c, const ClassCode& code);
  llvm::Constant* ModuleRow(const ir::SourceModule& source);
  void FinishConsts();
  void FinishClass(const ir::Class& c);
  void EmitInit(std::span<const uint32_t> sources, int64_t seed);

  const ir::Module& module_;
  llvm::Module& out_;
  llvm::LLVMContext& context_;
  Layouts layouts_;
  ir::Module pool_;  // constants of the IR, then those that lowering adds
  std::vector<std::string> builtins_;
  std::map<std::string, uint32_t, std::less<>> builtin_index_;
  std::vector<llvm::Constant*> addresses_;
  llvm::DenseMap<llvm::Constant*, uint32_t> address_index_;
  std::map<std::string, llvm::Constant*, std::less<>> texts_;
  llvm::GlobalVariable *functions_, *classes_, *checks_, *globals_, *modules_;
  llvm::GlobalVariable *consts_, *builtin_words_;  // replaced by arrays of the final size
  std::vector<llvm::GlobalVariable*> fields_, class_vars_;
  llvm::Constant *const_table_ = nullptr, *builtin_names_ = nullptr, *address_table_ = nullptr;
};

}  // namespace spy::abi
