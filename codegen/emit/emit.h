// From an llvm::Module to the bytes of a shared library, in process: optimiser, object code, lld.
//
// Input: a verified module whose only exported symbols are `PyInit_*` and which calls the runtime's `spyrt_*`
// functions. Output: bytes owned by the caller. Errors are texts for the driver's internal diagnostic (9xxx): a user's
// source cannot cause them, but an unknown processor name can. One call at a time per process (lld keeps global state).
#pragma once
#include <llvm/IR/Module.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace spy::emit {

struct EmitOptions {
  int opt_level = 2;  // 0, 1: light pipeline; 2: LLVM's, with the runtime's small functions inlined
  std::string cpu;    // empty: the default level
};

template <class T>
struct Result {
  T value{};
  std::string error;  // empty: fine
  explicit operator bool() const { return error.empty(); }
};

using SharedLibraryBytes = std::string;

enum class TextKind : uint8_t { kLlvm, kAsm };

Result<SharedLibraryBytes> EmitSharedLibrary(std::unique_ptr<llvm::Module> module, const EmitOptions& options);
// What EmitSharedLibrary would compile, as text: LLVM IR after the optimiser, or assembly.
Result<std::string> EmitText(std::unique_ptr<llvm::Module> module, const EmitOptions& options, TextKind kind);
// The module as given, unoptimised.
std::string PrintModule(const llvm::Module& module);

}  // namespace spy::emit
