// spyc: the command line. Everything it does is in the commands.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "codegen/driver/commands.h"
#include "codegen/driver/crash_guard.h"

namespace {

using namespace spy::driver;

ExitCode RunCommand(const Options& options) {
  switch (options.command) {
    case Command::Check:
      return RunCheckCommand(options);
    case Command::Build:
      return RunBuildCommand(options);
    case Command::Run:
      return RunRunCommand(options);
    case Command::Explain:
      return RunExplainCommand(options);
  }
  __builtin_unreachable();
}

}  // namespace

int main(int argc, char** argv) {
  InstallCrashHandlers();
  ParsedOptions parsed = ParseOptions(argc, argv);
  if (!parsed.options) return parsed.exit_code;
  return RunOnLargeStack([&]() -> int {
    try {
      return RunCommand(*parsed.options);
    } catch (const std::exception& error) {
      fmt::print(stderr, "spyc: internal error: {}\n", error.what());
      return kInternal;
    }
  });
}
