#include "codegen/ir/op.h"

#include <algorithm>
#include <array>

namespace spy::ir {
namespace {

constexpr OpInfo kOps[] = {
#define SPY_OP(name, mnemonic, signature, immediates, effects) {#name, mnemonic, signature, immediates, effects},
#include "codegen/ir/ops.def"
};

constexpr std::string_view kOperators[] = {
    "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or",
    "xor", "lt",  "le",  "eq",     "ne",      "gt",       "ge",  "neg", "pos",    "invert", "not",
};
static_assert(std::size(kOperators) == size_t(Operator::kNot) + 1);

constexpr auto MakeSorted() {
  std::array<uint8_t, std::size(kOps)> order{};
  for (size_t i = 0; i < order.size(); ++i) order[i] = uint8_t(i);
  std::sort(order.begin(), order.end(), [](uint8_t a, uint8_t b) { return kOps[a].mnemonic < kOps[b].mnemonic; });
  return order;
}
constexpr auto kByMnemonic = MakeSorted();

constexpr bool MnemonicsAreDistinct() {
  for (size_t i = 1; i < kByMnemonic.size(); ++i) {
    if (kOps[kByMnemonic[i - 1]].mnemonic == kOps[kByMnemonic[i]].mnemonic) return false;
  }
  return true;
}
static_assert(MnemonicsAreDistinct());

}  // namespace

std::string_view Mnemonic(Operator op) { return kOperators[size_t(op)]; }
const OpInfo& InfoOf(Op op) { return kOps[size_t(op)]; }
std::span<const OpInfo> AllOps() { return kOps; }

bool FindOp(std::string_view mnemonic, Op* op) {
  auto at = std::lower_bound(kByMnemonic.begin(), kByMnemonic.end(), mnemonic,
                             [](uint8_t i, std::string_view text) { return kOps[i].mnemonic < text; });
  if (at == kByMnemonic.end() || kOps[*at].mnemonic != mnemonic) return false;
  *op = Op(*at);
  return true;
}

bool FindOperator(std::string_view mnemonic, Operator* op) {
  auto at = std::find(std::begin(kOperators), std::end(kOperators), mnemonic);
  if (at == std::end(kOperators)) return false;
  *op = Operator(at - std::begin(kOperators));
  return true;
}

}  // namespace spy::ir
