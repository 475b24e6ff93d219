// What LLVM's libraries refer to and spyc leaves out.
#include <llvm/Passes/PassPlugin.h>

// lld's InitializeAll... calls name every target of the system's LLVM. Empty definitions keep the linker from pulling
// those archives in: the compiler would be twice its size.

#define SPY_DEFINE_0(name)
#define SPY_DEFINE_1(name) \
  extern "C" void name();  \
  extern "C" void name() {}
#define SPY_ABSENT_TARGET(target, printer, parser) \
  SPY_DEFINE_1(LLVMInitialize##target##TargetInfo) \
  SPY_DEFINE_1(LLVMInitialize##target##Target)     \
  SPY_DEFINE_1(LLVMInitialize##target##TargetMC)   \
  SPY_DEFINE_##printer(LLVMInitialize##target##AsmPrinter) SPY_DEFINE_##parser(LLVMInitialize##target##AsmParser)
#include "codegen/emit/absent_targets.def"

// The one extension that Debian's LLVM was configured with; only link-time optimisation, which lld never does here,
// asks.
llvm::PassPluginLibraryInfo getPollyPluginInfo();
llvm::PassPluginLibraryInfo getPollyPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "Polly", LLVM_VERSION_STRING, [](llvm::PassBuilder&) {}};
}
