// Values of literals: the texts of NUMBER and STRING tokens and of f-string text, decoded.
//
// The decoders write into a Constant; texts that need no decoding are views of the source, others are copied into the
// arena. Errors go to the diagnostics, at their place in the literal; the value is then whatever was read so far.
#pragma once

#include <string_view>

#include "frontend/ast/expr.h"
#include "frontend/base/arena.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::parse {

class LiteralDecoder {
 public:
  LiteralDecoder(Arena& arena, Diagnostics& diags) : arena_(arena), diags_(diags) {}

  // 12, 0xFF, 1_000.5e3, 2j
  void Number(Span span, ast::Constant& constant);
  // 'a', b"\x00", r"""..."""
  void String(Span span, ast::Constant& constant);
  // Text of an f-string, where `{{` is a brace.
  void FStringText(Span span, bool raw, ast::Constant& constant);

 private:
  struct Escapes {
    bool raw;
    bool bytes;
    bool braces;  // `{{` and `}}` are one
  };
  std::string_view Decode(std::string_view text, Escapes escapes);
  // One escape sequence at a backslash; returns where the text goes on.
  const char* DecodeEscape(const char* at, const char* end, bool bytes, std::string& out);
  const char* DecodeHexEscape(const char* at, const char* end, bool bytes, std::string& out);
  const char* DecodeNameEscape(const char* at, const char* end, std::string& out);
  void Integer(std::string_view text, Span span, ast::Constant& constant);
  Span SpanOf(const char* begin, const char* end) const;

  Arena& arena_;
  Diagnostics& diags_;
};

}  // namespace spy::parse
