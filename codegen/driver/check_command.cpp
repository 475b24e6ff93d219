#include "codegen/driver/commands.h"
#include "codegen/driver/compilation.h"
#include "codegen/driver/fixes.h"
#include "codegen/driver/report.h"

namespace spy::driver {

namespace {

// Applies the fixes of one sink; false when a file could not be written.
bool Fix(DiagnosticSink& sink, int* applied) {
  FixResult result = ApplyFixes(sink);
  *applied += result.applied;
  if (!result.problem.empty()) fmt::print(stderr, "spyc: cannot write {}\n", result.problem);
  return result.problem.empty();
}

}  // namespace

// spyc check PATH... -> diagnostics of every file on stdout
ExitCode RunCheckCommand(const Options& options) {
  Workspace workspace(options.inputs);
  Report report(options.outputs, stdout);
  report.Add(workspace.sink());
  int applied = 0;
  bool written = true;
  for (Unit& unit : workspace.units()) {
    // The checker's tables are large: each unit's are gone before the next one's are made.
    Compilation(workspace, unit, options).RunTo(Phase::Check);
    for (ModuleInput* module : unit.modules) report.Add(*module->syntax);
    report.Add(*unit.sink);
    if (options.fix) written = Fix(*unit.sink, &applied) && written;
  }
  if (options.fix) fmt::print(stderr, "{} {} applied\n", applied, applied == 1 ? "fix" : "fixes");
  ExitCode code = report.Finish();
  return written ? code : kUsage;
}

}  // namespace spy::driver
