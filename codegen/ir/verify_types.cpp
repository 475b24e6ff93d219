// The verifier's second part: types of operands, results, immediates and block arguments.
#include <fmt/format.h>

#include "codegen/ir/signature.h"
#include "codegen/ir/verify.h"

namespace spy::ir {
namespace {

class TypeVerifier {
 public:
  TypeVerifier(const Module& module, const Function& fn, VerifyReport* report)
      : module_(module), fn_(fn), report_(*report) {}

  void Run() {
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      block_ = BlockId{b};
      CheckTarget(InstId{}, fn_.At(block_).unwind);
      for (InstId inst : fn_.At(block_).insts) CheckInst(inst);
    }
  }

 private:
  Type TypeOf(ValueId v) const { return fn_.At(v).type; }
  std::string Name(Type type) const { return ToString(module_, type); }

  bool Matches(Type type, const OperandSpec& spec) const {
    switch (spec.pattern) {
      case Pattern::kExact:
        return module_.IsAssignable(type, Type{spec.kind, {}});
      case Pattern::kPointer:
        return IsPointer(type);
      case Pattern::kAny:
      case Pattern::kChosen:
        return true;
    }
    return false;
  }

  void CheckInst(InstId id) {
    const Inst& inst = fn_.At(id);
    const Signature& signature = SignatureOf(inst.op);
    size_t least = signature.IsVariadic() ? signature.count - 1 : signature.count;
    if (inst.operands.size() < least) return report_.Add(block_, id, "too few operands");
    for (size_t i = 0; i < inst.operands.size(); ++i) {
      const OperandSpec* spec = signature.Operand(i);
      if (!spec) return report_.Add(block_, id, "too many operands");
      if (Matches(TypeOf(inst.operands[i]), *spec)) continue;
      report_.Add(block_, id, fmt::format("operand `{}` cannot be {}", spec->name, Name(TypeOf(inst.operands[i]))));
    }
    CheckResult(id, signature);
    if (!CheckImmediates(id)) return;
    for (const Target& target : inst.targets) CheckTarget(id, target);
    CheckOp(id);
  }

  void CheckResult(InstId id, const Signature& signature) {
    const Inst& inst = fn_.At(id);
    if (!inst.result) return;
    const Value& value = fn_.At(inst.result);
    if (value.type.kind == TypeKind::kInstance && value.type.class_id.index >= module_.classes.size()) {
      report_.Add(block_, id, "the result's class does not exist");
    }
    if (signature.result_pattern == Pattern::kExact && value.type != Type{signature.result_kind, {}}) {
      report_.Add(block_, id, "the result's type is not the op's");
    }
    if (value.nullable && !IsPointer(value.type)) report_.Add(block_, id, "a raw value cannot be null");
  }

  // The number of entities that an immediate of this letter may name; 0: it names none.
  size_t Limit(char letter) const {
    switch (letter) {
      case 'k':
      case 'n':
      case 'v':
        return module_.consts.size();
      case 'f':
        return module_.functions.size();
      case 'c':
      case 'd':
      case 'm':
        return module_.classes.size();
      case 'g':
        return module_.globals.size();
      case 't':
        return module_.checks.size();
      case 'o':
        return size_t(Operator::kNot) + 1;
      default:
        return 0;
    }
  }

  bool CheckImmediates(InstId id) {
    const Inst& inst = fn_.At(id);
    int word = 0;
    for (char letter : InfoOf(inst.op).immediates) {
      int64_t value = inst.imm[word++];
      if (letter == 'i' || letter == 'x' || (letter == 'k' && uint32_t(value) == UINT32_MAX)) continue;
      bool fits = value >= 0 && size_t(value) < Limit(letter);
      if (fits && letter == 'd') fits = size_t(inst.imm[1]) < module_.classes[size_t(value)].fields.size();
      if (fits && letter == 'm') fits = size_t(inst.imm[1]) < module_.classes[size_t(value)].vtable.size();
      if (fits && letter == 'c' && inst.op == Op::kClassVarGet) {
        fits = size_t(inst.imm[1]) < module_.classes[size_t(value)].class_vars.size();
      }
      if (fits) continue;
      report_.Add(block_, id, "an immediate names what does not exist");
      return false;
    }
    return true;
  }

