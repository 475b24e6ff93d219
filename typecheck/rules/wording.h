// Types inside sentences. Pure functions.
#pragma once
#include <string>

#include "typecheck/types/type.h"

namespace spy::check {

// "an `int`", "a `str`", "`None`"
inline std::string WithArticle(TypeRef type) {
  std::string text = ToString(type);
  if (type->kind == TypeKind::kNone) return "`None`";
  bool vowel = !text.empty() && std::string_view("aeioAEIO").find(text[0]) != std::string_view::npos;
  return (vowel ? "an `" : "a `") + text + "`";
}

// What a `case` would have to say to take the type: `Color.RED` for Literal[Color.RED].
inline std::string CaseText(TypeRef type) {
  constexpr std::string_view kLiteral = "Literal[";
  std::string text = ToString(type);
  bool values = text.starts_with(kLiteral) && text.find(']') + 1 == text.size();
  return values ? text.substr(kLiteral.size(), text.size() - kLiteral.size() - 1) : text;
}

}  // namespace spy::check
