// eliminate_dead: drops instructions whose result nothing needs and whose absence nothing can tell: computations (see
// Exactness: an op on an int from outside may run Python code in the generic body, so it stays), boxing of
// numbers (generic bodies pass the object on), and new containers. Then block parameters that nothing uses.
#include "codegen/ir/builder.h"
#include "codegen/passes/exactness.h"
#include "codegen/passes/passes.h"

namespace spy::ir {
namespace {

class DeadCode {
 public:
  explicit DeadCode(Function& fn) : fn_(fn), exact_(fn), needed_(fn.values.size()) {}

  void Run() {
    for (const Block& block : fn_.blocks) {
      for (ValueId arg : block.unwind.args) Need(arg);
      for (InstId id : block.insts) {
        if (!CanGo(fn_.At(id))) NeedOperands(fn_.At(id));
      }
    }
    while (!work_.empty()) {
      ValueId v = work_.back();
      work_.pop_back();
      if (fn_.At(v).def) NeedOperands(fn_.At(fn_.At(v).def));
    }
    for (Block& block : fn_.blocks) {
      std::erase_if(block.insts, [&](InstId id) { return CanGo(fn_.At(id)) && !needed_[fn_.At(id).result.index]; });
    }
    std::erase_if(fn_.local_names, [&](const LocalName& name) {
      InstId def = fn_.At(name.value).def;
      return def && CanGo(fn_.At(def)) && !needed_[name.value.index];
    });
  }

 private:
  bool CanGo(const Inst& inst) const {
    if (!inst.result) return false;
    bool makes = inst.op == Op::kListNew || inst.op == Op::kTupleNew || inst.op == Op::kSliceNew ||
                 inst.op == Op::kCellNew || inst.op == Op::kBox;
    return makes || exact_.IsComputation(inst);
  }

  void NeedOperands(const Inst& inst) {
    for (ValueId v : inst.operands) Need(v);
    for (const Target& target : inst.targets) {
      for (ValueId v : target.args) Need(v);
    }
  }

  void Need(ValueId v) {
    if (needed_[v.index]) return;
    needed_[v.index] = true;
    work_.push_back(v);
  }

  Function& fn_;
  Exactness exact_;
  std::vector<bool> needed_;
  std::vector<ValueId> work_;
};

}  // namespace

void EliminateDead(Module&, Function& fn) {
  RemoveTrivialParams(fn);  // first: an argument for a parameter that nothing uses is no need
  DeadCode(fn).Run();
}

}  // namespace spy::ir
