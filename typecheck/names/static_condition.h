// Conditions that are the same in every run, seen from the syntax alone: `TYPE_CHECKING`, and tests of
// `sys.version_info` that all versions of CPython answer alike for which modules are made. Pure functions.
#pragma once
#include <optional>

#include "frontend/ast/ast.h"

namespace spy::check {

// Nothing: it depends on the run.
std::optional<bool> StaticCondition(const ast::Expr& test);

}  // namespace spy::check
