// Dense ids of the IR's entities. An id is an index into the vector of its owner (values, instructions and blocks: the
// Function; everything else: the Module). The default value is "none".
#pragma once
#include <compare>
#include <cstdint>

namespace spy::ir {

template <class Tag>
struct Id {
  uint32_t index = UINT32_MAX;
  explicit operator bool() const { return index != UINT32_MAX; }
  auto operator<=>(const Id&) const = default;
};

using ValueId = Id<struct ValueTag>;
using InstId = Id<struct InstTag>;
using BlockId = Id<struct BlockTag>;
using FunctionId = Id<struct FunctionTag>;
using ClassId = Id<struct ClassTag>;
using ConstId = Id<struct ConstTag>;    // constant pool
using GlobalId = Id<struct GlobalTag>;  // module variable
using CheckId = Id<struct CheckTag>;    // pooled run-time type check (TypeCheck)
using NameId = ConstId;                 // an interned str constant

}  // namespace spy::ir
