#include "codegen/passes/inline_calls.h"

#include <algorithm>
#include <optional>

namespace spy::ir {
namespace {

constexpr uint32_t kMostCost = 40;
constexpr uint32_t kMostBlocks = 12;
constexpr uint32_t kMostGrowth = 2000;
constexpr uint32_t kMostRecursiveCost = 24;
constexpr uint32_t kMostRecursiveCalls = 2;

bool IsFree(Op op) { return InfoOf(op).Has('B') || InfoOf(op).IsTerminator() || op == Op::kKeep; }

bool CallsItself(const Function& fn, const Inst& inst) {
  return inst.op == Op::kCall && inst.imm[0] == int64_t(fn.id.index);
}

uint32_t OwnCalls(const Function& fn) {
  uint32_t count = 0;
  for (const Block& block : fn.blocks) {
    for (InstId id : block.insts) count += CallsItself(fn, fn.At(id));
  }
  return count;
}

// The number of instructions that would be copied and cost something; none if the function must not be copied.
std::optional<uint32_t> CostOf(const Function& fn) {
  if (fn.stage == Stage::kSplit || !fn.entry || fn.blocks.size() > kMostBlocks) return std::nullopt;
  uint32_t cost = 0;
  for (const Block& block : fn.blocks) {
    if (block.unwind.block) return std::nullopt;
    for (InstId id : block.insts) {
      const Inst& inst = fn.At(id);
      if (inst.op == Op::kSafepoint || inst.op == Op::kExcCatch) return std::nullopt;
      cost += IsFree(inst.op) ? 0 : 1;
    }
  }
  if (cost > kMostCost) return std::nullopt;
  return cost;
}

// An instruction that stands where `like` does in the source.
Inst MakeLike(Op op, const Inst& like) {
  Inst inst{};
  inst.op = op;
  inst.span = like.span;
  inst.inlined_at = like.inlined_at;
  return inst;
}

// Copies one callee into a caller in place of one call.
class Inliner {
 public:
  Inliner(Function& caller, const Function& callee) : caller_(caller), callee_(callee) {}

  // Block `b`, whose instruction at `index` is the call, ends with a branch into the copy; the rest of it goes to the
  // block that is returned.
  BlockId Run(BlockId b, size_t index) {
    const InstId call_id = caller_.At(b).insts[index];
    const Inst call = caller_.At(call_id);
    const BlockId after = SplitAfter(b, index, call);
    AddSites(call);
    MapBlocks(b);
    MapParams(call);
    MapResults();
    for (uint32_t i = 0; i < callee_.blocks.size(); ++i) CopyBlock(i, after, call);
    Inst enter = MakeLike(Op::kBr, call);
    enter.targets.push_back({block_map_[callee_.entry.index], {}});
    caller_.At(b).insts.push_back(Append(std::move(enter)));
    return after;
  }

 private:
  InstId Append(Inst inst) {
    caller_.insts.push_back(std::move(inst));
    return InstId{uint32_t(caller_.insts.size() - 1)};
  }

  BlockId SplitAfter(BlockId b, size_t index, const Inst& call) {
    const BlockId after{uint32_t(caller_.blocks.size())};
    caller_.blocks.emplace_back();
    Block& head = caller_.At(b);
    Block& tail = caller_.At(after);
    tail.insts.assign(head.insts.begin() + ptrdiff_t(index) + 1, head.insts.end());
    head.insts.resize(index);
    tail.unwind = head.unwind;
    tail.cold = head.cold;
    if (call.result) {
      tail.params.push_back(call.result);
      caller_.At(call.result).def = {};
      caller_.At(call.result).block = after;
    }
    for (InstId id : tail.insts) {
      if (const ValueId v = caller_.At(id).result) caller_.At(v).block = after;
    }
    return after;
  }

  void AddSites(const Inst& call) {
    caller_.inline_sites.push_back({callee_.id, call.span, call.inlined_at});
    site_ = uint32_t(caller_.inline_sites.size());
    for (InlineSite inner : callee_.inline_sites) {
      inner.inlined_at = MapSite(inner.inlined_at);
      caller_.inline_sites.push_back(inner);
    }
  }
  uint32_t MapSite(uint32_t inlined_at) const {
    return site_ + inlined_at;
  }  // inner sites follow the call's own, in order

