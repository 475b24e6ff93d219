// The control-flow graph of a function at the granularity of blocks: successors, predecessors, reverse postorder,
// dominators. A snapshot: made anew after a pass changes edges. Successors are branch targets, the unwind target (Raw,
// Optimised) and the error blocks of instructions (Split). Plain values; unreachable blocks have no order and no
// dominator.
#pragma once
#include <cstdint>
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

template <class Visit>
void ForEachSuccessor(const Function& fn, BlockId b, Visit visit) {
  const Block& block = fn.At(b);
  if (!block.insts.empty()) {
    for (const Target& target : fn.At(block.insts.back()).targets) visit(target.block);
  }
  for (InstId id : block.insts) {
    if (fn.At(id).error) visit(fn.At(id).error);
  }
  if (block.unwind.block) visit(block.unwind.block);
}

// Every branch target of the block, with its arguments: those of the terminator, and the unwind target.
template <class Fn, class Visit>
void ForEachTarget(Fn& fn, BlockId b, Visit visit) {
  auto& block = fn.At(b);
  if (block.unwind.block) visit(block.unwind);
  if (block.insts.empty()) return;
  for (auto& target : fn.At(block.insts.back()).targets) visit(target);
}

// A graph over dense node numbers; node 0 is the root.
struct Graph {
  std::vector<std::vector<uint32_t>> succs;
  explicit Graph(size_t nodes = 0) : succs(nodes) {}
  void AddEdge(uint32_t from, uint32_t to) { succs[from].push_back(to); }
};

inline constexpr uint32_t kNoNode = UINT32_MAX;

// Nodes reachable from `root`, each before its successors but for back edges.
std::vector<uint32_t> ReversePostOrder(const Graph& graph, uint32_t root);

// Immediate dominators (Cooper, Harvey, Kennedy); answers in constant time by entry and exit times of the tree.
class DominatorTree {
 public:
  DominatorTree() = default;
  DominatorTree(const Graph& graph, uint32_t root);
  bool IsReachable(uint32_t node) const { return idom_[node] != kNoNode; }
  uint32_t Idom(uint32_t node) const { return idom_[node]; }     // the root's is itself
  bool Dominates(uint32_t a, uint32_t b) const;                  // reflexive; both reachable
  const std::vector<uint32_t>& order() const { return order_; }  // reverse postorder

 private:
  uint32_t Intersect(uint32_t a, uint32_t b) const;
  void NumberTree();
  std::vector<uint32_t> order_, position_, idom_, enter_, leave_;
};

struct Cfg {
  std::vector<BlockId> order;               // reverse postorder from the entry
  std::vector<uint32_t> position;           // of a block in `order`; kNoNode: unreachable
  std::vector<std::vector<BlockId>> preds;  // one entry per edge, from reachable blocks
  explicit Cfg(const Function& fn);
  bool IsReachable(BlockId b) const { return position[b.index] != kNoNode; }
};
Graph BlockGraph(const Function& fn);
// By block: whether it may run more than once in a call. Takes some blocks between a loop's for its own.
std::vector<bool> BlocksInLoops(const Function& fn, const Cfg& cfg);

// The graph in which dominance of nodes is availability of values (Raw, Optimised): a block's entry and its body are
// two nodes, for a handler is entered from the entry: what the body computes is not there.
Graph EntryBodyGraph(const Function& fn);
inline uint32_t EntryNode(BlockId b) { return 2 * b.index; }
inline uint32_t BodyNode(BlockId b) { return 2 * b.index + 1; }

}  // namespace spy::ir
