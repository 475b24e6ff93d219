// Imports: which module and which symbol an import statement means. Part of LinkNames; no state of its own.
#pragma once

#include "typecheck/names/declare.h"

namespace spy::check {

// Sets target, submodule and alias_of of module.scopes.imports; reports unknown modules and members (2xxx).
void LinkImports(Program& program, DeclaredModule& module);

// The module may have `name` though its stub does not list it: private names, and every name where the stub has a
// module-level `__getattr__`. What it is is Any.
bool IsUnlisted(const ModuleSymbol& module, std::string_view name);

}  // namespace spy::check
