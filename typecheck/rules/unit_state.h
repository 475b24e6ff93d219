// UnitState: what the checkers of all modules of a unit share. Owned by CheckUnit, dies with it.
#pragma once
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "typecheck/names/declare.h"
#include "typecheck/rules/effects.h"

namespace spy::check {

struct OperatorKey {
  int op;
  TypeRef left;
  TypeRef right;
  friend bool operator==(const OperatorKey&, const OperatorKey&) = default;
};
struct OperatorKeyHash {
  size_t operator()(const OperatorKey& key) const {
    return (size_t(key.left->id) * 0x9E3779B97F4A7C15u) ^ (size_t(key.right->id) << 20) ^ size_t(key.op);
  }
};

struct UnitState {
  explicit UnitState(Program& owner) : program(owner) {}

  Program& program;
  EffectTable effects;
  // Results of operators; null: not defined.
  std::unordered_map<OperatorKey, TypeRef, OperatorKeyHash> operators;
  // Parameters without annotation: what calls pass for them.
  std::map<std::pair<const FunctionSymbol*, std::string_view>, TypeRef> passed;
  // Type variables narrowed by isinstance.
  std::map<std::pair<const TypeVarSymbol*, TypeRef>, TypeVarSymbol*> narrowed_vars;
  // Names of built-in functions and methods as CallInfo wants them.
  std::unordered_map<const Symbol*, std::string_view> builtin_names;
  // Module variables, functions and classes by the turn of the module's body in which they are bound for good: reads in
  // functions that stand in that turn, or in a later one, need no check.
  std::unordered_map<const Symbol*, uint32_t> bound_in;
  // Module variables whose initialisers are being typed: ends cycles.
  std::unordered_set<const VariableSymbol*> inferring;
  // Module-level code whose checking has begun or ended; functions may only then trust its variables' types.
  std::unordered_set<const ModuleSymbol*> checked_modules;
};

}  // namespace spy::check
