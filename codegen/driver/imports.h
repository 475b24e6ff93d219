// The names of modules that a module may import: all import statements of its tree, wherever they stand.
#pragma once

#include <string>
#include <vector>

#include "frontend/ast/ast.h"

namespace spy::driver {

// Absolute dotted names, relative imports resolved; `from a import b` gives both `a` and `a.b`, since b may be a
// module.
std::vector<std::string> ImportedNames(const ast::Module& tree, const std::string& module_name, bool is_package);

}  // namespace spy::driver