  void CheckTarget(InstId id, const Target& target) {
    if (!target.block) return;
    auto add = [&](const std::string& what) { id ? report_.Add(block_, id, what) : report_.Add(block_, what); };
    const std::vector<ValueId>& params = fn_.At(target.block).params;
    if (target.args.size() != params.size()) {
      return add(fmt::format("{} arguments for {} block parameters", target.args.size(), params.size()));
    }
    for (size_t i = 0; i < params.size(); ++i) {
      Type from = TypeOf(target.args[i]), to = TypeOf(params[i]);
      if (!module_.IsAssignable(from, to))
        add(fmt::format("block argument {} for a parameter {}", Name(from), Name(to)));
      if (fn_.At(target.args[i]).nullable && !fn_.At(params[i]).nullable)
        add("a nullable argument for a parameter that is not");
    }
  }

  void CheckOp(InstId id) {
    const Inst& inst = fn_.At(id);
    if (inst.op == Op::kCall) CheckCall(id, inst.ImmId<FunctionId>(0));
    if (inst.op == Op::kCallVirtual) {
      CheckCall(id, module_.At(inst.ImmId<ClassId>(0)).vtable[size_t(inst.imm[1])].declared);
    }
    if (inst.op == Op::kFieldGet || inst.op == Op::kFieldSet) CheckField(id);
    if (inst.op == Op::kGenMake) CheckBody(id, module_.At(inst.ImmId<FunctionId>(0)));
    bool suspends = inst.op == Op::kYield || inst.op == Op::kYieldFrom || inst.op == Op::kAwaitNext;
    if (suspends && fn_.suspends == Suspends::kNever) report_.Add(block_, id, "the function cannot be suspended");
    if (inst.op == Op::kReturn && !module_.IsAssignable(TypeOf(inst.operands[0]), fn_.result)) {
      report_.Add(block_, id, fmt::format("the function returns {}", Name(fn_.result)));
    }
    if ((inst.op == Op::kRetain || inst.op == Op::kRelease) && !IsPointer(TypeOf(inst.operands[0]))) {
      report_.Add(block_, id, "a raw value has no references");
    }
  }

  void CheckCall(InstId id, FunctionId f) {
    const Inst& inst = fn_.At(id);
    if (f.index >= module_.functions.size()) return report_.Add(block_, id, "the callee does not exist");
    const Function& callee = module_.At(f);
    if (callee.params.size() != inst.operands.size()) {
      return report_.Add(block_, id, fmt::format("the callee has {} parameters", callee.params.size()));
    }
    for (size_t i = 0; i < inst.operands.size(); ++i) {
      Type to = callee.At(callee.params[i]).type;
      // The receiver of a virtual call has whatever static type the caller knows.
      if ((i == 0 && inst.op == Op::kCallVirtual) || module_.IsAssignable(TypeOf(inst.operands[i]), to)) continue;
      report_.Add(block_, id,
                  fmt::format("argument {} is {}, the parameter {}", i, Name(TypeOf(inst.operands[i])), Name(to)));
    }
    if (TypeOf(inst.result) != callee.result) report_.Add(block_, id, "the callee returns " + Name(callee.result));
  }

  void CheckBody(InstId id, const Function& body) {
    const std::vector<ValueId>& operands = fn_.At(id).operands;
    if (body.suspends == Suspends::kNever) report_.Add(block_, id, "that function never suspends");
    bool fits = body.params.size() == operands.size();
    for (size_t i = 0; fits && i < operands.size(); ++i) {
      fits = module_.IsAssignable(TypeOf(operands[i]), body.At(body.params[i]).type);
    }
    if (!fits) report_.Add(block_, id, "the operands are not the body's parameters");
  }

  void CheckField(InstId id) {
    const Inst& inst = fn_.At(id);
    const Field& field = module_.At(inst.ImmId<ClassId>(0)).fields[size_t(inst.imm[1])];
    if (inst.op == Op::kFieldGet && TypeOf(inst.result) != field.type) {
      report_.Add(block_, id, "the field is " + Name(field.type));
    }
    if (inst.op == Op::kFieldSet && !module_.IsAssignable(TypeOf(inst.operands[1]), field.type)) {
      report_.Add(block_, id, "the field is " + Name(field.type));
    }
  }

  const Module& module_;
  const Function& fn_;
  VerifyReport& report_;
  BlockId block_;
};

}  // namespace

void VerifyTypes(const Module& module, const Function& fn, VerifyReport* report) {
  TypeVerifier(module, fn, report).Run();
}

}  // namespace spy::ir
