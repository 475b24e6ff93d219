#include "typecheck/rules/components.h"

#include <algorithm>

namespace spy::check {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

// Tarjan's algorithm, with a stack of its own instead of recursion.
class Components {
 public:
  explicit Components(std::span<const std::vector<uint32_t>> edges)
      : edges_(edges), order_(edges.size(), kNone), low_(edges.size()), result_(edges.size(), kNone) {}

  std::vector<uint32_t> Run() {
    for (uint32_t node = 0; node < edges_.size(); ++node) {
      if (order_[node] == kNone) Visit(node);
    }
    return std::move(result_);
  }

 private:
  struct Frame {
    uint32_t node;
    size_t next_edge = 0;
  };

  void Enter(uint32_t node) {
    order_[node] = low_[node] = count_++;
    open_.push_back(node);
    frames_.push_back({node});
  }

  void Visit(uint32_t root) {
    Enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next_edge == edges_[frame.node].size()) {
        Leave(frame.node);
        continue;
      }
      uint32_t to = edges_[frame.node][frame.next_edge++];
      if (order_[to] == kNone) {
        Enter(to);
      } else if (result_[to] == kNone) {
        low_[frame.node] = std::min(low_[frame.node], order_[to]);
      }
    }
  }

  // The node is done: the root of its component takes everything above it on the stack of open nodes.
  void Leave(uint32_t node) {
    frames_.pop_back();
    if (!frames_.empty()) low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
    if (low_[node] != order_[node]) return;
    uint32_t member;
    do {
      member = open_.back();
      open_.pop_back();
      result_[member] = components_;
    } while (member != node);
    ++components_;
  }

  std::span<const std::vector<uint32_t>> edges_;
  std::vector<uint32_t> order_, low_, result_, open_;
  std::vector<Frame> frames_;
  uint32_t count_ = 0, components_ = 0;
};

}  // namespace

std::vector<uint32_t> StronglyConnected(std::span<const std::vector<uint32_t>> edges) {
  return Components(edges).Run();
}

}  // namespace spy::check
