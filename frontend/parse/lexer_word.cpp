// The lexer's words: encoding, names, keywords, numbers.
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <string>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/lexer.h"
#include "frontend/parse/unicode.h"

namespace spy::parse {

namespace lex {

namespace {

constexpr uint8_t ClassifyByte(int c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return kLetter;
  if (c >= '0' && c <= '9') return kDigit;
  if (c == ' ' || c == '\t' || c == '\f') return kSpace;
  if (c == '\n' || c == '\r') return kLineBreak;
  if (c == '"' || c == '\'') return kQuote;
  if (c == '#') return kHash;
  if (c == '\\') return kBackslash;
  if (c == '.') return kDot;
  if (c >= 0x80) return kHigh;
  if (c == 0) return kNul;
  for (char op : std::string_view("()[]{}:,;+-*/|&<>=%^~@!")) {
    if (c == op) return kOperator;
  }
  return kOther;
}

// Keywords by their bytes in a word of 64 bits; the longest has eight.
struct KeywordTable {
  static constexpr size_t kSlots = 256;
  std::array<uint64_t, kSlots> keys{};
  std::array<TokenKind, kSlots> kinds{};

  static constexpr size_t Slot(uint64_t key) { return size_t((key * 0x9E3779B97F4A7C15ull) >> 56); }

  constexpr void Add(TokenKind kind, std::string_view text) {
    uint64_t key = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      key |= uint64_t(static_cast<unsigned char>(text[i])) << (8 * i);
    }
    size_t slot = Slot(key);
    while (keys[slot] != 0) {
      slot = (slot + 1) % kSlots;
    }
    keys[slot] = key;
    kinds[slot] = kind;
  }
};

constexpr KeywordTable MakeKeywordTable() {
  KeywordTable table;
#define SPY_TOKEN(name, group, text)                                                       \
  if (TokenClass::group == TokenClass::Keyword || TokenClass::group == TokenClass::Soft) { \
    table.Add(token::name, text);                                                          \
  }
#include "frontend/parse/token_rows.inc"
  return table;
}
constexpr KeywordTable kKeywords = MakeKeywordTable();

struct ClassTable {
  uint8_t classes[256];
};
constexpr ClassTable MakeClassTable() {
  ClassTable table{};
  for (int c = 0; c < 256; ++c) {
    table.classes[c] = ClassifyByte(c);
  }
  return table;
}
constexpr ClassTable kClassTable = MakeClassTable();

}  // namespace

#define SPY_ROW(n) \
  kClassTable.classes[n], kClassTable.classes[n + 1], kClassTable.classes[n + 2], kClassTable.classes[n + 3]
#define SPY_ROWS(n) SPY_ROW(n), SPY_ROW(n + 4), SPY_ROW(n + 8), SPY_ROW(n + 12)
constexpr uint8_t kClasses[256] = {SPY_ROWS(0),   SPY_ROWS(16),  SPY_ROWS(32),  SPY_ROWS(48),
                                   SPY_ROWS(64),  SPY_ROWS(80),  SPY_ROWS(96),  SPY_ROWS(112),
                                   SPY_ROWS(128), SPY_ROWS(144), SPY_ROWS(160), SPY_ROWS(176),
                                   SPY_ROWS(192), SPY_ROWS(208), SPY_ROWS(224), SPY_ROWS(240)};

TokenKind FindKeyword(const char* begin, size_t size) {
  if (size < 2 || size > 8) {
    return token::NONE_YET;
  }
  uint64_t key;
  std::memcpy(&key, begin, 8);  // the source text is padded
  if (size < 8) {
    key &= (uint64_t{1} << (size * 8)) - 1;
  }
  for (size_t slot = KeywordTable::Slot(key); kKeywords.keys[slot] != 0; slot = (slot + 1) % KeywordTable::kSlots) {
    if (kKeywords.keys[slot] == key) {
      return kKeywords.kinds[slot];
    }
  }
  return token::NONE_YET;
}

}  // namespace lex

using namespace lex;

bool Lexer::CheckEncoding() {
  if (const void* null = std::memchr(text_, 0, size_t(end_ - text_))) {
    const char* at = static_cast<const char*>(null);
    Report(diag::kEncodingInvalid, at, at + 1, "source code cannot contain null bytes");
    return false;
  }
  for (const char* at = text_; at < end_;) {
    uint64_t word;
    std::memcpy(&word, at, 8);  // the source text is padded
    if ((word & 0x8080808080808080ull) == 0) {
      at += 8;
      continue;
    }
    const char* begin = at;
    if (DecodeUtf8(at) == kBadCodePoint) {
      Report(diag::kEncodingInvalid, begin, at, "the source is not valid UTF-8").Help("save the file as UTF-8");
      return false;
    }
  }
  return true;
}

