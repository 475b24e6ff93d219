#include "codegen/emit/optimise.h"

#include <llvm/Bitcode/BitcodeReader.h>
#include <llvm/Linker/Linker.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include "codegen/emit/runtime_blob.h"

namespace spy::emit {
namespace {

// The module's tables name every function, and every function names a table. LLVM's call graph follows such references,
// so it would look through all tables for each function and take the whole module for one cycle. While this lives other
// variables, which no function names, hold the contents.
class DetachedTables {
 public:
  explicit DetachedTables(llvm::Module& module) : module_(module) {
    for (llvm::GlobalVariable& variable : module.globals()) {
      bool is_table = variable.hasInitializer() && llvm::isa<llvm::ConstantAggregate>(variable.getInitializer());
      if (is_table) tables_.push_back({&variable, nullptr, variable.getLinkage()});
    }
    std::vector<llvm::GlobalValue*> kept;
    for (Table& table : tables_) {
      Detach(table);
      kept.insert(kept.end(), {table.variable, table.holder});
    }
    llvm::appendToCompilerUsed(module, kept);
  }
  DetachedTables(const DetachedTables&) = delete;
  DetachedTables& operator=(const DetachedTables&) = delete;
  ~DetachedTables() {
    llvm::removeFromUsedLists(module_, [](llvm::Constant*) { return true; });
    for (Table& table : tables_) {
      table.variable->setInitializer(table.holder->getInitializer());
      table.variable->setLinkage(table.linkage);
      table.holder->eraseFromParent();
    }
  }

 private:
  struct Table {
    llvm::GlobalVariable *variable, *holder;
    llvm::GlobalValue::LinkageTypes linkage;
  };

  void Detach(Table& table) {
    llvm::GlobalVariable& variable = *table.variable;
    table.holder = new llvm::GlobalVariable(module_, variable.getValueType(), variable.isConstant(),
                                            llvm::GlobalValue::InternalLinkage, variable.getInitializer(), "detached");
    variable.setInitializer(nullptr);
    variable.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }

  llvm::Module& module_;
  std::vector<Table> tables_;
};

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

// The runtime takes the processor of the user's module: its own attributes would stop inlining, or let wider
// instructions through.
void StripProcessor(llvm::Module& module) {
  for (llvm::Function& function : module) {
    for (const char* name : {"target-cpu", "target-features", "tune-cpu"}) function.removeFnAttr(name);
  }
}

bool IsRuntime(const llvm::GlobalValue& value) { return value.getName().starts_with("spyrt_"); }

// Leaves of the runtime only what is made to be inlined, and what that needs: all other functions and all its state
// live in the native object.
void KeepInlined(llvm::Module& runtime) {
  for (llvm::Function& function : runtime) {
    bool is_inlined = function.hasFnAttribute(llvm::Attribute::AlwaysInline) || function.hasLocalLinkage();
    if (!function.isDeclaration() && !is_inlined) function.deleteBody();
  }
  for (llvm::GlobalVariable& variable : runtime.globals()) {
    if (variable.hasExternalLinkage() && variable.hasInitializer()) variable.setInitializer(nullptr);
  }
}

// What the layout probe has found out never changes while compiled code runs.
void MarkProbed(llvm::Module& module) {
  llvm::MDNode* never = llvm::MDNode::get(module.getContext(), {});
  for (const char* name : {"spyrt_int_tag", "spyrt_version", "spyrt_str_offset"}) {
    llvm::GlobalVariable* variable = module.getGlobalVariable(name);
    if (!variable) continue;
    for (llvm::User* user : variable->users()) {
      auto* load = llvm::dyn_cast<llvm::LoadInst>(user);
      if (load) load->setMetadata(llvm::LLVMContext::MD_invariant_load, never);
    }
  }
}

}  // namespace

std::string ImportRuntime(llvm::Module& module) {
  std::string_view blob = RuntimeBitcode();
  llvm::MemoryBufferRef buffer(llvm::StringRef(blob.data(), blob.size()), "spyrt");
  auto runtime = llvm::getLazyBitcodeModule(buffer, module.getContext(), /*ShouldLazyLoadMetadata=*/true);
  if (!runtime) return "runtime bitcode: " + llvm::toString(runtime.takeError());
  (*runtime)->setTargetTriple(module.getTargetTriple());
  (*runtime)->setDataLayout(module.getDataLayout());
  KeepInlined(**runtime);
  if (llvm::Linker::linkModules(module, std::move(*runtime), llvm::Linker::Flags::LinkOnlyNeeded)) {
    return "runtime bitcode does not link";
  }
  StripProcessor(module);
  MarkProbed(module);
  for (llvm::Function& function : module) {
    if (IsRuntime(function) && !function.isDeclaration()) {
      function.setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
    }
  }
  return "";
}

void BindRuntime(llvm::Module& module) {
  for (llvm::GlobalValue& value : module.global_values()) {
    if (!IsRuntime(value)) continue;
    value.setVisibility(llvm::GlobalValue::HiddenVisibility);
    value.setDSOLocal(true);
  }
}

void Optimise(llvm::Module& module, llvm::TargetMachine& machine, int opt_level) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = opt_level > 1;
  tuning.SLPVectorization = opt_level > 1;
  llvm::PassBuilder builder(&machine, tuning);
  Managers managers(builder);
  if (opt_level < 2) {
    builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0).run(module, managers.module);
    return;
  }
  DetachedTables tables(module);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(module, managers.module);
}

}  // namespace spy::emit
