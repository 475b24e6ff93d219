// devirtualise: call.virtual becomes call where the receiver's class is known exactly: the receiver is new here, or its
// class is final. (Lowering compares vtable words where the class is only likely.)
#include "codegen/passes/passes.h"

namespace spy::ir {
namespace {

class Devirtualiser {
 public:
  Devirtualiser(const Module& module, Function& fn) : module_(module), fn_(fn) {}

  void Run() {
    for (const Block& block : fn_.blocks) {
      for (InstId id : block.insts) {
        if (fn_.At(id).op == Op::kCallVirtual) Resolve(&fn_.At(id));
      }
    }
  }

 private:
  // The instruction that makes the receiver, names aside.
  ValueId Origin(ValueId v) const {
    while (fn_.At(v).def) {
      const Inst& def = fn_.At(fn_.At(v).def);
      if (!InfoOf(def.op).Has('V')) break;
      v = def.operands[0];
    }
    return v;
  }

  // The receiver's class; none if it may be one of several. `self` becomes the name of the receiver that has that type.
  ClassId ExactClass(ValueId* self) const {
    ValueId origin = Origin(*self);
    InstId def = fn_.At(origin).def;
    if (def && fn_.At(def).op == Op::kInstNew) {
      *self = origin;
      return fn_.At(def).ImmId<ClassId>(0);
    }
    Type type = fn_.At(*self).type;
    bool is_final = type.kind == TypeKind::kInstance && module_.At(type.class_id).is_final;
    return is_final ? type.class_id : ClassId{};
  }

  void Resolve(Inst* inst) {
    ValueId self = inst->operands[0];
    ClassId cls = ExactClass(&self);
    size_t slot = size_t(inst->imm[1]);
    if (!cls || !module_.IsSubclass(cls, inst->ImmId<ClassId>(0)) || slot >= module_.At(cls).vtable.size()) return;
    FunctionId target = module_.At(cls).vtable[slot].implementation;
    if (!target || !Fits(module_.At(target), *inst, self)) return;
    inst->op = Op::kCall;
    inst->operands[0] = self;
    inst->imm[0] = ToImm(target);
    inst->imm[1] = 0;
  }

  bool Fits(const Function& target, const Inst& call, ValueId self) const {
    if (target.params.size() != call.operands.size() || target.result != fn_.At(call.result).type) return false;
    for (size_t i = 0; i < call.operands.size(); ++i) {
      Type type = fn_.At(i == 0 ? self : call.operands[i]).type;
      if (!module_.IsAssignable(type, target.At(target.params[i]).type)) return false;
    }
    return true;
  }

  const Module& module_;
  Function& fn_;
};

}  // namespace

void Devirtualise(Module& module, Function& fn) { Devirtualiser(module, fn).Run(); }

}  // namespace spy::ir
