#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "codegen/driver/build_unit.h"
#include "codegen/driver/cache.h"
#include "codegen/driver/commands.h"

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

// The Python package `spyc`: beside an installed compiler, else in the source tree this one was built from.
std::string LauncherPath() {
  fs::path prefix = fs::path(ExecutablePath()).parent_path().parent_path();
  std::error_code error;
  fs::path installed = prefix / SPYC_PYTHON_DIR / "spyc" / "launch.py";
  if (fs::exists(installed, error)) return installed.string();
  return SPYC_SOURCE_DIR "/interop/python/spyc/launch.py";
}

std::string Interpreter() {
  const char* chosen = std::getenv("SPYC_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "python3";
}

// Becomes `python launch.py MODULE SOURCE ARGS...`. Returns only when the interpreter cannot be started.
void Execute(const std::string& python, std::vector<std::string> arguments) {
  setenv("SPYC", ExecutablePath().c_str(), 0);  // the launcher's import hook finds this very compiler
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execvp(python.c_str(), pointers.data());
}

}  // namespace

// spyc run FILE ARGS... -> the program's own exit code
ExitCode RunRunCommand(const Options& options) {
  std::string module;
  const char* mode = std::getenv("SPYC");
  bool from_source = mode != nullptr && std::string_view(mode) == "off";
  if (!from_source) {
    Workspace workspace(options.inputs);
    Report report(options.outputs, stderr);
    report.Add(workspace.sink());
    for (Unit& unit : workspace.units()) module = BuildUnitCached(workspace, unit, 0, options, report);
    if (ExitCode code = report.Finish(); code != kClean) return code;
  }
  std::string python = Interpreter();
  std::vector<std::string> arguments = {python, LauncherPath(), module, options.inputs.front()};
  arguments.insert(arguments.end(), options.program_args.begin(), options.program_args.end());
  Execute(python, arguments);
  fmt::print(stderr, "spyc: cannot start `{}`: {}\n", python, std::strerror(errno));
  return kUsage;
}

}  // namespace spy::driver
