#include "codegen/passes/elision.h"

namespace spy::ir {

bool MayLetGo(const Module& module, const Function& fn, const Inst& inst) {
  if (inst.op == Op::kFieldSet) {
    const Field& field = module.At(inst.ImmId<ClassId>(0)).fields[size_t(inst.imm[1])];
    return field.rep == FieldRep::kObject;
  }
  if (inst.op == Op::kRelease) {
    const Value& value = fn.At(inst.operands[0]);
    bool is_text = value.type.kind == TypeKind::kStr || value.type.kind == TypeKind::kBytes;
    return value.ownership == Ownership::kOwned && !inst.moved && !is_text;
  }
  return InfoOf(inst.op).Has('P') || InfoOf(inst.op).Has('C');
}

}  // namespace spy::ir
