// From a Split-stage ir::Module to an llvm::Module: for each function a fast body, a generic body and a boxed entry
// (runtime/include/abi.h), the vtables of classes, and the descriptor tables of the module shell.
//
// The ir::Module must be verified and outlive nothing: the result stands alone in its context. Lowering cannot fail;
// what it cannot express was refused before (5xxx) or is a defect that LLVM's verifier shows.
#pragma once
#include <llvm/IR/Module.h>

#include <cstdint>
#include <memory>

#include "codegen/ir/module.h"

namespace spy::lower {

struct LowerOptions {
  int opt_level = 2;
  bool generic_only = false;  // no fast bodies: every call runs the generic one
  int64_t chaos_seed = 0;     // not 0: guards fail at random
  bool debug_info = false;    // DWARF line tables
};

std::unique_ptr<llvm::Module> LowerModule(const ir::Module& module, llvm::LLVMContext& context,
                                          const LowerOptions& options);

}  // namespace spy::lower
