// simplify_cfg: branches to blocks that only branch on go where those go, and a block is joined with its only successor
// if that has no other predecessor. A joined block keeps one unwind target: blocks are joined if one of them cannot
// raise, or both unwind to the same place with the same values. Handlers are left alone.
#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

class Simplifier {
 public:
  explicit Simplifier(Function& fn) : fn_(fn), uses_(fn.values.size()), replaced_(fn) {}

  void Run() {
    CountUses();
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) ThreadBranches(BlockId{b});
    Cfg cfg(fn_);
    // Unreachable blocks may branch to what is joined: they go first.
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      if (!cfg.IsReachable(BlockId{b})) Empty(BlockId{b});
    }
    for (BlockId b : cfg.order) {
      if (!joined_.empty() && joined_[b.index]) continue;
      JoinChain(b, cfg);
    }
    replaced_.Apply(fn_);
  }

 private:
  void CountUses() {
    auto count = [&](const Target& target) {
      for (ValueId v : target.args) ++uses_[v.index];
    };
    for (const Block& block : fn_.blocks) {
      count(block.unwind);
      for (InstId id : block.insts) {
        for (ValueId v : fn_.At(id).operands) ++uses_[v.index];
        for (const Target& target : fn_.At(id).targets) count(target);
      }
    }
  }

  // Whether the block only hands its parameters on.
  bool IsTrivial(BlockId b) const {
    const Block& block = fn_.At(b);
    if (b == fn_.entry || block.insts.size() != 1 || fn_.At(block.insts[0]).op != Op::kBr) return false;
    const Target& next = fn_.At(block.insts[0]).targets[0];
    if (next.block == b) return false;
    for (ValueId param : block.params) {
      size_t handed_on = size_t(std::count(next.args.begin(), next.args.end(), param));
      if (handed_on != uses_[param.index]) return false;  // its value is used further on
    }
    return true;
  }

  void ThreadBranches(BlockId b) {
    if (fn_.At(b).insts.empty()) return;
    for (Target& target : fn_.At(fn_.At(b).insts.back()).targets) {
      // A cycle of trivial blocks is an endless loop: stop somewhere in it.
      for (size_t steps = 0; steps < 64 && IsTrivial(target.block) && target.block != b; ++steps) Thread(&target);
    }
  }

  void Thread(Target* target) {
    const std::vector<ValueId>& params = fn_.At(target->block).params;
    const Target& next = fn_.At(fn_.At(target->block).insts[0]).targets[0];
    Target result{next.block, {}};
    for (ValueId arg : next.args) {
      auto at = std::find(params.begin(), params.end(), arg);
      result.args.push_back(at == params.end() ? arg : target->args[size_t(at - params.begin())]);
    }
    for (ValueId arg : result.args) ++uses_[arg.index];
    for (ValueId arg : target->args) --uses_[arg.index];
    *target = std::move(result);
  }

  void JoinChain(BlockId b, const Cfg& cfg) {
    joined_.resize(fn_.blocks.size());
    for (;;) {
      const Inst& end = fn_.At(fn_.At(b).insts.back());
      if (end.op != Op::kBr) return;
      Target next = end.targets[0];
      bool only = cfg.preds[next.block.index].size() == 1 && next.block != fn_.entry && next.block != b;
      if (!only || !MayJoin(fn_.At(b), next)) return;
      Join(b, next);
    }
  }

  bool MayJoin(const Block& first, const Target& next) const {
    const Block& second = fn_.At(next.block);
    if (first.cold != second.cold) return false;
    if (!MayRaise(fn_, second)) return true;
    // The second block's instructions must not see other values in the handler than at the joined block's entry.
    if (!first.unwind.block && !second.unwind.block) return true;
    return first.unwind.block == second.unwind.block && first.unwind.args == second.unwind.args;
  }

  void Join(BlockId b, const Target& next) {
    Block& second = fn_.At(next.block);
    Block& first = fn_.At(b);
    for (size_t i = 0; i < second.params.size(); ++i) replaced_.Add(second.params[i], next.args[i]);
    first.insts.pop_back();
    for (InstId id : second.insts) {
      if (ValueId result = fn_.At(id).result) fn_.At(result).block = b;
      first.insts.push_back(id);
    }
    joined_[next.block.index] = true;
    Empty(next.block);
  }

  // The block stays well-formed until remove_unreachable drops it.
  void Empty(BlockId b) {
    fn_.At(b).insts.clear();
    fn_.At(b).params.clear();
    fn_.At(b).unwind = {};
    Inst end;
    end.op = Op::kUnreachable;
    InstId id = fn_.NewInst(b, std::move(end));
    fn_.At(b).insts.push_back(id);
  }

  Function& fn_;
  std::vector<uint32_t> uses_;
  Replacements replaced_;
  std::vector<bool> joined_;
};

}  // namespace

void SimplifyCfg(Module&, Function& fn) { Simplifier(fn).Run(); }

}  // namespace spy::ir
