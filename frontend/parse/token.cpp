#include "frontend/parse/token.h"

namespace spy::parse {

namespace {

struct TokenRow {
  TokenClass group;
  std::string_view text;
};

constexpr TokenRow kRows[] = {
    {TokenClass::Other, ""},
#define SPY_TOKEN(name, group, text) {TokenClass::group, text},
#include "frontend/parse/token_rows.inc"
};

}  // namespace

TokenClass ClassOf(TokenKind kind) { return kind < 0 ? TokenClass::Other : kRows[kind].group; }

std::string_view TextOf(TokenKind kind) { return kind < 0 ? "end of file" : kRows[kind].text; }

}  // namespace spy::parse
