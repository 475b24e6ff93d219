#include "frontend/parse/lexer.h"

#include <fmt/format.h>

#include "frontend/diagnostics/syntax.h"

namespace spy::parse {

using namespace lex;

namespace {

constexpr uint32_t kTabSize = 8;
constexpr size_t kMaxIndents = 100;  // as in CPython

struct KindSet {
  bool has[token::COUNT] = {};
};

// What can begin another element after a comma: any other token makes the comma the list's end.
constexpr KindSet MakeElementStarts() {
  KindSet set;
  for (TokenKind kind :
       {token::NAME,  token::NUMBER,     token::STRING, token::FSTRING_START, token::NONE,   token::TRUE,
        token::FALSE, token::ELLIPSIS,   token::LPAR,   token::LSQB,          token::LBRACE, token::MINUS,
        token::PLUS,  token::TILDE,      token::NOT,    token::AWAIT,         token::LAMBDA, token::YIELD,
        token::STAR,  token::DOUBLESTAR, token::SLASH,  token::ERROR}) {
    set.has[kind] = true;
  }
  return set;
}
constexpr KindSet kElementStarts = MakeElementStarts();

}  // namespace

Lexer::Lexer(Diagnostics& diags)
    : diags_(diags), text_(diags.file().text().data()), at_(text_), end_(text_ + diags.file().text().size()) {
  indents_.push_back({0, 0, false});
}

LexedSource Lexer::Run() {
  if (!CheckEncoding()) at_ = end_;  // one report is enough: no text, or all of another encoding
  CheckCodingCookie();
  result_.tokens.reserve(size_t(end_ - text_) / 4 + 16);
  while (StartLine()) {
    LexLine();
  }
  if (!brackets_.empty()) {
    const Bracket& open = brackets_.front();
    bool field = open.kind == 'F' || open.kind == 'S';
    Report(diag::kBracketUnclosed, text_ + open.offset, text_ + open.offset + 1, field ? '{' : open.kind);
  }
  if (Count() > line_first_) {
    EndLine(end_, end_);
  }
  while (indents_.size() > 1) {
    indents_.pop_back();
    Emit(token::DEDENT, end_, end_);
  }
  result_.tokens.push_back({token::END_OF_FILE, Offset(end_), Offset(end_)});
  return std::move(result_);
}

void Lexer::Emit(TokenKind kind, const char* begin, const char* end) {
  if (previous_ == token::COMMA) {
    if (!Continues(kind)) {
      result_.tokens.back().kind = token::TCOMMA;
    }
  } else if (previous_ == token::SEMI && kind == token::NEWLINE) {
    result_.tokens.back().kind = token::TSEMI;
  }
  result_.tokens.push_back({kind, Offset(begin), Offset(end)});
  previous_ = kind;
}

// True when the token goes on with the list after a comma: in `a[x, :]` the colon does.
bool Lexer::Continues(TokenKind kind) const {
  return kElementStarts.has[kind] || (kind == token::COLON && InSubscript());
}

void Lexer::SkipComment() {
  while (*at_ != '\n' && *at_ != '\r' && at_ < end_) {
    ++at_;
  }
}

// Moves over blank lines to the first token of a line and measures its indentation; false at the end of the file.
bool Lexer::SkipToContent(const char** line, uint32_t* column, uint32_t* alt_column) {
  for (;;) {
    *line = at_;
    *column = *alt_column = 0;
    for (;; ++at_) {
      if (*at_ == ' ') {
        ++*column;
        ++*alt_column;
      } else if (*at_ == '\t') {
        *column = (*column / kTabSize + 1) * kTabSize;
        ++*alt_column;
      } else if (*at_ == '\f') {
        *column = *alt_column = 0;
      } else {
        break;
      }
    }
    if (*at_ == '#') {
      SkipComment();
    }
    if (AtEnd()) {
      return false;
    }
    if (*at_ != '\n' && *at_ != '\r') {
      break;
    }
    at_ = SkipLineBreak(at_);
  }
  // A continuation on an otherwise blank line: the indentation of the first part counts.
  while (*at_ == '\\' && (at_[1] == '\n' || at_[1] == '\r')) {
    at_ = SkipLineBreak(at_ + 1);
    while (ClassOfByte(*at_) == kSpace) {
      ++at_;
    }
  }
  return !AtEnd();
}

bool Lexer::StartLine() {
  const char* line;
  uint32_t column, alt_column;
  if (!SkipToContent(&line, &column, &alt_column)) {
    return false;
  }
  Indent(column, alt_column, line);
  match_header_ = false;
  line_first_ = Count();
  return true;
}

void Lexer::Indent(uint32_t column, uint32_t alt_column, const char* line) {
  bool tabs_disagree = false;
  if (column == indents_.back().column) {
    tabs_disagree = alt_column != indents_.back().alt_column;
  } else if (column > indents_.back().column) {
    tabs_disagree = alt_column <= indents_.back().alt_column;
    if (indents_.size() == kMaxIndents) {
      Report(diag::kNestingTooDeep, line, at_, "more than 99 levels of indentation");
    }
    indents_.push_back({column, alt_column, match_header_});
    Emit(token::INDENT, line, at_);
  } else {
    while (indents_.size() > 1 && indents_.back().column > column) {
      indents_.pop_back();
      Emit(token::DEDENT, at_, at_);
    }
    tabs_disagree = column == indents_.back().column && alt_column != indents_.back().alt_column;
    if (column != indents_.back().column) {
      Report(diag::kIndentMismatch, line, at_ > line ? at_ : at_ + 1);
      // Taken as a line of the block it comes nearest to, so that one slip gives one error.
      indents_.back().column = column;
      indents_.back().alt_column = alt_column;
    }
  }
  if (tabs_disagree) {
    Report(diag::kIndentTabs, line, at_);
  }
}

// True when the next line with something on it starts with `case `: then `match x` before it lacks only its colon.
bool Lexer::CaseFollows(const char* at) const {
  if (soft_match_ != line_first_) return false;
  while (at < end_ && (ClassOfByte(*at) == kSpace || ClassOfByte(*at) == kLineBreak)) ++at;
  return std::string_view(at, size_t(end_ - at)).starts_with("case ");
}

// The end of a logical line: now it is known whether a leading `match` is the statement.
void Lexer::EndLine(const char* at, const char* end) {
  bool header = previous_ == token::COLON || CaseFollows(end);
  if (soft_match_ == line_first_ && header && Count() > line_first_ + 2 - (previous_ != token::COLON)) {
    result_.tokens[line_first_].kind = token::MATCH;
    match_header_ = true;
  }
  soft_match_ = SIZE_MAX;
  soft_type_ = SIZE_MAX;
  Emit(token::NEWLINE, at, end);
  line_first_ = Count();
}

void Lexer::LexLine() {
  while (LexToken()) {
  }
}

// One token; false behind the end of the logical line.
bool Lexer::LexToken() {
  const char* begin = at_;
  switch (ClassOfByte(*at_)) {
    case kSpace:
      ++at_;
      return true;
    case kLetter:
      return LexWord(begin);
    case kHigh:
      LexUnicodeName(begin);
      return true;
    case kDigit:
      LexNumber(begin);
      return true;
    case kDot:
      if (ClassOfByte(at_[1]) == kDigit) {
        LexNumber(begin);
      } else {
        bool ellipsis = at_[1] == '.' && at_[2] == '.';
        Operator(ellipsis ? token::ELLIPSIS : token::DOT, ellipsis ? 3 : 1);
      }
      return true;
    case kLineBreak:
      return LineBreakInside();
    case kHash:
      SkipComment();
      return true;
    case kBackslash:
      LexContinuation();
      return true;
    case kQuote:
      LexString(begin);
      return true;
    case kOperator:
      LexOperator(begin);
      return true;
    case kNul:
      if (AtEnd()) {
        if (brackets_.empty()) EndLine(end_, end_);
        return false;
      }
      LexInvalid();
      return true;
    case kOther:
      LexInvalid();
      return true;
  }
  __builtin_unreachable();
}

// A line break ends the line, unless a bracket is open.
bool Lexer::LineBreakInside() {
  const char* begin = at_;
  at_ = SkipLineBreak(at_);
  if (brackets_.empty()) {
    EndLine(begin, at_);
    return false;
  }
  if (fstrings_.empty() && RecoverBracket()) {
    EndLine(begin, at_);
    return false;
  }
  return true;
}

void Lexer::LexContinuation() {
  const char* begin = at_;
  if (at_[1] == '\n' || at_[1] == '\r') {
    at_ = SkipLineBreak(at_ + 1);
    if (AtEnd()) {
      Report(diag::kContinuationInvalid, begin, begin + 1).Label("the file ends here");
    }
    return;
  }
  ++at_;
  Report(diag::kContinuationInvalid, begin, at_).Help("a `\\` must be the last character of its line");
  Emit(token::ERROR, begin, at_);
}

void Lexer::LexInvalid() {
  const char* begin = at_++;
  if (*begin == '$' || *begin == '?' || *begin == '`') {
    auto report = Report(diag::kCharacterInvalid, begin, at_, fmt::format("`{}`", *begin));
    if (*begin == '?') report.Help("a conditional expression is written `a if condition else b`");
  } else {
    Report(diag::kCharacterInvalid, begin, at_, fmt::format("U+{:04X}", static_cast<unsigned char>(*begin)));
  }
  Emit(token::ERROR, begin, at_);
}

}  // namespace spy::parse
