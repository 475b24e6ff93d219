// Small questions about types that several rules ask.
#pragma once
#include <algorithm>

#include "typecheck/types/relations.h"

namespace spy::check {

// Nothing can be said about its operations: Any, an error, or a value that never exists.
inline bool IsDynamic(TypeRef type) {
  return type->kind == TypeKind::kAny || type->kind == TypeKind::kError || type->kind == TypeKind::kNever;
}

// "a" | None, 1 | 2: nothing but literals and None.
inline bool IsOfLiterals(TypeRef type) {
  return std::ranges::all_of(MembersOf(type), [](TypeRef member) {
    return member->kind == TypeKind::kLiteral || member->kind == TypeKind::kNone;
  });
}

// What an expression with two possible values gives: `a or b` of declared literals stays one of them.
inline TypeRef JoinValues(TypeStore& types, TypeRef a, TypeRef b) {
  return IsOfLiterals(a) && IsOfLiterals(b) ? types.Union(a, b) : Join(types, a, b);
}

}  // namespace spy::check
