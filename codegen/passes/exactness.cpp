#include "codegen/passes/exactness.h"

#include <algorithm>

#include "codegen/ir/cfg.h"

namespace spy::ir {
namespace {

bool IsNumber(Type type) {
  return type.kind == TypeKind::kInt || type.kind == TypeKind::kFloat || type.kind == TypeKind::kBool;
}

// Ops of int, float and bool never fail on exact operands but for these, which may divide by zero or leave the domain.
bool MayFailOnExact(Op op) {
  constexpr Op kPartial[] = {Op::kIntFloorDiv,   Op::kIntMod,   Op::kIntTrueDiv, Op::kIntPow,
                             Op::kIntShl,        Op::kIntShr,   Op::kFloatDiv,   Op::kFloatMod,
                             Op::kFloatFloorDiv, Op::kFloatPow, Op::kFloatSqrt,  Op::kFloatToInt};
  return std::find(std::begin(kPartial), std::end(kPartial), op) != std::end(kPartial);
}

// Ops whose numeric result CPython itself makes exact, whatever the operands.
bool GivesExact(Op op) {
  constexpr Op kOps[] = {Op::kStrLen,         Op::kListLen,     Op::kTupleLen,     Op::kDictLen,       Op::kSetLen,
                         Op::kObjLen,         Op::kObjHash,     Op::kObjTruth,     Op::kObjIs,         Op::kObjIsNone,
                         Op::kIsNull,         Op::kInstIs,      Op::kInstIsNative, Op::kInstSameType,  Op::kObjContains,
                         Op::kObjCompareBool, Op::kStrOrd,      Op::kExcMatch,     Op::kObjIsInstance, Op::kStrTruth,
                         Op::kMatchSequence,  Op::kMatchMapping};
  return std::find(std::begin(kOps), std::end(kOps), op) != std::end(kOps);
}

}  // namespace

Exactness::Exactness(const Function& fn) : fn_(fn), exact_(fn.values.size()) {
  for (BlockId b : Cfg(fn).order) {
    for (InstId id : fn.At(b).insts) {
      const Inst& inst = fn.At(id);
      if (!inst.result || !IsNumber(fn.At(inst.result).type)) continue;
      exact_[inst.result.index] =
          InfoOf(inst.op).Has('B') || GivesExact(inst.op) || (IsComputation(inst) && HasExactNumbers(inst));
    }
  }
}

bool Exactness::HasExactNumbers(const Inst& inst) const {
  return std::all_of(inst.operands.begin(), inst.operands.end(),
                     [&](ValueId v) { return IsExact(v) && IsNumber(fn_.At(v).type); });
}

bool Exactness::IsComputation(const Inst& inst) const {
  const OpInfo& info = InfoOf(inst.op);
  if (!inst.result || info.effects.find_first_of("RPHWAT") != std::string_view::npos || MayFailOnExact(inst.op))
    return false;
  return !info.Has('r') || HasExactNumbers(inst);
}

}  // namespace spy::ir
