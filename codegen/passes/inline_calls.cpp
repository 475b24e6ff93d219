#include "codegen/passes/inline_calls.h"

#include <algorithm>
#include <optional>

#include "codegen/passes/copy_body.h"

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

// Copies one callee into a caller in place of one call: block `b`, whose instruction at `index` is the call, ends with
// a branch into the copy; the rest of it goes to a block of its own, which takes the result as its parameter.
void InlineCall(Function& caller, const Function& callee, BlockId b, size_t index) {
  const Inst call = caller.At(caller.At(b).insts[index]);
  const BlockId after = SplitBlock(caller, b, index);
  caller.At(b).insts.pop_back();
  if (call.result) {
    caller.At(after).params.push_back(call.result);
    caller.At(call.result).def = {};
    caller.At(call.result).block = after;
  }
  BodyCopy copy(caller, callee);
  const Target unwind = caller.At(b).unwind;
  copy.Run(call, unwind, caller.At(b).cold);
  for (BlockId returns : copy.Returns()) {  // return v -> br after(v)
    const Inst ret = caller.At(caller.Terminator(returns));
    caller.At(returns).insts.pop_back();
    Inst jump = MakeLike(Op::kBr, ret);
    jump.targets.push_back({after, {}});
    if (call.result) {
      const ValueId value =
          ret.operands.empty() ? Add(caller, returns, MakeLike(Op::kConstNone, ret)) : ret.operands[0];
      jump.targets[0].args.push_back(value);
      if (caller.At(value).nullable) caller.At(call.result).nullable = true;  // the callee knows better than its types
    }
    Add(caller, returns, std::move(jump));
  }
  Inst enter = MakeLike(Op::kBr, call);
  enter.targets.push_back({copy.Entry(), {}});
  Add(caller, b, std::move(enter));
}

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
      if (call != insts.end()) InlineCall(fn, turn, BlockId{b}, size_t(call - insts.begin()));
    }
  }

  // The rest of a block whose call was inlined is a new block, and so comes up again later; so do the copies, whose
  // calls the callee's own turn has already judged: they stay.
  void InlineInBlock(Function& caller, BlockId b, size_t limit) {
    for (size_t i = 0; i < caller.At(b).insts.size() && caller.insts.size() < limit; ++i) {
      const Inst& inst = caller.At(caller.At(b).insts[i]);
      if (inst.inlined_at != 0 || !Wants(caller, inst)) continue;
      InlineCall(caller, module_.functions[size_t(inst.imm[0])], b, i);
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
