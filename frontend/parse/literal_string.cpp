// Values of string and bytes literals and of f-string text.
#include <fmt/format.h>

#include <string>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/literals.h"
#include "frontend/parse/unicode.h"

namespace spy::parse {

namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

Span LiteralDecoder::SpanOf(const char* begin, const char* end) const {
  const char* text = diags_.file().text().data();
  return {uint32_t(begin - text), uint32_t(end - text)};
}

void LiteralDecoder::String(Span span, ast::Constant& constant) {
  std::string_view text = diags_.file().Text(span);
  Escapes escapes{false, false, false};
  constant.u_prefix = text[0] == 'u';
  for (; text[0] != '"' && text[0] != '\''; text.remove_prefix(1)) {
    char letter = char(text[0] | 0x20);
    escapes.raw |= letter == 'r';
    escapes.bytes |= letter == 'b';
  }
  size_t quotes = text.size() >= 6 && text[1] == text[0] && text[2] == text[0] ? 3 : 1;
  text = text.substr(quotes, text.size() - 2 * quotes);
  constant.constant_kind = escapes.bytes ? ast::ConstantKind::Bytes : ast::ConstantKind::Str;
  constant.text = Decode(text, escapes);
}

void LiteralDecoder::FStringText(Span span, bool raw, ast::Constant& constant) {
  constant.constant_kind = ast::ConstantKind::Str;
  constant.text = Decode(diags_.file().Text(span), {raw, false, true});
}

std::string_view LiteralDecoder::Decode(std::string_view text, Escapes escapes) {
  std::string_view special = escapes.braces ? (escapes.raw ? "\r{}" : "\r\\{}") : (escapes.raw ? "\r" : "\r\\");
  if (escapes.bytes) {
    for (const char& c : text) {
      if (static_cast<unsigned char>(c) >= 0x80) {
        diags_.Report(diag::kBytesNotAscii, SpanOf(&c, &c + 1)).Help("write the bytes with `\\x` escapes");
        break;
      }
    }
  }
  if (text.find_first_of(special) == std::string_view::npos) {
    return text;
  }
  std::string out;
  out.reserve(text.size());
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    if (*at == '\r') {
      out += '\n';
      at += at + 1 < end && at[1] == '\n' ? 2 : 1;
    } else if (*at == '\\' && !escapes.raw && at + 1 < end) {
      at = DecodeEscape(at, end, escapes.bytes, out);
    } else {
      out += *at;
      bool doubled = escapes.braces && (*at == '{' || *at == '}') && at + 1 < end && at[1] == *at;
      at += doubled ? 2 : 1;
    }
  }
  return arena_.CopyString(out);
}

const char* LiteralDecoder::DecodeEscape(const char* at, const char* end, bool bytes, std::string& out) {
  constexpr std::string_view kLetters = "\\'\"abfnrtv", kMeant = "\\'\"\a\b\f\n\r\t\v";
  if (size_t letter = kLetters.find(at[1]); letter != kLetters.npos) {
    out += kMeant[letter];
    return at + 2;
  }
  switch (at[1]) {
    case '\n':
      return at + 2;
    case '\r':
      return at + 2 < end && at[2] == '\n' ? at + 3 : at + 2;
    case 'x':
      return DecodeHexEscape(at, end, bytes, out);
    case 'u':
    case 'U':
      if (!bytes) return DecodeHexEscape(at, end, bytes, out);
      break;
    case 'N':
      if (!bytes) return DecodeNameEscape(at, end, out);
      break;
  }
  if (at[1] < '0' || at[1] > '7') {
    out += '\\';  // not an escape: the backslash stays
    return at + 1;
  }
  uint32_t value = 0;
  const char* digit = at + 1;
  for (int i = 0; i < 3 && digit < end && *digit >= '0' && *digit <= '7'; ++i) {
    value = value * 8 + uint32_t(*digit++ - '0');
  }
  if (bytes) {
    out += char(value);
  } else {
    AppendUtf8(out, value);
  }
  return digit;
}

const char* LiteralDecoder::DecodeHexEscape(const char* at, const char* end, bool bytes, std::string& out) {
  int want = at[1] == 'x' ? 2 : at[1] == 'u' ? 4 : 8;
  uint32_t value = 0;
  const char* digit = at + 2;
  int have = 0;
  for (; have < want && digit < end && HexValue(*digit) >= 0; ++have) {
    value = value * 16 + uint32_t(HexValue(*digit++));
  }
  if (have < want) {
    diags_.Report(diag::kEscapeInvalid, SpanOf(at, digit),
                  fmt::format("`\\{}` needs {} hexadecimal digits", at[1], want));
  } else if (bytes) {
    out += char(value);
  } else if (value > kLastCodePoint) {
    diags_.Report(diag::kEscapeInvalid, SpanOf(at, digit), "there is no such Unicode character");
  } else {
    AppendUtf8(out, value);
  }
  return digit;
}

const char* LiteralDecoder::DecodeNameEscape(const char* at, const char* end, std::string& out) {
  const char* close = at + 2;
  while (close < end && *close != '}') ++close;
  if (at + 2 >= end || at[2] != '{' || close == end || close == at + 3) {
    diags_.Report(diag::kEscapeInvalid, SpanOf(at, at + 2), "`\\N` needs the name of a character in braces");
    return at + 2;
  }
  std::string_view name(at + 3, size_t(close - at - 3));
  uint32_t code = CharacterByName(name);
  if (code == kBadCodePoint) {
    diags_.Report(diag::kCharacterNameUnknown, SpanOf(at + 3, close), name);
  } else {
    AppendUtf8(out, code);
  }
  return close + 1;
}

}  // namespace spy::parse
