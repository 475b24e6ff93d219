// A loop over a generator and the generator's body become one piece of code: `next` is a jump into the body, `yield` a
// jump out of it. No object is made; what the body holds across a yield are values of the function. This is surgery on
// one function at stage Raw; fuse_generators.cpp finds the loops, and says which bodies may be fused.
#pragma once
#include <map>
#include <utility>
#include <vector>

#include "codegen/ir/module.h"
#include "codegen/passes/copy_body.h"
#include "codegen/passes/repair_ssa.h"
#include "codegen/passes/yield_liveness.h"

namespace spy::ir {

// `%gen = gen.make` in front of: lead; %item = obj.next %gen; is_null %item; cond_br done, turn
struct GeneratorLoop {
  InstId make;
  BlockId head;
  size_t next = 0;            // index of obj.next in the head
  std::vector<BlockId> back;  // blocks that go to the head from a turn: the body goes on there
};

bool IsMade(const Function& fn, ValueId v);  // by gen.make
// Where exceptions of the body go: a new handler that makes a StopIteration a RuntimeError, as generators do, and
// raises the rest again; or `unwind` itself, where the body cannot raise a StopIteration.
Target StopHandler(Module& module, Function& fn, const Function& body, const Inst& place, const Target& unwind);

class LoopFusion {
 public:
  LoopFusion(Module& module, Function& fn, GeneratorLoop loop);
  void Run();

 private:
  struct Site {  // a yield that was cut out
    BlockId block;
    ValueId value;
    Inst yield;
    BlockId resume;
    BlockId hop;  // where there are several
  };
  void CutHead();
  void CutYields();
  void CutYieldsOf(BlockId b);
  void EndBody();
  std::vector<ValueId> Arguments() const;  // those that a program may see going away
  void KeepBefore(BlockId b, size_t index, const std::vector<ValueId>& values);
  void Hop(size_t k, Type type);
  void Land();
  Type LandedType() const;
  void Reenter();
  void Dispatch(BlockId from);
  bool IsKept() const;
  std::vector<ValueId> Held() const;
  void Forget(ValueId v, BlockId b);
  void ForgetAtYields();
  void ReplaceKeeps();
  void Repair();

  Module& module_;
  Function& fn_;
  const GeneratorLoop loop_;
  const Inst make_;
  const Inst next_, branch_;
  const Function& body_;
  BodyCopy copy_;
  BlockId landing_, end_;
  ValueId state_;  // the yield that the body stands at, where there are several
  std::vector<Site> sites_;
  std::vector<Redefined> redefined_;
  std::map<ValueId, std::vector<ValueId>> forgotten_;  // values of the body, and their ends as definitions
  std::vector<std::pair<ValueId, ValueId>> renamed_;
};

}  // namespace spy::ir
