// The optimiser's half of emission: links the runtime's bitcode into a module and runs LLVM's pipeline over it.
// Works in place on a module owned by the caller. Errors are returned as texts, empty if all went well.
#pragma once
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <string>

namespace spy::emit {

// Adds what the module needs of the runtime, makes all but `PyInit_*` local, drops what is unused.
std::string LinkRuntime(llvm::Module& module);
// No fast-math anywhere: the results of float operations are CPython's to the last bit.
void Optimise(llvm::Module& module, llvm::TargetMachine& machine, int opt_level);

}  // namespace spy::emit
