// Copies the blocks of one function into another in place of a call, or of a generator's making: parameters become the
// operands, everything else gets new ids. The copies carry an InlineSite, so that tracebacks show the frames of the
// source. Blocks of the callee without a handler get the one of the place; `return` is copied as it is, for the user to
// replace (Returns). The caller's block that holds the place is left alone. Raw and Optimised stages.
#pragma once
#include <vector>

#include "codegen/ir/function.h"

namespace spy::ir {

// An instruction that stands where `like` does in the source.
Inst MakeLike(Op op, const Inst& like);
// Appends it to the block; gives its result.
ValueId Add(Function& fn, BlockId b, Inst inst, Type type = {});
// What follows instruction `index` of `b`, moved to a new block with the same handler.
BlockId SplitBlock(Function& fn, BlockId b, size_t index);

class BodyCopy {
 public:
  BodyCopy(Function& caller, const Function& callee) : caller_(caller), callee_(callee) {}
  // In place of `call`, whose operands become the parameters; `unwind` and `cold` are those of its block.
  void Run(const Inst& call, const Target& unwind, bool cold);

  BlockId Entry() const { return block_map_[callee_.entry.index]; }
  const std::vector<BlockId>& Blocks() const { return block_map_; }
  const std::vector<BlockId>& Returns() const { return returns_; }  // the blocks that end with a copied `return`
  ValueId Map(ValueId v) const { return value_map_[v.index]; }

 private:
  void AddSites(const Inst& call);
  // Inner sites follow the call's own, in order.
  uint32_t MapSite(uint32_t inlined_at) const { return site_ + inlined_at; }
  void MapBlocks(const Target& unwind, bool cold);
  ValueId NewValue(ValueId old, BlockId block);
  void MapParams(const Inst& call);
  void MapResults();
  void MapTarget(Target* target) const;
  void CopyBlock(uint32_t i);

  Function& caller_;
  const Function& callee_;
  uint32_t site_ = 0;               // 1-based index of this call's InlineSite
  std::vector<BlockId> block_map_;  // by block of the callee
  std::vector<ValueId> value_map_;  // by value of the callee
  std::vector<BlockId> returns_;
};

}  // namespace spy::ir
