#include "codegen/ir/cfg.h"

#include <algorithm>
#include <utility>

namespace spy::ir {

std::vector<uint32_t> ReversePostOrder(const Graph& graph, uint32_t root) {
  std::vector<uint32_t> order;
  if (root >= graph.succs.size()) return order;
  std::vector<bool> seen(graph.succs.size());
  std::vector<std::pair<uint32_t, uint32_t>> stack;  // node, how many successors are left to visit
  auto push = [&](uint32_t node) {
    seen[node] = true;
    stack.push_back({node, uint32_t(graph.succs[node].size())});
  };
  push(root);
  while (!stack.empty()) {
    auto& [node, left] = stack.back();
    if (left == 0) {
      order.push_back(node);
      stack.pop_back();
      continue;
    }
    // Last successor first: so the first one comes first in the order.
    uint32_t next = graph.succs[node][--left];
    if (!seen[next]) push(next);
  }
  std::reverse(order.begin(), order.end());
  return order;
}

DominatorTree::DominatorTree(const Graph& graph, uint32_t root) : order_(ReversePostOrder(graph, root)) {
  size_t nodes = graph.succs.size();
  position_.assign(nodes, kNoNode);
  idom_.assign(nodes, kNoNode);
  for (uint32_t i = 0; i < order_.size(); ++i) position_[order_[i]] = i;
  std::vector<std::vector<uint32_t>> preds(nodes);
  for (uint32_t node : order_) {
    for (uint32_t next : graph.succs[node]) preds[next].push_back(node);
  }
  if (!order_.empty()) idom_[root] = root;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 1; i < order_.size(); ++i) {
      uint32_t node = order_[i], best = kNoNode;
      for (uint32_t pred : preds[node]) {
        if (idom_[pred] == kNoNode) continue;
        best = best == kNoNode ? pred : Intersect(best, pred);
      }
      if (idom_[node] == best) continue;
      idom_[node] = best;
      changed = true;
    }
  }
  NumberTree();
}

uint32_t DominatorTree::Intersect(uint32_t a, uint32_t b) const {
  while (a != b) {
    while (position_[a] > position_[b]) a = idom_[a];
    while (position_[b] > position_[a]) b = idom_[b];
  }
  return a;
}

// Entry and exit times of a walk over the tree: children lists by counting, in reverse postorder.
void DominatorTree::NumberTree() {
  size_t nodes = idom_.size();
  std::vector<uint32_t> size(nodes, 1), next(nodes);
  for (size_t i = order_.size(); i-- > 1;) size[idom_[order_[i]]] += size[order_[i]];
  enter_.assign(nodes, 0);
  leave_.assign(nodes, 0);
  for (size_t i = 0; i < order_.size(); ++i) {
    uint32_t node = order_[i], parent = idom_[node];
    enter_[node] = i == 0 ? 0 : next[parent];
    if (i != 0) next[parent] += size[node];
    leave_[node] = enter_[node] + size[node];
    next[node] = enter_[node] + 1;
  }
}

bool DominatorTree::Dominates(uint32_t a, uint32_t b) const { return enter_[a] <= enter_[b] && enter_[b] < leave_[a]; }

std::vector<bool> BlocksInLoops(const Function& fn, const Cfg& cfg) {
  std::vector<uint32_t> starts(cfg.order.size() + 1);  // of loops whose last block has that position, 1 more than it
  for (BlockId block : cfg.order) {
    uint32_t from = cfg.position[block.index];
    ForEachSuccessor(fn, block, [&](BlockId to) {
      uint32_t head = cfg.position[to.index];
      if (head <= from && (starts[from] == 0 || head + 1 < starts[from])) starts[from] = head + 1;
    });
  }
  std::vector<bool> found(fn.blocks.size());
  uint32_t head = kNoNode;  // of the loops that are open, the first one's, walking backwards
  for (uint32_t i = uint32_t(cfg.order.size()); i-- > 0;) {
    if (starts[i] != 0) head = std::min(head, starts[i] - 1);
    if (head != kNoNode) found[cfg.order[i].index] = true;
    if (head == i) head = kNoNode;
  }
  return found;
}

Graph BlockGraph(const Function& fn) {
  Graph graph(fn.blocks.size());
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    ForEachSuccessor(fn, BlockId{b}, [&](BlockId next) {
      if (next.index < fn.blocks.size()) graph.AddEdge(b, next.index);
    });
  }
  return graph;
}

Graph EntryBodyGraph(const Function& fn) {
  Graph graph(2 * fn.blocks.size());
  for (uint32_t i = 0; i < fn.blocks.size(); ++i) {
    BlockId b{i};
    const Block& block = fn.At(b);
    graph.AddEdge(EntryNode(b), BodyNode(b));
    if (block.unwind.block) graph.AddEdge(EntryNode(b), EntryNode(block.unwind.block));
    if (block.insts.empty()) continue;
    for (const Target& target : fn.At(block.insts.back()).targets) graph.AddEdge(BodyNode(b), EntryNode(target.block));
  }
  return graph;
}

Cfg::Cfg(const Function& fn) : position(fn.blocks.size(), kNoNode), preds(fn.blocks.size()) {
  Graph graph = BlockGraph(fn);
  for (uint32_t node : ReversePostOrder(graph, fn.entry.index)) {
    position[node] = uint32_t(order.size());
    order.push_back(BlockId{node});
    for (uint32_t next : graph.succs[node]) preds[next].push_back(BlockId{node});
  }
}

}  // namespace spy::ir
