// The signatures of ops.def, parsed at compile time: a row with a typo does not compile. Immutable, static.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "codegen/ir/op.h"
#include "codegen/ir/type.h"

namespace spy::ir {

// Which types an operand takes, or a result has.
enum class Pattern : uint8_t {
  kExact,    // the type named, or what widens to it: `object` takes every pointer
  kPointer,  // p
  kAny,      // any
  kChosen,   // T: the builder chooses
};

struct OperandSpec {
  std::string_view name;
  Pattern pattern = Pattern::kAny;
  TypeKind kind = TypeKind::kObject;  // kExact
  bool consumes = false;
  bool variadic = false;
};

struct Signature {
  std::array<OperandSpec, 4> operands{};
  uint8_t count = 0;
  bool has_result = false;  // false for `-> none` too: such ops give no value
  Pattern result_pattern = Pattern::kAny;
  TypeKind result_kind = TypeKind::kNone;
  bool result_nullable = false;

  constexpr bool IsVariadic() const { return count > 0 && operands[count - 1].variadic; }
  // The spec of operand i, the last one standing for all variadic operands; null if there are too many.
  const OperandSpec* Operand(size_t i) const {
    if (i < count) return &operands[i];
    return IsVariadic() ? &operands[count - 1] : nullptr;
  }
};

const Signature& SignatureOf(Op op);
inline bool HasResult(Op op) { return SignatureOf(op).has_result; }

}  // namespace spy::ir
