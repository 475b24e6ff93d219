// value_numbering: an instruction that computes what one that dominates it has computed is replaced by it. Covers
// computations (see Exactness) and the checks of the same value against the same type, the second of which cannot fail.
// Walks the dominator tree with a scoped table: linear.
#include <unordered_map>

#include "codegen/ir/cfg.h"
#include "codegen/passes/exactness.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

struct Expression {
  Op op;
  Type type;
  int64_t imm[2];
  std::vector<ValueId> operands;
  bool operator==(const Expression& other) const {
    return op == other.op && type == other.type && imm[0] == other.imm[0] && imm[1] == other.imm[1] &&
           operands == other.operands;
  }
};

struct HashExpression {
  size_t operator()(const Expression& e) const {
    uint64_t hash = uint64_t(e.op) * 0x9E3779B97F4A7C15u + uint64_t(e.imm[0]);
    auto mix = [&](uint64_t word) { hash = (hash ^ (hash >> 29) ^ word) * 0xBF58476D1CE4E5B9u; };
    mix(uint64_t(e.imm[1]));
    mix(uint64_t(e.type.kind) << 32 | e.type.class_id.index);
    for (ValueId v : e.operands) mix(v.index);
    return size_t(hash ^ (hash >> 32));
  }
};

class ValueNumbering {
 public:
  explicit ValueNumbering(Function& fn) : fn_(fn), exact_(fn), replaced_(fn), children_(2 * fn.blocks.size()) {}

  void Run() {
    DominatorTree tree(EntryBodyGraph(fn_), EntryNode(fn_.entry));
    for (uint32_t node : tree.order()) {
      if (node != EntryNode(fn_.entry)) children_[tree.Idom(node)].push_back(node);
    }
    Walk();
    replaced_.Apply(fn_);
  }

 private:
  struct Frame {
    uint32_t node;
    size_t next_child;
    size_t scope;  // entries of `added_` that belong to outer blocks
  };

  void Walk() {
    std::vector<Frame> stack;
    auto enter = [&](uint32_t node) {
      stack.push_back({node, 0, added_.size()});
      BlockId b{node / 2};
      if (node == BodyNode(b)) Number(b);
    };
    enter(EntryNode(fn_.entry));
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next_child < children_[frame.node].size()) {
        enter(children_[frame.node][frame.next_child++]);
        continue;
      }
      while (added_.size() > frame.scope) {
        table_.erase(added_.back());
        added_.pop_back();
      }
      stack.pop_back();
    }
  }

  bool Covers(const Inst& inst) const {
    if (inst.op == Op::kCast || inst.op == Op::kAssume) return true;
    return exact_.IsComputation(inst);
  }

  void Number(BlockId b) {
    std::vector<InstId>& insts = fn_.At(b).insts;
    size_t kept = 0;
    for (InstId id : insts) {
      if (!Redundant(id)) insts[kept++] = id;
    }
    insts.resize(kept);
  }

  bool Redundant(InstId id) {
    Inst& inst = fn_.At(id);
    for (ValueId& operand : inst.operands) operand = replaced_.Find(operand);
    if (!inst.result || !Covers(inst)) return false;
    Expression key{inst.op, fn_.At(inst.result).type, {inst.imm[0], inst.imm[1]}, inst.operands};
    auto [at, is_new] = table_.try_emplace(std::move(key), inst.result);
    if (is_new) {
      added_.push_back(at->first);
      return false;
    }
    replaced_.Add(inst.result, at->second);
    return true;
  }

  Function& fn_;
  Exactness exact_;
  Replacements replaced_;
  std::vector<std::vector<uint32_t>> children_;  // in the dominator tree of entries and bodies
  std::unordered_map<Expression, ValueId, HashExpression> table_;
  std::vector<Expression> added_;
};

}  // namespace

void NumberValues(Module&, Function& fn) { ValueNumbering(fn).Run(); }

}  // namespace spy::ir
