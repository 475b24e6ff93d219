#include "codegen/passes/ownership_verify.h"

#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/ir/verify.h"

namespace spy::ir {
namespace {

using State = std::vector<ValueId>;  // values of which a reference is held; sorted

bool Holds(const State& state, ValueId v) { return std::binary_search(state.begin(), state.end(), v); }
void Take(State* state, ValueId v) { state->insert(std::lower_bound(state->begin(), state->end(), v), v); }
void Drop(State* state, ValueId v) { state->erase(std::lower_bound(state->begin(), state->end(), v)); }

class OwnershipVerifier {
 public:
  OwnershipVerifier(const Module& module, const Function& fn)
      : module_(module), fn_(fn), report_(module, fn), entry_(fn.blocks.size()), known_(fn.blocks.size()) {}

  std::vector<std::string> Run() {
    known_[fn_.entry.index] = true;
    for (BlockId b : Cfg(fn_).order) {
      block_ = b;
      held_ = entry_[b.index];
      stale_.clear();
      for (InstId inst : fn_.At(b).insts) Step(inst);
    }
    return report_.Take();
  }

 private:
  bool IsCountedValue(ValueId v) const {
    Ownership ownership = fn_.At(v).ownership;
    return ownership == Ownership::kOwned || ownership == Ownership::kElided;
  }
  bool IsElided(ValueId v) const { return fn_.At(v).ownership == Ownership::kElided; }
  void Error(InstId inst, const std::string& what) { report_.Add(block_, inst, what); }

  // What an elided value hangs on directly.
  ValueId Support(ValueId v) const {
    if (!IsElided(v) || !fn_.At(v).def) return {};
    const Inst& def = fn_.At(fn_.At(v).def);
    return def.operands.empty() ? ValueId{} : def.operands[0];
  }
  bool HangsOnTheHeap(ValueId v) const {
    return IsElided(v) && fn_.At(v).def && InfoOf(fn_.At(fn_.At(v).def).op).Has('L');
  }

  // Whether the op may let go of references on the heap, directly or by running Python code.
  bool MayLetGo(const Inst& inst) const {
    if (inst.op == Op::kFieldSet) {
      const Class& cls = module_.At(inst.ImmId<ClassId>(0));
      return cls.fields[size_t(inst.imm[1])].rep == FieldRep::kObject;
    }
    if (inst.op == Op::kRelease) {
      TypeKind kind = fn_.At(inst.operands[0]).type.kind;
      return !inst.moved && !IsElided(inst.operands[0]) && kind != TypeKind::kStr && kind != TypeKind::kBytes;
    }
    return InfoOf(inst.op).Has('P') || InfoOf(inst.op).Has('C');
  }
  // Stores take their new reference before they give the old one up: their operands may hang on the heap.
  static bool IsStore(Op op) { return op == Op::kFieldSet || op == Op::kCellSet || op == Op::kListSetItem; }

  void Step(InstId id) {
    const Inst& inst = fn_.At(id);
    if (inst.op != Op::kRelease && !stale_.empty()) {
      Error(id, "an elided value is still there after a store that may have freed it");
      stale_.clear();
    }
    for (ValueId operand : inst.operands) CheckUse(id, operand);
    if (MayLetGo(inst)) CheckElided(id, inst);
    if (inst.error) Flow(id, inst.error, held_);
    if (inst.op == Op::kRelease) Release(id, inst.operands[0]);
    if (inst.op == Op::kRetain && inst.moved) CheckMove(id, inst.operands[0]);
    if (inst.result && IsCountedValue(inst.result)) {
      if (Holds(held_, inst.result)) {
        Error(id, "the value's old reference is still held");
      } else {
        Take(&held_, inst.result);
      }
      bool can_elide = InfoOf(inst.op).effects.find_first_of("VUL") != std::string_view::npos;
      if (IsElided(inst.result) && !can_elide) Error(id, "the op's result cannot be elided");
    }
    if (InfoOf(inst.op).IsTerminator()) Leave(id, inst);
  }

