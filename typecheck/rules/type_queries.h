// Small questions about types that several rules ask.
#pragma once
#include "typecheck/types/type.h"

namespace spy::check {

// Nothing can be said about its operations: Any, an error, or a value that never exists.
inline bool IsDynamic(TypeRef type) {
  return type->kind == TypeKind::kAny || type->kind == TypeKind::kError || type->kind == TypeKind::kNever;
}

}  // namespace spy::check
