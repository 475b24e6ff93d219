#include "codegen/passes/fuse_loop.h"

#include <algorithm>

#include "codegen/passes/ownership_liveness.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

// Where the keeps and constants at the end of the block begin.
size_t FirstOfTail(const Function& fn, BlockId b) {
  const std::vector<InstId>& insts = fn.At(b).insts;
  size_t first = insts.size();
  for (size_t i = insts.size(); i-- > 0;) {
    const Op op = fn.At(insts[i]).op;
    if (op != Op::kKeep && !InfoOf(op).Has('B')) break;
    if (op == Op::kKeep) first = i;
  }
  return first;
}

bool IsRaw(Type type) { return !IsPointer(type); }

bool IsConstant(Op op) {
  return op == Op::kConstInt || op == Op::kConstFloat || op == Op::kConstBool || op == Op::kConstNone ||
         op == Op::kConstObject || op == Op::kConstUnbound || op == Op::kBuiltin;
}

// Constants of the copy to the function's start, where they reach everything.
void HoistConstants(Function& fn, const std::vector<BlockId>& blocks) {
  std::vector<InstId> hoisted;
  for (BlockId b : blocks) {
    std::erase_if(fn.At(b).insts, [&](InstId id) {
      if (!IsConstant(fn.At(id).op)) return false;
      hoisted.push_back(id);
      fn.At(fn.At(id).result).block = fn.entry;
      return true;
    });
  }
  std::vector<InstId>& start = fn.At(fn.entry).insts;
  start.insert(start.begin(), hoisted.begin(), hoisted.end());
}

Inst Jump(const Inst& like, BlockId to, std::vector<ValueId> args = {}) {
  Inst jump = MakeLike(Op::kBr, like);
  jump.targets.push_back({to, std::move(args)});
  return jump;
}

}  // namespace

bool IsMade(const Function& fn, ValueId v) { return fn.At(v).def && fn.At(fn.At(v).def).op == Op::kGenMake; }

Target StopHandler(Module& module, Function& fn, const Function& body, const Inst& place, const Target& unwind) {
  const bool may_stop = std::any_of(body.blocks.begin(), body.blocks.end(), [&](const Block& block) {
    return std::any_of(block.insts.begin(), block.insts.end(), [&](InstId id) {
      const Inst& inst = body.At(id);
      const OpInfo& info = InfoOf(inst.op);
      const bool cut = inst.op == Op::kYield && place.op == Op::kObjNext;
      return info.Has('R') && info.Has('P') && inst.op != Op::kSafepoint && !cut;
    });
  });
  if (!may_stop) return unwind;
  const BlockId handler = fn.NewBlock(), stop = fn.NewBlock(), other = fn.NewBlock();
  for (BlockId b : {handler, stop, other}) {
    fn.At(b).cold = true;
    fn.At(b).unwind = unwind;
  }
  const ValueId e = Add(fn, handler, MakeLike(Op::kExcCatch, place));
  Inst builtin = MakeLike(Op::kBuiltin, place);
  builtin.imm[0] = ToImm(module.AddName("StopIteration"));
  Inst match = MakeLike(Op::kExcMatch, place);
  match.operands = {e, Add(fn, handler, builtin)};
  Inst branch = MakeLike(Op::kCondBr, place);
  branch.operands = {Add(fn, handler, match)};
  branch.targets = {{stop, {}}, {other, {}}};
  Add(fn, handler, branch);
  Inst replace = MakeLike(Op::kStopReplace, place), again = MakeLike(Op::kReraise, place);
  replace.operands = again.operands = {e};
  replace.imm[0] = body.suspends == Suspends::kCoroutine ? 1 : 0;
  Add(fn, stop, replace);
  Add(fn, stop, MakeLike(Op::kUnreachable, place));
  Add(fn, other, again);
  Add(fn, other, MakeLike(Op::kUnreachable, place));
  return {handler, {}};
}

