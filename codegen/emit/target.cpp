#include "codegen/emit/target.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>

namespace spy::emit {
namespace {

const llvm::Target* X86(std::string* error) {
  static const bool once = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();  // the runtime has a few lines of inline assembly
    return true;
  }();
  (void)once;
  return llvm::TargetRegistry::lookupTarget(kTriple, *error);
}

llvm::TargetOptions Options() {
  llvm::TargetOptions options;
  options.FunctionSections = true;  // the link drops what nobody calls
  options.DataSections = true;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return options;
}

}  // namespace

std::unique_ptr<llvm::TargetMachine> MakeTargetMachine(const std::string& cpu, int opt_level, std::string* error) {
  const llvm::Target* target = X86(error);
  if (!target) return nullptr;
  std::string name = cpu.empty() ? kDefaultCpu : cpu, features;
  if (cpu == "native") {
    name = llvm::sys::getHostCPUName().str();
    for (const auto& feature : llvm::sys::getHostCPUFeatures()) {
      features += (feature.second ? "+" : "-") + feature.first().str() + ",";
    }
  }
  std::unique_ptr<llvm::MCSubtargetInfo> info(target->createMCSubtargetInfo(kTriple, "", ""));
  if (!info->isCPUStringValid(name)) {
    *error = "unknown processor `" + name + "`";
    return nullptr;
  }
  auto level = opt_level < 2 ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Default;
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(kTriple, name, features, Options(), llvm::Reloc::PIC_, std::nullopt, level));
  if (opt_level < 2) machine->setFastISel(true);
  return machine;
}

}  // namespace spy::emit
