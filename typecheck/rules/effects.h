// Effects: which fields and shared variables a call may change, so that narrowing survives calls that do not.
//
// Fields go by class and name where the receiver is `self` or a parameter of a class, else by name alone; calls go by
// name: `x.next = y` anywhere in a function named `link` makes every call of something named `link` write `next` of
// that class. Coarse, but sound, and one walk over the unit. The table is built before bodies are checked and read-only
// afterwards; it lives with the UnitState.
#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "typecheck/names/declare.h"

namespace spy::check {

// What calling something may change. Made and understood by an EffectTable, which numbers the writes of the unit.
struct Effects {
  bool anything = false;         // calls code that we do not see; `writes` is then of no interest
  std::vector<uint64_t> writes;  // bits by number of a write; no longer than needed

  void Add(uint32_t write);
  void Add(const Effects& other);
  bool Has(uint32_t write) const { return write / 64 < writes.size() && (writes[write / 64] >> (write % 64) & 1); }
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
  bool Writes(const Effects& effects, const VariableSymbol& field) const;

  // Variables that a function other than their own rebinds (`nonlocal`, `global`): no call leaves them alone.
  bool IsShared(const VariableSymbol& variable) const { return shared_.contains(&variable); }

 private:
  // All functions, methods and classes of one name, or a lambda: what they do themselves.
  struct Node {
    bool anything = false;
    std::vector<uint32_t> writes;  // numbers in writes_
    std::vector<uint32_t> calls;   // other nodes
    bool suspends = false;         // a generator or coroutine
    void Add(const Node& other);
  };
  // An attribute that is assigned, with the class of the receiver; null where that is not known.
  using Write = std::pair<const ClassSymbol*, std::string_view>;

  uint32_t NodeOf(std::string_view name);
  uint32_t NumberOf(Write write);
  void Walk(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function, Node& into);
  void WalkFunction(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function, Node& into);
  void WalkClass(const DeclaredModule& module, const ast::ClassDef& cls, const FunctionSymbol* function);
  void NoteFactories(const ast::ClassDef& cls, Node& into);
  void NoteStore(const DeclaredModule& module, const ast::Attribute& attribute, Node& into);
  void NoteSetattr(const ast::Call& call, Node& into);
  void WalkCall(const DeclaredModule& module, const ast::Call& call, Node& into);

  std::vector<Node> nodes_;
  std::unordered_map<std::string_view, uint32_t> by_name_;
  std::unordered_map<const ast::Node*, uint32_t> lambdas_;
  std::vector<Write> writes_;
  std::unordered_map<std::string_view, std::vector<uint32_t>> writes_by_name_;
  // After Close: nodes that call each other have the same effects.
  std::vector<uint32_t> component_of_;
  std::vector<Effects> closed_;
  Effects operators_;
  Effects unknown_{true, {}};
  Effects nothing_;
  std::unordered_set<const VariableSymbol*> shared_;
};

}  // namespace spy::check
