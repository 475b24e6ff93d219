// What a name that nothing defines was probably meant to be: of another language, or of a module that is not imported.
// A table and a pure function, no state.
#pragma once

#include <string_view>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::check {

// Adds the way out to a finding about the undefined `name`, `near` being the most similar name in reach (or empty).
// With `fixable`, an edit of `span` goes with it where one name stands for the other.
void HelpWithUndefined(DiagnosticBuilder& builder, const ast::Module& module, std::string_view name,
                       std::string_view near, Span span, bool fixable);

}  // namespace spy::check
