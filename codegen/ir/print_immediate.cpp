// Immediates, constants and names as text.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "codegen/ir/print_internal.h"
#include "codegen/ir/text.h"

namespace spy::ir {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         (c & 0x80) != 0;
}

std::string DoubleText(double value) {
  if (!std::isfinite(value)) return fmt::format("0x{:x}", std::bit_cast<uint64_t>(value));
  return fmt::format("{}", value);
}

// The name of entity `index`, or `#index` where an earlier one has the same name.
template <class Entities, class NameOf>
std::string UniqueName(const Entities& entities, uint32_t index, NameOf name_of) {
  if (index >= entities.size()) return "-";
  const std::string& name = name_of(entities[index]);
  auto first = std::find_if(entities.begin(), entities.end(), [&](const auto& e) { return name_of(e) == name; });
  if (uint32_t(first - entities.begin()) != index) return fmt::format("#{}", index);
  return NameText(name);
}

std::string MemberText(const Module& module, const Inst& inst, char letter) {
  ClassId c = inst.ImmId<ClassId>(0);
  size_t index = size_t(inst.imm[1]);
  std::string text = ClassText(module, c) + ":";
  if (c.index >= module.classes.size()) return text + std::to_string(index);
  const Class& cls = module.At(c);
  if (letter == 'd' && index < cls.fields.size()) return text + NameText(cls.fields[index].name);
  if (letter == 'm' && index < cls.vtable.size()) return text + NameText(cls.vtable[index].name);
  return text + std::to_string(index);
}

std::string Items(const Module& module, const std::vector<ConstId>& items) {
  std::string text = "(";
  for (size_t i = 0; i < items.size(); ++i) text += (i ? ", " : "") + ToString(module, items[i]);
  return text + ")";
}

std::string ImmediateText(const Module& module, const Inst& inst, char letter, int word) {
  uint32_t id = uint32_t(inst.imm[word]);
  switch (letter) {
    case 'i':
      return std::to_string(inst.imm[word]);
    case 'x':
      return DoubleText(std::bit_cast<double>(inst.imm[word]));
    case 'o':
      return std::string(Mnemonic(Operator(inst.imm[word])));
    case 'k':
      return ToString(module, ConstId{id});
    case 'n':
    case 'v':
      return id < module.consts.size() ? Quoted(module.consts[id].text) : "-";
    case 'f':
      return FunctionText(module, FunctionId{id});
    case 'c':
      return ClassText(module, ClassId{id});
    case 'g':
      return "$" + UniqueName(module.globals, id, [](const Global& g) -> auto& { return g.name; });
    case 't':
      return id < module.checks.size() ? "{" + module.checks[id].name + "}" : "{}";
    default:
      return MemberText(module, inst, letter);
  }
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c < ' ' || c == 0x7F) {
      out += fmt::format("\\x{:02x}", unsigned(uint8_t(c)));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string NameText(std::string_view name) {
  bool bare = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), IsWordByte);
  return bare ? std::string(name) : Quoted(name);
}

std::string ClassText(const Module& module, ClassId c) {
  return UniqueName(module.classes, c.index, [](const Class& cls) -> auto& { return cls.qualname; });
}

std::string FunctionText(const Module& module, FunctionId f) {
  return "@" + UniqueName(module.functions, f.index, [](const Function& fn) -> auto& { return fn.name; });
}

std::string ToString(const Module& module, Type type) {
  if (type.kind != TypeKind::kInstance) return ToString(type);
  return "instance<" + ClassText(module, type.class_id) + ">";
}

std::string ToString(const Module& module, ConstId id) {
  if (id.index >= module.consts.size()) return "-";
  const Const& c = module.consts[id.index];
  switch (c.kind) {
    case ConstKind::kStr:
      return (c.interned ? "i" : "") + Quoted(c.text);
    case ConstKind::kBytes:
      return "b" + Quoted(c.text);
    case ConstKind::kBigInt:
      return "big " + Quoted(c.text);
    case ConstKind::kInt:
      return "int " + std::to_string(c.integer);
    case ConstKind::kFloat:
      return "float " + DoubleText(c.real);
    case ConstKind::kComplex:
      return "complex " + DoubleText(c.real);
    case ConstKind::kEllipsis:
      return "ellipsis";
    case ConstKind::kNone:
      return "None";
    case ConstKind::kTrue:
      return "True";
    case ConstKind::kFalse:
      return "False";
    case ConstKind::kTuple:
      return "tuple " + Items(module, c.items);
    case ConstKind::kFrozenSet:
      return "frozenset " + Items(module, c.items);
  }
  return "-";
}

std::vector<std::string> Immediates(const Module& module, const Inst& inst) {
  std::vector<std::string> texts;
  int word = 0;
  for (char letter : InfoOf(inst.op).immediates) texts.push_back(ImmediateText(module, inst, letter, word++));
  return texts;
}

}  // namespace spy::ir
