// Second pass of name resolution: every use finds its symbol, captures are known, storage is decided.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/names.h"
#include "typecheck/names/declare.h"
#include "typecheck/names/imports.h"
#include "typecheck/names/known_names.h"
#include "typecheck/names/scope.h"

namespace spy::check {
namespace {

// Module attributes that the import system sets: no statement binds them.
constexpr std::string_view kImplicitNames[] = {"__name__", "__file__", "__doc__",    "__package__",     "__debug__",
                                               "__path__", "__spec__", "__loader__", "__annotations__", "__cached__"};

class Linker {
 public:
  Linker(Program& program, DeclaredModule& module) : program_(program), module_(module), tree_(module.scopes) {}

  void Run() {
    LinkImports(program_, module_);
    LinkNonlocals();
    for (const NameUse& use : tree_.uses) Resolve(use);
    DecideFinals();
    DecideStorage();
    tree_.uses = {};
    tree_.nonlocals = {};
    tree_.binding_facts = {};
    tree_.closure_sites = {};
  }

 private:
  // The variable of an enclosing function that `nonlocal name` means.
  static VariableSymbol* OuterVariable(const Scope& scope, Name name) {
    for (const Scope* outer = scope.parent; outer; outer = outer->parent) {
      if (outer->kind != ScopeKind::kFunction) continue;
      Symbol* symbol = outer->Find(name);
      if (FunctionSymbol* function = AsFunctionSymbol(symbol)) return function->binding;
      VariableSymbol* variable = AsVariableSymbol(symbol);
      if (variable && variable->storage == Storage::kLocal) return variable;
    }
    return nullptr;
  }

  void LinkNonlocals() {
    for (const NameUse& use : tree_.nonlocals) {
      if (!ast::Is<ast::Nonlocal>(use.node)) continue;
      if (VariableSymbol* variable = OuterVariable(*use.scope, use.name)) use.scope->Set(use.name, variable);
    }
    for (const NameUse& use : tree_.nonlocals) {
      VariableSymbol* variable = AsVariableSymbol(use.scope->Find(use.name));
      if (!variable) continue;
      if (ast::Is<ast::Nonlocal>(use.node)) {
        Capture(*use.scope, variable, variable->function);
        continue;
      }
      ++variable->binding_count;
      tree_.binding_facts[variable].in_loop = true;
    }
  }

  void Resolve(const NameUse& use) {
    Symbol* symbol = LookupName(*use.scope, use.name, program_.builtins);
    if (!symbol) symbol = Implicit(use.name, *use.scope);
    tree_.symbols[use.node->id] = symbol;
    if (!symbol) {
      if (!use.quiet) ReportUndefined(use);
      return;
    }
    CaptureIfOuter(*use.scope, symbol);
    CaptureClassCell(use);
  }

  // `super` and `__class__` in a method of a class that is made in a function.
  void CaptureClassCell(const NameUse& use) {
    const ClassSymbol* cls = use.scope->cls;
    bool means_class = use.name == std::string_view("super") || use.name == std::string_view("__class__");
    if (!means_class || !cls || !cls->class_cell || use.scope->function == cls->enclosing) return;
    Capture(*use.scope, cls->class_cell, cls->enclosing);
  }

  void CaptureIfOuter(const Scope& scope, Symbol* symbol) {
    if (VariableSymbol* variable = AsVariableSymbol(symbol)) {
      if (variable->storage == Storage::kLocal && variable->function != scope.function) {
        Capture(scope, variable, variable->function);
      }
    } else if (FunctionSymbol* function = AsFunctionSymbol(symbol)) {
      if (function->binding && function->binding->function != scope.function) {
        Capture(scope, function->binding, function->binding->function);
      }
    } else if (ClassSymbol* cls = AsClassSymbol(symbol)) {
      if (cls->binding && cls->binding->function != scope.function)
        Capture(scope, cls->binding, cls->binding->function);
    }
  }

