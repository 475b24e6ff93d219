// insert_ownership: from stage Optimised to stage Split. Makes reference counts and error edges explicit:
//   - a reference is given up right after the last use of its value, on the edges where it dies, or in the error block;
//   - where a value is consumed (branch arguments for counted parameters, return) and no reference of its own can be
//   moved
//     there, because it is borrowed, elided or still needed, a retain makes one;
//   - every instruction that may raise gets an error block (ErrorPaths), unwind targets and keep ops go.
// Critical edges are split only where a count has to be on them.
#include <utility>

#include "codegen/ir/cfg.h"
#include "codegen/passes/elision.h"
#include "codegen/passes/error_paths.h"
#include "codegen/passes/ownership_liveness.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

class OwnershipInserter {
 public:
  explicit OwnershipInserter(Function& fn)
      : fn_(fn),
        liveness_(fn),
        errors_(fn, liveness_),
        live_(fn.values.size()),
        at_start_(fn.blocks.size()),
        pred_counts_(fn.blocks.size()) {
    Cfg cfg(fn);
    for (size_t b = 0; b < fn.blocks.size(); ++b) pred_counts_[b] = uint32_t(cfg.preds[b].size());
  }

  void Run() {
    uint32_t blocks = uint32_t(fn_.blocks.size());
    for (uint32_t b = 0; b < blocks; ++b) Rewrite(BlockId{b});
    for (uint32_t b = 0; b < blocks; ++b) InsertAtStart(BlockId{b});
    for (Block& block : fn_.blocks) block.unwind = {};
  }

 private:
  bool IsOwned(ValueId v) const { return liveness_.IsTracked(v) && fn_.At(v).ownership == Ownership::kOwned; }

  InstId Make(BlockId b, Inst inst, const Inst& like) {
    inst.span = like.span;
    inst.inlined_at = like.inlined_at;
    return fn_.NewInst(b, std::move(inst));
  }

  // A new reference to v, for a place of that type.
  ValueId Retain(BlockId b, ValueId v, Type type, const Inst& like, std::vector<InstId>* out) {
    Inst inst = MakeRetain(v);
    inst.span = like.span;
    inst.inlined_at = like.inlined_at;
    Type own = fn_.At(v).type;
    InstId id = fn_.NewInst(b, std::move(inst), IsCounted(own) ? own : type, fn_.At(v).nullable);
    out->push_back(id);
    return fn_.At(id).result;
  }

  // One backward walk: what is to stand after each instruction, error edges, and then the terminator's edges.
  void Rewrite(BlockId b) {
    std::vector<InstId> reversed;
    std::vector<ValueId> held_at_end;
    liveness_.WalkBackward(b, &live_, [&](const OwnershipLiveness::Step& step) {
      Op op = fn_.At(step.inst).op;
      if (step.index == 0) ReleaseDeadParams(b, step.held);
      if (InfoOf(op).IsTerminator()) {
        held_at_end = step.held.InReleaseOrder(fn_);
        return;
      }
      if (!AlwaysRaises(op)) ReleaseAfter(b, step, &reversed);
      if (InfoOf(op).MayRaise()) {
        Target unwind = fn_.At(b).unwind;
        BlockId error = errors_.For(unwind, step.held.InReleaseOrder(fn_));
        fn_.At(step.inst).error = error;
      }
      if (op != Op::kKeep) reversed.push_back(step.inst);
    });
    InstId end = fn_.Terminator(b);
    std::vector<InstId> insts(reversed.rbegin(), reversed.rend());
    RewriteEnd(b, end, held_at_end, &insts);
    insts.push_back(end);
    fn_.At(b).insts = std::move(insts);
  }

  // `reversed` is filled from the end: so the last to be released comes first.
  void ReleaseAfter(BlockId b, const OwnershipLiveness::Step& step, std::vector<InstId>* reversed) {
    if (step.dead_result) {
      Inst release = MakeRelease(fn_.At(step.inst).result);
      reversed->push_back(Make(b, std::move(release), fn_.At(step.inst)));
    }
    for (size_t i = step.dying.size(); i-- > 0;)
      reversed->push_back(Make(b, MakeRelease(step.dying[i]), fn_.At(step.inst)));
  }

  void RewriteEnd(BlockId b, InstId end, const std::vector<ValueId>& held, std::vector<InstId>* insts) {
    switch (fn_.At(end).targets.size()) {
      case 0:
        return RewriteReturn(b, end, held, insts);
      case 1: {
        Target target = fn_.At(end).targets[0];
        PassOver(b, end, held, &target, insts);
        fn_.At(end).targets[0] = std::move(target);
        return;
      }
      default:
        for (size_t i = 0; i < fn_.At(end).targets.size(); ++i) RewriteEdge(b, end, i, held);
    }
  }

