// The ownership verifier of stage Split. Follows every path of a function, error edges included, and keeps for each
// counted value whether a reference is held; shares no code with the passes that place the counts. It reports
//   - references that are leaked, given up twice, or held on one path into a block and not on another;
//   - uses of a value after its reference has gone, and borrowed values where a reference is consumed;
//   - elided values that outlive their support, or live across something that may let go of what they hang on.
// An elided value counts as held until its release, for that is what the generic body does with it.
#pragma once
#include <string>
#include <vector>

#include "codegen/ir/module.h"

namespace spy::ir {

std::vector<std::string> VerifyOwnership(const Module& module, const Function& fn);

}  // namespace spy::ir
