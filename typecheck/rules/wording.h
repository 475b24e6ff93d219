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

}  // namespace spy::check
