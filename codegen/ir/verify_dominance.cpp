// The verifier's third part: every use is reached by its definition on all paths. Blocks are cut into segments at the
// points where control may leave mid-block, so that plain dominance of segments is exact: an instruction with an error
// edge ends a segment (its own result is not there on that edge), and a block with an unwind target leaves from its
// parameters.
#include "codegen/ir/cfg.h"
#include "codegen/ir/verify.h"

namespace spy::ir {
namespace {

struct Place {
  uint32_t segment = kNoNode;
  uint32_t position = 0;  // in the block; 0: a parameter, i + 1: instruction i
};

class DominanceVerifier {
 public:
  DominanceVerifier(const Function& fn, VerifyReport* report) : fn_(fn), report_(*report), defs_(fn.values.size()) {}

  void Run() {
    NumberSegments();
    Graph graph = MakeGraph();
    tree_ = DominatorTree(graph, first_[fn_.entry.index]);
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) CheckBlock(BlockId{b});
  }

 private:
  void NumberSegments() {
    first_.resize(fn_.blocks.size());
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      const Block& block = fn_.blocks[b];
      first_[b] = segments_++;
      for (ValueId param : block.params) defs_[param.index] = {first_[b], 0};
      if (block.unwind.block) ++segments_;
      for (uint32_t i = 0; i < block.insts.size(); ++i) {
        const Inst& inst = fn_.At(block.insts[i]);
        if (inst.error) ++segments_;
        if (inst.result) defs_[inst.result.index] = {segments_ - 1, i + 1};
      }
    }
  }

  Graph MakeGraph() const {
    Graph graph(segments_);
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      const Block& block = fn_.blocks[b];
      uint32_t at = first_[b];
      if (block.unwind.block) {
        graph.AddEdge(at, first_[block.unwind.block.index]);
        graph.AddEdge(at, at + 1);
        ++at;
      }
      for (InstId id : block.insts) {
        const Inst& inst = fn_.At(id);
        if (inst.error) {
          graph.AddEdge(at, first_[inst.error.index]);
          graph.AddEdge(at, at + 1);
          ++at;
        }
        for (const Target& target : inst.targets) graph.AddEdge(at, first_[target.block.index]);
      }
    }
    return graph;
  }

  bool Reaches(ValueId v, uint32_t segment, uint32_t position) const {
    Place def = defs_[v.index];
    if (def.segment == kNoNode) return false;
    if (def.segment == segment) return def.position <= position;
    return tree_.IsReachable(def.segment) && tree_.Dominates(def.segment, segment);
  }

  void CheckBlock(BlockId b) {
    const Block& block = fn_.At(b);
    uint32_t at = first_[b.index];
    if (!tree_.IsReachable(at)) return;
    if (block.unwind.block) {
      for (ValueId arg : block.unwind.args) {
        if (!Reaches(arg, at, 0)) report_.Add(b, "an unwind argument is not available at the block's entry");
      }
      ++at;
    }
    for (uint32_t i = 0; i < block.insts.size(); ++i) {
      const Inst& inst = fn_.At(block.insts[i]);
      bool ok = true;
      for (ValueId operand : inst.operands) ok = ok && Reaches(operand, at, i);
      for (const Target& target : inst.targets) {
        for (ValueId arg : target.args) ok = ok && Reaches(arg, at, i);
      }
      if (!ok) report_.Add(b, block.insts[i], "a use that its definition does not reach");
      if (inst.error) ++at;
    }
  }

  const Function& fn_;
  VerifyReport& report_;
  std::vector<uint32_t> first_;  // segment of each block
  uint32_t segments_ = 0;
  std::vector<Place> defs_;
  DominatorTree tree_;
};

}  // namespace

void VerifyDominance(const Function& fn, VerifyReport* report) { DominanceVerifier(fn, report).Run(); }

}  // namespace spy::ir
