// Facts about literals that narrowing needs. Pure functions.
#pragma once
#include <optional>

#include "frontend/ast/ast.h"

namespace spy::check {

// Whether a literal is true as a condition; nothing where it takes more to tell.
std::optional<bool> LiteralTruth(const ast::Constant& constant);

}  // namespace spy::check
