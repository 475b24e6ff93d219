// The lexer's strings: literals, and f-strings as PEP 701 cuts them. Their contents are decoded in literals.cpp.
#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/lexer.h"

namespace spy::parse {

using namespace lex;

// At a quote, with one or two letters before it: a string if they are a prefix.
bool Lexer::LexPrefixedString(const char* begin) {
  bool f = false, r = false, b = false, u = false;
  for (const char* letter = begin; letter < at_; ++letter) {
    bool* seen = nullptr;
    switch (*letter | 0x20) {
      case 'f':
        seen = &f;
        break;
      case 'r':
        seen = &r;
        break;
      case 'b':
        seen = &b;
        break;
      case 'u':
        seen = &u;
        break;
    }
    if (!seen || *seen) return false;
    *seen = true;
  }
  if ((f && b) || (u && at_ - begin > 1)) return false;
  if (f) {
    StartFString(begin, r);
  } else {
    LexString(begin);
  }
  return true;
}

// A backslash and what it protects.
void Lexer::SkipEscape() {
  ++at_;
  if (*at_ == '\n' || *at_ == '\r') {
    at_ = SkipLineBreak(at_);
  } else if (!AtEnd()) {
    ++at_;
  }
}

bool Lexer::ScanTripleString(char quote) {
  at_ += 3;
  for (;;) {
    if (*at_ == quote && at_[1] == quote && at_[2] == quote) {
      at_ += 3;
      return true;
    }
    if (*at_ == '\\') {
      SkipEscape();
    } else if (AtEnd()) {
      return false;
    } else {
      ++at_;
    }
  }
}

bool Lexer::ScanString(char quote) {
  ++at_;
  for (;;) {
    char c = *at_;
    if (c == quote) {
      ++at_;
      return true;
    }
    if (c == '\\') {
      SkipEscape();
    } else if (c == '\n' || c == '\r' || AtEnd()) {
      return false;
    } else {
      ++at_;
    }
  }
}

void Lexer::LexString(const char* begin) {
  const char* quote = at_;
  bool triple = at_[1] == *quote && at_[2] == *quote;
  bool closed = triple ? ScanTripleString(*quote) : ScanString(*quote);
  if (closed) {
    Emit(token::STRING, begin, at_);
    return;
  }
  // In a replacement field the quote may be the f-string's own, with the brace forgotten.
  if (!triple && begin == quote && !fstrings_.empty() && !fstrings_.back().triple && fstrings_.back().quote == *quote) {
    at_ = quote;
    EndFString(&at_, true);
    return;
  }
  if (triple) {
    Report(diag::kStringUnterminated, begin, quote + 3, "triple-quoted string literal");
  } else {
    Report(diag::kStringUnterminated, begin, at_, "string literal");
  }
  Emit(token::ERROR, begin, at_);
}

void Lexer::StartFString(const char* begin, bool raw) {
  char quote = *at_;
  bool triple = at_[1] == quote && at_[2] == quote;
  at_ += triple ? 3 : 1;
  Emit(token::FSTRING_START, begin, at_);
  fstrings_.push_back({quote, triple, raw, Offset(begin), brackets_.size()});
  LexFStringText();
}

// The text up to the next replacement field, or to the end of the f-string or of the format spec.
void Lexer::LexFStringText() {
  bool in_spec = brackets_.size() > fstrings_.back().depth;
  const char* text = at_;
  while (LexFStringSpecial(&text, &in_spec)) {
  }
}

// One character of the text with a meaning, or an ordinary one; false when the text is over.
bool Lexer::LexFStringSpecial(const char** text, bool* in_spec) {
  const FString& f = fstrings_.back();
  char c = *at_;
  if (c == f.quote && (!f.triple || (at_[1] == c && at_[2] == c))) {
    EndFString(text, *in_spec);
    return false;
  }
  switch (c) {
    case '{':
      if (at_[1] != '{' || *in_spec) {
        if (at_ > *text) Emit(token::FSTRING_MIDDLE, *text, at_);
        OpenBracket('F', token::LBRACE);
        return false;
      }
      at_ += 2;
      return true;
    case '}':
      LexFStringRightBrace(text, in_spec);
      return true;
    case '\\':
      SkipFStringEscape();
      return true;
    case '\n':
    case '\r':
      if (!f.triple) {
        BreakFString(*text);
        return false;
      }
      at_ = SkipLineBreak(at_);
      return true;
  }
  if (AtEnd()) {
    BreakFString(*text);
    return false;
  }
  ++at_;
  return true;
}

// `}` ends a format specification; in text it is written twice.
void Lexer::LexFStringRightBrace(const char** text, bool* in_spec) {
  if (*in_spec) {
    if (at_ > *text) Emit(token::FSTRING_MIDDLE, *text, at_);
    brackets_.pop_back();
    Operator(token::RBRACE, 1);
    *text = at_;
    *in_spec = brackets_.size() > fstrings_.back().depth;
    return;
  }
  const bool doubled = at_[1] == '}';
  if (!doubled) {
    Report(diag::kFStringInvalid, at_, at_ + 1, "single `}` is not allowed").Help("write `}}` for a brace in the text");
  }
  at_ += doubled ? 2 : 1;
}

void Lexer::EndFString(const char** text, bool in_spec) {
  const FString f = fstrings_.back();
  if (at_ > *text) Emit(token::FSTRING_MIDDLE, *text, at_);
  if (in_spec) {
    Report(diag::kFStringInvalid, at_, at_ + 1, "expected `}` before the end of the string");
    brackets_.resize(f.depth);
  }
  fstrings_.pop_back();
  Operator(token::FSTRING_END, f.triple ? 3 : 1);
}

// A backslash; it does not protect a brace, but \N{...} has braces of its own.
void Lexer::SkipFStringEscape() {
  const FString& f = fstrings_.back();
  ++at_;
  if (*at_ == '\n' || *at_ == '\r') {
    at_ = SkipLineBreak(at_);
  } else if (!f.raw && *at_ == 'N' && at_[1] == '{') {
    while (*at_ != '}' && *at_ != f.quote && *at_ != '\n' && !AtEnd()) ++at_;
    if (*at_ == '}') ++at_;
  } else if (*at_ != '{' && *at_ != '}' && !AtEnd()) {
    ++at_;
  }
}

// The line or the file ends inside the f-string.
void Lexer::BreakFString(const char* text) {
  const FString f = fstrings_.back();
  if (at_ > text) Emit(token::FSTRING_MIDDLE, text, at_);
  const char* begin = text_ + f.offset;
  if (f.triple) {
    Report(diag::kStringUnterminated, begin, begin + 4, "triple-quoted f-string literal");
  } else {
    Report(diag::kStringUnterminated, begin, at_, "f-string literal");
  }
  brackets_.resize(f.depth);
  fstrings_.pop_back();
  Emit(token::FSTRING_END, at_, at_);
}

}  // namespace spy::parse
