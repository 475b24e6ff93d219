#include "codegen/passes/yield_liveness.h"

#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/passes/ownership_liveness.h"

namespace spy::ir {

bool IsSeenGoing(const Value& value) {
  return IsCounted(value.type) && value.type.kind != TypeKind::kStr && value.type.kind != TypeKind::kBytes;
}

namespace {

// Which values are used at or behind each point; sets of a body's values are small enough to be vectors.
class Liveness {
 public:
  explicit Liveness(const Function& fn) : fn_(fn), in_(fn.blocks.size(), std::vector<bool>(fn.values.size())) {
    const std::vector<BlockId> order = Cfg(fn).order;
    for (bool changed = true; changed;) {
      changed = false;
      for (auto b = order.rbegin(); b != order.rend(); ++b) {
        std::vector<bool> live = Out(*b);
        for (size_t i = fn.At(*b).insts.size(); i-- > 0;) Step(fn.At(fn.At(*b).insts[i]), &live);
        for (ValueId param : fn.At(*b).params) live[param.index] = false;
        for (ValueId arg : fn.At(*b).unwind.args) live[arg.index] = true;
        if (live == in_[b->index]) continue;
        in_[b->index] = std::move(live);
        changed = true;
      }
    }
  }

  std::vector<bool> Out(BlockId b) const {
    std::vector<bool> live(fn_.values.size());
    ForEachSuccessor(fn_, b, [&](BlockId next) {
      for (size_t v = 0; v < live.size(); ++v) live[v] = live[v] || in_[next.index][v];
    });
    return live;
  }

  static void Step(const Inst& inst, std::vector<bool>* live) {
    if (inst.result) (*live)[inst.result.index] = false;
    for (ValueId operand : inst.operands) (*live)[operand.index] = true;
    for (const Target& target : inst.targets) {
      for (ValueId arg : target.args) (*live)[arg.index] = true;
    }
  }

 private:
  const Function& fn_;
  std::vector<std::vector<bool>> in_;  // by block
};

}  // namespace

std::vector<std::vector<bool>> LiveAcrossYields(const Function& body) {
  const Liveness liveness(body);
  std::vector<std::vector<bool>> found;
  for (uint32_t b = 0; b < body.blocks.size(); ++b) {
    const auto first = ptrdiff_t(found.size());
    std::vector<bool> live = liveness.Out(BlockId{b});
    for (size_t i = body.blocks[b].insts.size(); i-- > 0;) {
      const Inst& inst = body.At(body.blocks[b].insts[i]);
      if (inst.op == Op::kYield) {
        found.insert(found.begin() + first, live);
        found[size_t(first)][inst.result.index] = false;
      }
      Liveness::Step(inst, &live);
    }
  }
  return found;
}

std::vector<std::vector<ValueId>> HeldAcrossYields(const Function& body) {
  const OwnershipLiveness liveness(body);
  ValueSet live(body.values.size()), held(body.values.size());
  std::vector<std::vector<ValueId>> found;
  for (uint32_t b = 0; b < body.blocks.size(); ++b) {
    const std::vector<InstId>& insts = body.blocks[b].insts;
    const auto first = ptrdiff_t(found.size());
    liveness.WalkBackward(BlockId{b}, &live, [&](const OwnershipLiveness::Step& step) {
      if (body.At(step.inst).op != Op::kYield) return;
      held.Clear();
      for (ValueId v : step.held.items()) {
        const bool dies = std::find(step.dying.begin(), step.dying.end(), v) != step.dying.end();
        if (!dies && IsSeenGoing(body.At(v))) held.Add(v);
      }
      std::vector<ValueId> ordered;  // locals in the order that the keep behind a yield has them, then temporaries
      const Inst& next = body.At(insts[step.index + 1]);
      for (size_t i = 0; next.op == Op::kKeep && i < next.operands.size(); ++i) {
        if (held.Remove(next.operands[i])) ordered.push_back(next.operands[i]);
      }
      for (ValueId v : held.InReleaseOrder(body)) ordered.push_back(v);
      found.insert(found.begin() + first, std::move(ordered));
    });
  }
  return found;
}

std::optional<size_t> ParamNamed(const Function& body, ValueId v) {
  while (const InstId def = body.At(v).def) {
    const Inst& inst = body.At(def);
    if (inst.op != Op::kObjIter && !InfoOf(inst.op).Has('V')) return std::nullopt;
    v = inst.operands[0];
  }
  const auto at = std::find(body.params.begin(), body.params.end(), v);
  if (at == body.params.end()) return std::nullopt;
  return size_t(at - body.params.begin());
}

}  // namespace spy::ir
