// Effects: which fields and shared variables a call may change, so that narrowing survives calls that do not.
//
// Fields go by class and name where the receiver is `self` or a parameter of a class, else by name alone; calls go by
// name: `x.next = y` anywhere in a function named `link` makes every call of something named `link` write `next` of
// that class. Coarse, but sound, and one walk over the unit. The table is built before bodies are checked and read-only
// afterwards; it lives with the UnitState.
#pragma once
#include <functional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "typecheck/names/declare.h"

namespace spy::check {

struct Effects {
  bool anything = false;  // calls code that we do not see
  // Attributes that it assigns, with the class of the receiver; null where that is not known.
  std::set<std::pair<const ClassSymbol*, std::string_view>> fields;
  bool Writes(const VariableSymbol& field) const;
  void Add(const Effects& other) {
    anything = anything || other.anything;
    fields.insert(other.fields.begin(), other.fields.end());
  }
};

class EffectTable {
 public:
  // Adds the functions of a module.
  void Add(const DeclaredModule& module);
  // Closes over calls; after the last Add.
  void Close();

  // Of calling something by that name (a function, a method, a class).
  const Effects& OfCall(std::string_view name) const;
  // Of calling the value of a lambda.
  const Effects& OfLambda(const ast::Lambda& lambda) const;
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
  void NoteStore(const DeclaredModule& module, const ast::Attribute& attribute, Effects& effects);
  void WalkCall(const DeclaredModule& module, const ast::Call& call, Node& into);

  std::unordered_map<std::string_view, Node> by_name_;
  std::unordered_map<const ast::Node*, Node> lambdas_;
  Effects operators_;
  Effects unknown_{true, {}};
  Effects nothing_;
  std::unordered_set<const VariableSymbol*> shared_;
};

}  // namespace spy::check
