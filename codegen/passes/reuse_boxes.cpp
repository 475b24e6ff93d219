// reuse_boxes: a number read out of an object and boxed again is that object: `ys.append(xs[i])` and swaps of elements
// move references, as CPython does, and make no boxes. Generic bodies did nothing else already.
#include "codegen/passes/passes.h"
#include "codegen/passes/rewrite.h"

namespace spy::ir {
namespace {

// The object that `v` was read from; none if v is no such number. A bool's box costs nothing.
ValueId SourceOf(const Function& fn, ValueId v) {
  const InstId def = fn.At(v).def;
  const TypeKind kind = fn.At(v).type.kind;
  if (!def || (kind != TypeKind::kInt && kind != TypeKind::kFloat)) return {};
  const Inst& inst = fn.At(def);
  if ((inst.op != Op::kCast && inst.op != Op::kAssume) || fn.At(inst.operands[0]).type != Type::Object()) return {};
  return inst.operands[0];
}

}  // namespace

// %2 = cast %1, {int}; %3 = box %2 -> %1 for %3
void ReuseBoxes(Module&, Function& fn) {
  Replacements replaced(fn);
  bool any = false;
  for (Block& block : fn.blocks) {
    std::erase_if(block.insts, [&](InstId id) {
      const Inst& inst = fn.At(id);
      if (inst.op != Op::kBox) return false;
      const ValueId source = SourceOf(fn, inst.operands[0]);
      if (!source || fn.At(source).nullable) return false;
      replaced.Add(inst.result, source);
      return any = true;
    });
  }
  if (any) replaced.Apply(fn);
}

}  // namespace spy::ir
