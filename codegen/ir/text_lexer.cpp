#include "codegen/ir/text_lexer.h"

#include <bit>
#include <charconv>
#include <cstdlib>

namespace spy::ir {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '.' || (c & 0x80) != 0;
}
int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

void TextLexer::SkipSpace() {
  while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  if (!rest_.empty() && rest_[0] == ';') rest_ = {};  // a comment
}

void TextLexer::Fail(std::string_view what) {
  if (error_.empty()) error_ = std::string(what) + " at `" + std::string(rest_.substr(0, 20)) + "`";
  rest_ = {};
}

bool TextLexer::Accept(std::string_view text) {
  if (!rest_.starts_with(text)) return false;
  if (IsWordByte(text.back()) && rest_.size() > text.size() && IsWordByte(rest_[text.size()])) return false;
  rest_.remove_prefix(text.size());
  SkipSpace();
  return true;
}

void TextLexer::Expect(std::string_view text) {
  if (ok() && !Accept(text)) Fail("expected `" + std::string(text) + "`");
}

std::string_view TextLexer::Word() {
  size_t n = 0;
  while (n < rest_.size() && IsWordByte(rest_[n])) ++n;
  if (n == 0) {
    Fail("expected a word");
    return {};
  }
  std::string_view word = rest_.substr(0, n);
  rest_.remove_prefix(n);
  SkipSpace();
  return word;
}

bool TextLexer::AtName() const {
  return !rest_.empty() && (rest_[0] == '"' || (IsWordByte(rest_[0]) && !IsDigit(rest_[0])));
}

std::string TextLexer::Name() { return Peek() == '"' ? String() : std::string(Word()); }

std::string TextLexer::String() {
  std::string out;
  if (Peek() != '"') {
    Fail("expected a string");
    return out;
  }
  size_t i = 1;
  for (; i < rest_.size() && rest_[i] != '"'; ++i) {
    if (rest_[i] != '\\') {
      out += rest_[i];
    } else if (i + 3 < rest_.size() && rest_[i + 1] == 'x' && HexDigit(rest_[i + 2]) >= 0 &&
               HexDigit(rest_[i + 3]) >= 0) {
      out += char(HexDigit(rest_[i + 2]) * 16 + HexDigit(rest_[i + 3]));
      i += 3;
    } else if (i + 1 < rest_.size()) {
      out += rest_[++i];
    }
  }
  if (i >= rest_.size()) {
    Fail("unterminated string");
    return out;
  }
  rest_.remove_prefix(i + 1);
  SkipSpace();
  return out;
}

std::string TextLexer::Braced() {
  Expect("{");
  size_t end = rest_.find('}');
  if (!ok() || end == std::string_view::npos) {
    Fail("expected `}`");
    return {};
  }
  std::string text(rest_.substr(0, end));
  rest_.remove_prefix(end + 1);
  SkipSpace();
  return text;
}

std::string_view TextLexer::NumberText() {
  size_t n = rest_.starts_with('-') ? 1 : 0;
  while (n < rest_.size()) {
    bool exponent_sign = (rest_[n] == '+' || rest_[n] == '-') && n > 0 && rest_[n - 1] == 'e';
    if (!IsWordByte(rest_[n]) && !exponent_sign) break;
    ++n;
  }
  std::string_view text = rest_.substr(0, n);
  rest_.remove_prefix(n);
  SkipSpace();
  return text;
}

int64_t TextLexer::Integer() {
  std::string_view text = NumberText();
  int64_t value = 0;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ok() && (status != std::errc() || end != text.data() + text.size())) Fail("expected an integer");
  return value;
}

double TextLexer::Double() {
  std::string text(NumberText());
  if (text.starts_with("0x")) return std::bit_cast<double>(uint64_t(std::strtoull(text.c_str(), nullptr, 16)));
  char* end = nullptr;
  double value = std::strtod(text.c_str(), &end);
  if (ok() && (text.empty() || *end != '\0')) Fail("expected a number");
  return value;
}

}  // namespace spy::ir
