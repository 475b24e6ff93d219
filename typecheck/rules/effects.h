// Effects: which fields and shared variables a call may change, so that narrowing survives calls that do not.
//
// Summaries go by name and close over calls by name: `x.next = y` anywhere in a function named `link` makes every call
// of something named `link` write fields named `next`. Coarse, but sound, and one walk over the unit. The table is built
// before bodies are checked and read-only afterwards; it lives with the UnitState.
#pragma once
#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "typecheck/names/declare.h"

namespace spy::check {

struct Effects {
  bool anything = false;                           // calls code that we do not see
  std::unordered_set<std::string_view> fields;     // attributes it assigns
  bool Writes(std::string_view field) const { return anything || fields.contains(field); }
};

class EffectTable {
 public:
  // Adds the functions of a module.
  void Add(const DeclaredModule& module);
  // Closes over calls; after the last Add.
  void Close();

  // Of calling something by that name (a function, a method, a class).
  const Effects& OfCall(std::string_view name) const;
  // Of special methods of the unit's classes: operators, iteration, conversion.
  const Effects& OfOperators() const { return operators_; }
  const Effects& Unknown() const { return unknown_; }

  // Variables that a function other than their own rebinds (`nonlocal`, `global`): no call leaves them alone.
  bool IsShared(const VariableSymbol& variable) const { return shared_.contains(&variable); }

 private:
  struct Node {
    Effects effects;
    std::unordered_set<std::string_view> calls;
    bool suspends = false;  // a generator or coroutine
  };
  void Walk(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function, Node& into);
  void WalkCall(const DeclaredModule& module, const ast::Call& call, Node& into);

  std::unordered_map<std::string_view, Node> by_name_;
  Effects operators_;
  Effects unknown_{true, {}};
  Effects nothing_;
  std::unordered_set<const VariableSymbol*> shared_;
};

}  // namespace spy::check
