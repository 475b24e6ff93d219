#include "codegen/passes/repair_ssa.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "codegen/ir/cfg.h"
#include "codegen/passes/copy_body.h"

namespace spy::ir {
namespace {

struct Edge {  // into a block
  BlockId from;
  size_t target;  // of the terminator; kUnwind: the unwind target
};
constexpr size_t kUnwind = SIZE_MAX;

class Repair {
 public:
  explicit Repair(Function& fn) : fn_(fn), preds_(fn.blocks.size()) {
    for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
      if (fn.blocks[b].unwind.block) preds_[fn.blocks[b].unwind.block.index].push_back({BlockId{b}, kUnwind});
      if (fn.blocks[b].insts.empty()) continue;
      const std::vector<Target>& targets = fn.At(fn.blocks[b].insts.back()).targets;
      for (size_t i = 0; i < targets.size(); ++i) preds_[targets[i].block.index].push_back({BlockId{b}, i});
    }
  }

  void Run(const Redefined& redefined) {
    value_ = redefined.value;
    defs_.clear();
    params_.clear();
    defs_[fn_.At(value_).block.index] = value_;
    for (ValueId other : redefined.others) defs_[fn_.At(other).block.index] = other;
    FindNeeds();
    if (std::any_of(work_.begin(), work_.end(), [&](BlockId b) { return preds_[b.index].empty(); })) Nothing();
    MakeParams();
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) RewriteBlock(BlockId{b});
  }

 private:
  ValueId DefIn(BlockId b) const {
    auto at = defs_.find(b.index);
    return at == defs_.end() ? ValueId{} : at->second;
  }
  bool IsParam(ValueId v) const { return !fn_.At(v).def; }

  // The definition in the block that a use at instruction `index` sees; none: what is there at the block's entry.
  ValueId DefBefore(BlockId b, size_t index) const {
    const ValueId def = DefIn(b);
    if (!def || IsParam(def)) return def;
    const std::vector<InstId>& insts = fn_.At(b).insts;
    const auto end = insts.begin() + ptrdiff_t(index);
    return std::find(insts.begin(), end, fn_.At(def).def) != end ? def : ValueId{};
  }
  ValueId DefOver(const Edge& edge) const {
    const ValueId def = DefIn(edge.from);
    return edge.target == kUnwind && def && !IsParam(def) ? ValueId{} : def;
  }

  template <class Visit>  // visit(use, what is defined before it in the block)
  void ForEachUse(BlockId b, Visit visit) {
    Block& block = fn_.At(b);
    auto visit_target = [&](Target& target, size_t index) {
      for (ValueId& arg : target.args) {
        if (arg == value_) visit(arg, DefBefore(b, index));
      }
    };
    if (block.unwind.block) visit_target(block.unwind, 0);
    for (size_t i = 0; i < block.insts.size(); ++i) {
      Inst& inst = fn_.At(block.insts[i]);
      for (ValueId& operand : inst.operands) {
        if (operand == value_) visit(operand, DefBefore(b, i));
      }
      for (Target& target : inst.targets) visit_target(target, i);
    }
  }

