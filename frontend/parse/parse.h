// parse::ParseModule: source text to syntax tree. The only door of this folder; no ANTLR type passes it.
#pragma once

#include <memory>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::parse {

// Reads a module. Syntax errors, and everything that CPython's compiler refuses in a syntax tree, go to the sink. The
// result is never null; after errors the tree holds what could be understood, and is only good for looking at.
std::unique_ptr<ast::Module> ParseModule(const SourceFile& source, DiagnosticSink& sink);

}  // namespace spy::parse
