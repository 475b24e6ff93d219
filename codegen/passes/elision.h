// What the passes about elided counts agree on. Pure functions.
#pragma once
#include "codegen/ir/module.h"

namespace spy::ir {

// Whether the op's result may be elided at all.
inline bool CanElide(const Module& module, const Inst& inst) {
  if (inst.op == Op::kFieldGet) {
    return module.At(inst.ImmId<ClassId>(0)).fields[size_t(inst.imm[1])].rep == FieldRep::kObject;
  }
  const OpInfo& info = InfoOf(inst.op);
  return info.Has('V') || info.Has('U') || info.Has('L');
}

// An elided value that lives only as long as nothing lets go of references on the heap.
inline bool IsHeapElided(const Function& fn, ValueId v) {
  const Value& value = fn.At(v);
  return value.ownership == Ownership::kElided && InfoOf(fn.At(value.def).op).Has('L');
}

// Whether the instruction may let go of references on the heap, directly or by running Python code.
bool MayLetGo(const Module& module, const Function& fn, const Inst& inst);

// Stores whose operands may be heap-elided if they die there.
inline bool TakesBeforeItGives(Op op) { return op == Op::kFieldSet || op == Op::kCellSet || op == Op::kListSetItem; }

// The last step of insert_ownership: takes marks back that its releases have made wrong (settle_elision.cpp).
void SettleElision(const Module& module, Function& fn);

}  // namespace spy::ir
