// Parsing of IR text: declarations, names, types, constants, immediates.
#include <algorithm>
#include <bit>

#include "codegen/ir/parse_text.h"
#include "codegen/ir/signature.h"

namespace spy::ir {
namespace {

// `#3`, or the index of the entity with that name.
template <class Entities, class NameOf>
uint32_t FindNamed(TextLexer& in, const Entities& entities, NameOf name_of) {
  if (in.Accept("#")) return uint32_t(in.Integer());
  if (in.Accept("-")) return UINT32_MAX;
  std::string name = in.Name();
  auto at = std::find_if(entities.begin(), entities.end(), [&](const auto& e) { return name_of(e) == name; });
  if (at != entities.end()) return uint32_t(at - entities.begin());
  in.Fail("unknown name `" + name + "`");
  return UINT32_MAX;
}

}  // namespace

// class Name(Base) final { int x int, object next object }
void TextParser::DeclareClass(TextLexer& in) {
  Class c;
  c.id = ClassId{uint32_t(module_.classes.size())};
  c.name = c.qualname = in.Name();
  if (in.Accept("(")) {
    c.base = ParseClass(in);
    in.Expect(")");
    if (in.ok() && c.base) {
      module_.At(c.base).has_subclasses = true;
      c.vtable = module_.At(c.base).vtable;
    }
  }
  c.is_final = in.Accept("final");
  module_.classes.push_back(c);
  ParseFields(in, c.id);
}

void TextParser::ParseFields(TextLexer& in, ClassId c) {
  in.Expect("{");
  while (in.ok() && !in.Accept("}")) {
    Field field;
    if (in.Accept("int")) {
      field.rep = FieldRep::kInt;
    } else if (in.Accept("float")) {
      field.rep = FieldRep::kFloat;
    } else if (in.Accept("bool")) {
      field.rep = FieldRep::kBool;
    } else {
      in.Expect("object");
      field.rep = FieldRep::kObject;
    }
    field.name = in.Name();
    field.type = ParseType(in);
    module_.At(c).fields.push_back(field);
    if (in.Peek() != '}') in.Expect(",");
  }
}

// slot Class:name @declared [@implementation]
void TextParser::DeclareSlot(TextLexer& in) {
  ClassId c = ParseClass(in);
  in.Expect(":");
  VtableSlot slot;
  slot.name = in.Name();
  slot.declared = slot.implementation = ParseFunctionName(in);
  if (in.Peek() == '@') slot.implementation = ParseFunctionName(in);
  if (in.ok() && c) module_.At(c).vtable.push_back(slot);
}

// Only the name: bodies come in the second walk.
void TextParser::DeclareFunction(TextLexer& in) {
  in.Expect("@");
  FunctionId id{uint32_t(module_.functions.size())};
  module_.functions.emplace_back();
  module_.At(id).id = id;
  module_.At(id).name = in.Name();
  module_.infos.resize(module_.functions.size());
  module_.infos.back().id = id;
  module_.infos.back().name = module_.infos.back().qualname = module_.At(id).name;
}

ClassId TextParser::ParseClass(TextLexer& in) {
  uint32_t index = FindNamed(in, module_.classes, [](const Class& c) -> auto& { return c.qualname; });
  return ClassId{index};
}

FunctionId TextParser::ParseFunctionName(TextLexer& in) {
  in.Expect("@");
  return FunctionId{FindNamed(in, module_.functions, [](const Function& f) -> auto& { return f.name; })};
}

GlobalId TextParser::ParseGlobal(TextLexer& in) {
  in.Expect("$");
  return GlobalId{FindNamed(in, module_.globals, [](const Global& g) -> auto& { return g.name; })};
}

Type TextParser::ParseType(TextLexer& in) {
#define SPY_IR_TYPE(name, mnemonic, rep) \
  if (TypeKind::k##name != TypeKind::kInstance && in.Accept(mnemonic)) return {TypeKind::k##name, {}};
#include "codegen/ir/types.def"
  in.Expect("instance");
  in.Expect("<");
  ClassId c = ParseClass(in);
  in.Expect(">");
  return Type::Instance(c);
}

std::vector<ConstId> TextParser::ParseItems(TextLexer& in) {
  std::vector<ConstId> items;
  in.Expect("(");
  while (in.ok() && !in.Accept(")")) {
    items.push_back(ParseConst(in));
    if (in.Peek() != ')') in.Expect(",");
  }
  return items;
}

ConstId TextParser::ParseConst(TextLexer& in) {
  Const c{};
  if (in.Accept("-")) return {};
  if (in.Peek() == '"') {
    c.kind = ConstKind::kStr;
    c.text = in.String();
    return module_.AddConst(c);
  }
  std::string word(in.Word());
  if (word == "i") {
    return module_.AddName(in.String());
  } else if (word == "b" || word == "big") {
    c.kind = word == "b" ? ConstKind::kBytes : ConstKind::kBigInt;
    c.text = in.String();
  } else if (word == "int") {
    c.kind = ConstKind::kInt;
    c.integer = in.Integer();
  } else if (word == "float" || word == "complex") {
    c.kind = word == "float" ? ConstKind::kFloat : ConstKind::kComplex;
    c.real = in.Double();
  } else if (word == "tuple" || word == "frozenset") {
    c.kind = word == "tuple" ? ConstKind::kTuple : ConstKind::kFrozenSet;
    c.items = ParseItems(in);
  } else if (word == "ellipsis") {
    c.kind = ConstKind::kEllipsis;
  } else if (word == "None") {
    c.kind = ConstKind::kNone;
  } else if (word == "True" || word == "False") {
    c.kind = word == "True" ? ConstKind::kTrue : ConstKind::kFalse;
  } else {
    in.Fail("unknown constant");
  }
  return module_.AddConst(c);
}

// Checks are found by the name they print with; an unknown one is made: of a class or a simple kind by name, else
// `any`.
CheckId TextParser::ParseCheck(TextLexer& in) {
  std::string name = in.Braced();
  for (uint32_t i = 0; i < module_.checks.size(); ++i) {
    if (module_.checks[i].name == name) return CheckId{i};
  }
  static constexpr std::pair<std::string_view, CheckKind> kSimple[] = {
      {"None", CheckKind::kNone}, {"int", CheckKind::kInt},     {"float", CheckKind::kFloat},
      {"bool", CheckKind::kBool}, {"str", CheckKind::kStr},     {"bytes", CheckKind::kBytes},
      {"list", CheckKind::kList}, {"tuple", CheckKind::kTuple}, {"dict", CheckKind::kDict},
      {"set", CheckKind::kSet},
  };
  TypeCheck check{};
  check.kind = CheckKind::kAny;
  check.name = name;
  for (auto [text, kind] : kSimple) {
    if (name == text) check.kind = kind;
  }
  for (const Class& c : module_.classes) {
    if (c.qualname != name) continue;
    check.kind = CheckKind::kInstance;
    check.class_id = c.id;
  }
  return module_.AddCheck(check);
}

uint32_t TextParser::ParseMember(TextLexer& in, ClassId c, bool slot) {
  in.Expect(":");
  if (in.Peek() >= '0' && in.Peek() <= '9') return uint32_t(in.Integer());
  if (!in.ok() || c.index >= module_.classes.size()) return 0;
  const Class& cls = module_.At(c);
  return slot ? FindNamed(in, cls.vtable, [](const VtableSlot& s) -> auto& { return s.name; })
              : FindNamed(in, cls.fields, [](const Field& f) -> auto& { return f.name; });
}

int64_t TextParser::ParseImmediate(TextLexer& in, char letter, Inst* inst) {
  Operator op = Operator::kAdd;
  switch (letter) {
    case 'i':
      return in.Integer();
    case 'x':
      return std::bit_cast<int64_t>(in.Double());
    case 'o':
      if (!FindOperator(in.Word(), &op)) in.Fail("unknown operator before this");
      return int64_t(op);
    case 'k':
      return ToImm(ParseConst(in));
    case 'n':
    case 'v':
      return ToImm(module_.AddName(in.String()));
    case 'f':
      return ToImm(ParseFunctionName(in));
    case 'c':
      return ToImm(ParseClass(in));
    case 'g':
      return ToImm(ParseGlobal(in));
    case 't':
      return ToImm(ParseCheck(in));
    default: {
      ClassId c = ParseClass(in);
      inst->imm[1] = ParseMember(in, c, letter == 'm');
      return ToImm(c);
    }
  }
}

// The comma before the first one has been taken if there were operands.
void TextParser::ParseImmediates(TextLexer& in, Inst* inst) {
  int word = 0;
  for (char letter : InfoOf(inst->op).immediates) {
    if (word > 0) in.Expect(",");
    int64_t value = ParseImmediate(in, letter, inst);
    inst->imm[word++] = value;
  }
}

}  // namespace spy::ir
