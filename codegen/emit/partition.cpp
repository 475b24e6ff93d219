#include "codegen/emit/partition.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <set>

namespace spy::emit {
namespace {

// In instructions, before the runtime's helpers are inlined.
constexpr size_t kPartSize = 5000, kCopySize = 80;
constexpr size_t kMostParts = 32;

// `f.fast` and `f.boxed` are of one function.
llvm::StringRef Stem(const llvm::Function& fn) { return fn.getName().rsplit('.').first; }

bool IsEntry(const llvm::Function& fn) { return !fn.hasLocalLinkage(); }

// What the functions call and is small enough to be copied, and what that calls.
std::vector<std::string> Copies(const llvm::Module& module, const std::vector<std::string>& own) {
  std::set<std::string> found;
  std::vector<const llvm::Function*> open;
  for (const std::string& name : own) open.push_back(module.getFunction(name));
  while (!open.empty()) {
    const llvm::Function& fn = *open.back();
    open.pop_back();
    for (const llvm::BasicBlock& block : fn) {
      for (const llvm::Instruction& instruction : block) {
        const auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
        const llvm::Function* callee = call ? call->getCalledFunction() : nullptr;
        if (!callee || callee->isDeclaration() || callee->getInstructionCount() > kCopySize) continue;
        std::string name = callee->getName().str();
        bool is_own = std::binary_search(own.begin(), own.end(), name);
        if (!is_own && found.insert(std::move(name)).second) open.push_back(callee);
      }
    }
  }
  return {found.begin(), found.end()};
}

// Whether code names it, and not only other tables do.
bool IsUsedByCode(const llvm::Value& value) {
  return std::any_of(value.user_begin(), value.user_end(), [](const llvm::User* user) {
    return llvm::isa<llvm::Instruction>(user) || (llvm::isa<llvm::ConstantExpr>(user) && IsUsedByCode(*user));
  });
}

// Takes out what only the first part has.
void DropTables(llvm::Module& module) {
  std::vector<llvm::GlobalVariable*> unseen;
  for (llvm::GlobalVariable& variable : module.globals()) {
    if (!variable.hasInitializer()) continue;
    variable.setInitializer(nullptr);
    if (variable.hasLocalLinkage()) unseen.push_back(&variable);
  }
  for (llvm::GlobalVariable* variable : unseen) {
    variable->setLinkage(llvm::GlobalValue::ExternalLinkage);
    variable->removeDeadConstantUsers();
    if (variable->use_empty()) variable->eraseFromParent();
  }
}

std::string Bitcode(const llvm::Module& module) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  llvm::WriteBitcodeToFile(module, stream);
  return bytes;
}

}  // namespace

std::vector<Part> PlanParts(const llvm::Module& module) {
  size_t count = std::clamp<size_t>(module.getInstructionCount() / kPartSize, 1, kMostParts);
  std::vector<Part> parts(1);
  size_t share = module.getInstructionCount() / count, filled = 0;
  llvm::StringRef last;
  for (const llvm::Function& fn : module) {
    if (fn.isDeclaration()) continue;
    if (IsEntry(fn)) {
      parts[0].own.push_back(fn.getName().str());
      continue;
    }
    if (filled >= share && parts.size() < count && Stem(fn) != last) {
      parts.emplace_back();
      filled = 0;
    }
    parts.back().own.push_back(fn.getName().str());
    filled += fn.getInstructionCount();
    last = Stem(fn);
  }
  for (Part& part : parts) std::sort(part.own.begin(), part.own.end());
  if (parts.size() == 1) return parts;
  for (Part& part : parts) part.copies = Copies(module, part.own);
  return parts;
}

SharedBitcode MakeShared(std::unique_ptr<llvm::Module> module) {
  auto share = [](llvm::GlobalValue& value) {
    value.setLinkage(llvm::GlobalValue::ExternalLinkage);
    value.setVisibility(llvm::GlobalValue::HiddenVisibility);
    value.setDSOLocal(true);
  };
  for (llvm::Function& fn : *module) {
    if (!fn.isDeclaration() && !IsEntry(fn)) share(fn);
  }
  for (llvm::GlobalVariable& variable : module->globals()) {
    if (variable.hasLocalLinkage() && IsUsedByCode(variable)) share(variable);
  }
  SharedBitcode shared{Bitcode(*module), {}};
  DropTables(*module);
  shared.others = Bitcode(*module);
  return shared;
}

std::unique_ptr<llvm::Module> LoadPart(const std::string& bitcode, const Part& part, llvm::LLVMContext& context,
                                       std::string* error) {
  auto module = llvm::getLazyBitcodeModule(llvm::MemoryBufferRef(bitcode, "part"), context);
  if (!module) {
    *error = "a part of the module: " + llvm::toString(module.takeError());
    return nullptr;
  }
  for (llvm::Function& fn : **module) {
    if (fn.isDeclaration()) continue;
    std::string name = fn.getName().str();
    if (std::binary_search(part.own.begin(), part.own.end(), name)) continue;
    if (std::binary_search(part.copies.begin(), part.copies.end(), name)) {
      fn.setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
    } else {
      fn.deleteBody();
    }
  }
  if (llvm::Error failed = (*module)->materializeAll()) {
    *error = "a part of the module: " + llvm::toString(std::move(failed));
    return nullptr;
  }
  return std::move(*module);
}

}  // namespace spy::emit
