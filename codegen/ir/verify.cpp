// The verifier's entry and its first part: structure.
#include "codegen/ir/verify.h"

#include <fmt/format.h>

#include "codegen/ir/signature.h"

namespace spy::ir {

void VerifyReport::AddRaw(uint32_t block_index, const std::string& what) {
  errors_.push_back(fmt::format("block {} of {}: {}", block_index, fn_.name, what));
}

void VerifyReport::Add(BlockId b, const std::string& what) {
  errors_.push_back(fmt::format("{}: {}", Numbering(fn_).Text(b), what));
}

void VerifyReport::Add(BlockId b, InstId inst, const std::string& what) {
  Numbering numbers(fn_);
  errors_.push_back(fmt::format("{}: {}: `{}`", numbers.Text(b), what, PrintInst(module_, fn_, numbers, inst)));
}

namespace {

class StructureVerifier {
 public:
  StructureVerifier(const Function& fn, VerifyReport* report) : fn_(fn), report_(*report) {}

  void Run() {
    if (fn_.entry.index >= fn_.blocks.size()) return report_.AddRaw(fn_.entry.index, "the function has no entry block");
    if (fn_.params != fn_.At(fn_.entry).params)
      report_.AddRaw(fn_.entry.index, "its parameters are not the function's");
    CheckIds();
    if (!report_.empty()) return;  // nothing below may index with them
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) CheckBlock(BlockId{b});
  }

 private:
  bool Valid(BlockId b) const { return b.index < fn_.blocks.size(); }
  bool Valid(ValueId v) const { return v.index < fn_.values.size(); }

  bool Valid(const Target& target) const {
    if (!Valid(target.block)) return false;
    for (ValueId arg : target.args) {
      if (!Valid(arg)) return false;
    }
    return true;
  }

  bool Valid(const Inst& inst) const {
    if (size_t(inst.op) >= AllOps().size()) return false;
    for (ValueId operand : inst.operands) {
      if (!Valid(operand)) return false;
    }
    for (const Target& target : inst.targets) {
      if (!Valid(target)) return false;
    }
    return (!inst.error || Valid(inst.error)) && (!inst.result || Valid(inst.result));
  }

  void CheckIds() {
    std::vector<bool> placed(fn_.insts.size());
    for (uint32_t b = 0; b < fn_.blocks.size(); ++b) {
      const Block& block = fn_.blocks[b];
      if (block.unwind.block && !Valid(block.unwind)) report_.AddRaw(b, "the unwind target names what does not exist");
      for (ValueId param : block.params) {
        bool fits = Valid(param) && !fn_.At(param).def && fn_.At(param).block == BlockId{b};
        if (!fits) report_.AddRaw(b, "a parameter's record does not name this block");
      }
      for (InstId inst : block.insts) {
        if (inst.index >= fn_.insts.size()) {
          report_.AddRaw(b, "the block names an instruction that does not exist");
        } else if (!Valid(fn_.At(inst))) {
          report_.AddRaw(b, "an instruction names what does not exist");
        } else if (placed[inst.index]) {
          report_.AddRaw(b, "the instruction is in two places");
        } else {
          placed[inst.index] = true;
        }
      }
    }
  }

  void CheckBlock(BlockId b) {
    const Block& block = fn_.At(b);
    if (block.insts.empty()) return report_.Add(b, "the block is empty");
    for (size_t i = 0; i < block.insts.size(); ++i) {
      bool last = i + 1 == block.insts.size();
      if (InfoOf(fn_.At(block.insts[i]).op).IsTerminator() == last) continue;
      report_.Add(b, block.insts[i], last ? "the block does not end with a terminator" : "a terminator in mid-block");
    }
    for (InstId inst : block.insts) CheckInst(b, inst);
    CheckUnwind(b);
  }

  void CheckInst(BlockId b, InstId id) {
    const Inst& inst = fn_.At(id);
    if (bool(inst.result) != HasResult(inst.op)) {
      report_.Add(b, id, inst.result ? "the op has no result" : "the op's result is missing");
    } else if (inst.result && (fn_.At(inst.result).def != id || fn_.At(inst.result).block != b)) {
      report_.Add(b, id, "the result's record does not name this instruction and block");
    }
    for (const Target& target : inst.targets) {
      if (target.block == fn_.entry) report_.Add(b, id, "a branch to the entry block");
    }
    size_t targets = inst.op == Op::kBr ? 1 : inst.op == Op::kCondBr ? 2 : 0;
    if (inst.targets.size() != targets) report_.Add(b, id, "the wrong number of branch targets");
    if (inst.inlined_at > fn_.inline_sites.size()) report_.Add(b, id, "an unknown inline site");
    CheckStage(b, id);
  }

  void CheckStage(BlockId b, InstId id) {
    const Inst& inst = fn_.At(id);
    bool split = fn_.stage == Stage::kSplit;
    bool split_op = inst.op == Op::kRetain || inst.op == Op::kRelease || inst.op == Op::kUnwind;
    if (split_op && !split) report_.Add(b, id, "an op of stage split in an earlier stage");
    if (inst.op == Op::kKeep && split) report_.Add(b, id, "keep at stage split");
    if (inst.error && !split) report_.Add(b, id, "an error edge before stage split");
    if (inst.error && !InfoOf(inst.op).MayRaise()) report_.Add(b, id, "an error edge of an op that cannot raise");
    if (!inst.error && split && InfoOf(inst.op).MayRaise())
      report_.Add(b, id, "an op that may raise has no error edge");
    if (inst.error && !fn_.At(inst.error).params.empty()) report_.Add(b, id, "an error block has parameters");
    if (inst.error == fn_.entry && inst.error) report_.Add(b, id, "an error edge to the entry block");
    if (inst.result && fn_.stage == Stage::kRaw && fn_.At(inst.result).ownership == Ownership::kElided) {
      report_.Add(b, id, "an elided value at stage raw");
    }
  }

  void CheckUnwind(BlockId b) {
    const Target& unwind = fn_.At(b).unwind;
    if (!unwind.block) return;
    if (fn_.stage == Stage::kSplit) return report_.Add(b, "an unwind target at stage split");
    if (unwind.block == fn_.entry) return report_.Add(b, "the entry block is no handler");
    const Block& handler = fn_.At(unwind.block);
    if (handler.insts.empty() || fn_.At(handler.insts[0]).op != Op::kExcCatch) {
      report_.Add(unwind.block, "a handler does not start with exc.catch");
    }
  }

  const Function& fn_;
  VerifyReport& report_;
};

}  // namespace

void VerifyStructure(const Function& fn, VerifyReport* report) { StructureVerifier(fn, report).Run(); }

std::vector<std::string> Verify(const Module& module, const Function& fn) {
  VerifyReport report(module, fn);
  VerifyStructure(fn, &report);
  if (report.empty()) VerifyTypes(module, fn, &report);
  if (report.empty()) VerifyDominance(fn, &report);
  return report.Take();
}

std::vector<std::string> Verify(const Module& module) {
  std::vector<std::string> all;
  for (const Function& fn : module.functions) {
    for (const std::string& error : Verify(module, fn)) all.push_back(fn.name + ": " + error);
  }
  return all;
}

}  // namespace spy::ir
