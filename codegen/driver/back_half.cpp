// The phases behind the checker: IR, passes, LLVM, the shared library.
#include <llvm/IR/LLVMContext.h>

#include "codegen/build/build.h"
#include "codegen/driver/compilation.h"
#include "codegen/emit/emit.h"
#include "codegen/ir/module.h"
#include "codegen/ir/text.h"
#include "codegen/lower/lower.h"
#include "codegen/passes/pipeline.h"
#include "frontend/diagnostics/internal.h"

namespace spy::driver {

// The values of the back half, in the order of the pipeline.
struct BackHalf {
  std::unique_ptr<ir::Module> ir;  // Raw, then Optimised, then Split
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> llvm;
  std::string library;
};

namespace {

bool ReportInternal(Unit& unit, const std::string& error) {
  if (!error.empty()) unit.sink->Report(nullptr, diag::kInternal, Span{}, error);
  return error.empty();
}

lower::LowerOptions LowerOptionsOf(const Options& options) {
  lower::LowerOptions result;
  result.opt_level = options.optimisation;
  result.generic_only = options.generic_only || options.optimisation == 0;
  result.chaos_seed = options.chaos;
  result.debug_info = options.debug_info;
  return result;
}

emit::EmitOptions EmitOptionsOf(const Options& options) {
  emit::EmitOptions result;
  result.opt_level = options.optimisation;
  result.cpu = options.march;
  return result;
}

// Empty when all is well, else what a verifier found.
std::string RunPassesTo(ir::Module& module, ir::Stage stage, const Options& options) {
  ir::PassOptions passes;
  passes.opt_level = options.optimisation;
  passes.until = stage;
  passes.resume = stage == ir::Stage::kSplit;
  std::string error;
  ir::RunPasses(module, passes, &error);
  return error;
}

// All functions, or the one that was asked for by name or qualified name.
void PrintIr(const ir::Module& module, const std::string& wanted) {
  if (wanted.empty()) {
    fmt::print("{}", ir::Print(module));
    return;
  }
  for (const ir::FunctionInfo& info : module.infos) {
    if (info.name == wanted || info.qualname == wanted) fmt::print("{}", ir::Print(module, module.At(info.id)));
  }
}

}  // namespace

Compilation::Compilation(Workspace& workspace, Unit& unit, const Options& options, check::Library* library)
    : workspace_(workspace), unit_(unit), options_(options), library_(library), back_(std::make_unique<BackHalf>()) {}
Compilation::~Compilation() = default;

bool Compilation::RunRaw() {
  back_->ir = build::BuildUnit(*checked_, program_->types, *unit_.sink);
  return back_->ir != nullptr && !unit_.sink->HasErrors();
}

bool Compilation::RunOptimised() {
  return ReportInternal(unit_, RunPassesTo(*back_->ir, ir::Stage::kOptimised, options_));
}

bool Compilation::RunSplit() { return ReportInternal(unit_, RunPassesTo(*back_->ir, ir::Stage::kSplit, options_)); }

bool Compilation::RunLlvm() {
  back_->llvm = lower::LowerModule(*back_->ir, back_->context, LowerOptionsOf(options_));
  return true;
}

bool Compilation::RunLink() {
  auto result = emit::EmitSharedLibrary(std::move(back_->llvm), EmitOptionsOf(options_));
  back_->library = std::move(result.value);
  return ReportInternal(unit_, result.error);
}

const std::string& Compilation::library() const { return back_->library; }

void Compilation::PrintBackHalf(Dump dump) {
  if (dump == Dump::IrRaw || dump == Dump::IrOptimised || dump == Dump::IrSplit) {
    PrintIr(*back_->ir, options_.dump_function);
    return;
  }
  if (dump == Dump::LlvmRaw) {
    fmt::print("{}", emit::PrintModule(*back_->llvm));
    return;
  }
  // What the emitter would compile: it consumes its module, so it gets one of its own.
  llvm::LLVMContext context;
  emit::TextKind kind = dump == Dump::Asm ? emit::TextKind::kAsm : emit::TextKind::kLlvm;
  auto text =
      emit::EmitText(lower::LowerModule(*back_->ir, context, LowerOptionsOf(options_)), EmitOptionsOf(options_), kind);
  if (ReportInternal(unit_, text.error)) fmt::print("{}", text.value);
}

}  // namespace spy::driver
