#include "codegen/emit/require_cpu.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/MC/MCSubtargetInfo.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace spy::emit {
namespace {

using Words = std::array<uint32_t, 4>;

Words NeededBy(const llvm::TargetMachine& machine) {
  struct Row {
    const char* name;
    unsigned word, bit;
  };
  static constexpr Row kRows[] = {
#define SPY_CPU_FEATURE(name, word, bit) {name, word, bit},
#include "codegen/emit/cpu_features.def"
  };
  Words words{};
  for (const Row& row : kRows) {
    if (machine.getMCSubtargetInfo()->checkFeatures("+" + std::string(row.name))) words[row.word] |= 1u << row.bit;
  }
  return words;
}

// PyInit_x() -> if not spyrt_cpu_fits(words): return null; in instructions that every x86-64 has
void AskFirst(llvm::Function& init, const Words& words) {
  llvm::LLVMContext& context = init.getContext();
  llvm::BasicBlock* rest = &init.getEntryBlock();
  auto* ask = llvm::BasicBlock::Create(context, "ask", &init, rest);
  auto* refuse = llvm::BasicBlock::Create(context, "refuse", &init);
  llvm::IRBuilder<> b(ask);
  std::vector<llvm::Value*> args;
  for (uint32_t word : words) args.push_back(b.getInt32(word));
  auto* type = llvm::FunctionType::get(b.getInt32Ty(), std::vector<llvm::Type*>(words.size(), b.getInt32Ty()), false);
  llvm::CallInst* fits = b.CreateCall(init.getParent()->getOrInsertFunction("spyrt_cpu_fits", type), args);
  b.CreateCondBr(b.CreateICmpNE(fits, b.getInt32(0)), rest, refuse);
  b.SetInsertPoint(refuse);
  b.CreateRet(llvm::Constant::getNullValue(init.getReturnType()));
  init.addFnAttr("target-cpu", "x86-64");
  init.addFnAttr("target-features", "");
}

}  // namespace

void RequireCpu(llvm::Module& module, const llvm::TargetMachine& machine) {
  Words words = NeededBy(machine);
  for (llvm::Function& function : module) {
    if (function.getName().starts_with("PyInit") && !function.isDeclaration()) AskFirst(function, words);
  }
}

}  // namespace spy::emit
