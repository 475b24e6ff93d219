// Types as their user would write them.
#include <algorithm>
#include <string>

#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"

namespace spy::check {
namespace {

void Print(TypeRef type, std::string& out);

void PrintList(std::span<const TypeRef> types, std::string& out) {
  for (size_t i = 0; i < types.size(); ++i) {
    if (i) out += ", ";
    Print(types[i], out);
  }
}

void PrintQuoted(std::string_view text, std::string& out) {
  out += '\'';
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '\'';
}

void PrintConstant(const ast::Constant& constant, std::string& out) {
  switch (constant.constant_kind) {
    case ast::ConstantKind::None:
      out += "None";
      break;
    case ast::ConstantKind::True:
      out += "True";
      break;
    case ast::ConstantKind::False:
      out += "False";
      break;
    case ast::ConstantKind::Ellipsis:
      out += "...";
      break;
    case ast::ConstantKind::Int:
      out += constant.is_big ? "0x" + std::string(constant.text) : std::to_string(constant.int_value);
      break;
    case ast::ConstantKind::Float:
    case ast::ConstantKind::Imaginary:
      out += std::to_string(constant.float_value);
      break;
    case ast::ConstantKind::Bytes:
      out += 'b';
      PrintQuoted(constant.text, out);
      break;
    case ast::ConstantKind::Str:
      PrintQuoted(constant.text, out);
      break;
  }
}

void PrintParam(const ParamType& param, std::string& out) {
  switch (param.kind) {
    case ParamKind::kPositionalOnly:
      break;
    case ParamKind::kVarArgs:
      out += '*';
      break;
    case ParamKind::kKwArgs:
      out += "**";
      break;
    case ParamKind::kPositionalOrKeyword:
    case ParamKind::kKeywordOnly:
      out += std::string(param.name) + ": ";
      break;
  }
  Print(param.type, out);
  if (param.has_default) out += " = ...";
}

// Callable[[int], str] where that form can say it, else (x: int = ..., *str) -> str.
void PrintCallable(const CallableType& type, std::string& out) {
  if (type.any_params) {
    out += "Callable[..., ";
    Print(type.result, out);
    out += ']';
    return;
  }
  bool plain = std::ranges::all_of(type.params, [](const ParamType& param) {
    return param.kind <= ParamKind::kPositionalOrKeyword && !param.has_default;
  });
  out += plain ? "Callable[[" : "(";
  bool star = false;
  for (size_t i = 0; i < type.params.size(); ++i) {
    if (i) out += ", ";
    const ParamType& param = type.params[i];
    star = star || param.kind == ParamKind::kVarArgs;
    if (param.kind == ParamKind::kKeywordOnly && !star) {
      out += "*, ";
      star = true;
    }
    if (plain) {
      Print(param.type, out);
    } else {
      PrintParam(param, out);
    }
  }
  out += plain ? "], " : ") -> ";
  Print(type.result, out);
  if (plain) out += ']';
}

void PrintLiteral(const LiteralType& literal, std::string& out) {
  if (literal.value) return PrintConstant(*literal.value, out);
  Print(literal.base, out);
  out += '.';
  out += literal.member->name;
}

// None stands last, as people write it; all literals share one `Literal[...]`.
void PrintUnion(const UnionType& type, std::string& out) {
  bool has_none = false, first = true, literals_done = false;
  for (TypeRef member : type.members) {
    if (member->kind == TypeKind::kNone) {
      has_none = true;
      continue;
    }
    const LiteralType* literal = AsLiteralType(member);
    if (literal && literals_done) continue;
    if (!first) out += " | ";
    first = false;
    if (!literal) {
      Print(member, out);
      continue;
    }
    literals_done = true;
    out += "Literal[";
    const char* separator = "";
    for (TypeRef one : type.members) {
      if (one->kind != TypeKind::kLiteral) continue;
      out += separator;
      separator = ", ";
      PrintLiteral(*AsLiteralType(one), out);
    }
    out += ']';
  }
  if (has_none) out += " | None";
}

void PrintInstance(const InstanceType& instance, std::string& out) {
  out += instance.cls->name;
  // LRUCache(2): nothing has shown its arguments, and that has been said.
  if (std::ranges::all_of(instance.args, [](TypeRef arg) { return arg->kind == TypeKind::kError; })) return;
  out += '[';
  PrintList(instance.args, out);
  out += ']';
}

void PrintTuple(const TupleType& tuple, std::string& out) {
  out += "tuple[";
  if (tuple.elements.empty()) out += "()";
  PrintList(tuple.elements, out);
  out += tuple.variadic ? ", ...]" : "]";
}

void Print(TypeRef type, std::string& out) {
  switch (type->kind) {
    case TypeKind::kError:
      out += "<unknown>";
      return;
    case TypeKind::kNever:
      out += "Never";
      return;
    case TypeKind::kAny:
      out += "Any";
      return;
    case TypeKind::kNone:
      out += "None";
      return;
    case TypeKind::kInstance:
      return PrintInstance(*AsInstanceType(type), out);
    case TypeKind::kTuple:
      return PrintTuple(*AsTupleType(type), out);
    case TypeKind::kUnion:
      return PrintUnion(*AsUnionType(type), out);
    case TypeKind::kLiteral:
      out += "Literal[";
      PrintLiteral(*AsLiteralType(type), out);
      out += ']';
      return;
    case TypeKind::kCallable:
      return PrintCallable(*AsCallableType(type), out);
    case TypeKind::kOverloaded:
      out += "overloaded ";
      return Print(AsOverloadedType(type)->signatures[0], out);
    case TypeKind::kClassObject:
      out += "type[";
      Print(AsClassObjectType(type)->instance, out);
      out += ']';
      return;
    case TypeKind::kTypeVar:
      out += AsTypeVarType(type)->symbol->name;
      return;
    case TypeKind::kModule:
      out += "module " + std::string(AsModuleType(type)->module->full_name);
      return;
  }
}

}  // namespace

std::string ToString(TypeRef type) {
  std::string out;
  Print(type, out);
  return out;
}

}  // namespace spy::check
