// From the checked unit to the Raw IR: every construct of the language as ops of codegen/ir/ops.def, CPython's order of
// evaluation made explicit. A pure function; the ir::Module it returns owns itself and refers to the unit's source
// files only. What cannot be built yet is a 5xxx diagnostic at its node: after errors the module must not be lowered.
#pragma once
#include <memory>

#include "codegen/ir/module.h"
#include "frontend/diagnostics/diagnostic.h"
#include "typecheck/checked/checked_module.h"
#include "typecheck/types/type_store.h"

namespace spy::build {

std::unique_ptr<ir::Module> BuildUnit(const check::CheckedUnit& unit, const check::TypeStore& types,
                                      DiagnosticSink& sink);

}  // namespace spy::build
