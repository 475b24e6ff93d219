// fuse_generators: a generator that is made and used up in one function needs no object. `for x in gen(a)`, with gen's
// wrapper inlined, is gen.make; obj.next; the body is put in place of obj.next (fuse_loop.h). `yield from gen(a)`, and
// `await f(a)` of a coroutine, are gen.make; yield.from: there the body's suspensions become those of the function. So
// pipelines and chains of coroutines become one function, one level after the other.
//
// Left alone is what could be told apart: generators with other uses than one loop, or that go on after an outer loop
// came round; bodies that catch what reaches them at a yield (closing the generator would run that code); and
// generators within themselves. A function grows by at most kMostGrowth instructions. The wrappers that are left are
// ordinary generators.
#include <algorithm>
#include <optional>

#include "codegen/ir/builder.h"
#include "codegen/ir/cfg.h"
#include "codegen/passes/fuse_loop.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

constexpr size_t kMostGrowth = 2500;
constexpr size_t kMostBody = 600;
constexpr size_t kMostYields = 8;

bool IsSuspension(Op op) { return op == Op::kYield || op == Op::kYieldFrom || op == Op::kAwaitNext; }

struct Use {
  InstId inst;
  BlockId block;
  size_t index;
};

class Fuser {
 public:
  Fuser(Module& module, Function& fn) : module_(module), fn_(fn), limit_(fn.insts.size() + kMostGrowth) {}

  void Run() {
    do {
      RemoveTrivialParams(fn_);
      RemoveUnreachable(module_, fn_);
    } while (fn_.insts.size() < limit_ && FuseOne());
  }

