#include "codegen/ir/natural_constant.h"

namespace spy::ir {

std::optional<unsigned __int128> NaturalConstant(const Module& module, const Function& fn, ValueId v) {
  const InstId def = fn.At(v).def;
  if (!def) return std::nullopt;
  if (fn.At(def).op == Op::kConstInt) {
    const int64_t value = fn.At(def).imm[0];
    return value >= 0 ? std::optional<unsigned __int128>(value) : std::nullopt;
  }
  const Inst* source = AssumedConstant(fn, v);
  if (!source || fn.At(v).type.kind != TypeKind::kInt) return std::nullopt;
  const Const& c = module.consts[size_t(source->imm[0])];
  constexpr size_t kMostDigits = 20;  // of 2**64
  if (c.kind != ConstKind::kBigInt || c.text.size() > kMostDigits || c.text[0] == '-') return std::nullopt;
  unsigned __int128 value = 0;
  for (char digit : c.text) value = value * 10 + unsigned(digit - '0');
  if (value > (unsigned __int128)(1) << 64) return std::nullopt;
  return value;
}

}  // namespace spy::ir
