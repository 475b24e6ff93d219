#include "codegen/passes/ranges.h"

#include "codegen/ir/cfg.h"
#include "codegen/ir/natural_constant.h"
#include "codegen/passes/interval.h"

namespace spy::ir {
namespace {

constexpr int64_t kMostItems = int64_t{1} << 60;  // no container or string is longer
constexpr int kJoinsBeforeWidening = 3;
constexpr int kNarrowingRounds = 2;
constexpr uint32_t kMostFactsSearched = 64;  // blocks looked up the dominator tree for one use

// Known where an edge was taken: `value <op> other`.
struct Fact {
  ValueId value;
  Operator op;
  ValueId other;
};

class RangeAnalysis {
 public:
  RangeAnalysis(const Module& module, Function& fn)
      : module_(module),
        fn_(fn),
        cfg_(fn),
        tree_(BlockGraph(fn), fn.entry.index),
        facts_(fn.blocks.size()),
        ranges_(fn.values.size(), Interval::Empty()),
        joins_(fn.values.size(), 0) {}

  void Run() {
    CollectFacts();
    InitialiseParams();
    while (Round(/*widen=*/true)) {
    }
    for (int i = 0; i < kNarrowingRounds; ++i) Narrow();
    Mark();
  }

 private:
  bool IsInt(ValueId v) const { return fn_.At(v).type.kind == TypeKind::kInt; }
  const Inst* DefOf(ValueId v) const { return fn_.At(v).def ? &fn_.At(fn_.At(v).def) : nullptr; }

  // The facts of a conditional branch hold in a target that only this branch reaches.
  void CollectFacts() {
    for (BlockId b : cfg_.order) {
      const Inst& end = fn_.At(fn_.At(b).insts.back());
      if (end.op != Op::kCondBr) continue;
      for (int arm = 0; arm < 2; ++arm) {
        const BlockId target = end.targets[size_t(arm)].block;
        if (cfg_.preds[target.index].size() == 1) AddFacts(end.operands[0], arm == 0, facts_[target.index]);
      }
    }
  }

  void AddFacts(ValueId condition, bool holds, std::vector<Fact>& out) const {
    const Inst* def = DefOf(condition);
    while (def && def->op == Op::kBoolNot) {
      holds = !holds;
      def = DefOf(def->operands[0]);
    }
    if (!def || def->op != Op::kIntCompare) return;
    const Operator op = holds ? Operator(def->imm[0]) : Negate(Operator(def->imm[0]));
    out.push_back({def->operands[0], op, def->operands[1]});
    out.push_back({def->operands[1], Mirror(op), def->operands[0]});
  }

  void InitialiseParams() {
    for (ValueId v : fn_.At(fn_.entry).params) ranges_[v.index] = Interval::Full();
  }

  // The interval of v where control stands in block b.
  Interval At(ValueId v, BlockId b) const {
    Interval range = ranges_[v.index];
    for (uint32_t steps = 0; steps < kMostFactsSearched; ++steps) {
      for (const Fact& fact : facts_[b.index]) {
        if (fact.value == v) range = RefineLeft(fact.op, range, ranges_[fact.other.index]);
      }
      const uint32_t up = tree_.Idom(b.index);
      if (up == b.index) break;
      b = BlockId{up};
    }
    return range;
  }

  // What the word of a value can hold where the value is defined.
  Interval FormOf(ValueId v) const {
    switch (fn_.At(v).word) {
      case WordForm::kSigned:
        return Interval::Full();
      case WordForm::kUnsigned:
        return Interval::Unsigned();
      case WordForm::kResidue:
        return Interval::Unlimited();
    }
    return Interval::Full();
  }

  // Completed in a fast body: within the word's form.
  Interval Evaluate(const Inst& inst, BlockId b) const {
    const Interval exact = Exact(inst, b), form = FormOf(inst.result), result = Meet(exact, form);
    return result.IsEmpty() && !exact.IsEmpty() ? form : result;
  }

  Interval Exact(const Inst& inst, BlockId b) const {
    if (inst.op == Op::kAssume) {
      const auto value = NaturalConstant(module_, fn_, inst.result);
      return value ? Interval::Of(Bound(*value)) : Interval::Full();
    }
    if (inst.op == Op::kConstInt) return Interval::Of(inst.imm[0]);
    if (inst.op == Op::kBoolPromote) return {0, 1};
    if (inst.op == Op::kStrOrd) return {0, 0x10FFFF};
    if (inst.op == Op::kListLen || inst.op == Op::kStrLen || inst.op == Op::kTupleLen || inst.op == Op::kDictLen ||
        inst.op == Op::kSetLen || inst.op == Op::kObjLen) {
      return {0, kMostItems};
    }
    if (inst.operands.empty() || !IsInt(inst.operands[0])) return Interval::Unlimited();
    const Interval a = At(inst.operands[0], b);
    const Interval c = inst.operands.size() > 1 && IsInt(inst.operands[1]) ? At(inst.operands[1], b) : Interval::Of(0);
    if (a.IsEmpty() || c.IsEmpty()) return Interval::Empty();
    const auto transfer = TransferOf(inst.op, a, c);
    return transfer ? transfer->result : Interval::Unlimited();
  }

