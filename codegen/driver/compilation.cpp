#include "codegen/driver/compilation.h"

#include <chrono>
#include <cstdio>

#include "codegen/driver/dump_types.h"
#include "frontend/ast/dump.h"
#include "frontend/parse/parse.h"
#include "typecheck/rules/check.h"

namespace spy::driver {

namespace {

std::string_view PhaseText(Phase phase) {
  switch (phase) {
#define SPY_PHASE(name, text, what) \
  case Phase::name:                 \
    return text;
#include "codegen/driver/phases.def"
  }
  __builtin_unreachable();
}

// Prints how long a phase took, when asked to.
class Stopwatch {
 public:
  Stopwatch(bool active, Phase phase) : active_(active), phase_(phase), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() {
    if (!active_) return;
    std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start_;
    fmt::print(stderr, "{:<10} {:9.2f} ms\n", PhaseText(phase_), time.count());
  }

 private:
  bool active_;
  Phase phase_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace

bool Compilation::RunTo(Phase last) {
  for (int number = 0; number <= int(last); ++number) {
    Phase phase = Phase(number);
    {
      Stopwatch watch(options_.statistics, phase);
      if (!RunPhase(phase)) return false;
    }
    for (Dump dump : options_.dumps) {
      if (PhaseOf(dump) == phase) Print(dump);
    }
  }
  return true;
}

bool Compilation::RunPhase(Phase phase) {
  switch (phase) {
    case Phase::Parse:
      return !unit_.HasSyntaxErrors();  // the workspace has parsed
    case Phase::Check:
      return RunCheck();
    case Phase::Raw:
      return RunRaw();
    case Phase::Optimised:
      return RunOptimised();
    case Phase::Split:
      return RunSplit();
    case Phase::Llvm:
      return RunLlvm();
    case Phase::Link:
      return RunLink();
  }
  __builtin_unreachable();
}

bool Compilation::RunCheck() {
  if (!library_) {
    own_library_ =
        std::make_unique<check::Library>(workspace_.sources(), check::ParserHooks{parse::ParseModule}, *unit_.sink);
    library_ = own_library_.get();
  }
  program_ = std::make_unique<check::Program>(*library_, *unit_.sink);
  std::vector<check::CheckInput> inputs;
  for (const ModuleInput* module : unit_.modules) {
    inputs.push_back({module->source, module->tree.get(), module->name, module->is_package});
  }
  checked_ = check::CheckUnit(*program_, inputs);
  return !unit_.sink->HasErrors();
}

void Compilation::Print(Dump dump) {
  switch (dump) {
    case Dump::Ast:
      for (const ModuleInput* module : unit_.modules)
        fmt::print("{}\n", ast::Dump(*module->tree, options_.dump_positions));
      return;
    case Dump::Types:
      for (const auto& module : checked_->modules) fmt::print("{}", DumpTypes(*module));
      return;
    case Dump::IrRaw:
    case Dump::IrOptimised:
    case Dump::IrSplit:
    case Dump::Llvm:
    case Dump::LlvmRaw:
    case Dump::Asm:
      PrintBackHalf(dump);
      return;
  }
}

}  // namespace spy::driver
