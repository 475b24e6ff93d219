// `# spyc: ignore[SPY3001, slug] reason`: what a comment silences on its line, or, when it stands alone, on the next
// line.
//
// ApplyIgnores takes silenced diagnostics out of the sinks of one file and reports what is wrong with the comments:
// codes that silence nothing, or that are none. Syntax errors cannot be silenced. Only `spyc check` knows these
// comments: what the checker refuses is not compiled, silenced or not.
#pragma once

#include <span>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::driver {

// `tree` may be null (syntax errors): then nothing is silenced. Reports go to the first sink.
void ApplyIgnores(const SourceFile& file, const ast::Module* tree, std::span<DiagnosticSink* const> sinks);

}  // namespace spy::driver