  // Blocks at whose entry the value is needed.
  void FindNeeds() {
    needed_.assign(fn_.blocks.size(), false);
    work_.clear();
    auto need = [&](BlockId b) {
      if (needed_[b.index]) return;
      needed_[b.index] = true;
      work_.push_back(b);
    };
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      ForEachUse(BlockId{b}, [&](ValueId, ValueId def) {
        if (!def) need(BlockId{b});
      });
    }
    for (size_t i = 0; i < work_.size(); ++i) {
      for (const Edge& edge : preds_[work_[i].index]) {
        if (!DefOver(edge)) need(edge.from);
      }
    }
  }

  void MakeParams() {
    const Value like = fn_.At(value_);
    for (BlockId b : work_) {
      if (preds_[b.index].size() > 1) params_[b.index] = fn_.NewParam(b, like.type, IsPointer(like.type));
    }
    for (BlockId b : work_) {
      if (!params_.contains(b.index)) continue;
      for (const Edge& edge : preds_[b.index]) {
        const ValueId value = ValueOver(edge);
        TargetOf(edge).args.push_back(value);
      }
    }
  }

  Target& TargetOf(const Edge& edge) {
    Block& block = fn_.At(edge.from);
    return edge.target == kUnwind ? block.unwind : fn_.At(block.insts.back()).targets[edge.target];
  }

  ValueId ValueOver(const Edge& edge) {
    const ValueId def = DefOver(edge);
    return def ? def : AtEntry(edge.from);
  }

  ValueId AtEntry(BlockId b) {
    for (size_t steps = 0; steps <= fn_.blocks.size(); ++steps) {
      if (auto at = params_.find(b.index); at != params_.end()) return at->second;
      if (preds_[b.index].empty()) return Nothing();
      const Edge& only = preds_[b.index].front();
      if (const ValueId def = DefOver(only)) return def;
      b = only.from;
    }
    return value_;  // a cycle that nothing enters
  }

  // null or zero, in the function's first block
  ValueId Nothing() {
    const Type type = fn_.At(value_).type;
    ValueId& value = nothing_[{type.kind, type.class_id.index}];
    if (value) return value;
    Inst inst;
    inst.op = NothingOf(type);
    const InstId id = fn_.NewInst(fn_.entry, std::move(inst), type);
    std::vector<InstId>& insts = fn_.At(fn_.entry).insts;
    insts.insert(insts.begin(), id);
    return value = fn_.At(id).result;
  }

  void RewriteBlock(BlockId b) {
    ForEachUse(b, [&](ValueId& use, ValueId def) { use = def ? def : AtEntry(b); });
  }

  Function& fn_;
  std::vector<std::vector<Edge>> preds_;
  ValueId value_;
  std::unordered_map<uint32_t, ValueId> defs_;    // by block
  std::unordered_map<uint32_t, ValueId> params_;  // new ones, by block
  std::vector<bool> needed_;
  std::vector<BlockId> work_;
  std::map<std::pair<TypeKind, uint32_t>, ValueId> nothing_;
};

}  // namespace

Op NothingOf(Type type) {
  switch (type.kind) {
    case TypeKind::kInt:
      return Op::kConstInt;
    case TypeKind::kFloat:
      return Op::kConstFloat;
    case TypeKind::kBool:
      return Op::kConstBool;
    case TypeKind::kNone:
      return Op::kConstNone;
    default:
      return Op::kConstUnbound;
  }
}

std::vector<ValueId> UnreachedValues(const Function& fn) {
  const DominatorTree tree(EntryBodyGraph(fn), EntryNode(fn.entry));
  std::vector<bool> unreached(fn.values.size());
  auto use = [&](ValueId v, uint32_t node) {
    const Value& value = fn.At(v);
    const uint32_t def = value.def ? BodyNode(value.block) : EntryNode(value.block);
    if (tree.IsReachable(node) && (!tree.IsReachable(def) || !tree.Dominates(def, node))) unreached[v.index] = true;
  };
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    for (ValueId arg : fn.blocks[b].unwind.args) use(arg, EntryNode(BlockId{b}));
    for (InstId id : fn.blocks[b].insts) {
      for (ValueId operand : fn.At(id).operands) use(operand, BodyNode(BlockId{b}));
      for (const Target& target : fn.At(id).targets) {
        for (ValueId arg : target.args) use(arg, BodyNode(BlockId{b}));
      }
    }
  }
  std::vector<ValueId> found;
  for (uint32_t v = 0; v < unreached.size(); ++v) {
    if (unreached[v]) found.push_back(ValueId{v});
  }
  return found;
}

void RepairSsa(Function& fn, const std::vector<Redefined>& values) {
  Repair repair(fn);
  for (const Redefined& redefined : values) repair.Run(redefined);
}

}  // namespace spy::ir
