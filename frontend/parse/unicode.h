// Unicode as Python's lexer needs it: UTF-8, identifiers, character names. Pure functions over static tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spy::parse {

inline constexpr uint32_t kBadCodePoint = ~uint32_t{0};
inline constexpr uint32_t kLastCodePoint = 0x10FFFF;

// Decodes one code point and moves `at` behind it; kBadCodePoint (and one byte further) for malformed UTF-8, surrogates
// included. Bytes behind the end of the text must be zero.
uint32_t DecodeUtf8(const char*& at);
// Appends a code point; a lone surrogate becomes three bytes (WTF-8).
void AppendUtf8(std::string& out, uint32_t code);

bool IsXidStart(uint32_t code);
bool IsXidContinue(uint32_t code);
bool IsPrintable(uint32_t code);

// True when NFKC leaves the identifier (valid UTF-8) as it is.
bool IsNormalised(std::string_view identifier);

// The character of a name in \N{...}, in any case; kBadCodePoint when there is none.
uint32_t CharacterByName(std::string_view name);

}  // namespace spy::parse
