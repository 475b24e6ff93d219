#include "codegen/ir/function.h"

#include <utility>

#include "codegen/ir/signature.h"

namespace spy::ir {

Ownership NaturalOwnership(Op op, Type type) {
  if (!IsCounted(type)) return Ownership::kPlain;
  return InfoOf(op).Has('B') ? Ownership::kBorrowed : Ownership::kOwned;
}

ValueId SupportOf(const Inst& inst) {
  const OpInfo& info = InfoOf(inst.op);
  bool supported = (info.Has('V') || info.Has('U') || info.Has('L')) && !inst.operands.empty();
  return supported ? inst.operands[0] : ValueId{};
}

BlockId Function::NewBlock() {
  blocks.emplace_back();
  return BlockId{uint32_t(blocks.size() - 1)};
}

ValueId Function::NewParam(BlockId b, Type type, bool nullable) {
  ValueId v{uint32_t(values.size())};
  Ownership ownership = !IsCounted(type) ? Ownership::kPlain : b == entry ? Ownership::kBorrowed : Ownership::kOwned;
  values.push_back({type, ownership, nullable, InstId{}, b});
  At(b).params.push_back(v);
  return v;
}

InstId Function::NewInst(BlockId b, Inst inst, Type result_type, bool nullable) {
  InstId id{uint32_t(insts.size())};
  const Signature& signature = SignatureOf(inst.op);
  if (signature.has_result) {
    Type type = signature.result_pattern == Pattern::kExact ? Type{signature.result_kind, {}} : result_type;
    inst.result = ValueId{uint32_t(values.size())};
    values.push_back({type, NaturalOwnership(inst.op, type), nullable || signature.result_nullable, id, b});
  } else {
    inst.result = ValueId{};
  }
  insts.push_back(std::move(inst));
  return id;
}

}  // namespace spy::ir