LoopFusion::LoopFusion(Module& module, Function& fn, GeneratorLoop loop)
    : module_(module),
      fn_(fn),
      loop_(std::move(loop)),
      make_(fn.At(loop_.make)),
      next_(fn.At(fn.At(loop_.head).insts[loop_.next])),
      branch_(fn.At(fn.At(loop_.head).insts[loop_.next + 2])),
      body_(module.At(make_.ImmId<FunctionId>(0))),
      copy_(fn, body_) {}

void LoopFusion::Run() {
  const Target unwind = fn_.At(loop_.head).unwind;
  Inst call = MakeLike(Op::kGenMake, next_);
  call.operands = make_.operands;
  const Target stop = StopHandler(module_, fn_, body_, next_, unwind);
  copy_.Run(call, stop, fn_.At(loop_.head).cold);
  HoistConstants(fn_, copy_.Blocks());
  CutHead();
  CutYields();
  EndBody();
  Land();
  ForgetAtYields();
  Reenter();
  ReplaceKeeps();
  std::erase(fn_.At(fn_.At(make_.result).block).insts, loop_.make);
  Repair();
}

void LoopFusion::CutHead() {
  fn_.At(loop_.head).insts.resize(loop_.next);
  Add(fn_, loop_.head, Jump(next_, copy_.Entry()));
  landing_ = fn_.NewBlock();
  end_ = fn_.NewBlock();
  fn_.At(landing_).unwind = fn_.At(loop_.head).unwind;
  for (BlockId b : {landing_, end_}) fn_.At(b).cold = fn_.At(loop_.head).cold;
}

void LoopFusion::CutYields() {
  for (BlockId b : copy_.Blocks()) CutYieldsOf(b);
}

// yield %v; rest -> br landing; resume: rest. next() sends None.
void LoopFusion::CutYieldsOf(BlockId b) {
  for (size_t i = 0; i < fn_.At(b).insts.size(); ++i) {
    const Inst yield = fn_.At(fn_.At(b).insts[i]);
    if (yield.op != Op::kYield) continue;
    const BlockId resume = SplitBlock(fn_, b, i);
    fn_.At(b).insts.pop_back();
    const InstId none = fn_.NewInst(resume, MakeLike(Op::kConstNone, yield));
    fn_.At(resume).insts.insert(fn_.At(resume).insts.begin(), none);
    renamed_.push_back({yield.result, fn_.At(none).result});
    sites_.push_back({b, yield.operands[0], yield, resume, {}});
    return CutYieldsOf(resume);
  }
}

std::vector<ValueId> LoopFusion::Arguments() const {
  std::vector<ValueId> arguments;
  for (ValueId v : make_.operands) {
    if (IsSeenGoing(fn_.At(v))) arguments.push_back(v);
  }
  return arguments;
}

// Keeps, in this order, in front of the instruction.
void LoopFusion::KeepBefore(BlockId b, size_t index, const std::vector<ValueId>& values) {
  for (ValueId v : values) {
    Inst keep = MakeLike(Op::kKeep, branch_);
    keep.operands = {v};
    const InstId id = fn_.NewInst(b, std::move(keep));
    fn_.At(b).insts.insert(fn_.At(b).insts.begin() + ptrdiff_t(index++), id);
  }
}

// The end of the body lets go of its arguments, then of its locals, and the loop is done.
void LoopFusion::EndBody() {
  std::vector<BlockId> blocks = copy_.Blocks();
  for (const Site& site : sites_) blocks.push_back(site.resume);
  for (BlockId b : blocks) {
    if (fn_.At(b).insts.empty() || fn_.At(fn_.Terminator(b)).op != Op::kReturn) continue;
    const Inst ret = fn_.At(fn_.Terminator(b));
    fn_.At(b).insts.pop_back();
    KeepBefore(b, FirstOfTail(fn_, b), Arguments());
    Add(fn_, b, Jump(ret, end_));
  }
  const Target& done = branch_.targets[0];
  Add(fn_, end_, Jump(branch_, done.block, done.args));
}

