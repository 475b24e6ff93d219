// The op enumeration and its facts, derived from ops.def at compile time.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace spy::ir {

enum class Op : uint8_t {
#define SPY_OP(name, mnemonic, signature, immediates, effects) k##name,
#include "codegen/ir/ops.def"
};

// Immediate `o`: which operator. The order of the arithmetic ones is that of spyrt_binary's table in runtime/include.
enum class Operator : uint8_t {
  kAdd,
  kSub,
  kMul,
  kMatMul,
  kTrueDiv,
  kFloorDiv,
  kMod,
  kPow,
  kLShift,
  kRShift,
  kAnd,
  kOr,
  kXor,  // binary, in-place
  kLt,
  kLe,
  kEq,
  kNe,
  kGt,
  kGe,  // compare: Py_LT..Py_GE in order
  kNeg,
  kPos,
  kInvert,
  kNot,  // unary
};
std::string_view Mnemonic(Operator op);

struct OpInfo {
  std::string_view name;  // enumerator without k
  std::string_view mnemonic;
  std::string_view signature;
  std::string_view immediates;
  std::string_view effects;

  constexpr bool Has(char effect) const { return effects.find(effect) != std::string_view::npos; }
  constexpr bool IsTerminator() const { return Has('T'); }
  // Whether the generic body needs an error edge (it does for all but the ops that cannot fail anywhere).
  constexpr bool MayRaise() const { return Has('R') || Has('r'); }
  constexpr bool IsPure() const { return effects.find_first_of("RGPWAT") == std::string_view::npos; }
};
const OpInfo& InfoOf(Op op);
std::span<const OpInfo> AllOps();
// The op with that mnemonic; false if there is none.
bool FindOp(std::string_view mnemonic, Op* op);
bool FindOperator(std::string_view mnemonic, Operator* op);

}  // namespace spy::ir
