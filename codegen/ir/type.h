// Types of IR values. A type says what a fast body may assume about a value and which machine representation it has;
// it says nothing about generic bodies, where every value is an owned PyObject* of whatever class. Plain values.
#pragma once
#include <cstdint>
#include <string>

#include "codegen/ir/ids.h"

namespace spy::ir {

enum class TypeKind : uint8_t {
#define SPY_IR_TYPE(name, mnemonic, rep) k##name,
#include "codegen/ir/types.def"
};

// Machine representation in a fast body.
enum class Rep : uint8_t { I64, F64, I1, Pointer };

struct Type {
  TypeKind kind = TypeKind::kObject;
  ClassId class_id{};  // kInstance only

  static Type Int() { return {TypeKind::kInt, {}}; }
  static Type Float() { return {TypeKind::kFloat, {}}; }
  static Type Bool() { return {TypeKind::kBool, {}}; }
  static Type None() { return {TypeKind::kNone, {}}; }
  static Type Object() { return {TypeKind::kObject, {}}; }
  static Type Instance(ClassId c) { return {TypeKind::kInstance, c}; }
  bool operator==(const Type&) const = default;
};

Rep RepOf(Type type);
inline bool IsPointer(Type type) { return RepOf(type) == Rep::Pointer; }
std::string ToString(Type type);  // `int`, `instance<3>`

}  // namespace spy::ir