// What the yields have in common: raw numbers travel unboxed.
Type LoopFusion::LandedType() const {
  auto raw = [&](ValueId v) {
    const InstId def = fn_.At(v).def;
    const bool boxed = def && fn_.At(def).op == Op::kBox && IsRaw(fn_.At(fn_.At(def).operands[0]).type);
    return boxed ? fn_.At(fn_.At(def).operands[0]).type : fn_.At(v).type;
  };
  const Type first = raw(sites_[0].value);
  const bool same = std::all_of(sites_.begin(), sites_.end(), [&](const Site& s) { return raw(s.value) == first; });
  return same && first.kind != TypeKind::kNone ? first : Type::Object();
}

// A yield's own block on the way to the landing, which it tells its number: what is forgotten there is still there
// where the item is passed.
void LoopFusion::Hop(size_t k, Type type) {
  Site& site = sites_[k];
  const ValueId boxed = site.value;
  const bool unboxed = IsRaw(type) && !IsRaw(fn_.At(boxed).type);
  const ValueId item = unboxed ? fn_.At(fn_.At(boxed).def).operands[0] : boxed;
  site.hop = fn_.NewBlock();
  fn_.At(site.hop).cold = fn_.At(site.block).cold;
  const ValueId passed = fn_.NewParam(site.hop, type);
  Add(fn_, site.block, Jump(site.yield, site.hop, {item}));
  Inst number = MakeLike(Op::kConstInt, site.yield);
  number.imm[0] = int64_t(k);
  const ValueId state = Add(fn_, site.hop, number);
  Add(fn_, site.hop, Jump(site.yield, landing_, {passed, state}));
}

// From each yield to the turn, with the item.
void LoopFusion::Land() {
  ValueId item = sites_[0].value;
  if (sites_.size() == 1) {
    Add(fn_, sites_[0].block, Jump(sites_[0].yield, landing_));
  } else {
    const Type type = LandedType();
    item = fn_.NewParam(landing_, type);
    state_ = fn_.NewParam(landing_, Type::Int());
    for (size_t k = 0; k < sites_.size(); ++k) Hop(k, type);
    if (IsRaw(type)) {
      Inst box = MakeLike(Op::kBox, next_);
      box.operands = {item};
      item = Add(fn_, landing_, box);
    }
  }
  renamed_.push_back({next_.result, item});
  const Target& turn = branch_.targets[1];
  Add(fn_, landing_, Jump(branch_, turn.block, turn.args));
}

// The way back to the head becomes one to a copy of it, from which the body goes on behind its yield.
void LoopFusion::Reenter() {
  if (loop_.back.empty()) return;
  const BlockId again = fn_.NewBlock();
  fn_.At(again).unwind = fn_.At(loop_.head).unwind;
  fn_.At(again).cold = fn_.At(loop_.head).cold;
  const std::vector<ValueId> params = fn_.At(loop_.head).params;
  for (ValueId v : params) {
    const Value like = fn_.At(v);
    redefined_.push_back({v, {fn_.NewParam(again, like.type, like.nullable)}});
  }
  for (size_t i = 0; i < loop_.next; ++i) {
    const Inst lead = fn_.At(fn_.At(loop_.head).insts[i]);
    const Value like = lead.result ? fn_.At(lead.result) : Value{};
    const InstId copy = fn_.NewInst(again, lead, like.type, like.nullable);
    fn_.At(again).insts.push_back(copy);
    if (lead.result) redefined_.push_back({lead.result, {fn_.At(copy).result}});
  }
  Dispatch(again);
  for (BlockId b : loop_.back) {
    for (Target& target : fn_.At(fn_.Terminator(b)).targets) {
      if (target.block == loop_.head) target.block = again;
    }
  }
}

