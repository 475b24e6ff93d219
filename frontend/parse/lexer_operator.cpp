// The lexer's operators and brackets.
#include <fmt/format.h>

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
  char next = begin[1];
  // `op`, `op=`
  auto simple = [&](TokenKind kind) { next == '=' ? Operator(token::AUGASSIGN, 2) : Operator(kind, 1); };
  // `op`, `op=`, `opop`, `opop=`
  auto doubled = [&](TokenKind one, TokenKind two, TokenKind one_equal) {
    if (next == *begin) {
      begin[2] == '=' ? Operator(token::AUGASSIGN, 3) : Operator(two, 2);
    } else {
      next == '=' ? Operator(one_equal, 2) : Operator(one, 1);
    }
  };
  switch (*begin) {
    case '(':
      return OpenBracket('(', token::LPAR);
    case '[':
      return OpenBracket('[', token::LSQB);
    case '{':
      return OpenBracket('{', token::LBRACE);
    case ')':
      return CloseBracket('(', token::RPAR);
    case ']':
      return CloseBracket('[', token::RSQB);
    case '}':
      return CloseBracket('{', token::RBRACE);
    case ',':
      return Operator(token::COMMA, 1);
    case ';':
      return Operator(token::SEMI, 1);
    case ':':
      return LexColon(begin);
    case '!':
      return next == '=' ? Operator(token::NOTEQUAL, 2) : Operator(token::EXCLAM, 1);
    case '=':
      return next == '=' ? Operator(token::EQEQUAL, 2) : Operator(token::EQUAL, 1);
    case '-':
      return next == '>' ? Operator(token::ARROW, 2) : simple(token::MINUS);
    case '+':
      return simple(token::PLUS);
    case '%':
      return simple(token::PERCENT);
    case '@':
      return simple(token::AT);
    case '&':
      return simple(token::AMPER);
    case '|':
      return simple(token::VBAR);
    case '^':
      return simple(token::CIRCUMFLEX);
    case '~':
      return Operator(token::TILDE, 1);
    case '*':
      return doubled(token::STAR, token::DOUBLESTAR, token::AUGASSIGN);
    case '/':
      return doubled(token::SLASH, token::DOUBLESLASH, token::AUGASSIGN);
    case '<':
      return doubled(token::LESS, token::LSHIFT, token::LESSEQUAL);
    case '>':
      return doubled(token::GREATER, token::RSHIFT, token::GREATEREQUAL);
  }
  LexInvalid();
}

}  // namespace spy::parse
