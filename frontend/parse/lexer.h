// Lexer: UTF-8 source text to tokens in one pass, without backtracking.
//
// It validates the encoding, turns indentation into INDENT and DEDENT, cuts f-strings as PEP 701 says, decides the soft
// keywords (`match`, `case`, `type`) from their logical line, and marks a comma or semicolon that ends its list
// (TCOMMA, TSEMI), so that the grammar needs one token of lookahead. Errors go to the diagnostics; an invalid stretch
// becomes an ERROR token, and `error_offsets` lets the parser stay silent about what the lexer has said already.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/diagnostics/diagnostic.h"
#include "frontend/parse/token.h"

namespace spy::parse {

struct LexedSource {
  TokenList tokens;                     // ends with END_OF_FILE
  std::vector<uint32_t> error_offsets;  // where the lexer reported, in order of report
};

class Lexer {
 public:
  explicit Lexer(Diagnostics& diags);
  LexedSource Run();

 private:
  // An open bracket: '(' '[' '{', 'F' for a replacement field of an f-string, 'S' for one in its format spec.
  struct Bracket {
    char kind;
    uint32_t offset;
    uint32_t lambdas;  // lambdas inside whose colon has not come: its colon is not the bracket's
  };
  struct FString {
    char quote;
    bool triple;
    bool raw;
    uint32_t offset;
    size_t depth;  // brackets open outside
  };
  struct Indentation {
    uint32_t column;      // tabs to multiples of 8
    uint32_t alt_column;  // tabs as 1: both must agree
    bool is_match;        // the block of a `match`: lines start with `case`
  };

  // lexer.cpp: lines
  bool StartLine();
  bool SkipToContent(const char** line, uint32_t* column, uint32_t* alt_column);
  void Indent(uint32_t column, uint32_t alt_column, const char* line);
  void EndLine(const char* at, const char* end);
  bool CaseFollows(const char* at) const;
  void LexLine();
  bool LexToken();
  bool LineBreakInside();
  void LexContinuation();
  void LexInvalid();
  const char* SkipLineBreak(const char* at) const { return *at == '\r' && at[1] == '\n' ? at + 2 : at + 1; }
  void SkipComment();
  void Emit(TokenKind kind, const char* begin, const char* end);
  bool InSubscript() const {
    return !brackets_.empty() && brackets_.back().kind == '[' && brackets_.back().lambdas == 0;
  }
  bool Continues(TokenKind kind) const;

  // lexer_word.cpp: names, keywords, numbers, encoding
  bool CheckEncoding();  // false: reported
  void CheckCodingCookie();
  bool LexWord(const char* begin);
  void LexName(const char* begin);
  void LexUnicodeName(const char* begin);
  void LexSoftKeyword(TokenKind kind, const char* begin);
  void LexNumber(const char* begin);
  bool ScanDigits(int base);
  const char* ScanRadix();
  const char* ScanDecimal(const char* begin);
  bool KeywordFollows() const;

  // lexer_operator.cpp
  void LexOperator(const char* begin);
  void Operator(TokenKind kind, int length);
  void OpenBracket(char kind, TokenKind token);
  void CloseBracket(char kind, TokenKind token);
  void LexColon(const char* begin);
  bool RecoverBracket();

  // lexer_string.cpp
  bool LexPrefixedString(const char* begin);
  void LexString(const char* begin);
  bool ScanTripleString(char quote);
  bool ScanString(char quote);
  void SkipEscape();
  void StartFString(const char* begin, bool raw);
  void LexFStringText();
  bool LexFStringSpecial(const char** text, bool* in_spec);
  void LexFStringRightBrace(const char** text, bool* in_spec);
  void EndFString(const char** text, bool in_spec);
  void SkipFStringEscape();
  void BreakFString(const char* text);

  template <class Kind, class... Args>
  DiagnosticBuilder Report(Kind kind, const char* begin, const char* end, const Args&... args) {
    result_.error_offsets.push_back(Offset(begin));
    return diags_.Report(kind, {Offset(begin), Offset(end)}, args...);
  }
  uint32_t Offset(const char* at) const { return uint32_t(at - text_); }
  bool AtEnd() const { return at_ >= end_; }
  size_t Count() const { return result_.tokens.size(); }

  Diagnostics& diags_;
  const char* text_;
  const char* at_;
  const char* end_;
  LexedSource result_;
  std::vector<Bracket> brackets_;
  std::vector<FString> fstrings_;
  std::vector<Indentation> indents_;
  TokenKind previous_ = token::NONE_YET;
  size_t line_first_ = 0;           // index of the logical line's first token
  size_t soft_match_ = SIZE_MAX;    // index of a `match` that starts the logical line
  size_t soft_type_ = SIZE_MAX;     // index of a `type` that starts a statement
  bool match_header_ = false;       // the line just ended is the header of a `match`
  bool too_many_brackets_ = false;  // said once
};

// Classes of bytes, for the lexer's files.
namespace lex {
enum ByteClass : uint8_t {
  kOther,
  kLetter,
  kDigit,
  kSpace,
  kLineBreak,
  kQuote,
  kOperator,
  kHash,
  kBackslash,
  kHigh,
  kNul,
  kDot
};
extern const uint8_t kClasses[256];
inline ByteClass ClassOfByte(char byte) { return ByteClass(kClasses[static_cast<unsigned char>(byte)]); }
inline bool IsWordByte(char byte) {
  ByteClass c = ClassOfByte(byte);
  return c == kLetter || c == kDigit;
}
// The keyword (or soft keyword) that a word is, else NONE_YET.
TokenKind FindKeyword(const char* begin, size_t size);
}  // namespace lex

}  // namespace spy::parse
