// The words of syntax errors: known mistakes first, else what was found and what could stand there.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/recovery.h"

namespace spy::parse {

namespace {

bool StartsOperand(TokenKind kind) {
  return kind == token::NAME || kind == token::NUMBER || kind == token::STRING || kind == token::FSTRING_START ||
         kind == token::LBRACE || kind == token::NONE || kind == token::TRUE || kind == token::FALSE;
}

// What starts an expression, with what may also stand where one is expected.
constexpr std::initializer_list<TokenKind> kExpressionStarts = {
    token::NAME,     token::NUMBER, token::STRING, token::FSTRING_START, token::NONE,  token::TRUE,      token::FALSE,
    token::ELLIPSIS, token::LPAR,   token::LSQB,   token::LBRACE,        token::MINUS, token::PLUS,      token::TILDE,
    token::NOT,      token::AWAIT,  token::LAMBDA, token::YIELD,         token::STAR,  token::DOUBLESTAR};
// What can go on behind a complete operand.
constexpr std::initializer_list<TokenKind> kContinuations = {token::PLUS,
                                                             token::MINUS,
                                                             token::STAR,
                                                             token::DOUBLESTAR,
                                                             token::SLASH,
                                                             token::DOUBLESLASH,
                                                             token::PERCENT,
                                                             token::AT,
                                                             token::LSHIFT,
                                                             token::RSHIFT,
                                                             token::AMPER,
                                                             token::CIRCUMFLEX,
                                                             token::VBAR,
                                                             token::LESS,
                                                             token::GREATER,
                                                             token::EQEQUAL,
                                                             token::NOTEQUAL,
                                                             token::LESSEQUAL,
                                                             token::GREATEREQUAL,
                                                             token::IN,
                                                             token::IS,
                                                             token::AND,
                                                             token::OR,
                                                             token::NOT,
                                                             token::IF,
                                                             token::DOT,
                                                             token::LPAR,
                                                             token::LSQB,
                                                             token::COLONEQUAL,
                                                             token::STRING,
                                                             token::FSTRING_START,
                                                             token::FOR,
                                                             token::ASYNC,
                                                             token::AUGASSIGN};

constexpr std::string_view kStatementWords[] = {"assert", "async", "break",  "class",  "continue", "def",    "del",
                                                "except", "for",   "from",   "global", "if",       "import", "nonlocal",
                                                "pass",   "raise", "return", "try",    "while",    "with",   "elif",
                                                "else",   "await", "yield",  "lambda", "finally",  "not"};

// Words of other languages at the start of a statement.
struct ForeignWord {
  std::string_view word, meant;
};
constexpr ForeignWord kForeignWords[] = {{"function", "def"}, {"func", "def"},      {"fn", "def"},
                                         {"elsif", "elif"},   {"elseif", "elif"},   {"switch", "match"},
                                         {"foreach", "for"},  {"throw", "raise"},   {"catch", "except"},
                                         {"use", "import"},   {"include", "import"}};

std::string_view MeantKeyword(std::string_view word) {
  for (const ForeignWord& row : kForeignWords) {
    if (row.word == word) return row.meant;
  }
  return word.size() > 2 ? Suggest(word, kStatementWords) : std::string_view();
}

}  // namespace

void Recovery::Unexpect(std::initializer_list<TokenKind> kinds) {
  for (TokenKind kind : kinds) expected_.reset(size_t(kind));
}

std::string Recovery::Found(const Token* bad) const {
  switch (int(bad->kind)) {
    case token::NEWLINE:
    case token::END_OF_FILE:
    case token::DEDENT:
    case token::INDENT:
    case token::FSTRING_END:
      return std::string(parse::TextOf(bad->kind));
  }
  std::string_view text = TextAt(bad).substr(0, 30);
  return fmt::format("`{}`", text.substr(0, text.find_first_of("\r\n")));
}

// "`if` statement on line 3": the header that the token at the end of its line belongs to.
std::string Recovery::Header(const Token* bad) const {
  const Token* first = bad;
  while (first > tokens_.data() && first[-1].kind != token::NEWLINE && first[-1].kind != token::INDENT &&
         first[-1].kind != token::DEDENT) {
    --first;
  }
  uint32_t line = diags_.file().Locate(first->begin).line;
  TokenKind kind = first->kind;
  std::string_view what = kind == token::DEF     ? "function definition"
                          : kind == token::CLASS ? "class definition"
                                                 : "statement";
  if (kind == token::ASYNC && first[1].kind == token::DEF) what = "function definition";
  if (kind == token::DEF || kind == token::CLASS || kind == token::ASYNC)
    return fmt::format("{} on line {}", what, line);
  return fmt::format("`{}` on line {}", TextAt(first), line);
}

// "`,`, `)` or an operator"
std::string Recovery::ExpectedList() {
  std::vector<std::string> names;
  bool expression = Expects(token::NAME) && Expects(token::NUMBER) && Expects(token::LPAR);
  bool operators = !expression && Expects(token::PLUS) && Expects(token::AND);
  if (expression) {
    names.push_back("an expression");
    Unexpect(kExpressionStarts);
  } else if (operators) {
    Unexpect(kContinuations);
  }
  for (size_t kind = 1; kind <= token::COUNT; ++kind) {
    if (!expected_.test(kind)) continue;
    TokenKind token = kind == token::COUNT ? token::END_OF_FILE : TokenKind(kind);
    TokenClass group = ClassOf(token);
    std::string name =
        group == TokenClass::Other ? std::string(parse::TextOf(token)) : fmt::format("`{}`", parse::TextOf(token));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  constexpr size_t kMost = 6;
  if (names.size() > kMost) names.resize(kMost);
  if (operators) names.push_back("an operator");
  std::string list;
  for (size_t i = 0; i < names.size(); ++i) {
    list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  }
  return list;
}

void Recovery::ReportUnexpected(const Token* start, const Token* bad) {
  if (ReportKnownMistake(start, bad)) {
    return;
  }
  bool in_brackets = Expects(token::RPAR) || Expects(token::RSQB) || Expects(token::RBRACE);
  bool comma_forgotten = in_brackets && Expects(token::COMMA) && StartsOperand(bad->kind);
  std::string message = "unexpected " + Found(bad);
  if (std::string list = ExpectedList(); !list.empty()) {
    message += "; expected " + list;
  }
  Span span =
      bad->kind == token::NEWLINE || bad->kind == token::END_OF_FILE || bad->kind == token::DEDENT
          ? Span{bad > tokens_.data() ? bad[-1].end : bad->begin, bad > tokens_.data() ? bad[-1].end : bad->begin}
          : bad->span();
  if (bad->kind == token::DEDENT) span = bad->span();
  auto report = diags_.Report(diag::kSyntaxInvalid, span, message);
  if (comma_forgotten) {
    report.Help("perhaps a comma is missing").Fix({bad[-1].end, bad[-1].end}, ",");
  }
}

bool Recovery::ReportKnownMistake(const Token* start, const Token* bad) {
  return ReportBlockMistake(start, bad) || ReportOperatorMistake(start, bad) || ReportWordMistake(start, bad) ||
         ReportListMistake(start, bad);
}

// Indentation, and clauses without their statement.
bool Recovery::ReportBlockMistake(const Token* start, const Token* bad) {
  if (bad->kind == token::INDENT) {
    diags_.Report(diag::kIndentUnexpected, bad->span());
    return true;
  }
  if (Expects(token::INDENT) && !Expects(token::NAME)) {
    const Token* header = bad[-1].kind == token::NEWLINE ? bad - 1 : bad;
    diags_.Report(diag::kIndentExpected, bad->span(), Header(header));
    return true;
  }
  bool clause_of_if = bad->kind == token::ELIF || bad->kind == token::ELSE;
  bool clause_of_try = bad->kind == token::EXCEPT || bad->kind == token::FINALLY;
  if ((clause_of_if || clause_of_try) && bad == start) {
    diags_.Report(diag::kClauseOrphan, bad->span(), TextAt(bad), clause_of_if ? "`if`" : "`try`")
        .Help("check the indentation of the lines above");
    return true;
  }
  if (bad->kind == token::IF && bad > start && bad[-1].kind == token::ELSE && Expects(token::COLON)) {
    diags_.Report(diag::kSyntaxInvalid, Join(bad[-1].span(), bad->span()), "`else if` is spelled `elif`")
        .Fix(Join(bad[-1].span(), bad->span()), "elif");
    return true;
  }
  return false;
}

bool Recovery::ReportOperatorMistake(const Token* start, const Token* bad) {
  if (bad->kind == token::EQUAL && !Expects(token::EQUAL) && Expects(token::AND)) {
    diags_.Report(diag::kSyntaxInvalid, bad->span(), "cannot assign here")
        .Help("to compare, write `==`; to assign inside an expression, write `:=` in parentheses");
    return true;
  }
  if (bad->kind == token::EXCLAM) {
    diags_.Report(diag::kSyntaxInvalid, bad->span(), "`!` is not an operator").Help("write `not`");
    return true;
  }
  if (bad == start || bad[-1].end != bad->begin) {
    return false;
  }
  Span both = Join(bad[-1].span(), bad->span());
  if (bad->kind == bad[-1].kind && (bad->kind == token::AMPER || bad->kind == token::VBAR)) {
    std::string_view word = bad->kind == token::AMPER ? "and" : "or";
    diags_.Report(diag::kSyntaxInvalid, both, fmt::format("`{0}{0}` is not an operator", TextAt(bad)))
        .Help(fmt::format("write `{}`", word))
        .Fix(both, std::string(word));
    return true;
  }
  if (bad->kind == token::NEWLINE && bad - start >= 3 && bad[-1].kind == bad[-2].kind && bad[-2].end == bad[-1].begin &&
      (bad[-1].kind == token::PLUS || bad[-1].kind == token::MINUS)) {
    diags_
        .Report(diag::kSyntaxInvalid, Join(bad[-2].span(), bad[-1].span()),
                fmt::format("`{0}{0}` is not an operator", TextAt(bad - 1)))
        .Help(fmt::format("write `{}= 1`", TextAt(bad - 1)));
    return true;
  }
  return false;
}

// Misspelt keywords, keywords as names, print without parentheses.
bool Recovery::ReportWordMistake(const Token* start, const Token* bad) {
  bool after_name = bad > start && bad[-1].kind == token::NAME;
  if (after_name && StartsOperand(bad->kind) && (TextAt(bad - 1) == "print" || TextAt(bad - 1) == "exec")) {
    diags_.Report(diag::kCallParenthesesMissing, Join(bad[-1].span(), bad->span()), TextAt(bad - 1));
    return true;
  }
  if (bad == start + 1 && after_name && bad->kind != token::EQUAL) {
    std::string_view meant = MeantKeyword(TextAt(start));
    bool soft = TextAt(start) == "match" && StartsOperand(bad->kind);
    if (soft) {
      diags_.Report(diag::kSyntaxInvalid, bad->span(), "unexpected " + Found(bad) + " after `match`")
          .Help("the header of a `match` statement ends with `:`");
      return true;
    }
    if (!meant.empty()) {
      diags_
          .Report(diag::kSyntaxInvalid, start->span(),
                  fmt::format("unexpected name `{}` at the start of a statement", TextAt(start)))
          .Help(fmt::format("did you mean `{}`?", meant))
          .Fix(start->span(), std::string(meant));
      return true;
    }
  }
  if (Expects(token::NAME) && !Expects(token::NUMBER) && ClassOf(bad->kind) == TokenClass::Keyword) {
    diags_.Report(diag::kKeywordAsName, bad->span(), TextAt(bad));
    return true;
  }
  return false;
}

// Commas where a list ends or may not go on.
bool Recovery::ReportListMistake(const Token* start, const Token* bad) {
  bool comma = bad->kind == token::COMMA || bad->kind == token::TCOMMA;
  if (start->kind == token::FROM && bad->kind == token::TCOMMA) {
    diags_.Report(diag::kSyntaxInvalid, bad->span(), "a trailing comma needs parentheses around the imported names")
        .Fix(bad->span(), "");
    return true;
  }
  if (comma) {
    const Token* first = bad;
    while (first > start && first[-1].kind != token::NEWLINE && first[-1].kind != token::DEDENT) --first;
    if (first->kind == token::EXCEPT) {
      diags_.Report(diag::kSyntaxInvalid, bad->span(), "several exception types must be parenthesised")
          .Help("write `except (A, B):`");
      return true;
    }
  }
  if (bad > start && bad[-1].kind == token::LBRACE && bad->kind == token::RBRACE && Expects(token::NAME)) {
    diags_.Report(diag::kFStringInvalid, Join(bad[-1].span(), bad->span()),
                  "an expression is required between `{` and `}`");
    return true;
  }
  return false;
}

}  // namespace spy::parse
