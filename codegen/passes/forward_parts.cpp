// forward_parts: what is put into a tuple and taken out again, or boxed and unboxed, in one function is itself:
// `a, b = b, a + b` and the items of fused generators need no objects. The tuples and boxes then go, unless something
// else uses them.
#include "codegen/ir/builder.h"
#include "codegen/ir/cfg.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

class Forwarder {
 public:
  Forwarder(const Module& module, Function& fn) : module_(module), fn_(fn), replaced_(fn) {}

  void Run() {
    for (BlockId b : Cfg(fn_).order) {
      std::erase_if(fn_.At(b).insts, [&](InstId id) {
        Inst& inst = fn_.At(id);
        for (ValueId& operand : inst.operands) operand = replaced_.Find(operand);
        const ValueId part = PartOf(inst);
        if (!part) return false;
        replaced_.Add(inst.result, part);
        return any_ = true;
      });
    }
    if (any_) replaced_.Apply(fn_);
  }

 private:
  const Inst* DefOf(ValueId v, Op op) const {
    const InstId def = fn_.At(v).def;
    return def && fn_.At(def).op == op ? &fn_.At(def) : nullptr;
  }

  // What the instruction gives; none: only it knows.
  ValueId PartOf(const Inst& inst) const {
    if (inst.op == Op::kTupleItem) {
      const Inst* tuple = DefOf(inst.operands[0], Op::kTupleNew);
      const int64_t index = inst.imm[0];
      const bool within = tuple && index >= 0 && size_t(index) < tuple->operands.size();
      return within && fn_.At(inst.result).type == Type::Object() ? tuple->operands[size_t(index)] : ValueId{};
    }
    if (inst.op == Op::kObjUnpack) {
      const Inst* tuple = DefOf(inst.operands[0], Op::kTupleNew);
      return tuple && size_t(inst.imm[0]) == tuple->operands.size() ? inst.operands[0] : ValueId{};
    }
    if (inst.op != Op::kCast && inst.op != Op::kAssume) return {};
    const CheckKind kind = module_.checks[size_t(inst.imm[0])].kind;
    if (kind == CheckKind::kTuple && DefOf(inst.operands[0], Op::kTupleNew)) return inst.operands[0];
    const bool number = kind == CheckKind::kInt || kind == CheckKind::kFloat || kind == CheckKind::kBool;
    const Inst* box = number ? DefOf(inst.operands[0], Op::kBox) : nullptr;
    return box && fn_.At(box->operands[0]).type == fn_.At(inst.result).type ? box->operands[0] : ValueId{};
  }

  const Module& module_;
  Function& fn_;
  Replacements replaced_;
  bool any_ = false;
};

}  // namespace

// %3 = tuple.new %1, %2; %4 = tuple.item %3, 0 -> %1 for %4
void ForwardParts(Module& module, Function& fn) { Forwarder(module, fn).Run(); }

}  // namespace spy::ir
