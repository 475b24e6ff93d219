#include "frontend/parse/unicode.h"

#include <algorithm>
#include <iterator>

#include "frontend/parse/unicode_tables.h"

namespace spy::parse {

namespace {

bool InRanges(const CodeRange* ranges, size_t size, uint32_t code) {
  const CodeRange* after = std::upper_bound(ranges, ranges + size, code,
                                            [](uint32_t value, const CodeRange& range) { return value < range.first; });
  return after != ranges && code <= (after - 1)->last;
}

bool Composes(uint32_t base, uint32_t mark) {
  // Hangul: a leading consonant with a vowel, and the result with a trailing consonant.
  bool leading = base >= 0x1100 && base < 0x1113 && mark >= 0x1161 && mark < 0x1176;
  bool trailing = base >= 0xAC00 && base < 0xD7A4 && (base - 0xAC00) % 28 == 0 && mark > 0x11A7 && mark < 0x11C3;
  if (leading || trailing) {
    return true;
  }
  const CodePair* end = kCompositions + kCompositionsSize;
  const CodePair* found = std::lower_bound(
      kCompositions, end, CodePair{base, mark},
      [](const CodePair& a, const CodePair& b) { return a.base != b.base ? a.base < b.base : a.mark < b.mark; });
  return found != end && found->base == base && found->mark == mark;
}

// The hash of generate_unicode.py.
uint64_t HashName(std::string_view name) {
  uint64_t value = 0xCBF29CE484222325ull;
  for (char byte : name) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001B3ull;
  }
  value ^= value >> 32;
  value *= 0x9E3779B97F4A7C15ull;
  return value >> 21;
}

// "AC00" of CJK UNIFIED IDEOGRAPH-AC00.
uint32_t ParseHex(std::string_view digits) {
  uint32_t value = 0;
  for (char c : digits) {
    bool decimal = c >= '0' && c <= '9';
    bool letter = c >= 'A' && c <= 'F';
    if (!decimal && !letter) {
      return kBadCodePoint;
    }
    value = value * 16 + uint32_t(decimal ? c - '0' : c - 'A' + 10);
  }
  return digits.size() == 4 || digits.size() == 5 ? value : kBadCodePoint;
}

bool IsUnifiedIdeograph(uint32_t code) {
  constexpr CodeRange kRanges[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFC},   {0x20000, 0x2A6DD}, {0x2A700, 0x2B734},
                                   {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A}};
  return InRanges(kRanges, std::size(kRanges), code);
}

// The longest of `parts` that `text` starts with, as its index; an empty part matches always.
int LongestPart(std::string_view text, const std::string_view* parts, int count) {
  int best = -1;
  for (int i = 0; i < count; ++i) {
    if (text.starts_with(parts[i]) && (best < 0 || parts[i].size() > parts[best].size())) {
      best = i;
    }
  }
  return best;
}

// Names of Hangul syllables are spelled from their letters.
uint32_t HangulByName(std::string_view name) {
  constexpr std::string_view kLeading[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                           "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
  constexpr std::string_view kVowels[] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                          "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
  constexpr std::string_view kTrailing[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                            "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                            "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};
  int leading = LongestPart(name, kLeading, std::size(kLeading));
  name.remove_prefix(kLeading[leading].size());
  int vowel = LongestPart(name, kVowels, std::size(kVowels));
  if (vowel < 0) {
    return kBadCodePoint;
  }
  name.remove_prefix(kVowels[vowel].size());
  int trailing = LongestPart(name, kTrailing, std::size(kTrailing));
  if (kTrailing[trailing].size() != name.size()) {
    return kBadCodePoint;
  }
  return 0xAC00 + uint32_t((leading * 21 + vowel) * 28 + trailing);
}

}  // namespace

uint32_t DecodeUtf8(const char*& at) {
  auto byte = [&](int i) { return uint32_t(static_cast<unsigned char>(at[i])); };
  auto continues = [&](int i) { return (byte(i) & 0xC0) == 0x80; };
  uint32_t first = byte(0);
  if (first < 0x80) {
    ++at;
    return first;
  }
  if (first >= 0xC2 && first < 0xE0 && continues(1)) {
    uint32_t code = (first & 0x1F) << 6 | (byte(1) & 0x3F);
    at += 2;
    return code;
  }
  if (first >= 0xE0 && first < 0xF0 && continues(1) && continues(2)) {
    uint32_t code = (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    bool valid = code >= 0x800 && !(code >= 0xD800 && code < 0xE000);
    at += valid ? 3 : 1;
    return valid ? code : kBadCodePoint;
  }
  if (first >= 0xF0 && first < 0xF5 && continues(1) && continues(2) && continues(3)) {
    uint32_t code = (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    bool valid = code >= 0x10000 && code <= kLastCodePoint;
    at += valid ? 4 : 1;
    return valid ? code : kBadCodePoint;
  }
  ++at;
  return kBadCodePoint;
}

void AppendUtf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += char(code);
  } else if (code < 0x800) {
    out += char(0xC0 | code >> 6);
    out += char(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += char(0xE0 | code >> 12);
    out += char(0x80 | (code >> 6 & 0x3F));
    out += char(0x80 | (code & 0x3F));
  } else {
    out += char(0xF0 | code >> 18);
    out += char(0x80 | (code >> 12 & 0x3F));
    out += char(0x80 | (code >> 6 & 0x3F));
    out += char(0x80 | (code & 0x3F));
  }
}

bool IsXidStart(uint32_t code) { return InRanges(kXidStart, kXidStartSize, code); }
bool IsXidContinue(uint32_t code) { return InRanges(kXidContinue, kXidContinueSize, code); }
bool IsPrintable(uint32_t code) { return InRanges(kPrintable, kPrintableSize, code); }

bool IsNormalised(std::string_view identifier) {
  std::string padded(identifier);
  padded.append(4, '\0');
  const char* end = padded.data() + identifier.size();
  uint32_t starter = 0;
  for (const char* at = padded.data(); at < end;) {
    uint32_t code = DecodeUtf8(at);
    if (InRanges(kNotNormal, kNotNormalSize, code) || (starter != 0 && Composes(starter, code))) {
      return false;
    }
    if (!InRanges(kCombining, kCombiningSize, code)) {
      starter = code;
    }
  }
  return true;
}

uint32_t CharacterByName(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) {
    c = c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
  }
  constexpr std::string_view kIdeograph = "CJK UNIFIED IDEOGRAPH-";
  constexpr std::string_view kHangul = "HANGUL SYLLABLE ";
  std::string_view view = upper;
  if (view.starts_with(kIdeograph)) {
    uint32_t code = ParseHex(view.substr(kIdeograph.size()));
    return code != kBadCodePoint && IsUnifiedIdeograph(code) ? code : kBadCodePoint;
  }
  if (view.starts_with(kHangul)) {
    return HangulByName(view.substr(kHangul.size()));
  }
  uint64_t hash = HashName(view);
  const uint64_t* end = kNames + kNamesSize;
  const uint64_t* found = std::lower_bound(kNames, end, hash << 21);
  return found != end && *found >> 21 == hash ? uint32_t(*found & 0x1FFFFF) : kBadCodePoint;
}

}  // namespace spy::parse