 private:
  bool FuseOne() {
    ForgetNames();
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      for (InstId id : fn_.blocks[b].insts) {
        if (fn_.At(id).op == Op::kGenMake && Fits(fn_.At(id)) && Fuse(id)) return true;
      }
    }
    return false;
  }

  // iter(), checks against the protocols of iterators, and await of what gen.make gave are that itself.
  void ForgetNames() {
    Replacements replaced(fn_);
    bool any = false;
    for (BlockId b : Cfg(fn_).order) {
      std::erase_if(fn_.At(b).insts, [&](InstId id) {
        const Inst& inst = fn_.At(id);
        if (inst.operands.size() != 1 || !inst.result) return false;
        const ValueId source = replaced.Find(inst.operands[0]);
        if (!IsName(inst, source)) return false;
        replaced.Add(inst.result, source);
        return any = true;
      });
    }
    if (any) replaced.Apply(fn_);
  }

  bool IsName(const Inst& inst, ValueId source) const {
    const InstId def = fn_.At(source).def;
    if (!def || fn_.At(def).op != Op::kGenMake) return false;
    const Suspends kind = module_.At(fn_.At(def).ImmId<FunctionId>(0)).suspends;
    if (kind == Suspends::kCoroutine) return inst.op == Op::kAwaitIter && inst.imm[0] == 0;
    if (kind != Suspends::kGenerator) return false;
    if (inst.op == Op::kObjIter) return true;
    if (inst.op != Op::kCast && inst.op != Op::kAssume) return false;
    const std::string& name = module_.checks[size_t(inst.imm[0])].name;
    return name == "Iterator" || name == "Iterable" || name == "Generator";
  }

  // Whether the body may be fused anywhere.
  bool Fits(const Inst& make) const {
    const Function& body = module_.At(make.ImmId<FunctionId>(0));
    const bool known = body.suspends == Suspends::kGenerator || body.suspends == Suspends::kCoroutine;
    if (!known || body.id == fn_.id || !body.entry || body.insts.size() > kMostBody || body.stage != Stage::kRaw)
      return false;
    for (uint32_t site = make.inlined_at; site != 0; site = fn_.inline_sites[site - 1].inlined_at) {
      if (fn_.inline_sites[site - 1].callee == body.id) return false;
    }
    size_t yields = 0;
    for (const Block& block : body.blocks) {
      for (InstId id : block.insts) {
        if (!IsSuspension(body.At(id).op)) continue;
        ++yields;
        if (block.unwind.block) return false;
      }
    }
    return yields <= kMostYields;
  }

  std::vector<Use> UsesOf(ValueId v, bool* escapes) const {
    std::vector<Use> uses;
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      const Block& block = fn_.blocks[b];
      *escapes |= std::find(block.unwind.args.begin(), block.unwind.args.end(), v) != block.unwind.args.end();
      for (size_t i = 0; i < block.insts.size(); ++i) {
        const Inst& inst = fn_.At(block.insts[i]);
        for (const Target& target : inst.targets) {
          *escapes |= std::find(target.args.begin(), target.args.end(), v) != target.args.end();
        }
        const size_t count = size_t(std::count(inst.operands.begin(), inst.operands.end(), v));
        for (size_t n = 0; n < count; ++n) uses.push_back({block.insts[i], BlockId{b}, i});
      }
    }
    return uses;
  }

  bool Fuse(InstId make) {
    bool escapes = false;
    const std::vector<Use> uses = UsesOf(fn_.At(make).result, &escapes);
    std::optional<Use> taker;
    std::vector<BlockId> keeps;
    for (const Use& use : uses) {
      if (fn_.At(use.inst).op == Op::kKeep) {
        keeps.push_back(use.block);
      } else if (taker) {
        return false;
      } else {
        taker = use;
      }
    }
    if (escapes || !taker) return false;
    const Op op = fn_.At(taker->inst).op;
    const Function& body = module_.At(fn_.At(make).ImmId<FunctionId>(0));
    if (op == Op::kObjNext) return FuseLoop(make, *taker, keeps);
    const bool same_kind = fn_.suspends == body.suspends ||
                           (fn_.suspends == Suspends::kAsyncGenerator && body.suspends == Suspends::kCoroutine);
    return op == Op::kYieldFrom && same_kind && keeps.empty() && FuseDelegate(make, *taker);
  }

  // Blocks that control may reach from `from` (inclusive) without passing `without`.
  std::vector<bool> ReachableFrom(const std::vector<BlockId>& from, BlockId without) const {
    std::vector<bool> seen(fn_.blocks.size());
    std::vector<BlockId> work;
    auto visit = [&](BlockId b) {
      if (b == without || seen[b.index]) return;
      seen[b.index] = true;
      work.push_back(b);
    };
    for (BlockId b : from) visit(b);
    while (!work.empty()) {
      const BlockId b = work.back();
      work.pop_back();
      ForEachSuccessor(fn_, b, visit);
    }
    return seen;
  }

  // %item = obj.next %gen; %end = is_null %item; cond_br %end, done, turn
  bool IsLoopHead(const Use& next) const {
    const Block& head = fn_.At(next.block);
    if (next.index + 3 != head.insts.size() || fn_.At(head.insts[0]).op == Op::kExcCatch) return false;
    const Inst& item = fn_.At(next.inst);
    const Inst& test = fn_.At(head.insts[next.index + 1]);
    const Inst& branch = fn_.At(head.insts[next.index + 2]);
    if (test.op != Op::kIsNull || test.operands[0] != item.result) return false;
    if (branch.op != Op::kCondBr || branch.operands[0] != test.result) return false;
    bool escapes = false;
    return UsesOf(test.result, &escapes).size() == 1 && !escapes &&
           branch.targets[0].block != branch.targets[1].block && branch.targets[1].block != next.block;
  }

  bool FuseLoop(InstId make, const Use& next, const std::vector<BlockId>& keeps) {
    const BlockId made = fn_.At(fn_.At(make).result).block, head = next.block;
    if (made == head || !IsLoopHead(next)) return false;
    const Inst& branch = fn_.At(fn_.At(head).insts.back());
    const BlockId done = branch.targets[0].block, turn = branch.targets[1].block;
    const Cfg cfg(fn_);
    if (!cfg.IsReachable(head) || cfg.preds[turn.index].size() != 1) return false;
    if (ReachableFrom({done}, made)[head.index]) return false;  // asked again after its end
    const std::vector<bool> within = ReachableFrom({turn}, made);
    const DominatorTree tree(EntryBodyGraph(fn_), EntryNode(fn_.entry));
    GeneratorLoop loop{make, head, next.index, {}};
    for (BlockId b : cfg.preds[head.index]) {
      if (!within[b.index]) continue;
      if (!tree.Dominates(EntryNode(turn), BodyNode(b))) return false;  // asked again by another loop
      loop.back.push_back(b);
    }
    const bool kept_outside = std::any_of(keeps.begin(), keeps.end(),
                                          [&](BlockId b) { return !tree.Dominates(EntryNode(turn), BodyNode(b)); });
    if (kept_outside && HoldsArguments(fn_.At(make), 0)) return false;
    if (!YieldsOnly(fn_.At(make))) return false;
    LoopFusion(module_, fn_, std::move(loop)).Run();
    return true;
  }

  bool YieldsOnly(const Inst& make) const {
    const Function& body = module_.At(make.ImmId<FunctionId>(0));
    size_t yields = 0;
    for (const Block& block : body.blocks) {
      for (InstId id : block.insts) {
        if (IsSuspension(body.At(id).op) && body.At(id).op != Op::kYield) return false;
        yields += body.At(id).op == Op::kYield;
      }
    }
    return yields > 0;
  }

  // Whether the generator's arguments may hold what a program can see going away.
  bool HoldsArguments(const Inst& make, int depth) const {
    return std::any_of(make.operands.begin(), make.operands.end(), [&](ValueId v) {
      if (!IsSeenGoing(fn_.At(v))) return false;
      if (!IsMade(fn_, v) || depth > 8) return true;
      const Inst& inner = fn_.At(fn_.At(v).def);
      const Function& body = module_.At(inner.ImmId<FunctionId>(0));
      bool own = false;
      for (const std::vector<ValueId>& held : HeldAcrossYields(body)) {
        own = own || std::any_of(held.begin(), held.end(), [&](ValueId h) { return !ParamNamed(body, h); });
      }
      return own || HoldsArguments(inner, depth + 1);
    });
  }

  // %r = yield.from %gen -> the body, with its own suspensions
  bool FuseDelegate(InstId make, const Use& use) {
    const BlockId made = fn_.At(fn_.At(make).result).block;
    std::vector<BlockId> next;
    ForEachSuccessor(fn_, use.block, [&](BlockId b) { next.push_back(b); });
    if (ReachableFrom(next, made)[use.block.index]) return false;
    const Inst place = fn_.At(use.inst), source = fn_.At(make);
    const Function& body = module_.At(source.ImmId<FunctionId>(0));
    const BlockId after = SplitBlock(fn_, use.block, use.index);
    fn_.At(use.block).insts.pop_back();
    fn_.At(after).params.push_back(place.result);
    fn_.At(place.result).def = {};
    fn_.At(place.result).block = after;
    const Target unwind = fn_.At(use.block).unwind;
    const Target stop = StopHandler(module_, fn_, body, place, unwind);
    Inst call = MakeLike(Op::kGenMake, place);
    call.operands = source.operands;
    BodyCopy copy(fn_, body);
    copy.Run(call, stop, fn_.At(use.block).cold);
    Inst keep = MakeLike(Op::kKeep, place);
    for (ValueId v : source.operands) {
      if (IsSeenGoing(fn_.At(v))) keep.operands.push_back(v);
    }
    for (BlockId b : copy.Returns()) {
      const Inst ret = fn_.At(fn_.Terminator(b));
      fn_.At(b).insts.pop_back();
      Inst jump = MakeLike(Op::kBr, ret);
      jump.targets.push_back({after, {ret.operands[0]}});
      if (!keep.operands.empty()) Add(fn_, b, keep);
      Add(fn_, b, std::move(jump));
    }
    Inst enter = MakeLike(Op::kBr, place);
    enter.targets.push_back({copy.Entry(), {}});
    Add(fn_, use.block, std::move(enter));
    std::erase(fn_.At(made).insts, make);
    return true;
  }

  Module& module_;
  Function& fn_;
  const size_t limit_;
};

}  // namespace

void FuseGenerators(Module& module, Function& fn) {
  const bool makes = std::any_of(fn.insts.begin(), fn.insts.end(), [](const Inst& i) { return i.op == Op::kGenMake; });
  if (makes) Fuser(module, fn).Run();
}

}  // namespace spy::ir
