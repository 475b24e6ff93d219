// Folding of ops on constant objects: str, tuple; and the entry EvaluateOp.
#include <string>

#include "codegen/passes/fold.h"

namespace spy::ir {
namespace {

using Result = std::optional<Constant>;

bool IsContinuation(char c) { return (uint8_t(c) & 0xC0) == 0x80; }

// Start of code point `index` of UTF-8 text; npos if there are fewer.
size_t CodePointAt(const std::string& text, int64_t index) {
  int64_t seen = -1;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsContinuation(text[i]) && ++seen == index) return i;
  }
  return std::string::npos;
}

int64_t CodePoints(const std::string& text) {
  int64_t count = 0;
  for (char c : text) count += IsContinuation(c) ? 0 : 1;
  return count;
}

Result Item(Module& module, const std::string& text, int64_t index) {
  if (index < 0) index += CodePoints(text);
  size_t begin = index < 0 ? std::string::npos : CodePointAt(text, index);
  if (begin == std::string::npos) return std::nullopt;
  size_t end = begin + 1;
  while (end < text.size() && IsContinuation(text[end])) ++end;
  return Constant::Object(module.AddConst(
      {.kind = ConstKind::kStr, .interned = true, .text = text.substr(begin, end - begin), .items = {}}));
}

Result Ordinal(const std::string& text) {
  if (CodePoints(text) != 1) return std::nullopt;
  uint32_t lead = uint8_t(text[0]);
  uint32_t point = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;
  for (size_t i = 1; i < text.size(); ++i) point = point << 6 | (uint8_t(text[i]) & 0x3F);
  return Constant::Int(point);
}

const std::string* TextOf(const Module& module, const Constant& c) {
  if (c.kind != Constant::kObject || module.consts[c.object.index].kind != ConstKind::kStr) return nullptr;
  return &module.consts[c.object.index].text;
}

// UTF-8 orders as code points do.
Result CompareTexts(Operator op, const std::string& a, const std::string& b) {
  int order = a.compare(b);
  return EvaluateInt(Op::kIntCompare, op, order < 0 ? -1 : order > 0 ? 1 : 0, 0);
}

Result Joined(Module& module, const std::vector<Constant>& parts) {
  std::string text;
  for (const Constant& part : parts) {
    const std::string* piece = TextOf(module, part);
    if (!piece || text.size() + piece->size() > 4096) return std::nullopt;
    text += *piece;
  }
  return Constant::Object(module.AddConst({.kind = ConstKind::kStr, .text = std::move(text), .items = {}}));
}

Result FromConst(const Module& module, ConstId id) {
  const Const& c = module.consts[id.index];
  switch (c.kind) {
    case ConstKind::kInt:
      return Constant::Int(c.integer);
    case ConstKind::kFloat:
      return Constant::Float(c.real);
    case ConstKind::kTrue:
      return Constant::Bool(true);
    case ConstKind::kFalse:
      return Constant::Bool(false);
    case ConstKind::kNone:
      return Constant{};
    case ConstKind::kStr:
    case ConstKind::kBytes:
    case ConstKind::kBigInt:
    case ConstKind::kComplex:
    case ConstKind::kEllipsis:
    case ConstKind::kTuple:
    case ConstKind::kFrozenSet:
      return Constant::Object(id);
  }
  return std::nullopt;
}

// A boxed constant is an object of the module's table.
Result Boxed(Module& module, const Constant& c) {
  Const pooled{};
  switch (c.kind) {
    case Constant::kInt:
      pooled.kind = ConstKind::kInt;
      pooled.integer = c.integer;
      break;
    case Constant::kBool:
      pooled.kind = c.integer ? ConstKind::kTrue : ConstKind::kFalse;
      break;
    case Constant::kFloat:
      pooled.kind = ConstKind::kFloat;
      pooled.real = c.real;
      break;
    case Constant::kNone:
    case Constant::kObject:
      return std::nullopt;
  }
  return Constant::Object(module.AddConst(pooled));
}

}  // namespace

std::optional<Constant> ConstantOfInst(const Module& module, const Inst& inst) {
  if (inst.op == Op::kConstInt) return Constant::Int(inst.imm[0]);
  if (inst.op == Op::kConstBool) return Constant::Bool(inst.imm[0] != 0);
  if (inst.op == Op::kConstFloat) return Constant::Float(std::bit_cast<double>(inst.imm[0]));
  if (inst.op == Op::kConstNone) return Constant{};
  ConstId id = inst.ImmId<ConstId>(0);
  if (inst.op == Op::kConstObject && id.index < module.consts.size()) return Constant::Object(id);
  return std::nullopt;
}

std::optional<Constant> EvaluateObject(Module& module, const Inst& inst, const std::vector<Constant>& operands) {
  const Constant& a = operands[0];
  if (inst.op == Op::kBox) return Boxed(module, a);
  if (inst.op == Op::kStrJoin) return Joined(module, operands);
  if (inst.op == Op::kStrConcat) return Joined(module, operands);
  if (a.kind != Constant::kObject) return std::nullopt;
  const Const c = module.consts[a.object.index];
  if (c.kind == ConstKind::kTuple) {
    if (inst.op == Op::kTupleLen) return Constant::Int(int64_t(c.items.size()));
    int64_t index = inst.op == Op::kTupleItemAt ? operands[1].integer : inst.imm[0];
    if (index < 0) index += int64_t(c.items.size());
    bool is_item = inst.op == Op::kTupleItem || inst.op == Op::kTupleItemAt;
    if (is_item && index >= 0 && size_t(index) < c.items.size()) {
      Result item = FromConst(module, c.items[size_t(index)]);
      // The op's result is an object, whatever the item.
      return item && item->kind != Constant::kObject && item->kind != Constant::kNone ? Boxed(module, *item) : item;
    }
  }
  if (c.kind != ConstKind::kStr) return std::nullopt;
  if (inst.op == Op::kStrLen) return Constant::Int(CodePoints(c.text));
  if (inst.op == Op::kStrTruth) return Constant::Bool(!c.text.empty());
  if (inst.op == Op::kStrOrd) return Ordinal(c.text);
  if (inst.op == Op::kStrItem) return Item(module, c.text, operands[1].integer);
  if (inst.op == Op::kStrCompare) {
    const std::string* b = TextOf(module, operands[1]);
    return b ? CompareTexts(inst.ImmOperator(), c.text, *b) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Constant> EvaluateOp(Module& module, const Inst& inst, const std::vector<Constant>& operands) {
  const Constant& a = operands[0];
  const Constant& b = operands.size() > 1 ? operands[1] : a;
  if (inst.op == Op::kBoolNot) return Constant::Bool(a.integer == 0);
  if (inst.op == Op::kBoolCompare) return EvaluateInt(Op::kIntCompare, inst.ImmOperator(), a.integer, b.integer);
  if (inst.op == Op::kBoolPromote) return Constant::Int(a.integer);
  if (a.kind == Constant::kInt && b.kind == Constant::kInt && inst.op != Op::kBox) {
    return EvaluateInt(inst.op, inst.ImmOperator(), a.integer, b.integer);
  }
  if (a.kind == Constant::kFloat && b.kind == Constant::kFloat && inst.op != Op::kBox) {
    return EvaluateFloat(inst.op, inst.ImmOperator(), a.real, b.real);
  }
  return EvaluateObject(module, inst, operands);
}

}  // namespace spy::ir
