// fold: computes what is known at compile time: arithmetic and comparisons of constants with Python's meaning (where
// the result fits 64 bits), through built-ins on constants (`len("abc")` arrives as str.len of a constant), boxing of
// constants, tests for null of values that cannot be null, and branches on constants. Only what holds in the generic
// body as well is folded: a constant is exact, a parameter typed int may be a bool or a subclass there, so `x + 0`
// stays.
#include "codegen/passes/fold.h"

#include <optional>

#include "codegen/ir/builder.h"
#include "codegen/ir/cfg.h"
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

class Folder {
 public:
  Folder(Module& module, Function& fn) : module_(module), fn_(fn), replaced_(fn) {}

  void Run() {
    for (BlockId b : Cfg(fn_).order) {
      std::vector<InstId>& insts = fn_.At(b).insts;
      for (InstId id : insts) FoldInst(id);
      std::erase_if(insts, [&](InstId id) { return fn_.At(id).result && replaced_.Has(fn_.At(id).result); });
    }
    replaced_.Apply(fn_);
    RemoveTrivialParams(fn_);
  }

 private:
  const Inst* DefOf(ValueId v) const { return fn_.At(v).def ? &fn_.At(fn_.At(v).def) : nullptr; }

  void FoldInst(InstId id) {
    Inst& inst = fn_.At(id);
    for (ValueId& operand : inst.operands) operand = replaced_.Find(operand);
    if (inst.op == Op::kCondBr) return FoldBranch(&inst);
    if (!inst.result) return;
    if (inst.op == Op::kIsNull && !fn_.At(inst.operands[0]).nullable) return BecomeConst(id, Constant::Bool(false));
    if (inst.op == Op::kCheckBound || inst.op == Op::kCheckBoundFree) return FoldBound(id);
    std::optional<Constant> value = Evaluate(inst);
    if (value) BecomeConst(id, *value);
  }

  // check_bound of what cannot be null is the value itself.
  void FoldBound(InstId id) {
    const Inst& inst = fn_.At(id);
    ValueId v = inst.operands[0];
    if (!fn_.At(v).nullable && module_.IsAssignable(fn_.At(v).type, fn_.At(inst.result).type))
      replaced_.Add(inst.result, v);
  }

  void FoldBranch(Inst* inst) {
    std::optional<Constant> condition = ConstantOf(inst->operands[0]);
    bool same = inst->targets[0].block == inst->targets[1].block && inst->targets[0].args == inst->targets[1].args;
    if (!condition && !same) return;
    Target taken = std::move(inst->targets[!condition || condition->integer != 0 ? 0 : 1]);
    inst->op = Op::kBr;
    inst->operands.clear();
    inst->targets = {std::move(taken)};
  }

  std::optional<Constant> ConstantOf(ValueId v) const {
    const Inst* def = DefOf(v);
    return def ? ConstantOfInst(module_, *def) : std::nullopt;
  }

  std::optional<Constant> Evaluate(const Inst& inst) const {
    if (InfoOf(inst.op).Has('B')) return std::nullopt;  // is one
    if (inst.op == Op::kObjIsNone) return FoldIsNone(inst.operands[0]);
    std::vector<Constant> operands;
    for (ValueId v : inst.operands) {
      std::optional<Constant> constant = ConstantOf(v);
      if (!constant) return std::nullopt;
      operands.push_back(*constant);
    }
    if (operands.empty()) return std::nullopt;
    return EvaluateOp(module_, inst, operands);
  }

  std::optional<Constant> FoldIsNone(ValueId v) const {
    const Inst* def = DefOf(v);
    if (!def) return std::nullopt;
    if (def->op == Op::kConstNone) return Constant::Bool(true);
    const OpInfo& info = InfoOf(def->op);
    bool made_here = def->op == Op::kBox || def->op == Op::kConstObject || info.Has('C');
    if (made_here && !(def->op == Op::kBox && IsPointer(fn_.At(def->operands[0]).type))) return Constant::Bool(false);
    return std::nullopt;
  }

  // The instruction becomes a constant in its place; its value keeps its id.
  void BecomeConst(InstId id, const Constant& constant) {
    Inst& inst = fn_.At(id);
    inst.operands.clear();
    inst.no_overflow = inst.non_negative = false;
    inst.imm[0] = inst.imm[1] = 0;
    Value& value = fn_.At(inst.result);
    switch (constant.kind) {
      case Constant::kInt:
        inst.op = Op::kConstInt;
        inst.imm[0] = constant.integer;
        break;
      case Constant::kBool:
        inst.op = Op::kConstBool;
        inst.imm[0] = constant.integer;
        break;
      case Constant::kFloat:
        inst.op = Op::kConstFloat;
        inst.imm[0] = std::bit_cast<int64_t>(constant.real);
        break;
      case Constant::kNone:
        inst.op = Op::kConstNone;
        break;
      case Constant::kObject:
        inst.op = Op::kConstObject;
        inst.imm[0] = ToImm(constant.object);
        break;
    }
    if (constant.kind == Constant::kNone) value.type = Type::None();
    value.ownership = NaturalOwnership(inst.op, value.type);
    value.nullable = false;
  }

  Module& module_;
  Function& fn_;
  Replacements replaced_;
};

}  // namespace

void Fold(Module& module, Function& fn) { Folder(module, fn).Run(); }

}  // namespace spy::ir
