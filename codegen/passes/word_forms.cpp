// word_forms: chooses how fast bodies hold ints (ir::WordForm), so that 64-bit masked arithmetic stays in machine
// words.
//
//   unsigned   results of `&` with a mask, `%` by a power of two, `>>`, `|`, `^` of such, and block parameters that
//              only get natural numbers, where they may reach 2**63 but not 2**64. Claimed to be natural, and guarded:
//              parameters of the function where they meet such words, fields that the function stores such words in,
//              results of functions that return such words
//   residue    results of + - * << ~ & | ^, and fields, of which only the low 64 bits are ever used, because everything
//              they flow into ends in a mask: their guards go. They never live where a frame state may be taken: all
//              uses are in the same block, with nothing between but operations on numbers
//
// Everything else is signed; a use that takes no unsigned word guards that the number is below 2**63. Changes no
// instruction. Runs before `ranges`, which bounds values by their forms.
#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/ir/natural_constant.h"
#include "codegen/passes/passes.h"

namespace spy::ir {
namespace {

// What is known of a value, from the bottom of the lattice up.
enum class Sign : uint8_t { kNothing, kNatural, kUnsigned, kSigned };  // natural: signed and not negative

bool IsNumber(Type type) {
  return type.kind == TypeKind::kInt || type.kind == TypeKind::kFloat || type.kind == TypeKind::kBool;
}
bool IsBitwise(Op op) { return op == Op::kIntAnd || op == Op::kIntOr || op == Op::kIntXor; }
bool IsRing(Op op) {
  return op == Op::kIntAdd || op == Op::kIntSub || op == Op::kIntMul || op == Op::kIntNeg || op == Op::kIntInvert ||
         op == Op::kIntShl;
}
bool GivesNatural(Op op) {
  constexpr Op kOps[] = {Op::kBoolPromote, Op::kStrOrd, Op::kListLen, Op::kStrLen, Op::kTupleLen,
                         Op::kDictLen,     Op::kSetLen, Op::kObjLen,  Op::kIntAbs};
  return std::find(std::begin(kOps), std::end(kOps), op) != std::end(kOps);
}

struct Use {
  InstId inst;
  uint32_t operand;
};

class WordFormChooser {
 public:
  WordFormChooser(const Module& module, Function& fn)
      : module_(module),
        fn_(fn),
        cfg_(fn),
        uses_(fn.values.size()),
        escapes_(fn.values.size()),
        pinned_(fn.values.size()),
        residue_(fn.values.size()),
        refused_(fn.values.size()),
        signs_(fn.values.size(), Sign::kNothing),
        segment_(fn.insts.size()) {}

  void Run() {
    CollectUses();
    if (!HasMask()) return;
    FindResidues();
    do {
      std::fill(signs_.begin(), signs_.end(), Sign::kNothing);
      for (ValueId v : fn_.At(fn_.entry).params) signs_[v.index] = Sign::kSigned;
      while (Round()) {
      }
    } while (RefuseClaims());
    for (uint32_t i = 0; i < fn_.values.size(); ++i) {
      if (!IsInt(ValueId{i})) continue;
      if (signs_[i] == Sign::kUnsigned) fn_.values[i].word = WordForm::kUnsigned;
      if (residue_[i]) fn_.values[i].word = WordForm::kResidue;
    }
  }

 private:
  bool IsInt(ValueId v) const { return fn_.At(v).type.kind == TypeKind::kInt; }
  std::optional<unsigned __int128> Natural(ValueId v) const { return NaturalConstant(module_, fn_, v); }

  // An operation on numbers, or a constant: no reference changes hands near it.
  bool IsQuiet(const Inst& inst) const {
    const OpInfo& info = InfoOf(inst.op);
    if (info.Has('B')) return true;
    if (inst.op == Op::kAssume) return AssumedConstant(fn_, inst.result) != nullptr;
    if (info.effects.find_first_of("RPHWATC") != std::string_view::npos || !inst.result) return false;
    return IsNumber(fn_.At(inst.result).type) &&
           std::all_of(inst.operands.begin(), inst.operands.end(), [&](ValueId v) { return IsNumber(fn_.At(v).type); });
  }

  void CollectUses() {
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        segment_[id.index] = IsQuiet(inst) ? segments_ : ++segments_;
        if (inst.op == Op::kFieldSet) field_sets_.push_back(id);
        for (uint32_t i = 0; i < inst.operands.size(); ++i) uses_[inst.operands[i].index].push_back({id, i});
        for (const Target& target : inst.targets) {
          for (ValueId v : target.args) escapes_[v.index] = true;
        }
      }
      for (ValueId v : fn_.At(b).unwind.args) escapes_[v.index] = pinned_[v.index] = true;
      ++segments_;
    }
  }

  // Whether the called function gives unsigned words, as the pass has found when it ran before.
  bool ReturnsUnsigned(const Inst& call) const {
    const Function& callee = module_.At(FunctionId{uint32_t(call.imm[0])});
    if (callee.result.kind != TypeKind::kInt || callee.suspends != Suspends::kNever) return false;
    return std::any_of(callee.insts.begin(), callee.insts.end(), [&](const Inst& inst) {
      return inst.op == Op::kReturn && callee.At(inst.operands[0]).word == WordForm::kUnsigned;
    });
  }