  // All functions from the one that uses the variable up to (not including) its owner carry it.
  void Capture(const Scope& scope, VariableSymbol* variable, const FunctionSymbol* owner) {
    if (variable->storage != Storage::kLocal) return;
    variable->is_captured = true;
    FunctionSymbol* direct = nullptr;
    for (FunctionSymbol* function = scope.function; function && function != owner; function = function->enclosing) {
      direct = function;
      if (std::ranges::find(function->captures, variable) == function->captures.end()) {
        function->captures.push_back(variable);
      }
    }
    if (direct) captors_.emplace_back(variable, direct);
  }

  Symbol* Implicit(Name name, const Scope& scope) {
    if (name == std::string_view("__class__") && scope.cls && scope.function) return scope.cls;
    if (std::ranges::find(kImplicitNames, name.view()) == std::end(kImplicitNames)) return nullptr;
    VariableSymbol* variable = program_.symbols.NewVariable(name.view(), {}, module_.symbol);
    variable->storage = Storage::kGlobal;
    variable->is_declared = true;
    variable->is_final = true;
    constexpr std::string_view kTexts[] = {"__name__", "__file__", "__doc__", "__package__"};
    bool is_text = std::ranges::find(kTexts, name.view()) != std::end(kTexts);
    variable->type = is_text ? program_.types.str_ : program_.types.any;
    if (name == std::string_view("__debug__")) variable->type = program_.types.bool_;
    variable->is_implicit = true;
    tree_.module_scope->Set(name, variable);
    module_.symbol->Add(variable);
    implicit_.push_back(variable);
    return variable;
  }

  void ReportUndefined(const NameUse& use) {
    std::vector<std::string_view> candidates;
    for (const Scope* scope = use.scope; scope; scope = scope->parent) {
      for (const auto& [name, symbol] : scope->entries()) candidates.push_back(name.view());
    }
    for (const Symbol* symbol : program_.builtins->members) candidates.push_back(symbol->name);
    auto builder = module_.diagnostics.Report(diag::kUndefinedName, use.node->span, use.name.view());
    std::string_view near = Suggest(use.name.view(), candidates);
    HelpWithUndefined(builder, *module_.ast, use.name.view(), near, use.node->span, true);
  }

  // Module variables assigned exactly once, by the module's body outside loops.
  void DecideFinals() {
    for (const auto& [name, symbol] : tree_.module_scope->entries()) {
      VariableSymbol* variable = AsVariableSymbol(symbol);
      if (!variable || std::ranges::find(implicit_, variable) != implicit_.end()) continue;
      auto facts = tree_.binding_facts.find(variable);
      variable->is_final = variable->binding_count == 1 && facts != tree_.binding_facts.end() && !facts->second.in_loop;
    }
  }

  // A captured variable lives in a cell unless its only binding surely happens before each closure over it is made.
  void DecideStorage() {
    for (const auto& [variable, captor] : captors_) {
      if (variable->storage != Storage::kLocal) continue;
      auto facts = tree_.binding_facts.find(variable);
      auto site = tree_.closure_sites.find(captor);
      bool by_value = variable->binding_count == 1 && facts != tree_.binding_facts.end() && !facts->second.in_loop &&
                      site != tree_.closure_sites.end() && IsBoundBefore(facts->second, site->second, *variable);
      if (!by_value) variable->storage = Storage::kCell;
    }
  }

  static bool IsBoundBefore(const BindingFacts& facts, const ClosureSite& site, const VariableSymbol& variable) {
    if (variable.is_param) return true;
    return facts.position < site.position && std::ranges::find(site.blocks, facts.block) != site.blocks.end();
  }

  Program& program_;
  DeclaredModule& module_;
  ScopeTree& tree_;
  std::vector<std::pair<VariableSymbol*, FunctionSymbol*>> captors_;
  std::vector<const VariableSymbol*> implicit_;
};

}  // namespace

void LinkNames(Program& program, DeclaredModule& module) { Linker(program, module).Run(); }

}  // namespace spy::check
