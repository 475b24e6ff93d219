// Which functions may call themselves, through others too: by direct calls and calls through slots. They have no loop
// whose back edge looks for signals, so each of their calls is counted instead. A pure function of the module.
#pragma once
#include <vector>

#include "codegen/ir/module.h"

namespace spy::lower {

// By FunctionId.
std::vector<bool> FunctionsInCallCycles(const ir::Module& module);

}  // namespace spy::lower