  // Without a mask beyond 63 bits, a masked ring operation or a call that gives such words there is nothing to choose.
  bool HasMask() const {
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        if (inst.op == Op::kCall && inst.result && IsInt(inst.result) && ReturnsUnsigned(inst)) return true;
        if ((inst.op == Op::kIntAnd || inst.op == Op::kIntMod) && (Masks(inst, 0) || Masks(inst, 1))) return true;
      }
    }
    return false;
  }

  // Whether the result depends on the low 64 bits of that operand only, and is a natural number below 2**64.
  bool Masks(const Inst& inst, uint32_t operand) const {
    if (inst.op == Op::kIntAnd) {
      const auto mask = Natural(inst.operands[1 - operand]);
      return mask && *mask <= UINT64_MAX;
    }
    if (inst.op != Op::kIntMod || operand != 0) return false;
    const auto divisor = Natural(inst.operands[1]);
    return divisor && *divisor != 0 && (*divisor & (*divisor - 1)) == 0;
  }

  bool Tolerates(const Use& use) const {
    const Inst& inst = fn_.At(use.inst);
    if (Masks(inst, use.operand)) return true;
    if (IsBitwise(inst.op)) return residue_[inst.result.index];
    if (inst.op == Op::kIntShl && use.operand != 0) return false;
    return IsRing(inst.op) && residue_[inst.result.index];
  }

  bool MayBeResidue(const Inst& inst, InstId id) const {
    if (!IsRing(inst.op) && !IsBitwise(inst.op) && inst.op != Op::kFieldGet) return false;
    if (inst.op == Op::kIntShl) {
      const auto count = Natural(inst.operands[1]);
      if (!count || *count > 63) return false;
    }
    if (escapes_[inst.result.index] || uses_[inst.result.index].empty()) return false;
    const auto& uses = uses_[inst.result.index];
    return std::all_of(uses.begin(), uses.end(), [&](const Use& use) {
      return segment_[use.inst.index] == segment_[id.index] && Tolerates(use);
    });
  }

  // Uses come after definitions, so one walk from the end of each block finds all that ends in a mask.
  void FindResidues() {
    for (BlockId b : cfg_.order) {
      const auto& insts = fn_.At(b).insts;
      for (size_t i = insts.size(); i-- > 0;) {
        const Inst& inst = fn_.At(insts[i]);
        if (inst.result && IsInt(inst.result)) residue_[inst.result.index] = MayBeResidue(inst, insts[i]);
        if (inst.op == Op::kAssume && IsInt(inst.result)) residue_[inst.result.index] = IsModulus(inst.result);
      }
    }
  }

  // ---- claims: taken for natural until the rest of the function gives no reason to

  bool IsParameter(ValueId v) const {
    const auto& params = fn_.At(fn_.entry).params;
    return !fn_.At(v).def && std::find(params.begin(), params.end(), v) != params.end();
  }

  Sign OfArgument(ValueId param, ValueId arg) const {
    return IsParameter(arg) && !refused_[param.index] ? Sign::kNatural : Of(arg);
  }

  bool Refuse(ValueId v) {
    const bool is_new = !refused_[v.index];
    refused_[v.index] = true;
    return is_new;
  }

  // Whether the function stores a word beyond 63 bits into the field that `get` reads.
  bool StoresUnsigned(const Inst& get) const {
    return std::any_of(field_sets_.begin(), field_sets_.end(), [&](InstId id) {
      const Inst& set = fn_.At(id);
      return set.imm[0] == get.imm[0] && set.imm[1] == get.imm[1] && Of(set.operands[1]) == Sign::kUnsigned;
    });
  }

  // Claims without a reason, if there are any: then the signs are found anew.
  bool RefuseClaims() {
    bool any = false;
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        if (inst.op == Op::kFieldGet && IsInt(inst.result) && !StoresUnsigned(inst)) any |= Refuse(inst.result);
      }
      ForEachTarget(fn_, b, [&](const Target& target) {
        const auto& params = fn_.At(target.block).params;
        for (size_t i = 0; i < params.size() && i < target.args.size(); ++i) {
          if (IsParameter(target.args[i]) && Of(params[i]) != Sign::kUnsigned) any |= Refuse(params[i]);
        }
      });
    }
    return any;
  }

  // 2**64 as nothing but a divisor.
  bool IsModulus(ValueId v) const {
    const auto value = Natural(v);
    if (!value || *value <= UINT64_MAX || escapes_[v.index]) return false;
    const auto& uses = uses_[v.index];
    return std::all_of(uses.begin(), uses.end(),
                       [&](const Use& use) { return fn_.At(use.inst).op == Op::kIntMod && use.operand == 1; });
  }

  Sign Of(ValueId v) const { return signs_[v.index]; }

  Sign OfConstant(ValueId v) const {
    const auto value = Natural(v);
    if (!value || *value > UINT64_MAX) return Sign::kSigned;
    return *value > INT64_MAX ? Sign::kUnsigned : Sign::kNatural;
  }

  Sign OfAnd(const Inst& inst) const {
    const Sign a = residue_[inst.operands[0].index] ? Sign::kSigned : Of(inst.operands[0]);
    const Sign c = residue_[inst.operands[1].index] ? Sign::kSigned : Of(inst.operands[1]);
    return std::min(a, c);
  }
  Sign OfShiftRight(const Inst& inst) const {
    const auto count = Natural(inst.operands[1]);
    return Of(inst.operands[0]) == Sign::kUnsigned && count && *count > 0 ? Sign::kNatural : Of(inst.operands[0]);
  }
  Sign OfMod(const Inst& inst) const {
    if (Masks(inst, 0)) return *Natural(inst.operands[1]) > (uint64_t{1} << 63) ? Sign::kUnsigned : Sign::kNatural;
    return Of(inst.operands[1]) == Sign::kNatural ? Sign::kNatural : Sign::kSigned;
  }
  Sign OfFloorDiv(const Inst& inst) const {
    const auto divisor = Natural(inst.operands[1]);
    if (divisor && *divisor > 1 && *divisor <= INT64_MAX && Of(inst.operands[0]) <= Sign::kUnsigned)
      return Sign::kNatural;
    const Sign both = std::max(Of(inst.operands[0]), Of(inst.operands[1]));
    return both == Sign::kUnsigned ? Sign::kSigned : both;
  }

  // The result's sign, of operands whose signs are known.
  Sign Evaluate(const Inst& inst) const {
    if (inst.op == Op::kConstInt || inst.op == Op::kAssume) return OfConstant(inst.result);
    if (GivesNatural(inst.op)) return Sign::kNatural;
    if (inst.op == Op::kCall) return ReturnsUnsigned(inst) ? Sign::kUnsigned : Sign::kSigned;
    if (inst.op == Op::kFieldGet) return refused_[inst.result.index] ? Sign::kSigned : Sign::kUnsigned;
    if (inst.op == Op::kIntAnd) return OfAnd(inst);
    if (inst.op == Op::kIntOr || inst.op == Op::kIntXor) return std::max(Of(inst.operands[0]), Of(inst.operands[1]));
    if (inst.op == Op::kIntShr) return OfShiftRight(inst);
    if (inst.op == Op::kIntMod) return OfMod(inst);
    if (inst.op == Op::kIntFloorDiv) return OfFloorDiv(inst);
    if (inst.op == Op::kIntPos) return Of(inst.operands[0]);
    if (inst.op != Op::kIntAdd && inst.op != Op::kIntMul && inst.op != Op::kIntShl) return Sign::kSigned;
    const Sign both =
        inst.op == Op::kIntShl ? Of(inst.operands[0]) : std::max(Of(inst.operands[0]), Of(inst.operands[1]));
    return both == Sign::kNatural ? Sign::kNatural : Sign::kSigned;
  }

  bool Grow(ValueId v, Sign sign) {
    if (sign == Sign::kUnsigned && pinned_[v.index]) sign = Sign::kSigned;
    if (sign <= signs_[v.index]) return false;
    signs_[v.index] = sign;
    return true;
  }

  bool Ready(const Inst& inst) const {
    return std::all_of(inst.operands.begin(), inst.operands.end(),
                       [&](ValueId v) { return !IsInt(v) || residue_[v.index] || Of(v) != Sign::kNothing; });
  }

  bool Round() {
    bool changed = false;
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        if (inst.result && IsInt(inst.result) && Ready(inst)) changed |= Grow(inst.result, Evaluate(inst));
      }
      ForEachTarget(fn_, b, [&](const Target& target) {
        const auto& params = fn_.At(target.block).params;
        for (size_t i = 0; i < params.size() && i < target.args.size(); ++i) {
          if (IsInt(params[i])) changed |= Grow(params[i], OfArgument(params[i], target.args[i]));
        }
      });
    }
    return changed;
  }

  const Module& module_;
  Function& fn_;
  Cfg cfg_;
  std::vector<std::vector<Use>> uses_;  // by value: as operands
  std::vector<bool> escapes_;           // by value: passed on to a block
  std::vector<bool> pinned_;            // by value: passed on to a handler, where no guard may stand
  std::vector<bool> residue_;
  std::vector<bool> refused_;  // by value: no claim is made of it (or, of a block parameter, of what it gets)
  std::vector<InstId> field_sets_;
  std::vector<Sign> signs_;
  std::vector<uint32_t> segment_;  // by instruction: what no reference count can come between
  uint32_t segments_ = 0;
};

}  // namespace

// (x * 6364136223846793005 + 1) & 0xFFFFFFFFFFFFFFFF -> mul and add of residues, and an unsigned word
void ChooseWordForms(Module& module, Function& fn) {
  if (fn.stage == Stage::kSplit || !fn.entry) return;
  if (fn.suspends != Suspends::kNever) return;  // what a generator keeps between its turns are signed words
  WordFormChooser(module, fn).Run();
}

}  // namespace spy::ir
