#include <chrono>

#include "codegen/driver/commands.h"
#include "codegen/driver/compilation.h"
#include "codegen/driver/fixes.h"
#include "codegen/driver/ignores.h"
#include "codegen/driver/report.h"
#include "codegen/driver/settings.h"
#include "frontend/parse/parse.h"

namespace spy::driver {

namespace {

// Applies the fixes of one sink; false when a file could not be written.
bool Fix(DiagnosticSink& sink, int* applied) {
  FixResult result = ApplyFixes(sink);
  *applied += result.applied;
  if (!result.problem.empty()) fmt::print(stderr, "spyc: cannot write {}\n", result.problem);
  return result.problem.empty();
}

// What the project says about severities.
void ApplyLevels(const CheckSettings& settings, DiagnosticSink& sink) {
  if (settings.levels.empty()) return;
  sink.Revise([&](Diagnostic& diagnostic) {
    auto found = settings.levels.find(diagnostic.info->code);
    if (found == settings.levels.end()) return true;
    diagnostic.severity = found->second == Level::Error ? Severity::Error : Severity::Warning;
    return found->second != Level::Off;
  });
}

// Comments first: what they silence is used, whatever its severity.
void ApplyPolicy(const CheckSettings& settings, Unit& unit) {
  for (ModuleInput* module : unit.modules) {
    DiagnosticSink* const sinks[] = {unit.sink.get(), module->syntax.get()};
    ApplyIgnores(*module->source, module->tree.get(), sinks);
    ApplyLevels(settings, *module->syntax);
  }
  ApplyLevels(settings, *unit.sink);
}

void PrintSpeed(Workspace& workspace, std::chrono::steady_clock::time_point start) {
  std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  size_t lines = 0;
  for (const auto& module : workspace.modules()) lines += module->source->LineCount();
  fmt::print(stderr, "{} lines in {} files in {:.3f} s: {:.0f} lines/s\n", lines, workspace.modules().size(),
             time.count(), double(lines) / std::max(time.count(), 1e-6));
}

// The stubs that the units of a workspace share, and what is wrong with them. The library grows with each unit's types:
// now and then a new one takes its place, so that memory stays bounded however many units there are.
class Stubs {
 public:
  explicit Stubs(Workspace& workspace) : workspace_(workspace) {}

  check::Library& ForNextUnit() {
    constexpr size_t kMostTypes = 200'000;
    if (!library_ || library_->types.size() > kMostTypes) {
      library_ = std::make_unique<check::Library>(workspace_.sources(), check::ParserHooks{parse::ParseModule}, sink_);
    }
    return *library_;
  }
  DiagnosticSink& sink() { return sink_; }

 private:
  Workspace& workspace_;
  DiagnosticSink sink_;
  std::unique_ptr<check::Library> library_;
};

// One edit may make room for another (an annotation for the import of its name): in rounds, each on what the files hold
// by then, until nothing is left to do. What cannot be fixed is reported afterwards.
bool FixAll(const std::vector<std::string>& inputs, const CheckSettings& settings, const Options& options) {
  constexpr int kRounds = 8;
  int applied = 0;
  bool written = true;
  for (int round = 0; round < kRounds && written; ++round) {
    int before = applied;
    Workspace workspace(inputs, [&](const std::string& path) { return settings.Excludes(path); });
    Stubs stubs(workspace);
    for (Unit& unit : workspace.units()) {
      Compilation(workspace, unit, options, &stubs.ForNextUnit()).RunTo(Phase::Check);
      ApplyPolicy(settings, unit);
      written = Fix(*unit.sink, &applied) && written;
    }
    if (applied == before) break;
  }
  fmt::print(stderr, "{} {} applied\n", applied, applied == 1 ? "fix" : "fixes");
  return written;
}

}  // namespace

// spyc check PATH... -> diagnostics of every file on stdout
ExitCode RunCheckCommand(const Options& options) {
  auto start = std::chrono::steady_clock::now();
  DiagnosticSink settings_sink;
  CheckSettings settings = LoadCheckSettings(options.inputs.empty() ? "." : options.inputs.front(), settings_sink);
  const std::vector<std::string>& inputs = options.inputs.empty() ? settings.paths : options.inputs;
  Report report(options.outputs, stdout);
  report.Add(settings_sink);
  if (inputs.empty()) {
    fmt::print(stderr,
               "spyc: nothing to check: name files or folders, or set `paths` in [tool.spyc] of pyproject.toml\n");
    report.Finish();
    return kUsage;
  }
  bool written = !options.fix || FixAll(inputs, settings, options);
  Workspace workspace(inputs, [&](const std::string& path) { return settings.Excludes(path); });
  report.Add(workspace.sink());
  Stubs stubs(workspace);
  for (Unit& unit : workspace.units()) {
    // The checker's tables are large: each unit's are gone before the next one's are made.
    Compilation(workspace, unit, options, &stubs.ForNextUnit()).RunTo(Phase::Check);
    ApplyPolicy(settings, unit);
    for (ModuleInput* module : unit.modules) report.Add(*module->syntax);
    report.Add(*unit.sink);
  }
  report.Add(stubs.sink());
  if (options.statistics) PrintSpeed(workspace, start);
  ExitCode code = report.Finish();
  return written ? code : kUsage;
}

}  // namespace spy::driver
