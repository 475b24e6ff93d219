// The entries of a function besides its bodies: F.boxed, which Python and generic bodies call, and the shims through
// which fast bodies call methods that a Python subclass may have overridden. Emits into functions declared in the unit.
#pragma once
#include "codegen/lower/unit.h"

namespace spy::lower {

// F.boxed(args): the fast body if every argument has its exact raw form, else the generic one.
void EmitBoxed(Unit& unit, const ir::Function& f);
// The constant tables of a class: fast bodies by slot, and shims that call the attribute of the slot's name.
abi::ClassCode EmitVtables(Unit& unit, const ir::Class& c);

}  // namespace spy::lower
