// Renderers: diagnostics as text for people, as one line each, and as JSON lines. Pure functions of the diagnostic.
#pragma once

#include <string>

#include "frontend/diagnostics/diagnostic.h"

namespace spy {

// As on a terminal: headline, place, source lines with underlines and labels, notes, help, fixes.
//
//     error[SPY3001]: expected `int`, got `str`
//       --> demo.spy:3:12
//        |
//      3 |     return "a"
//        |            ^^^ this is a `str`
//        = help: ...
std::string RenderFull(const Diagnostic& diagnostic, bool colour);

// file:line:col: error[SPY3001]: message
std::string RenderLine(const Diagnostic& diagnostic);

// One JSON object on one line: code, slug, severity, message, file, begin and end places, label, notes, help, fixes.
std::string RenderJson(const Diagnostic& diagnostic);

// "2 errors and 1 warning"; empty when there is nothing.
std::string RenderSummary(const DiagnosticSink& sink);

// "SPY3001".
std::string CodeText(int code);

}  // namespace spy
