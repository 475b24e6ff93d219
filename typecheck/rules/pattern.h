// Patterns of `match` as the checker sees them. Values on the stack of the methods that check one `match` statement.
#pragma once
#include <vector>

#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"

namespace spy::check {

// A name that a pattern binds, once all of it has matched.
struct PatternCapture {
  const VariableSymbol* variable;
  TypeRef type;
  Span span;
};
using PatternCaptures = std::vector<PatternCapture>;

// The type of a value that the pattern took, and of one that it did not take (Never: it takes all). An impossible
// pattern cannot take any value of the subject's type: `matched` is then what it would be.
struct PatternTypes {
  TypeRef matched;
  TypeRef rest;
  bool impossible = false;
};

}  // namespace spy::check
