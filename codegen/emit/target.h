// The machine that modules are compiled for: x86-64 Linux, with a processor level. A TargetMachine belongs to one
// compilation; creating the first one initialises LLVM's X86 target.
#pragma once
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <string>

namespace spy::emit {

inline constexpr const char* kTriple = "x86_64-unknown-linux-gnu";
inline constexpr const char* kDefaultCpu = "x86-64-v2";

// `cpu`: a name that LLVM knows (`x86-64`, `x86-64-v3`, `znver3`), or `native`. Null, with `error` set, if it is
// unknown.
std::unique_ptr<llvm::TargetMachine> MakeTargetMachine(const std::string& cpu, int opt_level, std::string* error);

}  // namespace spy::emit
