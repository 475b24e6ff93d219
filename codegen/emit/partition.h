// A large module cut into parts, which are optimised and compiled at the same time, each in a context of its own. How
// it is cut depends on the module alone and not on the machine, so that the library has the same bytes everywhere.
// Plans and parts are values; a part belongs to the thread that loads it. Errors are texts, empty if all went well.
#pragma once
#include <llvm/IR/Module.h>

#include <memory>
#include <string>
#include <vector>

namespace spy::emit {

struct Part {
  std::vector<std::string> own;     // functions that it defines, sorted
  std::vector<std::string> copies;  // small ones of other parts that its own call: to be inlined, sorted
};

// One part for most modules. Functions that stand side by side in the source stay together; the tables and what CPython
// calls are in the first part.
std::vector<Part> PlanParts(const llvm::Module& module);
// The module for the first part, which has the tables, and for the others, which do not spend time on them. In both the
// parts see each other's functions and variables.
struct SharedBitcode {
  std::string first, others;
};
SharedBitcode MakeShared(std::unique_ptr<llvm::Module> module);
// The part as a module.
std::unique_ptr<llvm::Module> LoadPart(const std::string& bitcode, const Part& part, llvm::LLVMContext& context,
                                       std::string* error);

}  // namespace spy::emit
