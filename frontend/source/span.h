// Span: a half-open range of byte offsets in one source file. Eight bytes; which file it belongs to is known from
// context (an ast::Module has one file, a diagnostic names its file).
#pragma once

#include <cstdint>

namespace spy {

struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  friend bool operator==(Span a, Span b) = default;
};
static_assert(sizeof(Span) == 8);

// From the start of the first to the end of the second.
inline Span Join(Span first, Span last) { return {first.begin, last.end}; }

}  // namespace spy
