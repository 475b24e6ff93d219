#include "codegen/driver/build_unit.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unordered_map>

#include "codegen/driver/cache.h"
#include "codegen/driver/compilation.h"
#include "codegen/driver/output.h"
#include "frontend/diagnostics/driver.h"

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

// Where a module's file goes.
std::string OutputPath(const ModuleInput& module, const Options& options) {
  if (!options.out_file.empty()) return options.out_file;
  if (!options.out_dir.empty()) return (fs::path(options.out_dir) / module.RelativeOutput()).string();
  return fs::path(module.path).replace_extension(".abi3.so").string();
}

// One library carries all modules of the unit.
bool CheckNames(Unit& unit) {
  std::unordered_map<std::string_view, const ModuleInput*> seen;
  for (const ModuleInput* module : unit.modules) {
    auto [it, is_new] = seen.emplace(module->name, module);
    if (is_new) continue;
    unit.sink->Report(nullptr, diag::kDuplicateModule, Span{}, it->second->path, module->path, module->name);
    return false;
  }
  return true;
}

void ReportWriteFailure(Unit& unit, const std::string& path, const std::string& reason) {
  unit.sink->Report(nullptr, diag::kCannotWriteFile, Span{}, path, reason);
}

// The library itself for the first module, links to it for the others.
bool WriteModules(Unit& unit, const std::string& library, const Options& options) {
  std::string first = OutputPath(*unit.modules.front(), options);
  if (std::string problem = WriteFileAtomically(first, library, true); !problem.empty()) {
    ReportWriteFailure(unit, first, problem);
    return false;
  }
  for (size_t i = 1; i < unit.modules.size(); ++i) {
    std::string path = OutputPath(*unit.modules[i], options);
    fs::path target = fs::absolute(first).lexically_relative(fs::absolute(path).parent_path());
    if (std::string problem = LinkFileAtomically(path, target.string()); !problem.empty()) {
      ReportWriteFailure(unit, path, problem);
      return false;
    }
  }
  return true;
}

bool CompileAndWrite(Workspace& workspace, Unit& unit, const Options& options) {
  bool writes = !options.phase.has_value() || *options.phase == Phase::Link;
  if (writes && !CheckNames(unit)) return false;
  if (writes && !options.out_file.empty() && unit.modules.size() > 1) {
    unit.sink->Report(nullptr, diag::kSeveralModules, Span{}, "-o", unit.modules.size());
    return false;
  }
  Compilation compilation(workspace, unit, options);
  if (!compilation.RunTo(options.phase.value_or(Phase::Link))) return false;
  return !writes || WriteModules(unit, compilation.library(), options);
}

void ReportUnit(const Unit& unit, Report& report) {
  for (const ModuleInput* module : unit.modules) report.Add(*module->syntax);
  report.Add(*unit.sink);
}

}  // namespace

bool BuildUnit(Workspace& workspace, Unit& unit, const Options& options, Report& report) {
  bool built = CompileAndWrite(workspace, unit, options);
  ReportUnit(unit, report);
  return built;
}

std::string BuildUnitCached(Workspace& workspace, Unit& unit, size_t index, const Options& options, Report& report) {
  std::string entry = CacheEntry(unit, options);
  std::string module = (fs::path(entry) / unit.modules[index]->RelativeOutput()).string();
  std::error_code error;
  if (fs::exists(module, error)) return module;
  Options staged = options;
  staged.out_file.clear();
  staged.out_dir = MakeStagingFolder(entry);
  bool built = false;
  if (staged.out_dir.empty()) {
    ReportWriteFailure(unit, entry, std::strerror(errno));
  } else if (!CompileAndWrite(workspace, unit, staged)) {
    DropStagingFolder(staged.out_dir);
  } else if (std::string problem = CommitStagingFolder(staged.out_dir, entry); !problem.empty()) {
    ReportWriteFailure(unit, entry, problem);
  } else {
    built = true;
  }
  ReportUnit(unit, report);
  return built ? module : std::string();
}

}  // namespace spy::driver
