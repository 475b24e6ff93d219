// The kinds of names.def, as diag::k<Identifier>.
#pragma once
#include "frontend/diagnostics/kind.h"

namespace spy::diag {
#define SPY_DIAG SPY_DECLARE_DIAGNOSTIC
#include "frontend/diagnostics/names.def"
#undef SPY_DIAG
}  // namespace spy::diag
