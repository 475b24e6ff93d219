#include <algorithm>

#include "codegen/driver/build_unit.h"
#include "codegen/driver/commands.h"
#include "frontend/diagnostics/driver.h"

namespace spy::driver {

namespace {

// `--dump` without `--phase` stops where its value is there.
Options WithPhaseOfDumps(const Options& options) {
  Options result = options;
  if (result.phase.has_value() || result.dumps.empty()) return result;
  Phase last = Phase::Parse;
  for (Dump dump : result.dumps) last = std::max(last, PhaseOf(dump));
  result.phase = last;
  return result;
}

// spyc build --cached FILE -> the path of its module on stdout. The unit is the file, or the package around it.
ExitCode BuildCached(Workspace& workspace, const std::string& input, const Options& options, Report& report) {
  for (Unit& unit : workspace.units()) {
    auto found = std::find_if(unit.modules.begin(), unit.modules.end(),
                              [&](const ModuleInput* module) { return module->path == input; });
    if (found == unit.modules.end()) continue;
    std::string path = BuildUnitCached(workspace, unit, size_t(found - unit.modules.begin()), options, report);
    if (!path.empty()) fmt::print("{}\n", path);
  }
  return report.Finish();
}

}  // namespace

// spyc build PATH... -> modules
ExitCode RunBuildCommand(const Options& command_line) {
  Options options = WithPhaseOfDumps(command_line);
  std::vector<std::string> inputs = options.inputs;
  if (options.cached) inputs = UnitInputs(options.inputs.front());
  Workspace workspace(inputs);
  Report report(options.outputs, stderr);
  report.Add(workspace.sink());
  if (options.cached) return BuildCached(workspace, options.inputs.front(), options, report);
  if (!options.out_file.empty() && workspace.units().size() > 1) {
    workspace.units().front().sink->Report(nullptr, diag::kSeveralModules, Span{}, "-o", workspace.units().size());
    report.Add(*workspace.units().front().sink);
    return report.Finish();
  }
  for (Unit& unit : workspace.units()) BuildUnit(workspace, unit, options, report);
  return report.Finish();
}

}  // namespace spy::driver
