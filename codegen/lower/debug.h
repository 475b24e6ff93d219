// DWARF: a subprogram per function, a line per instruction. Does nothing unless the option is on. One per llvm::Module.
#pragma once
#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <vector>

#include "codegen/ir/module.h"

namespace spy::lower {

class DebugInfo {
 public:
  DebugInfo(const ir::Module& ir, llvm::Module& out, bool enabled);
  // Describes `fn`, the code of `f`.
  void Begin(llvm::Function* fn, ir::FunctionId f);
  // The parameters of `fn`, a fast body with raw arguments: debuggers show ints, floats and bools by value, the rest as
  // pointers.
  void Parameters(llvm::IRBuilder<>& b, llvm::Function* fn, const ir::Function& f);
  // Instructions that follow come from `line`.
  void SetLine(llvm::IRBuilder<>& b, uint32_t line);
  void Finish();

 private:
  llvm::DIFile* FileOf(uint32_t source);
  llvm::DIType* TypeOf(ir::Type type);

  const ir::Module& ir_;
  std::unique_ptr<llvm::DIBuilder> builder_;  // null: off
  std::vector<llvm::DIFile*> files_;
  llvm::DISubprogram* current_ = nullptr;
};

}  // namespace spy::lower
