// Names of special methods, by what the operators that call them may do. Pure functions over the tables of node.cpp.
#pragma once
#include <string_view>

namespace spy::ast {

// `__add__`, `__radd__`, `__iadd__`, `__lt__`: methods that may answer NotImplemented.
bool IsOperatorMethod(std::string_view name);

}  // namespace spy::ast
