// Building one unit into files: compile, then write the shared library for its first module and links for the others.
#pragma once

#include <string>

#include "codegen/driver/options.h"
#include "codegen/driver/report.h"
#include "codegen/driver/workspace.h"

namespace spy::driver {

// Compiles the unit and writes its modules (to options.out_file, below options.out_dir, or beside the sources). What is
// wrong goes to the unit's sinks; then nothing is written and old files stay. Reports the unit's diagnostics.
bool BuildUnit(Workspace& workspace, Unit& unit, const Options& options, Report& report);

// The same into the cache, unless the entry is there. Returns the path of the unit's `index`-th module; empty on
// failure.
std::string BuildUnitCached(Workspace& workspace, Unit& unit, size_t index, const Options& options, Report& report);

}  // namespace spy::driver
