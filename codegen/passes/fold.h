// Constants as folding sees them, and the evaluation of one op on constants. Plain values, pure functions (but for new
// constants in the module's pool).
#pragma once
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "codegen/ir/module.h"

namespace spy::ir {

struct Constant {
  enum Kind : uint8_t { kInt, kBool, kFloat, kNone, kObject } kind = kNone;
  int64_t integer = 0;  // and bools
  double real = 0;
  ConstId object;

  static Constant Int(int64_t v) { return {kInt, v, 0, {}}; }
  static Constant Bool(bool v) { return {kBool, v, 0, {}}; }
  static Constant Float(double v) { return {kFloat, 0, v, {}}; }
  static Constant Object(ConstId c) { return {kObject, 0, 0, c}; }
};

// The constant that a const.* instruction makes; none for other instructions.
std::optional<Constant> ConstantOfInst(const Module& module, const Inst& inst);
// The result of the op on these operands, if it is known, raises nothing and fits its representation.
std::optional<Constant> EvaluateOp(Module& module, const Inst& inst, const std::vector<Constant>& operands);

// Parts of EvaluateOp by kind of operands.
std::optional<Constant> EvaluateInt(Op op, Operator compare, int64_t a, int64_t b);
std::optional<Constant> EvaluateFloat(Op op, Operator compare, double a, double b);
std::optional<Constant> EvaluateObject(Module& module, const Inst& inst, const std::vector<Constant>& operands);

}  // namespace spy::ir