// To the yield where the body stands.
void LoopFusion::Dispatch(BlockId from) {
  for (size_t i = 0; i + 1 < sites_.size(); ++i) {
    Inst number = MakeLike(Op::kConstInt, next_);
    number.imm[0] = int64_t(i);
    Inst compare = MakeLike(Op::kIntCompare, next_);
    compare.operands = {state_, Add(fn_, from, number)};
    compare.imm[0] = int64_t(Operator::kEq);
    Inst branch = MakeLike(Op::kCondBr, next_);
    branch.operands = {Add(fn_, from, compare)};
    const BlockId other = fn_.NewBlock();
    fn_.At(other).unwind = fn_.At(from).unwind;
    branch.targets = {{sites_[i].resume, {}}, {other, {}}};
    Add(fn_, from, branch);
    from = other;
  }
  Add(fn_, from, Jump(next_, sites_.back().resume));
}

// Of what the body holds, the generators that are its arguments are kept as arguments.
std::vector<ValueId> LoopFusion::Held() const {
  std::vector<ValueId> found;
  for (const std::vector<ValueId>& at_yield : HeldAcrossYields(body_)) {
    for (ValueId v : at_yield) {
      const std::optional<size_t> param = ParamNamed(body_, v);
      if (param && IsMade(fn_, make_.operands[*param])) continue;
      if (std::find(found.begin(), found.end(), copy_.Map(v)) == found.end()) found.push_back(copy_.Map(v));
    }
  }
  return found;
}

// null or zero for what the value was, from the end of the block on
void LoopFusion::Forget(ValueId v, BlockId b) {
  const Type type = fn_.At(v).type;
  Inst nothing = MakeLike(NothingOf(type), branch_);
  const InstId id = fn_.NewInst(b, std::move(nothing), type);
  fn_.At(b).insts.insert(fn_.At(b).insts.end() - 1, id);
  forgotten_[v].push_back(fn_.At(id).result);
}

// Where the body stands at one yield, what only others need is not there any more: it must not live on.
void LoopFusion::ForgetAtYields() {
  if (sites_.size() < 2) return;
  const std::vector<std::vector<bool>> live = LiveAcrossYields(body_);
  for (uint32_t v = 0; v < body_.values.size(); ++v) {
    const bool anywhere = std::any_of(live.begin(), live.end(), [&](const std::vector<bool>& at) { return at[v]; });
    const ValueId copy = copy_.Map(ValueId{v});
    const bool own = copy && std::find(make_.operands.begin(), make_.operands.end(), copy) == make_.operands.end();
    if (!anywhere || !own || fn_.At(copy).block == fn_.entry) continue;
    for (size_t k = 0; k < sites_.size(); ++k) {
      if (!live[k][v]) Forget(copy, sites_[k].hop);
    }
  }
}

bool LoopFusion::IsKept() const {
  return std::any_of(fn_.blocks.begin(), fn_.blocks.end(), [&](const Block& block) {
    return std::any_of(block.insts.begin(), block.insts.end(), [&](InstId id) {
      const std::vector<ValueId>& operands = fn_.At(id).operands;
      return fn_.At(id).op == Op::kKeep && std::find(operands.begin(), operands.end(), make_.result) != operands.end();
    });
  });
}

// What kept the generator keeps what it holds, until it has ended.
void LoopFusion::ReplaceKeeps() {
  if (!IsKept()) return;
  const std::vector<ValueId> held = Held();
  std::vector<ValueId> all = Arguments();
  all.insert(all.end(), held.begin(), held.end());
  for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
    for (size_t i = 0; i < fn_.blocks[b].insts.size(); ++i) {
      Inst& inst = fn_.At(fn_.blocks[b].insts[i]);
      if (inst.op != Op::kKeep || std::erase(inst.operands, make_.result) == 0) continue;
      KeepBefore(BlockId{b}, i, all);
      i += all.size();
    }
  }
  for (ValueId v : held) Forget(v, end_);
}

void LoopFusion::Repair() {
  Replacements replaced(fn_);
  for (auto [from, to] : renamed_) replaced.Add(from, to);
  replaced.Apply(fn_);
  for (auto& [value, others] : forgotten_) redefined_.push_back({value, others});
  RepairSsa(fn_, redefined_);
  std::vector<Redefined> unreached;
  for (ValueId v : UnreachedValues(fn_)) unreached.push_back({v, {}});
  RepairSsa(fn_, unreached);
}

}  // namespace spy::ir
