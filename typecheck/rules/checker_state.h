// CheckerState: what the rules of one module share. The tables they fill, the body being checked, and reporting.
//
// The base of Checker and part of nothing else; lives and dies with it. Errors are diagnostics of the module.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include "typecheck/checked/checked_module.h"
#include "typecheck/names/declare.h"
#include "typecheck/rules/body.h"
#include "typecheck/rules/effects.h"
#include "typecheck/rules/unit_state.h"
#include "typecheck/types/relations.h"
#include "typecheck/types/type_store.h"

namespace spy::check {

class CheckerState {
 protected:
  CheckerState(UnitState& unit, DeclaredModule& declared, CheckedModule& out)
      : unit_(unit), program_(unit.program), types_(unit.program.types), declared_(declared), out_(out) {}

  template <class Kind, class... Args>
  DiagnosticBuilder Report(Kind kind, Span span, const Args&... args) {
    return declared_.diagnostics.Report(kind, span, args...);
  }
  // Runs f and forgets what it reported: for trying overloads and alternatives.
  template <class F>
  auto Quietly(F&& f) {
    size_t mark = program_.sink.Mark();
    if constexpr (std::is_void_v<decltype(f())>) {
      f();
      program_.sink.Rollback(mark);
    } else {
      auto result = f();
      program_.sink.Rollback(mark);
      return result;
    }
  }

  void SetType(const ast::Expr& expr, TypeRef type) { out_.types_[expr.id] = type; }
  TypeRef Error(const ast::Expr& expr) {
    SetType(expr, types_.error);
    return types_.error;
  }
  const Symbol* SymbolAt(const ast::Node& node) const { return out_.symbols_[node.id]; }
  std::string_view TextOf(const ast::Node& node) const { return declared_.ast->source.Text(node.span); }
  // The source of a short expression, else "this value".
  std::string Quote(const ast::Expr& expr) const {
    std::string_view text = TextOf(expr);
    bool is_short = text.size() <= 40 && text.find('\n') == std::string_view::npos;
    return std::string(is_short ? text : "this value");
  }
  bool IsBuiltin(const Symbol* symbol, std::string_view name) const {
    return symbol && symbol->module == program_.builtins && symbol->name == name;
  }
  bool InInit() const { return body_->init.cls != nullptr; }

  UnitState& unit_;
  Program& program_;
  TypeStore& types_;
  DeclaredModule& declared_;
  CheckedModule& out_;
  Body* body_ = nullptr;
  Body* module_body_ = nullptr;
  std::unique_ptr<Body> module_body_storage_;
  struct Definition {
    const FunctionSymbol* function;
    const ast::FunctionBase* def;
    uint32_t turn;  // in which it stands
  };
  std::vector<Definition> functions_;  // of the module and its classes
  // Functions and classes of the module whose definition has run for sure, or maybe, at this point of the module body.
  std::unordered_set<const Symbol*> defined_, maybe_defined_;
  // Reads of locals that are not bound on all ways: reported with the last check of their body.
  std::vector<std::pair<const ast::NameExpr*, const VariableSymbol*>> unbound_reads_;
  std::vector<const VariableSymbol*> assumed_;  // locals whose type an initialiser is being asked for
  Substitution constraint_choice_;              // while a body is checked for one choice of its constrained variables
  std::unordered_set<uint32_t>
      consumed_generators_;                     // generator expressions that stand where they are consumed at once
  const FunctionSymbol* iterated_ = nullptr;    // the generator being checked, when its `yield`s may give None
  const ClassSymbol* current_class_ = nullptr;  // whose body statements are being checked
  int conditional_depth_ = 0;                   // statements around that may not run, in the module body
  TypeRef expected_in_condition_ = nullptr;     // what `and`/`or` around a condition want as its value
  TypeRef union_result_ = nullptr;              // of TryUnionArguments
  // The module's body runs in turns: each time it lets other code run, which may call what is defined, the next begins.
  uint32_t turn_ = 0;
  uint32_t definition_turn_ = UINT32_MAX;  // of the function whose body is checked; a lambda's body comes at once
};

}  // namespace spy::check
