// The commands of spyc: each takes the options and returns the exit code of the process.
#pragma once

#include "codegen/driver/options.h"

namespace spy::driver {

ExitCode RunCheckCommand(const Options& options);
ExitCode RunBuildCommand(const Options& options);
// Does not return when all goes well: the process becomes the interpreter.
ExitCode RunRunCommand(const Options& options);
ExitCode RunExplainCommand(const Options& options);

}  // namespace spy::driver
