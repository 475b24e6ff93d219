// Printing of functions and declarations; constants and immediates are in print_immediate.cpp.
#include <fmt/format.h>

#include "codegen/ir/cfg.h"
#include "codegen/ir/print_internal.h"
#include "codegen/ir/signature.h"
#include "codegen/ir/text.h"

namespace spy::ir {
namespace {

constexpr std::string_view kStageNames[] = {"raw", "optimised", "split"};
constexpr std::string_view kOwnershipNames[] = {"plain", "borrowed", "owned", "elided"};
constexpr std::string_view kWordForms[] = {"signed", "unsigned", "residue"};
constexpr std::string_view kSuspends[] = {"", " generator", " coroutine", " async_generator"};
constexpr std::string_view kFieldReps[] = {"int", "float", "bool", "object"};

// What the ownership is if nothing says otherwise.
Ownership Expected(const Function& fn, ValueId v) {
  const Value& value = fn.At(v);
  if (value.def) return NaturalOwnership(fn.At(value.def).op, value.type);
  if (!IsCounted(value.type)) return Ownership::kPlain;
  return value.block == fn.entry ? Ownership::kBorrowed : Ownership::kOwned;
}

std::string Definition(const Module& module, const Function& fn, const Numbering& numbers, ValueId v) {
  const Value& value = fn.At(v);
  std::string text = numbers.Text(v) + ":" + ToString(module, value.type);
  if (value.nullable) text += "?";
  if (value.word != WordForm::kSigned) text += fmt::format(":{}", kWordForms[size_t(value.word)]);
  if (value.ownership != Expected(fn, v)) text += fmt::format(":{}", kOwnershipNames[size_t(value.ownership)]);
  return text;
}

std::string TargetText(const Numbering& numbers, const Target& target) {
  std::string text = numbers.Text(target.block);
  if (target.args.empty()) return text;
  text += "(";
  for (size_t i = 0; i < target.args.size(); ++i) text += (i ? ", " : "") + numbers.Text(target.args[i]);
  return text + ")";
}

std::string Params(const Module& module, const Function& fn, const Numbering& numbers,
                   const std::vector<ValueId>& params) {
  std::string text;
  for (ValueId param : params) text += (text.empty() ? "" : ", ") + Definition(module, fn, numbers, param);
  return text;
}

void PrintBlock(const Module& module, const Function& fn, const Numbering& numbers, BlockId b, std::string* out) {
  const Block& block = fn.At(b);
  *out += numbers.Text(b);
  if (!block.params.empty() && b != fn.entry) *out += "(" + Params(module, fn, numbers, block.params) + ")";
  if (block.cold) *out += " cold";
  if (block.unwind.block) *out += " unwind " + TargetText(numbers, block.unwind);
  *out += ":\n";
  for (InstId inst : block.insts) *out += "  " + PrintInst(module, fn, numbers, inst) + "\n";
}

}  // namespace

Numbering::Numbering(const Function& fn)
    : block_numbers_(fn.blocks.size(), kNoNode), value_numbers_(fn.values.size(), kNoNode) {
  order_ = Cfg(fn).order;
  for (uint32_t i = 0; i < order_.size(); ++i) block_numbers_[order_[i].index] = i;
  for (uint32_t b = 0; b < fn.blocks.size(); ++b) {
    if (block_numbers_[b] != kNoNode) continue;
    block_numbers_[b] = uint32_t(order_.size());
    order_.push_back(BlockId{b});
  }
  uint32_t next = 0;
  for (BlockId b : order_) {
    for (ValueId param : fn.At(b).params) value_numbers_[param.index] = next++;
    for (InstId inst : fn.At(b).insts) {
      ValueId result = fn.At(inst).result;
      if (result && result.index < value_numbers_.size()) value_numbers_[result.index] = next++;
    }
  }
}

std::string Numbering::Text(BlockId b) const {
  return b.index < block_numbers_.size() ? fmt::format("b{}", block_numbers_[b.index]) : "b?";
}

std::string Numbering::Text(ValueId v) const {
  bool known = v.index < value_numbers_.size() && value_numbers_[v.index] != kNoNode;
  return known ? fmt::format("%{}", value_numbers_[v.index]) : "%?";
}

std::string PrintInst(const Module& module, const Function& fn, const Numbering& numbers, InstId id) {
  const Inst& inst = fn.At(id);
  std::string text;
  if (inst.result) text = Definition(module, fn, numbers, inst.result) + " = ";
  text += InfoOf(inst.op).mnemonic;
  std::string_view separator = " ";
  auto add = [&](std::string_view part) {
    text += separator;
    text += part;
    separator = ", ";
  };
  for (ValueId operand : inst.operands) add(numbers.Text(operand));
  for (const std::string& immediate : Immediates(module, inst)) add(immediate);
  for (const Target& target : inst.targets) add(TargetText(numbers, target));
  if (inst.no_overflow) text += " no_overflow";
  if (inst.non_negative) text += " non_negative";
  if (inst.moved) text += " moved";
  if (inst.inlined_at) text += fmt::format(" inlined {}", inst.inlined_at);
  if (inst.error) text += " error " + numbers.Text(inst.error);
  return text;
}

std::string Print(const Module& module, const Function& fn) {
  Numbering numbers(fn);
  std::string out = fmt::format("func @{}({}) -> {}", NameText(fn.name), Params(module, fn, numbers, fn.params),
                                ToString(module, fn.result));
  if (fn.has_cells) out += " cells";
  out += kSuspends[size_t(fn.suspends)];
  out += fmt::format(" stage {} {{\n", kStageNames[size_t(fn.stage)]);
  for (const InlineSite& site : fn.inline_sites) {
    out += fmt::format("  site {} {}\n", FunctionText(module, site.callee), site.inlined_at);
  }
  for (BlockId b : numbers.blocks()) PrintBlock(module, fn, numbers, b, &out);
  return out + "}\n";
}

std::string PrintDeclarations(const Module& module) {
  std::string out;
  for (const Class& c : module.classes) {
    out += "class " + NameText(c.qualname);
    if (c.base) out += "(" + ClassText(module, c.base) + ")";
    out += c.is_final ? " final {" : " {";
    for (size_t i = 0; i < c.fields.size(); ++i) {
      const Field& field = c.fields[i];
      out += fmt::format("{}{} {} {}", i ? ", " : " ", kFieldReps[size_t(field.rep)], NameText(field.name),
                         ToString(module, field.type));
    }
    out += " }\n";
  }
  for (const Class& c : module.classes) {
    for (const VtableSlot& slot : c.vtable) {
      out += fmt::format("slot {}:{} {} {}\n", ClassText(module, c.id), NameText(slot.name),
                         FunctionText(module, slot.declared), FunctionText(module, slot.implementation));
    }
  }
  for (const Global& global : module.globals) out += "global " + NameText(global.name) + "\n";
  return out;
}

std::string Print(const Module& module) {
  std::string out = PrintDeclarations(module);
  for (const Function& fn : module.functions) out += "\n" + Print(module, fn);
  return out;
}

}  // namespace spy::ir
