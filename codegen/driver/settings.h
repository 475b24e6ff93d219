// CheckSettings: what `[tool.spyc]` of a project's pyproject.toml says about `spyc check`. A value, made once for a
// command.
//
//     [tool.spyc]
//     paths = ["src"]                 # checked when the command line names none; relative to the file's folder
//     exclude = ["src/generated/*"]   # not taken from folders; `*` is any text, also with slashes
//     [tool.spyc.severity]
//     unreachable = "off"             # a code or a slug: "error", "warning" or "off"
//
// What makes no sense there is a diagnostic of the given sink; the rest of the settings holds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "frontend/diagnostics/diagnostic.h"

namespace spy::driver {

enum class Level : uint8_t { Off, Warning, Error };

struct CheckSettings {
  std::vector<std::string> paths;
  std::vector<std::string> exclude;  // globs over absolute paths
  std::map<int, Level> levels;       // by code

  bool Excludes(const std::string& path) const;
};

// The settings of the nearest pyproject.toml at or above `start` (a file or folder); none is no error.
CheckSettings LoadCheckSettings(const std::string& start, DiagnosticSink& sink);

}  // namespace spy::driver
