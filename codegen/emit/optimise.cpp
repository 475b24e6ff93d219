#include "codegen/emit/optimise.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Transforms/IPO/GlobalDCE.h>
#include <llvm/Transforms/IPO/Internalize.h>

#include "codegen/emit/runtime_blob.h"

namespace spy::emit {
namespace {

// The analysis managers of one pipeline run, registered with each other.
struct Managers {
  explicit Managers(llvm::PassBuilder& builder) {
    builder.registerModuleAnalyses(module);
    builder.registerCGSCCAnalyses(cgscc);
    builder.registerFunctionAnalyses(function);
    builder.registerLoopAnalyses(loop);
    builder.crossRegisterProxies(loop, function, cgscc, module);
  }
  llvm::LoopAnalysisManager loop;
  llvm::FunctionAnalysisManager function;
  llvm::CGSCCAnalysisManager cgscc;
  llvm::ModuleAnalysisManager module;
};

// The runtime takes the processor of the user's module: its own attributes would stop inlining, or let wider instructions
// through.
void StripProcessor(llvm::Module& module) {
  for (llvm::Function& function : module) {
    for (const char* name : {"target-cpu", "target-features", "tune-cpu"}) function.removeFnAttr(name);
  }
}

bool IsExported(const llvm::GlobalValue& value) { return value.getName().starts_with("PyInit_"); }

}  // namespace

std::string LinkRuntime(llvm::Module& module) {
  std::string_view blob = RuntimeBitcode();
  llvm::MemoryBufferRef buffer(llvm::StringRef(blob.data(), blob.size()), "spyrt");
  auto runtime = llvm::getLazyBitcodeModule(buffer, module.getContext(), /*ShouldLazyLoadMetadata=*/true);
  if (!runtime) return "runtime bitcode: " + llvm::toString(runtime.takeError());
  (*runtime)->setTargetTriple(module.getTargetTriple());
  (*runtime)->setDataLayout(module.getDataLayout());
  if (llvm::Linker::linkModules(module, std::move(*runtime), llvm::Linker::Flags::LinkOnlyNeeded)) {
    return "runtime bitcode does not link";
  }
  StripProcessor(module);
  llvm::internalizeModule(module, IsExported);
  llvm::PassBuilder builder;
  Managers managers(builder);
  llvm::GlobalDCEPass().run(module, managers.module);
  return "";
}

void Optimise(llvm::Module& module, llvm::TargetMachine& machine, int opt_level) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = opt_level > 0;
  tuning.SLPVectorization = opt_level > 0;
  llvm::PassBuilder builder(&machine, tuning);
  Managers managers(builder);
  llvm::ModulePassManager passes = opt_level == 0
                                       ? builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0)
                                       : builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2);
  passes.run(module, managers.module);
}

}  // namespace spy::emit
