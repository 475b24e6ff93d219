// The optimiser's half of emission: imports the runtime's small functions from bitcode and runs LLVM's pipeline over
// it. Works in place on a module owned by the caller. Errors are returned as texts, empty if all went well.
#pragma once
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <string>

namespace spy::emit {

// Gives the module the bodies of those runtime functions that are to be inlined; the others it finds when it is linked.
std::string ImportRuntime(llvm::Module& module);
// Marks the runtime's symbols as of this library, so that they are reached without tables.
void BindRuntime(llvm::Module& module);
// No fast-math anywhere: the results of float operations are CPython's to the last bit.
void Optimise(llvm::Module& module, llvm::TargetMachine& machine, int opt_level);

}  // namespace spy::emit
