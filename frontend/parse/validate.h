// Validate: the rules of Python that its grammar does not express and CPython's compiler checks on the tree and its
// scopes.
#pragma once

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::parse {

// Reports every violation; the tree must come from a parse without errors.
void Validate(const ast::Module& module, Diagnostics& diags);

// The part about `global` and `nonlocal` (validate_scope.cpp).
void ValidateScopes(const ast::Module& module, Diagnostics& diags);

}  // namespace spy::parse
