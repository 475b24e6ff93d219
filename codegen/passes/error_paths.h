// The blocks that instructions go to when they raise: they give up the references held at the instruction that the
// handler does not take, and branch to the handler or leave the function. Blocks are shared: releases form chains, and
// equal tails are one block, so that the code is linear in the function's size.
#pragma once
#include <map>
#include <utility>
#include <vector>

#include "codegen/ir/function.h"
#include "codegen/passes/ownership_liveness.h"

namespace spy::ir {

class ErrorPaths {
 public:
  ErrorPaths(Function& fn, const OwnershipLiveness& liveness) : fn_(fn), liveness_(liveness) {}

  // The block for an instruction in a block with this unwind target, where these references are held (ordered for
  // release).
  BlockId For(const Target& unwind, const std::vector<ValueId>& held);

 private:
  std::vector<ValueId> NewestFirst(const std::vector<ValueId>& held) const;
  BlockId Leave();
  BlockId Shared(BlockId end, const std::vector<ValueId>& releases);
  BlockId WithRetains(const Target& unwind, const std::vector<bool>& moves, const std::vector<ValueId>& releases);
  BlockId ToHandler(const Target& unwind);
  BlockId ColdBlock();
  void Append(BlockId b, Inst inst);

  Function& fn_;
  const OwnershipLiveness& liveness_;
  BlockId leave_;
  std::map<std::vector<uint32_t>, BlockId> handlers_;      // by handler and its arguments
  std::map<std::pair<BlockId, ValueId>, BlockId> chains_;  // release the value, then go to the block
  std::map<std::vector<uint32_t>, BlockId> with_retains_;  // by handler, arguments and releases
};

// Instructions that passes make.
Inst MakeRelease(ValueId v);
Inst MakeRetain(ValueId v);
Inst MakeBr(Target target);

}  // namespace spy::ir