  bool Grow(ValueId v, Interval range, bool widen) {
    if (range.IsEmpty()) return false;  // whichever way an empty interval is written, it adds nothing
    Interval& old = ranges_[v.index];
    Interval joined = Join(old, range);
    joined = Meet(joined, FormOf(v));  // an edge guards what the parameter's form cannot hold
    if (joined.IsEmpty() || joined == old) return false;
    if (widen && !old.IsEmpty() && ++joins_[v.index] > kJoinsBeforeWidening) {
      const Interval form = FormOf(v);
      if (joined.low < old.low) joined.low = joined.low >= 0 ? 0 : form.low;
      if (joined.high > old.high) joined.high = form.high;
    }
    old = joined;
    return true;
  }

  bool PropagateToTargets(BlockId b) {
    bool changed = false;
    ForEachTarget(fn_, b, [&](const Target& target) {
      const auto& params = fn_.At(target.block).params;
      for (size_t i = 0; i < params.size() && i < target.args.size(); ++i) {
        if (IsInt(params[i])) changed |= Grow(params[i], At(target.args[i], b), /*widen=*/true);
      }
    });
    return changed;
  }

  bool Round(bool widen) {
    bool changed = false;
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        if (inst.result && IsInt(inst.result)) changed |= Grow(inst.result, Evaluate(inst, b), widen);
      }
      changed |= PropagateToTargets(b);
    }
    return changed;
  }

  // One descending round: everything computed anew from the present intervals, which are a post-fixed point.
  void Narrow() {
    std::vector<Interval> incoming(ranges_.size(), Interval::Empty());
    for (BlockId b : cfg_.order) {
      ForEachTarget(fn_, b, [&](const Target& target) {
        const auto& params = fn_.At(target.block).params;
        for (size_t i = 0; i < params.size() && i < target.args.size(); ++i) {
          if (IsInt(params[i])) incoming[params[i].index] = Join(incoming[params[i].index], At(target.args[i], b));
        }
      });
    }
    for (BlockId b : cfg_.order) {
      if (b != fn_.entry) {
        for (ValueId v : fn_.At(b).params) {
          if (IsInt(v)) ranges_[v.index] = Meet(ranges_[v.index], incoming[v.index]);
        }
      }
      for (InstId id : fn_.At(b).insts) {
        const Inst& inst = fn_.At(id);
        if (inst.result && IsInt(inst.result))
          ranges_[inst.result.index] = Meet(ranges_[inst.result.index], Evaluate(inst, b));
      }
    }
  }

  void Mark() {
    for (BlockId b : cfg_.order) {
      for (InstId id : fn_.At(b).insts) MarkInst(fn_.At(id), b);
    }
  }

  void MarkInst(Inst& inst, BlockId b) {
    if (inst.op == Op::kListItem || inst.op == Op::kListSetItem || inst.op == Op::kTupleItemAt ||
        inst.op == Op::kStrItem) {
      inst.no_overflow = At(inst.operands[1], b).IsNonNegative();
      return;
    }
    if (inst.operands.empty() || !inst.result || !IsInt(inst.result) || !IsInt(inst.operands[0])) return;
    const Interval a = At(inst.operands[0], b);
    const Interval c = inst.operands.size() > 1 ? At(inst.operands[1], b) : Interval::Of(0);
    if (a.IsEmpty() || c.IsEmpty()) return;
    const auto transfer = TransferOf(inst.op, a, c);
    inst.no_overflow = transfer && transfer->guard_free;
    inst.non_negative =
        (inst.op == Op::kIntFloorDiv || inst.op == Op::kIntMod) && a.IsNonNegative() && c.IsNonNegative();
  }

  const Module& module_;
  Function& fn_;
  Cfg cfg_;
  DominatorTree tree_;
  std::vector<std::vector<Fact>> facts_;  // by block: what holds on entry
  std::vector<Interval> ranges_;          // by value, where it is defined
  std::vector<uint8_t> joins_;
};

}  // namespace

// for i in range(n): a[i] + i -> int.add without guard, list.item without a test for a negative index
void AnalyseRanges(Module& module, Function& function) {
  if (function.stage == Stage::kSplit || !function.entry) return;
  RangeAnalysis(module, function).Run();
}

}  // namespace spy::ir
