// Imports: which module and which symbol an import statement means. Part of LinkNames; no state of its own.
#pragma once

#include "typecheck/names/declare.h"

namespace spy::check {

// Sets target, submodule and alias_of of module.scopes.imports; reports unknown modules and members (2xxx).
void LinkImports(Program& program, DeclaredModule& module);

// A stub with a module-level `__getattr__` lists only some of its module's names: the others are Any.
bool IsPartialStub(const ModuleSymbol& module);

}  // namespace spy::check
