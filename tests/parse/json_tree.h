// A syntax tree as one line of JSON, for the comparison with CPython's `ast`. Used by spy-ast-dump alone.
//
// A node is ["Kind", [line, column, end line, end column] or null, field, ...] with the fields in ASDL's order; a list
// of nodes is ["[", node, ...]; names and operators are strings, absent values null. A constant is
// ["Constant", position, type, text, u-prefix].
#pragma once

#include <string>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::test {

std::string JsonTree(const ast::Module& module);
std::string JsonErrors(DiagnosticSink& sink);

}  // namespace spy::test
