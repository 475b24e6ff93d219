#include "codegen/lower/generic.h"

#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/ir/signature.h"
#include "codegen/lower/result.h"
#include "codegen/lower/suspend.h"
#include "runtime/include/generic_code.h"

namespace spy::lower {

SlotMap::SlotMap(const Unit& unit, const ir::Function& f) : slots_(f.values.size(), kNone) {
  for (ir::ValueId param : f.params) slots_[param.index] = count_++;
  for (uint32_t i = 0; i < f.values.size(); ++i) {
    if (slots_[i] == kNone && !unit.IsConst(f, ir::ValueId{i})) slots_[i] = count_++;
  }
}

uint32_t MaxArrayWords(const ir::Function& f) {
  size_t most = 0;
  for (const ir::Inst& inst : f.insts) most = std::max(most, inst.operands.size());
  return uint32_t(most) + 1;
}

GenericBody::GenericBody(Unit& unit, const ir::Function& f, const SlotMap& slots,
                         const std::vector<ir::InstId>& resume_points)
    : unit_(unit),
      f_(f),
      slots_(slots),
      n_slots_(slots.count()),
      resume_insts_(resume_points),
      blocks_(f.blocks.size()) {}

std::vector<uint32_t> GenericBody::Emit() {
  ir::Cfg cfg(f_);
  CountUses();
  suspensions_ = SuspensionsOf(f_, cfg);
  for (ir::BlockId block : cfg.order) blocks_[block.index] = code_.NewLabel();
  for (size_t i = 0; i < suspensions_.size(); ++i) suspended_.push_back(code_.NewLabel());
  for (ir::InstId inst : resume_insts_) resume_labels_.emplace(inst.index, code_.NewLabel());
  EmitHead();
  for (ir::BlockId block : cfg.order) EmitBlock(block);
  EmitLandings();
  std::vector<uint32_t> words = code_.Take();
  words[0] = room_;
  return words;
}

void GenericBody::CountUses() {
  uses_.assign(f_.values.size(), 0);
  made_in_.assign(f_.values.size(), {});
  auto count = [&](const std::vector<ir::ValueId>& values) {
    for (ir::ValueId v : values) ++uses_[v.index];
  };
  for (uint32_t i = 0; i < f_.blocks.size(); ++i) {
    const ir::Block& block = f_.blocks[i];
    count(block.unwind.args);
    for (ir::ValueId param : block.params) made_in_[param.index] = ir::BlockId{i};
    for (ir::InstId id : block.insts) {
      const ir::Inst& inst = f_.At(id);
      if (inst.result) made_in_[inst.result.index] = ir::BlockId{i};
      count(inst.operands);
      for (const ir::Target& target : inst.targets) count(target.args);
    }
  }
}

// room, the resume points
void GenericBody::EmitHead() {
  code_.Word(0);
  code_.Position(blocks_[f_.entry.index]);
  for (Label label : suspended_) code_.Position(label);
  for (ir::InstId inst : resume_insts_) code_.Position(resume_labels_.at(inst.index));
}

void GenericBody::EmitBlock(ir::BlockId block) {
  code_.Bind(blocks_[block.index]);
  block_ = block;
  const ir::InstId tested = TestedAtEnd(f_.At(block));
  for (ir::InstId id : f_.At(block).insts) {
    if (auto resume = resume_labels_.find(id.index); resume != resume_labels_.end()) code_.Bind(resume->second);
    if (id == tested) {
      fused_ = &f_.At(id);
    } else if (IsSuspension(f_.At(id).op)) {
      EmitSuspension(id);
    } else {
      EmitInst(f_.At(id));
    }
  }
}

// The comparison or test before a branch that is its only use, unless the fast body may go on between them.
ir::InstId GenericBody::TestedAtEnd(const ir::Block& block) const {
  if (block.insts.size() < 2) return {};
  const ir::InstId last = block.insts.back(), before = block.insts[block.insts.size() - 2];
  const ir::Inst &branch = f_.At(last), &test = f_.At(before);
  const bool is_test = test.op == ir::Op::kIntCompare || test.op == ir::Op::kIntTruth;
  const bool fits = branch.op == ir::Op::kCondBr && is_test && branch.operands[0] == test.result &&
                    uses_[test.result.index] == 1 && !resume_labels_.contains(last.index);
  return fits ? before : ir::InstId{};
}

void GenericBody::EmitInst(const ir::Inst& inst) {
  if (inst.result && unit_.IsConst(f_, inst.result)) return;
  if (inst.op == ir::Op::kKeep) return;
  if (inst.op == ir::Op::kCallVirtual) return EmitCallVirtual(inst);
  if (inst.op == ir::Op::kRetain) return code_.Words({kSpyRetain, Operand(inst.operands[0]), slots_.Of(inst.result)});
  if (inst.op == ir::Op::kRelease) {
    if (slots_.Has(inst.operands[0])) code_.Words({kSpyRelease, slots_.Of(inst.operands[0])});
    return;
  }
  if (inst.op == ir::Op::kSafepoint) {
    code_.Word(kSpySafepoint);
    return code_.Position(Landing(inst));
  }
  if (inst.op == ir::Op::kBr) return EmitBr(inst.targets[0]);
  if (inst.op == ir::Op::kCondBr) return EmitCondBr(inst);
  if (inst.op == ir::Op::kReturn) return EmitReturn(inst);
  if (inst.op == ir::Op::kUnwind || inst.op == ir::Op::kUnreachable) return code_.Word(kSpyLeave);
  EmitRuntimeCall(inst);
}

// op a, b... -> spyrt_op(slots...)
void GenericBody::EmitRuntimeCall(const ir::Inst& inst) {
  const ir::Signature& signature = ir::SignatureOf(inst.op);
  RuntimeCall call(RuntimeName(inst.op), ResultSlot(inst));
  if (signature.IsVariadic()) {
    AppendObjects(inst, 0, signature.count - 1u, call);
    AppendItems(inst, signature.count - 1u, call);
  } else {
    AppendObjects(inst, 0, inst.operands.size(), call);
  }
  AppendImmediates(inst, call);
  Run(inst, call);
}

// call.virtual C:slot self, args -> the attribute of that name, as CPython finds and calls it; an override's result is
// checked
void GenericBody::EmitCallVirtual(const ir::Inst& inst) {
  SlotAccess access = AccessOf(unit_.ir, ir::ClassId{uint32_t(inst.imm[0])}, uint32_t(inst.imm[1]));
  bool is_attribute = access.is_getter || access.is_setter;
  const char* attribute = access.is_setter ? "spyrt_obj_setattr" : "spyrt_obj_getattr";
  RuntimeCall call(is_attribute ? attribute : "spyrt_call_virtual", ResultSlot(inst));
  AppendObjects(inst, 0, access.is_setter ? 2 : 1, call);
  if (!is_attribute) AppendItems(inst, 1, call);
  AppendImmediates(inst, call);
  ir::FunctionId declared = unit_.ir.classes[size_t(inst.imm[0])].vtable[size_t(inst.imm[1])].declared;
  ir::CheckId check = is_attribute ? ir::CheckId{} : OverrideCheck(unit_, declared);
  if (check && call.result == kSpyNoSlot) call.result = n_slots_++;
  Run(inst, call);
  if (!check) return;
  RuntimeCall cast("spyrt_cast", call.result);
  cast.Add(SlotOperand(call.result), unit_.pointer);
  cast.Add(Address(unit_.tables.Check(check)), unit_.pointer);
  Run(inst, cast);
}

void GenericBody::AppendObjects(const ir::Inst& inst, size_t begin, size_t end, RuntimeCall& call) {
  for (size_t i = begin; i < end; ++i) call.Add(Operand(inst.operands[i]), unit_.pointer);
}

void GenericBody::AppendItems(const ir::Inst& inst, size_t begin, RuntimeCall& call) {
  call.has_items = true;
  call.first = uint32_t(call.arguments.size());
  for (size_t i = begin; i < inst.operands.size(); ++i) call.items.push_back(Operand(inst.operands[i]));
  call.types.insert(call.types.end(), {unit_.pointer, unit_.i64});
}

void GenericBody::AppendImmediates(const ir::Inst& inst, RuntimeCall& call) {
  for (const lower::Immediate& immediate : ImmediatesOf(unit_, inst)) {
    call.Add(Immediate(immediate), immediate.IsNumber() ? unit_.i64 : llvm::cast<llvm::Type>(unit_.pointer));
  }
}

// The instruction for a call of so few arguments.
uint32_t GenericBody::ShortRun(ir::Op op, uint32_t count) {
  switch (op) {
#define SPY_ARITHMETIC(name, function) \
  case ir::Op::kInt##name:             \
    return kSpy##name;
    SPY_GENERIC_ARITHMETIC(SPY_ARITHMETIC)
#undef SPY_ARITHMETIC
    default:
      return kSpyRun0 + count;
  }
}

// callee(arguments before the items..., items, their number, the other arguments...)
void GenericBody::Run(const ir::Inst& inst, const RuntimeCall& call) {
  uint32_t nullable = ir::InfoOf(inst.op).Has('N');
  uint32_t count = uint32_t(call.arguments.size()), first = call.has_items ? call.first : count;
  bool is_short = !call.has_items && nullable == 0 && count <= 3;
  uint32_t op = is_short ? ShortRun(inst.op, count) : uint32_t(call.has_items ? kSpyRunItems : kSpyRun);
  code_.Word(op | first << 8 | (count - first) << 16 | nullable << 24);
  llvm::Value* callee = unit_.Runtime(call.callee, unit_.pointer, call.types).getCallee();
  code_.Word(Address(llvm::cast<llvm::Constant>(callee)));
  Outcome(inst, call.result);
  if (call.has_items) code_.Word(uint32_t(call.items.size()));
  code_.Words(call.items);
  code_.Words(call.arguments);
  room_ = std::max(room_, uint32_t(call.items.size()));
}

void GenericBody::Outcome(const ir::Inst& inst, uint32_t result) {
  if (ir::InfoOf(inst.op).MayRaise()) {
    code_.Position(Landing(inst));
  } else {
    code_.Word(0);
  }
  code_.Word(result);
}

void GenericBody::EmitBr(const ir::Target& target) {
  Pass(target);
  code_.Jump(blocks_[target.block.index]);
}

void GenericBody::EmitCondBr(const ir::Inst& inst) {
  Label edges[2];
  if (fused_) {
    EmitTest(*std::exchange(fused_, nullptr));
  } else {
    code_.Words({kSpyBranch, Operand(inst.operands[0])});
  }
  for (size_t i : {0, 1}) {
    const ir::Target& target = inst.targets[i];
    edges[i] = target.args.empty() ? blocks_[target.block.index] : code_.NewLabel();
    code_.Position(edges[i]);
  }
  for (size_t i : {0, 1}) {
    if (inst.targets[i].args.empty()) continue;
    code_.Bind(edges[i]);
    EmitBr(inst.targets[i]);
  }
}

// int.compare or int.truth whose outcome is only branched on; the branch's positions follow.
void GenericBody::EmitTest(const ir::Inst& inst) {
  if (inst.op == ir::Op::kIntCompare) {
    const int64_t comparison = ImmediatesOf(unit_, inst)[0].number;
    const uint32_t step = kSpyLess + uint32_t(comparison - int64_t(ir::Operator::kLt));
    code_.Word(step | uint32_t(comparison) << 8);
  } else {
    code_.Word(kSpyTest);
  }
  code_.Position(Landing(inst));
  for (ir::ValueId operand : inst.operands) code_.Word(Operand(operand));
}

// return v -> the slot's reference moves to the caller
void GenericBody::EmitReturn(const ir::Inst& inst) {
  if (inst.operands.empty()) return code_.Words({kSpyReturn, Constant(unit_.NoneConst())});
  ir::ValueId value = inst.operands[0];
  if (slots_.Has(value)) return code_.Words({kSpyReturnOwn, slots_.Of(value)});
  code_.Words({kSpyReturn, Operand(value)});
}

// yield v -> return v, to be entered again with what is sent; yield.from it -> its first step, the later ones are the
// runtime's. The slots are the generator's, so there is nothing to save.
void GenericBody::EmitSuspension(ir::InstId id) {
  const ir::Inst& inst = f_.At(id);
  size_t index = size_t(std::find(suspensions_.begin(), suspensions_.end(), id) - suspensions_.begin());
  uint32_t point = uint32_t(index + 1), is_async = inst.op == ir::Op::kAwaitNext;
  Label after = code_.NewLabel();
  ir::ValueId value = inst.operands[0];
  if (inst.op != ir::Op::kYield) {
    code_.Words({kSpyDelegate | is_async << 8, Operand(value), point});
    Outcome(inst, ResultSlot(inst));
    code_.Jump(after);
  } else if (GivesAway(f_, f_.At(block_), id)) {
    code_.Words({kSpyYieldOwn, slots_.Of(value), point});
  } else {
    code_.Words({kSpyYield, Operand(value), point});
  }
  code_.Bind(suspended_[index]);
  code_.Word(kSpySent | is_async << 8);
  Outcome(inst, ResultSlot(inst));
  code_.Bind(after);
}

// A parallel move, one slot after the other: none is written while another argument is still to be read from it.
void GenericBody::Pass(const ir::Target& target) {
  const std::vector<ir::ValueId>& params = f_.At(target.block).params;
  std::vector<Passed> open;
  for (size_t i = 0; i < params.size(); ++i) {
    Passed passed{Operand(target.args[i]), slots_.Of(params[i]), IsTaken(target.args[i])};
    if (passed.from != SlotOperand(passed.to)) open.push_back(passed);
  }
  auto reads = [&](const Passed& passed) {
    return [&](const Passed& other) { return &other != &passed && other.from == SlotOperand(passed.to); };
  };
  std::vector<uint32_t> swaps;
  while (!open.empty()) {
    auto next = std::find_if(open.begin(), open.end(), [&](const Passed& passed) {
      return std::none_of(open.begin(), open.end(), reads(passed));
    });
    if (next == open.end()) next = open.begin();  // a circle: each slot is read once, and exchanging two settles one
    const Passed passed = *next;
    open.erase(next);
    PassOne(passed, open, swaps);
  }
  EmitSwaps(swaps);
}

// Into its slot; what was there goes where the argument was, if that is dead or will be written, too.
void GenericBody::PassOne(const Passed& passed, std::vector<Passed>& open, std::vector<uint32_t>& swaps) {
  auto reads = [&](const Passed& other) { return other.from == passed.from; };
  auto writes = [&](const Passed& other) { return SlotOperand(other.to) == passed.from; };
  const bool is_free = passed.taken || std::any_of(open.begin(), open.end(), writes);
  if (!is_free || std::any_of(open.begin(), open.end(), reads)) {
    EmitSwaps(swaps);
    return code_.Words({kSpyCopy, passed.from, passed.to});
  }
  swaps.insert(swaps.end(), {passed.from >> kSpyBaseBits, passed.to});
  for (Passed& other : open) {
    if (other.from == SlotOperand(passed.to)) other.from = passed.from;
  }
  std::erase_if(open, [](const Passed& other) { return other.from == SlotOperand(other.to); });
}

void GenericBody::EmitSwaps(std::vector<uint32_t>& swaps) {
  constexpr size_t kMost = 3;
  for (size_t i = 0; i < swaps.size(); i += 2 * kMost) {
    const size_t count = std::min(kMost, (swaps.size() - i) / 2);
    code_.Word(uint32_t(kSpySwap + count - 1));
    code_.Words({swaps.begin() + ptrdiff_t(i), swaps.begin() + ptrdiff_t(i + 2 * count)});
  }
  swaps.clear();
}

// Whether passing the value on is its end: it is owned, or of this block and used nowhere else.
bool GenericBody::IsTaken(ir::ValueId v) const {
  if (!slots_.Has(v)) return false;
  return f_.At(v).ownership == ir::Ownership::kOwned || (uses_[v.index] == 1 && made_in_[v.index] == block_);
}

uint32_t GenericBody::Operand(ir::ValueId v) {
  if (slots_.Has(v)) return SlotOperand(slots_.Of(v));
  const ir::Inst& inst = f_.At(f_.At(v).def);
  if (inst.op == ir::Op::kBuiltin) {
    return unit_.tables.Builtin(unit_.tables.At(ir::ConstId{uint32_t(inst.imm[0])}).text) << kSpyBaseBits |
           kSpyBuiltins;
  }
  if (inst.op == ir::Op::kConstUnbound) return Address(unit_.Null());
  return Constant(unit_.ConstantOf(inst));
}

uint32_t GenericBody::SlotOperand(uint32_t slot) { return slot << kSpyBaseBits | kSpySlots; }

uint32_t GenericBody::Constant(ir::ConstId c) { return c.index << kSpyBaseBits | kSpyConsts; }

uint32_t GenericBody::Address(llvm::Constant* address) {
  return unit_.tables.Address(address) << kSpyBaseBits | kSpyAddresses;
}

uint32_t GenericBody::Immediate(const lower::Immediate& immediate) {
  if (immediate.constant) return Constant(immediate.constant);
  if (immediate.address) return Address(immediate.address);
  auto* number = llvm::ConstantInt::get(unit_.i64, uint64_t(immediate.number));
  return Address(llvm::ConstantExpr::getIntToPtr(number, unit_.pointer));
}

uint32_t GenericBody::ResultSlot(const ir::Inst& inst) const {
  return inst.result ? slots_.Of(inst.result) : uint32_t(kSpyNoSlot);
}

// Where an instruction goes that raised: traceback entries, then its error block or out of the function.
GenericBody::Label GenericBody::Landing(const ir::Inst& inst) {
  LandingKey key{inst.error.index, inst.span.begin, inst.span.end, inst.inlined_at, LeavesTraceback(inst.op)};
  auto at = landings_.find(key);
  if (at == landings_.end()) {
    at = landings_.emplace(key, code_.NewLabel()).first;
    open_landings_.emplace_back(at->second, &inst);
  }
  return at->second;
}

void GenericBody::EmitLandings() {
  for (auto [label, inst] : open_landings_) {
    code_.Bind(label);
    for (auto [function, place, own] : unit_.Raised(f_, *inst)) {
      code_.Words({kSpyTrace, Address(unit_.tables.Function(function)), place});
    }
    if (inst->error) {
      code_.Jump(blocks_[inst->error.index]);
    } else {
      code_.Word(kSpyLeave);
    }
  }
}

}  // namespace spy::lower
