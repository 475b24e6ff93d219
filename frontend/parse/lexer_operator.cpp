// The lexer's operators and brackets.
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/lexer.h"

namespace spy::parse {

using namespace lex;

namespace {

constexpr size_t kMaxBrackets = 200;  // as in CPython

char Shown(char kind) { return kind == 'F' || kind == 'S' ? '{' : kind; }

// Keywords that start a statement and stand in no expression: behind an open bracket they show that it was forgotten.
bool StartsStatementOnly(TokenKind kind) {
  switch (int(kind)) {
    case token::DEF:
    case token::CLASS:
    case token::RETURN:
    case token::IMPORT:
    case token::WHILE:
    case token::WITH:
    case token::TRY:
    case token::RAISE:
    case token::DEL:
    case token::PASS:
    case token::BREAK:
    case token::CONTINUE:
    case token::GLOBAL:
    case token::NONLOCAL:
    case token::ASSERT:
    case token::EXCEPT:
    case token::FINALLY:
    case token::ELIF:
      return true;
  }
  return false;
}

// The operators, those with the same first character together, the longest first.
struct Spelling {
  char text[4];
  TokenKind kind;
  int length = int(std::string_view(text).size());
};
constexpr Spelling kSpellings[] = {
    {"(", token::LPAR},       {"[", token::LSQB},        {"{", token::LBRACE},       {",", token::COMMA},
    {";", token::SEMI},       {"~", token::TILDE},       {"!=", token::NOTEQUAL},    {"!", token::EXCLAM},
    {"==", token::EQEQUAL},   {"=", token::EQUAL},       {"->", token::ARROW},       {"-=", token::AUGASSIGN},
    {"-", token::MINUS},      {"+=", token::AUGASSIGN},  {"+", token::PLUS},         {"%=", token::AUGASSIGN},
    {"%", token::PERCENT},    {"@=", token::AUGASSIGN},  {"@", token::AT},           {"&=", token::AUGASSIGN},
    {"&", token::AMPER},      {"|=", token::AUGASSIGN},  {"|", token::VBAR},         {"^=", token::AUGASSIGN},
    {"^", token::CIRCUMFLEX}, {"**=", token::AUGASSIGN}, {"**", token::DOUBLESTAR},  {"*=", token::AUGASSIGN},
    {"*", token::STAR},       {"//=", token::AUGASSIGN}, {"//", token::DOUBLESLASH}, {"/=", token::AUGASSIGN},
    {"/", token::SLASH},      {"<<=", token::AUGASSIGN}, {"<<", token::LSHIFT},      {"<=", token::LESSEQUAL},
    {"<", token::LESS},       {">>=", token::AUGASSIGN}, {">>", token::RSHIFT},      {">=", token::GREATEREQUAL},
    {">", token::GREATER},    {"", token::EXCLAM},
};
constexpr size_t kNoSpelling = std::size(kSpellings) - 1;

// Where the spellings of each first character begin.
constexpr auto kFirstSpelling = [] {
  std::array<uint8_t, 256> first{};
  first.fill(uint8_t(kNoSpelling));
  for (size_t i = kNoSpelling; i-- > 0;) first[uint8_t(kSpellings[i].text[0])] = uint8_t(i);
  return first;
}();

// The longest operator at `at`; of length 0 where there is none.
const Spelling& SpellingAt(const char* at) {
  const Spelling* row = &kSpellings[kFirstSpelling[uint8_t(*at)]];
  while (row->length > 1 && (at[1] != row->text[1] || (row->length > 2 && at[2] != row->text[2]))) ++row;
  return *row;
}

}  // namespace

void Lexer::Operator(TokenKind kind, int length) {
  const char* begin = at_;
  at_ += length;
  Emit(kind, begin, at_);
}

void Lexer::OpenBracket(char kind, TokenKind token) {
  const char* begin = at_;
  Operator(token, 1);
  brackets_.push_back({kind, Offset(begin), 0});
  if (brackets_.size() > kMaxBrackets && !too_many_brackets_) {
    too_many_brackets_ = true;
    Report(diag::kNestingTooDeep, begin, begin + 1, "more than 200 open brackets");
  }
}

void Lexer::CloseBracket(char kind, TokenKind token) {
  const char* begin = at_;
  bool field = !brackets_.empty() && brackets_.back().kind == 'F';
  bool matches = !brackets_.empty() && (brackets_.back().kind == kind || (kind == '{' && field));
  if (matches) {
    brackets_.pop_back();
    Operator(token, 1);
    if (field) LexFStringText();
    return;
  }
  ++at_;
  if (brackets_.empty()) {
    Report(diag::kBracketUnmatched, begin, at_, fmt::format("unmatched `{}`", *begin));
  } else {
    const Bracket& open = brackets_.back();
    const char* place = text_ + open.offset;
    Report(diag::kBracketUnmatched, begin, at_,
           fmt::format("closing `{}` does not match opening `{}`", *begin, Shown(open.kind)))
        .Note({Offset(place), Offset(place) + 1}, "opened here");
    if (!field) brackets_.pop_back();
  }
  Emit(token::ERROR, begin, at_);
}

// A bracket is open at the end of a line: if the next line starts with a statement keyword, it was forgotten.
bool Lexer::RecoverBracket() {
  const char* word = at_;
  while (ClassOfByte(*word) == kSpace) ++word;
  const char* end = word;
  while (IsWordByte(*end)) ++end;
  if (!StartsStatementOnly(FindKeyword(word, size_t(end - word)))) {
    return false;
  }
  const char* open = text_ + brackets_.back().offset;
  Report(diag::kBracketUnclosed, open, open + 1, brackets_.back().kind);
  brackets_.clear();
  return true;
}

void Lexer::LexColon(const char* begin) {
  if (!brackets_.empty() && brackets_.back().kind == 'F') {
    Operator(token::COLON, 1);
    brackets_.back().kind = 'S';
    LexFStringText();
    return;
  }
  if (begin[1] == '=') {
    Operator(token::COLONEQUAL, 2);
    return;
  }
  Operator(token::COLON, 1);
  if (!brackets_.empty() && brackets_.back().lambdas > 0) {
    --brackets_.back().lambdas;
  }
}

void Lexer::LexOperator(const char* begin) {
  switch (*begin) {
    case '(':
    case '[':
    case '{':
      return OpenBracket(*begin, SpellingAt(begin).kind);
    case ')':
      return CloseBracket('(', token::RPAR);
    case ']':
      return CloseBracket('[', token::RSQB);
    case '}':
      return CloseBracket('{', token::RBRACE);
    case ':':
      return LexColon(begin);
  }
  const Spelling& spelling = SpellingAt(begin);
  if (spelling.length == 0) return LexInvalid();
  Operator(spelling.kind, spelling.length);
}

}  // namespace spy::parse
