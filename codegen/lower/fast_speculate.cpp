// Small arms of a branch that only compute words are computed before it, so that LLVM makes selects of them: a branch
// on data is mispredicted often, and arithmetic is cheap. LLVM does this by itself where nothing is guarded.
#include <algorithm>
#include <bit>

#include "codegen/ir/natural_constant.h"
#include "codegen/lower/fast.h"

namespace spy::lower {
namespace {

constexpr int kMostSpeculated = 4;  // ops of one arm, constants aside

enum class Speculation { kNo, kFree, kPlain, kGuarded };

using ir::Op;
constexpr Op kConstants[] = {Op::kConstInt, Op::kConstBool};
constexpr Op kUnguarded[] = {Op::kIntAnd,     Op::kIntOr,    Op::kIntXor,  Op::kIntInvert,
                             Op::kIntCompare, Op::kIntTruth, Op::kBoolNot, Op::kBoolPromote};
constexpr Op kGuarded[] = {Op::kIntAdd, Op::kIntSub, Op::kIntMul, Op::kIntNeg};
constexpr Op kDivisions[] = {Op::kIntFloorDiv, Op::kIntMod};

bool IsShift(const ir::Module& module, const ir::Function& f, const ir::Inst& division) {
  auto divisor = ir::NaturalConstant(module, f, division.operands[1]);
  return divisor && *divisor <= INT32_MAX && std::has_single_bit(uint64_t(*divisor));
}

// Whether an op may be computed though its block is perhaps not entered, and whether it has a guard then.
Speculation SpeculationOf(const ir::Module& module, const ir::Function& f, const ir::Inst& inst) {
  auto is_among = [&](const auto& ops) { return std::ranges::find(ops, inst.op) != std::end(ops); };
  if (is_among(kConstants)) return Speculation::kFree;
  if (is_among(kUnguarded)) return Speculation::kPlain;
  if (is_among(kGuarded)) return inst.no_overflow ? Speculation::kPlain : Speculation::kGuarded;
  return is_among(kDivisions) && IsShift(module, f, inst) ? Speculation::kPlain : Speculation::kNo;
}

}  // namespace

// An arm that may be computed before the branch that alone leads to it; where it goes on, in `join`.
FastBody::Arm FastBody::ArmOf(const ir::Target& target) const {
  const ir::Block& block = f_.At(target.block);
  if (cfg_.preds[target.block.index].size() != 1 || !block.params.empty() || block.cold) return {};
  if (f_.At(block.insts.back()).op != ir::Op::kBr) return {};
  Arm arm{f_.At(block.insts.back()).targets[0].block, false};
  int count = 0;
  for (ir::InstId id : block.insts) {
    if (id == block.insts.back()) break;
    Speculation how = SpeculationOf(unit_.ir, f_, f_.At(id));
    if (how == Speculation::kNo || (how != Speculation::kFree && ++count > kMostSpeculated)) return {};
    arm.guarded |= how == Speculation::kGuarded;
  }
  return arm;
}

// if c: n = n // 2       the arms' arithmetic, wrapping, where the branch is; a guard that fails there asks
// else: n = 3 * n + 1    for the arm before it leaves
void FastBody::Speculate(const ir::Inst& branch) {
  if (suspends_) return;
  const ir::Target &yes = branch.targets[0], &no = branch.targets[1];
  Arm arms[] = {ArmOf(yes), ArmOf(no)};
  bool diamond = arms[0].join && arms[0].join == arms[1].join;
  bool only_yes = arms[0].join && arms[0].join == no.block, only_no = arms[1].join && arms[1].join == yes.block;
  if (!diamond && !only_yes && !only_no) return;
  if (!(arms[0].guarded && !only_no) && !(arms[1].guarded && !only_yes)) return;
  llvm::Value* condition = Arg(branch, 0);
  if (!only_no) SpeculateArm(yes.block, condition);
  if (!only_yes) SpeculateArm(no.block, b_.CreateNot(condition));
}

void FastBody::SpeculateArm(ir::BlockId block, llvm::Value* taken) {
  ir::InstId branch = at_;
  speculated_ = taken;
  for (ir::InstId id : f_.At(block).insts) {
    at_ = id;
    if (f_.At(id).op != ir::Op::kBr) LowerInst(f_.At(id));
  }
  speculated_ = nullptr;
  at_ = branch;
  computed_[block.index] = true;
}

}  // namespace spy::lower
