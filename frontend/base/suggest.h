// "Did you mean": the candidate nearest to a misspelt word, by edit distance. Pure functions, no state.
#pragma once

#include <span>
#include <string_view>

namespace spy {

// Number of insertions, deletions, replacements and swaps of neighbours between two words; `limit + 1` when larger than
// `limit`.
int EditDistance(std::string_view a, std::string_view b, int limit);

// The best candidate within a third of the word's length (at least one edit), or an empty view when none is near. The
// first of equally near candidates wins; the word itself is never proposed.
std::string_view Suggest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace spy