  void MapBlocks(BlockId b) {
    for (const Block& block : callee_.blocks) {
      block_map_.push_back(BlockId{uint32_t(caller_.blocks.size())});
      Block copy;
      copy.cold = block.cold || caller_.At(b).cold;
      copy.unwind = caller_.At(b).unwind;
      caller_.blocks.push_back(std::move(copy));
    }
  }

  ValueId NewValue(ValueId old, BlockId block, InstId def) {
    Value value = callee_.At(old);
    value.block = block;
    value.def = def;
    caller_.values.push_back(value);
    return ValueId{uint32_t(caller_.values.size() - 1)};
  }

  void MapParams(const Inst& call) {
    value_map_.resize(callee_.values.size());
    const auto& params = callee_.At(callee_.entry).params;
    for (size_t i = 0; i < params.size(); ++i) value_map_[params[i].index] = call.operands[i];
    for (uint32_t i = 0; i < callee_.blocks.size(); ++i) {
      if (BlockId{i} == callee_.entry) continue;
      for (ValueId v : callee_.blocks[i].params) {
        value_map_[v.index] = NewValue(v, block_map_[i], {});
        caller_.At(block_map_[i]).params.push_back(value_map_[v.index]);
      }
    }
  }

  void MapResults() {
    for (uint32_t i = 0; i < callee_.blocks.size(); ++i) {
      for (InstId id : callee_.blocks[i].insts) {
        if (const ValueId v = callee_.At(id).result) value_map_[v.index] = NewValue(v, block_map_[i], {});
      }
    }
  }

  ValueId Map(ValueId v) const { return value_map_[v.index]; }

  void CopyBlock(uint32_t i, BlockId after, const Inst& call) {
    const BlockId to = block_map_[i];
    for (InstId id : callee_.blocks[i].insts) {
      Inst copy = callee_.At(id);
      copy.inlined_at = MapSite(copy.inlined_at);
      for (ValueId& v : copy.operands) v = Map(v);
      if (copy.op == Op::kReturn) {
        CopyReturn(copy, to, after, call);
        continue;
      }
      if (copy.result) copy.result = Map(copy.result);
      for (Target& target : copy.targets) {
        target.block = block_map_[target.block.index];
        for (ValueId& v : target.args) v = Map(v);
      }
      const ValueId result = copy.result;
      const InstId added = Append(std::move(copy));
      if (result) caller_.At(result).def = added;
      caller_.At(to).insts.push_back(added);
    }
  }

  // return v -> br after(v)
  void CopyReturn(const Inst& ret, BlockId to, BlockId after, const Inst& call) {
    Inst jump = MakeLike(Op::kBr, ret);
    jump.targets.push_back({after, {}});
    if (call.result) {
      const ValueId value = ret.operands.empty() ? NoneIn(to, ret) : ret.operands[0];
      jump.targets[0].args.push_back(value);
      if (caller_.At(value).nullable)
        caller_.At(call.result).nullable = true;  // the callee knows better, its types do not
    }
    caller_.At(to).insts.push_back(Append(std::move(jump)));
  }

  ValueId NoneIn(BlockId to, const Inst& ret) {
    Value value{};
    value.type = Type::None();
    value.def = InstId{uint32_t(caller_.insts.size())};
    value.block = to;
    caller_.values.push_back(value);
    Inst inst = MakeLike(Op::kConstNone, ret);
    inst.result = ValueId{uint32_t(caller_.values.size() - 1)};
    caller_.At(to).insts.push_back(Append(inst));
    return inst.result;
  }

  Function& caller_;
  const Function& callee_;
  uint32_t site_ = 0;               // 1-based index of this call's InlineSite
  std::vector<BlockId> block_map_;  // by block of the callee
  std::vector<ValueId> value_map_;  // by value of the callee
};

class InlinePass {
 public:
  explicit InlinePass(Module& module) : module_(module), state_(module.functions.size(), State::kUnseen) {}

