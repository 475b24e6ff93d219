// `spyc check --fix`: applies the edits that diagnostics propose to their files.
#pragma once

#include "frontend/diagnostics/diagnostic.h"

namespace spy::driver {

struct FixResult {
  int applied = 0;
  std::string problem;  // of writing; empty: none
};
// Applies the edits of a sink's diagnostics, all of a finding or none; where two findings overlap, the first one wins.
// Each file is replaced at once.
FixResult ApplyFixes(DiagnosticSink& sink);

}  // namespace spy::driver