// A coding cookie in the first two lines (PEP 263) must name UTF-8.
void Lexer::CheckCodingCookie() {
  const SourceFile& file = diags_.file();
  for (uint32_t line = 1; line <= 2 && line <= file.LineCount(); ++line) {
    std::string_view text = file.Line(line);
    size_t hash = text.find_first_not_of(" \t\f");
    if (hash == std::string_view::npos) continue;
    if (text[hash] != '#') return;
    size_t cookie = text.find("coding", hash);
    if (cookie == std::string_view::npos) continue;
    size_t at = cookie + 6;
    if (at >= text.size() || (text[at] != ':' && text[at] != '=')) continue;
    at = text.find_first_not_of(" \t", at + 1);
    if (at == std::string_view::npos) continue;
    std::string name;
    size_t end = at;
    for (; end < text.size() && (IsWordByte(text[end]) || text[end] == '-' || text[end] == '.'); ++end) {
      name += text[end] == '_' ? '-' : char(std::tolower(static_cast<unsigned char>(text[end])));
    }
    if (name.empty()) continue;
    if (file.had_bom() && name != "utf-8" && !name.starts_with("utf-8-")) {
      Report(diag::kEncodingInvalid, text.data() + at, text.data() + end,
             fmt::format("encoding `{}` in a file with a UTF-8 byte order mark", name));
      return;
    }
    bool utf8 =
        name == "utf-8" || name == "utf8" || name.starts_with("utf-8-") || name == "ascii" || name == "us-ascii";
    if (!utf8) {
      Report(diag::kEncodingInvalid, text.data() + at, text.data() + end,
             fmt::format("encoding `{}` is not supported", name))
          .Help("save the file as UTF-8 and remove the coding comment");
    }
    return;
  }
}

// A name, a keyword, or the prefix of a string.
bool Lexer::LexWord(const char* begin) {
  do {
    ++at_;
  } while (IsWordByte(*at_));
  if (ClassOfByte(*at_) == kHigh) {
    LexUnicodeName(begin);
    return true;
  }
  if (ClassOfByte(*at_) == kQuote && at_ - begin <= 2 && LexPrefixedString(begin)) {
    return true;
  }
  TokenKind kind = FindKeyword(begin, size_t(at_ - begin));
  if (kind == token::NONE_YET) {
    LexName(begin);
  } else if (kind >= token::MATCH) {
    LexSoftKeyword(kind, begin);
  } else {
    if (kind == token::LAMBDA && !brackets_.empty()) {
      ++brackets_.back().lambdas;
    }
    Emit(kind, begin, at_);
  }
  return true;
}

void Lexer::LexName(const char* begin) {
  // `type` before a name starts a type alias.
  if (soft_type_ != SIZE_MAX) {
    if (soft_type_ + 1 == Count()) {
      result_.tokens[soft_type_].kind = token::TYPE;
    }
    soft_type_ = SIZE_MAX;
  }
  Emit(token::NAME, begin, at_);
}

void Lexer::LexSoftKeyword(TokenKind kind, const char* begin) {
  bool starts_line = Count() == line_first_;
  if (kind == token::CASE && starts_line && indents_.back().is_match) {
    Emit(token::CASE, begin, at_);
    return;
  }
  bool starts_statement = starts_line || (brackets_.empty() && (previous_ == token::SEMI || previous_ == token::COLON));
  LexName(begin);
  if (kind == token::MATCH && starts_line) {
    soft_match_ = line_first_;
  } else if (kind == token::TYPE && starts_statement) {
    soft_type_ = Count() - 1;
  }
}