  void Run() {
    for (uint32_t i = 0; i < module_.functions.size(); ++i) Visit(i);
  }

 private:
  enum class State : uint8_t { kUnseen, kOpen, kDone };

  // Callees before callers; an explicit stack, since call chains of generated sources can be long.
  void Visit(uint32_t root) {
    std::vector<std::pair<uint32_t, size_t>> stack;
    if (state_[root] == State::kUnseen) Open(root, stack);
    while (!stack.empty()) {
      auto& [fn, next] = stack.back();
      const std::vector<uint32_t>& callees = callees_.back();
      if (next < callees.size()) {
        const uint32_t callee = callees[next++];
        if (state_[callee] == State::kUnseen) Open(callee, stack);
        continue;
      }
      InlineInto(module_.functions[fn]);
      state_[fn] = State::kDone;
      stack.pop_back();
      callees_.pop_back();
    }
  }

  void Open(uint32_t fn, std::vector<std::pair<uint32_t, size_t>>& stack) {
    state_[fn] = State::kOpen;
    std::vector<uint32_t> callees;
    for (const Block& block : module_.functions[fn].blocks) {
      for (InstId id : block.insts) {
        const Inst& inst = module_.functions[fn].At(id);
        if (inst.op == Op::kCall) callees.push_back(uint32_t(inst.imm[0]));
      }
    }
    stack.emplace_back(fn, 0);
    callees_.push_back(std::move(callees));
  }

  bool Wants(const Function& caller, const Inst& inst) const {
    if (inst.op != Op::kCall || inst.imm[0] == int64_t(caller.id.index)) return false;
    const Function& callee = module_.functions[size_t(inst.imm[0])];
    return inst.operands.size() == callee.params.size() && state_[callee.id.index] == State::kDone &&
           OwnCalls(callee) == 0 && CostOf(callee).has_value();
  }

  void InlineInto(Function& caller) {
    if (caller.stage == Stage::kSplit || !caller.entry) return;
    const size_t limit = caller.insts.size() + kMostGrowth;
    for (uint32_t b = 0; b < caller.blocks.size(); ++b) InlineInBlock(caller, BlockId{b}, limit);
    InlineIntoItself(caller);
  }

  // A small recursive function takes one turn of itself in place of each of its calls: half the frames and guards.
  void InlineIntoItself(Function& fn) {
    const uint32_t calls = OwnCalls(fn);
    const std::optional<uint32_t> cost = calls == 0 || calls > kMostRecursiveCalls ? std::nullopt : CostOf(fn);
    if (!cost || *cost > kMostRecursiveCost) return;
    const Function turn = fn;
    for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
      const auto& insts = fn.blocks[b].insts;
      const auto call = std::find_if(insts.begin(), insts.end(), [&](InstId id) {
        return CallsItself(fn, fn.At(id)) && fn.At(id).inlined_at == 0 && fn.At(id).operands.size() == fn.params.size();
      });
      if (call != insts.end()) Inliner(fn, turn).Run(BlockId{b}, size_t(call - insts.begin()));
    }
  }

  // The rest of a block whose call was inlined is a new block, and so comes up again later; so do the copies, whose
  // calls the callee's own turn has already judged: they stay.
  void InlineInBlock(Function& caller, BlockId b, size_t limit) {
    for (size_t i = 0; i < caller.At(b).insts.size() && caller.insts.size() < limit; ++i) {
      const Inst& inst = caller.At(caller.At(b).insts[i]);
      if (inst.inlined_at != 0 || !Wants(caller, inst)) continue;
      Inliner(caller, module_.functions[size_t(inst.imm[0])]).Run(b, i);
      return;
    }
  }

  Module& module_;
  std::vector<State> state_;
  std::vector<std::vector<uint32_t>> callees_;  // of the functions on the stack
};

}  // namespace

// %r = call @f(%a) -> the blocks of f with %a for its parameter, and a block that takes %r as its parameter
void InlineCalls(Module& module) { InlinePass(module).Run(); }

}  // namespace spy::ir
