// Calls of functions that are known as values only. A function whose parameters and result have plain forms publishes
// its F.fast with a number for that form (SpyFunction.raw, raw_form); a call site that has arguments of the same form
// calls it with raw values, and every other callee with objects. Pure functions of the IR; no state.
#pragma once
#include "codegen/lower/unit.h"

namespace spy::lower {

// Set in the form of functions that take a tuple of cells before their parameters.
inline constexpr uint64_t kFormCells = uint64_t{1} << 63;

// The form of a call: four bits for the result and for each argument. 0: not to be called raw.
uint64_t RawForm(const std::vector<ir::Type>& params, ir::Type result);
// Gives the row of each function that is used as a value its raw entry.
void PublishRawEntries(Unit& unit);

}  // namespace spy::lower
