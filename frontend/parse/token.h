// Tokens: what the lexer makes and the parser reads. A vector of them lives for one call of ParseModule.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "frontend/source/span.h"

namespace spy::parse {

enum class TokenClass : uint8_t { Keyword, Soft, Operator, Other };

// The numbers are ANTLR's for the same vocabulary; the end of the file is ANTLR's too. Upper case, as the grammar has
// them.
namespace token {
enum Kind : int32_t {
  END_OF_FILE = -1,
  NONE_YET = 0,
#define SPY_TOKEN(name, group, text) name,
#include "frontend/parse/token_rows.inc"
  COUNT
};
}  // namespace token
using TokenKind = token::Kind;

struct Token {
  TokenKind kind;
  uint32_t begin;
  uint32_t end;

  Span span() const { return {begin, end}; }
};

using TokenList = std::vector<Token>;

// The row of a kind: its class, and its text as messages show it ("=", "a name").
TokenClass ClassOf(TokenKind kind);
std::string_view TextOf(TokenKind kind);

}  // namespace spy::parse
