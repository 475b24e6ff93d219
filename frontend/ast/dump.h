// Dump: a syntax tree as text, one node a line, in the spirit of CPython's ast.dump. For tests and `--dump=ast`.
#pragma once

#include <string>

#include "frontend/ast/ast.h"

namespace spy::ast {

// Each line: indentation, field, kind, scalar fields, and with `positions` [line:col-line:col] as CPython counts them.
std::string Dump(const Module& module, bool positions);

// Appends text as a quoted string of ASCII; bytes and characters beyond are \x, \u and \U escapes.
void AppendQuoted(std::string& out, std::string_view text, bool bytes);

}  // namespace spy::ast
