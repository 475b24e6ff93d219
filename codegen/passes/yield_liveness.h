// What the body of a generator needs again behind each of its yields, and what it holds there. The yields are numbered
// in the order of the blocks. Pure functions of a body at stage Raw.
#pragma once
#include <optional>
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

// Whether a program may see the value's object going away.
bool IsSeenGoing(const Value& value);
// For each yield, by value: whether it is used behind it.
std::vector<std::vector<bool>> LiveAcrossYields(const Function& body);
// For each yield: what the body holds there, and a program may see going away; locals in their order, then temporaries.
std::vector<std::vector<ValueId>> HeldAcrossYields(const Function& body);
// The parameter that the value is, or that it is the iterator of; none: it is something else.
std::optional<size_t> ParamNamed(const Function& body, ValueId v);

}  // namespace spy::ir
