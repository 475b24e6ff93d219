// The passes, one per file; the table of their order is passes.def. Each transforms one function in place and may read
// the rest of the module. Passes keep functions well-formed for their output stage and are deterministic.
#pragma once
#include "codegen/ir/module.h"

namespace spy::ir {

#define SPY_PASS(function, name, input, output, level) void function(Module& module, Function& fn);
#define SPY_MODULE_PASS(function, name, input, output, level) void function(Module& module);
#include "codegen/passes/passes.def"

}  // namespace spy::ir