  void RewriteReturn(BlockId b, InstId end, const std::vector<ValueId>& held, std::vector<InstId>* insts) {
    if (fn_.At(end).op != Op::kReturn) return;
    ValueId v = fn_.At(end).operands[0];
    ValueId moved = IsOwned(v) ? v : ValueId{};
    if (!moved && IsCounted(fn_.result)) {
      Inst like = fn_.At(end);
      fn_.At(end).operands[0] = Retain(b, v, fn_.result, like, insts);
    }
    for (ValueId other : held) {
      if (other == moved) continue;
      Inst like = fn_.At(end);
      insts->push_back(Make(b, MakeRelease(other), like));
    }
  }

  // The counts of one edge: appends retains and releases to `code` (in block b), and names the retained values in
  // `target`. Gives whether there is a retain.
  bool PassOver(BlockId b, InstId end, const std::vector<ValueId>& held, Target* target, std::vector<InstId>* code) {
    Inst like;
    like.span = fn_.At(end).span;
    like.inlined_at = fn_.At(end).inlined_at;
    std::vector<ValueId> moved;
    bool retains = false;
    for (size_t i = 0; i < target->args.size(); ++i) {
      ValueId arg = target->args[i];
      Type type = fn_.At(fn_.At(target->block).params[i]).type;
      if (!IsCounted(type)) continue;
      if (IsOwned(arg) && !liveness_.IsLiveIn(target->block, arg) &&
          std::find(moved.begin(), moved.end(), arg) == moved.end()) {
        moved.push_back(arg);
        continue;
      }
      target->args[i] = Retain(b, arg, type, like, code);
      retains = true;
    }
    for (ValueId v : held) {
      bool stays = liveness_.IsLiveIn(target->block, v) || std::find(moved.begin(), moved.end(), v) != moved.end();
      if (!stays) code->push_back(Make(b, MakeRelease(v), like));
    }
    return retains;
  }

  // An edge of a conditional branch: releases can stand at the start of a target that nothing else reaches; everything
  // else needs a block on the edge.
  void RewriteEdge(BlockId b, InstId end, size_t index, const std::vector<ValueId>& held) {
    Target target = fn_.At(end).targets[index];
    BlockId edge{uint32_t(fn_.blocks.size())};  // should there be one
    std::vector<InstId> code;
    bool retains = PassOver(b, end, held, &target, &code);
    if (code.empty()) return;
    if (!retains && pred_counts_[target.block.index] == 1) {
      std::vector<InstId>& start = at_start_[target.block.index];
      start.insert(start.end(), code.begin(), code.end());
      return;
    }
    fn_.NewBlock();
    fn_.At(edge).cold = fn_.At(target.block).cold;
    Inst br = MakeBr(std::move(target));
    InstId last = Make(edge, std::move(br), Inst(fn_.At(end)));
    code.push_back(last);
    for (InstId id : code) SetBlock(id, edge);
    fn_.At(edge).insts = std::move(code);
    fn_.At(end).targets[index] = {edge, {}};
  }

  void SetBlock(InstId id, BlockId b) {
    if (ValueId result = fn_.At(id).result) fn_.At(result).block = b;
  }

  // Parameters that nothing uses hold a reference all the same.
  void ReleaseDeadParams(BlockId b, const ValueSet& held) {
    for (ValueId param : fn_.At(b).params) {
      if (!IsOwned(param) || held.Has(param)) continue;
      at_start_[b.index].push_back(Make(b, MakeRelease(param), fn_.At(fn_.At(b).insts[0])));
    }
  }

  void InsertAtStart(BlockId b) {
    std::vector<InstId>& start = at_start_[b.index];
    if (start.empty()) return;
    std::vector<InstId>& insts = fn_.At(b).insts;
    size_t at = fn_.At(insts[0]).op == Op::kExcCatch ? 1 : 0;
    insts.insert(insts.begin() + ptrdiff_t(at), start.begin(), start.end());
  }

  Function& fn_;
  OwnershipLiveness liveness_;
  ErrorPaths errors_;
  ValueSet live_;
  std::vector<std::vector<InstId>> at_start_;  // releases at the start of a block
  std::vector<uint32_t> pred_counts_;
};

}  // namespace

void InsertOwnership(Module& module, Function& fn) {
  DropIdleUnwinds(fn);  // an edge that no instruction takes must not keep anything alive
  OwnershipInserter(fn).Run();
  SettleElision(module, fn);
}

}  // namespace spy::ir
