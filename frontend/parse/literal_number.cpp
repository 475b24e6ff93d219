// Values of numeric literals.
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/literals.h"

namespace spy::parse {

namespace {

// CPython refuses to convert longer decimal texts (sys.int_info.default_max_str_digits).
constexpr size_t kMaxDecimalDigits = 4300;

int DigitValue(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

// Big value in `base` as lower-case hexadecimal digits without leading zeros; quadratic, for at most a few thousand
// digits of base 10, linear for powers of two.
std::string ToHex(std::string_view digits, int base) {
  std::vector<uint32_t> limbs;  // little-endian
  if (base == 10) {
    for (char c : digits) {
      uint64_t carry = uint64_t(c - '0');
      for (uint32_t& limb : limbs) {
        carry += uint64_t(limb) * 10;
        limb = uint32_t(carry);
        carry >>= 32;
      }
      if (carry) limbs.push_back(uint32_t(carry));
    }
  } else {
    int bits = base == 16 ? 4 : base == 8 ? 3 : 1;
    limbs.assign(digits.size() * size_t(bits) / 32 + 1, 0);
    size_t position = 0;
    for (size_t i = digits.size(); i-- > 0; position += size_t(bits)) {
      uint64_t value = uint64_t(DigitValue(digits[i])) << (position % 32);
      limbs[position / 32] |= uint32_t(value);
      if (value >> 32) limbs[position / 32 + 1] |= uint32_t(value >> 32);
    }
  }
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  std::string hex = limbs.empty() ? "0" : fmt::format("{:x}", limbs.back());
  for (size_t i = limbs.size(); i-- > 1;) {
    hex += fmt::format("{:08x}", limbs[i - 1]);
  }
  return hex;
}

}  // namespace

void LiteralDecoder::Integer(std::string_view text, Span span, ast::Constant& constant) {
  constant.constant_kind = ast::ConstantKind::Int;
  int base = 10;
  if (text.size() > 1 && text[0] == '0' && (text[1] | 0x20) > '9') {
    char letter = char(text[1] | 0x20);
    base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
    text.remove_prefix(2);
  }
  int64_t value = 0;
  bool big = false;
  for (char c : text) {
    big = big || __builtin_mul_overflow(value, int64_t(base), &value) ||
          __builtin_add_overflow(value, int64_t(DigitValue(c)), &value);
  }
  if (!big) {
    constant.int_value = value;
    return;
  }
  if (base == 10 && text.size() > kMaxDecimalDigits) {
    diags_
        .Report(diag::kNumberInvalid, span,
                fmt::format("the integer has {} digits, more than the {} that Python converts", text.size(),
                            kMaxDecimalDigits))
        .Help("write it in hexadecimal");
    return;
  }
  constant.is_big = true;
  constant.text = arena_.CopyString(ToHex(text, base));
}

void LiteralDecoder::Number(Span span, ast::Constant& constant) {
  std::string_view text = diags_.file().Text(span);
  std::string plain;
  if (text.find('_') != std::string_view::npos) {
    for (char c : text) {
      if (c != '_') plain += c;
    }
    text = plain;
  }
  bool radix =
      text.size() > 1 && text[0] == '0' && (text[1] | 0x20) > 'a' && (text[1] | 0x20) != 'e' && (text[1] | 0x20) != 'j';
  if (radix || text.find_first_not_of("0123456789") == std::string_view::npos) {
    Integer(text, span, constant);
    return;
  }
  bool imaginary = (text.back() | 0x20) == 'j';
  constant.constant_kind = imaginary ? ast::ConstantKind::Imaginary : ast::ConstantKind::Float;
  constant.float_value = std::strtod(std::string(text).c_str(), nullptr);
}

}  // namespace spy::parse
