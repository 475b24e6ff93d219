// Inlining of direct calls: small functions, methods and constructors become part of their callers, callees first. A
// callee is inlined if it is cheap (kMostCost instructions, constants and jumps not counted), has no loop, no handler
// of its own and no call of itself. The copies carry an InlineSite, so that tracebacks show the frames of the source.
// Raw and Optimised stages; one function at a time grows by at most kMostGrowth instructions.
#pragma once
#include "codegen/ir/module.h"

namespace spy::ir {

void InlineCalls(Module& module);

}  // namespace spy::ir
