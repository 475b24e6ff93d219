#include "interop/abi/init_symbol.h"

#include <llvm/Support/ConvertUTF.h>

#include <algorithm>
#include <vector>

namespace spy::abi {
namespace {

// RFC 3492, section 5: the parameters of punycode.
constexpr uint32_t kBase = 36, kTMin = 1, kTMax = 26, kSkew = 38, kDamp = 700, kFirstBias = 72, kFirstCode = 128;

char Digit(uint32_t value) { return char(value < 26 ? 'a' + value : '0' + value - 26); }

// Section 6.1: bias adaptation.
uint32_t Adapt(uint32_t delta, uint32_t handled, bool is_first) {
  delta = is_first ? delta / kDamp : delta / 2;
  delta += delta / handled;
  uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

// Section 3.3: a number as digits, the least significant first.
void AppendVariableLength(std::string& out, uint32_t number, uint32_t bias) {
  for (uint32_t k = kBase;; k += kBase) {
    uint32_t threshold = k <= bias ? kTMin : std::min(k - bias, kTMax);
    if (number < threshold) break;
    out += Digit(threshold + (number - threshold) % (kBase - threshold));
    number = (number - threshold) / (kBase - threshold);
  }
  out += Digit(number);
}

// Section 6.3: encoding.
std::string Punycode(const std::vector<uint32_t>& text) {
  std::string out;
  for (uint32_t c : text) {
    if (c < kFirstCode) out += char(c);
  }
  uint32_t handled = uint32_t(out.size()), ascii = handled;
  if (ascii > 0) out += '-';
  for (uint32_t code = kFirstCode, delta = 0, bias = kFirstBias; handled < text.size(); ++delta, ++code) {
    uint32_t next = UINT32_MAX;
    for (uint32_t c : text) next = c >= code ? std::min(next, c) : next;
    delta += (next - code) * (handled + 1);
    code = next;
    for (uint32_t c : text) {
      if (c < code) ++delta;
      if (c != code) continue;
      AppendVariableLength(out, delta, bias);
      bias = Adapt(delta, handled + 1, handled == ascii);
      delta = 0;
      ++handled;
    }
  }
  return out;
}

}  // namespace

std::string InitSymbol(std::string_view module_name) {
  std::string last(module_name.substr(module_name.rfind('.') + 1));
  if (std::all_of(last.begin(), last.end(), [](char c) { return uint8_t(c) < kFirstCode; })) return "PyInit_" + last;
  std::vector<uint32_t> codes(last.size());
  const auto* from = reinterpret_cast<const llvm::UTF8*>(last.data());
  auto* to = reinterpret_cast<llvm::UTF32*>(codes.data());
  llvm::ConvertUTF8toUTF32(&from, from + last.size(), &to, to + codes.size(), llvm::lenientConversion);
  codes.resize(size_t(to - reinterpret_cast<llvm::UTF32*>(codes.data())));
  std::string name = Punycode(codes);
  std::replace(name.begin(), name.end(), '-', '_');
  return "PyInitU_" + name;
}

}  // namespace spy::abi