  // A use needs the reference itself, and an elided value all that it hangs on.
  void CheckUse(InstId id, ValueId v) {
    for (ValueId at = v; at && IsCountedValue(at); at = Support(at)) {
      if (!Holds(held_, at))
        return Error(id, at == v ? "a use after the reference has gone" : "a use after the support has gone");
      if (fn_.At(id).op == Op::kRelease) return;
    }
  }

  void CheckElided(InstId id, const Inst& inst) {
    for (ValueId v : held_) {
      if (!HangsOnTheHeap(v) || (inst.op == Op::kRelease && inst.operands[0] == v)) continue;
      if (std::find(stale_.begin(), stale_.end(), v) != stale_.end()) continue;
      if (IsStore(inst.op)) {
        stale_.push_back(v);
      } else {
        Error(id, "an elided value lives across what may free it");
      }
    }
  }

  void Release(InstId id, ValueId v) {
    std::erase(stale_, v);
    if (!IsCountedValue(v)) return Error(id, "a release of a value that holds no reference");
    if (Holds(held_, v)) Drop(&held_, v);
  }

  // The pair of a moved retain: the next moved release of the block gives up the value or what it is another name of.
  void CheckMove(InstId id, ValueId v) {
    const std::vector<InstId>& insts = fn_.At(block_).insts;
    auto at = std::find(insts.begin(), insts.end(), id);
    for (++at; at != insts.end() && fn_.At(*at).op == Op::kRelease; ++at) {
      const Inst& release = fn_.At(*at);
      if (!release.moved) continue;
      for (ValueId name = v; name; name = Support(name)) {
        if (name == release.operands[0] && !IsElided(name)) return;
        if (!IsElided(name) || !InfoOf(fn_.At(fn_.At(name).def).op).Has('V')) break;
      }
      break;
    }
    Error(id, "no release goes with the moved retain");
  }

  void Leave(InstId id, const Inst& inst) {
    if (inst.op == Op::kReturn) LeaveFunction(id, inst.operands[0]);
    if (inst.op == Op::kUnwind && !held_.empty()) Error(id, "references are leaked where the function is left");
    for (const Target& target : inst.targets) {
      State after = held_;
      for (size_t i = 0; i < target.args.size(); ++i) PassArgument(id, target, i, &after);
      Flow(id, target.block, after);
    }
  }

  void LeaveFunction(InstId id, ValueId v) {
    State after = held_;
    if (IsCounted(fn_.result)) Consume(id, v, &after);
    if (!after.empty()) Error(id, "references are leaked where the function is left");
  }

  void PassArgument(InstId id, const Target& target, size_t i, State* after) {
    ValueId arg = target.args[i], param = fn_.At(target.block).params[i];
    CheckUse(id, arg);
    if (fn_.At(param).ownership == Ownership::kOwned) Consume(id, arg, after);
  }

  void Consume(InstId id, ValueId v, State* after) {
    if (fn_.At(v).ownership != Ownership::kOwned)
      return Error(id, "a value without a reference of its own is consumed");
    if (!Holds(*after, v)) return Error(id, "a reference is consumed twice");
    Drop(after, v);
  }

  void Flow(InstId id, BlockId to, State state) {
    for (ValueId param : fn_.At(to).params) {
      if (fn_.At(param).ownership != Ownership::kOwned) continue;
      if (Holds(state, param)) {
        Error(id, "the parameter's old reference is still held");
      } else {
        Take(&state, param);
      }
    }
    if (!known_[to.index]) {
      known_[to.index] = true;
      entry_[to.index] = std::move(state);
    } else if (entry_[to.index] != state) {
      Error(id, "other references are held here than on another path into the block");
    }
  }

  const Module& module_;
  const Function& fn_;
  VerifyReport report_;
  BlockId block_;
  State held_;
  std::vector<ValueId> stale_;  // elided operands of a store that may have freed them: to be released at once
  std::vector<State> entry_;    // by block
  std::vector<bool> known_;
};

}  // namespace

std::vector<std::string> VerifyOwnership(const Module& module, const Function& fn) {
  return OwnershipVerifier(module, fn).Run();
}

}  // namespace spy::ir