void Lexer::LexUnicodeName(const char* begin) {
  at_ = begin;
  while (IsWordByte(*at_) || ClassOfByte(*at_) == kHigh) {
    const char* character = at_;
    uint32_t code = DecodeUtf8(at_);
    if (code < 0x80) continue;
    bool valid = character == begin ? IsXidStart(code) : IsXidContinue(code);
    if (valid) continue;
    if (code != kBadCodePoint) {
      std::string_view text(character, size_t(at_ - character));
      std::string shown =
          IsPrintable(code) ? fmt::format("`{}` (U+{:04X})", text, code) : fmt::format("U+{:04X}", code);
      Report(diag::kCharacterInvalid, character, at_, shown);
    }
    while (ClassOfByte(*at_) == kHigh) ++at_;
    Emit(token::ERROR, begin, at_);
    return;
  }
  std::string_view name(begin, size_t(at_ - begin));
  if (!IsNormalised(name)) {
    Report(diag::kNameNotNormalised, begin, at_, name)
        .Help("Python would read it as another spelling; write the name in its normal form");
  }
  LexName(begin);
}

// One or more digits, single underscores between.
bool Lexer::ScanDigits(int base) {
  auto is_digit = [base](char c) {
    if (base == 16) {
      char lower = char(c | 0x20);
      return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f');
    }
    return c >= '0' && c < '0' + base;
  };
  if (!is_digit(*at_)) {
    return false;
  }
  for (;;) {
    while (is_digit(*at_)) ++at_;
    if (*at_ != '_') return true;
    if (!is_digit(at_[1])) return false;
    ++at_;
  }
}

// 0x, 0o, 0b: the text of the error, or null.
const char* Lexer::ScanRadix() {
  char letter = char(at_[1] | 0x20);
  at_ += 2;
  if (*at_ == '_') ++at_;
  int base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
  if (ScanDigits(base)) {
    return nullptr;
  }
  return base == 16 ? "invalid hexadecimal literal" : base == 8 ? "invalid octal literal" : "invalid binary literal";
}

// Decimal integers, floats, imaginary numbers: the text of the error, or null.
const char* Lexer::ScanDecimal(const char* begin) {
  constexpr const char* kInvalid = "invalid decimal literal";
  bool integer = true;
  if (*at_ != '.' && !ScanDigits(10)) {
    return kInvalid;
  }
  if (*at_ == '.') {
    integer = false;
    ++at_;
    if (ClassOfByte(*at_) == kDigit && !ScanDigits(10)) return kInvalid;
  }
  if (*at_ == 'e' || *at_ == 'E') {
    const char* exponent = at_ + 1;
    if (*exponent == '+' || *exponent == '-') ++exponent;
    if (ClassOfByte(*exponent) == kDigit) {
      at_ = exponent;
      integer = false;
      if (!ScanDigits(10)) return kInvalid;
    }
  }
  if (*at_ == 'j' || *at_ == 'J') {
    ++at_;
    return nullptr;
  }
  if (integer && *begin == '0') {
    for (const char* digit = begin; digit < at_; ++digit) {
      if (*digit != '0' && *digit != '_') {
        return "leading zeros in decimal integer literals are not permitted";
      }
    }
  }
  return nullptr;
}

// `1if x else y` is legal Python, if deprecated: a keyword may follow a number at once.
bool Lexer::KeywordFollows() const {
  const char* end = at_;
  while (IsWordByte(*end)) ++end;
  TokenKind kind = FindKeyword(at_, size_t(end - at_));
  return kind == token::AND || kind == token::ELSE || kind == token::FOR || kind == token::IF || kind == token::IN ||
         kind == token::IS || kind == token::OR || kind == token::NOT;
}

void Lexer::LexNumber(const char* begin) {
  char letter = *at_ == '0' ? char(at_[1] | 0x20) : '\0';
  bool radix = letter == 'x' || letter == 'o' || letter == 'b';
  const char* error = radix ? ScanRadix() : ScanDecimal(begin);
  bool word_follows = IsWordByte(*at_) || ClassOfByte(*at_) == kHigh;
  if (!error && word_follows && !KeywordFollows()) {
    error = letter == 'x'   ? "invalid hexadecimal literal"
            : letter == 'o' ? "invalid octal literal"
            : letter == 'b' ? "invalid binary literal"
                            : "invalid decimal literal";
  }
  if (!error) {
    Emit(token::NUMBER, begin, at_);
    return;
  }
  while (IsWordByte(*at_) || ClassOfByte(*at_) == kHigh) ++at_;
  DiagnosticBuilder report = Report(diag::kNumberInvalid, begin, at_, error);
  if (std::string_view(error).starts_with("leading")) {
    report.Help("use the prefix `0o` for octal integers");
  }
  Emit(token::ERROR, begin, at_);
}

}  // namespace spy::parse
