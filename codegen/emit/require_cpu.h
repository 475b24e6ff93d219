// Modules built for a processor above the default refuse to be imported elsewhere, instead of dying of an unknown
// instruction: each PyInit_* asks the runtime first. Changes the module in place; cannot fail.
#pragma once
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

namespace spy::emit {

void RequireCpu(llvm::Module& module, const llvm::TargetMachine& machine);

}  // namespace spy::emit
