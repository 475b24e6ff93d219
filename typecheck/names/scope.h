// Scopes and name resolution of one module: which symbol each name means, by Python's rules.
//
// BindNames walks the tree and makes the VariableSymbols, FunctionSymbols and ClassSymbols of the module; LinkNames
// then resolves every use, across modules (names, scopes, storage, captures; no types yet). The ScopeTree lives with
// the module's declarations. Errors (a name that nothing binds) are diagnostics 2xxx; such a name has no symbol.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "frontend/ast/ast.h"
#include "typecheck/names/symbol.h"
#include "typecheck/names/symbol_store.h"

namespace spy::check {

enum class ScopeKind : uint8_t {
  kModule,
  kClass,
  kFunction,       // def, async def, lambda
  kComprehension,  // list, set, dict comprehension or generator expression: names local to it, no frame of its own
  kTypeParams,     // [T, U] of a generic class, function or alias
};

class Scope {
 public:
  ScopeKind kind;
  Scope* parent = nullptr;
  const ast::Node* node = nullptr;     // Module's scope: null
  FunctionSymbol* function = nullptr;  // the function whose frame runs this code; null at module and class level
  ClassSymbol* cls = nullptr;  // kClass: its class; inside methods the class for name mangling and Self; else null
  ModuleSymbol* module = nullptr;

  Symbol* Find(Name name) const;        // bound in this scope itself (or declared global/nonlocal here)
  void Set(Name name, Symbol* symbol);  // adds or replaces
  const std::vector<std::pair<Name, Symbol*>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<Name, Symbol*>> entries_;    // in order of first binding
  std::unordered_map<const void*, uint32_t> index_;  // only once there are many
};

// A local, class-level or module-level `x: T` whose annotation waits for the declaration phase.
struct AnnotatedVariable {
  VariableSymbol* variable;
  const ast::AnnAssign* stmt;
  Scope* scope;
};

// One name bound by an import statement.
struct ImportBinding {
  const ast::Stmt* stmt;  // Import or ImportFrom
  const ast::Alias* alias;
  VariableSymbol* variable;
  Scope* scope;
  bool is_guarded = false;         // in a `try` that takes ImportError: what is not there is no mistake
  const Symbol* target = nullptr;  // what it imports, also when the name is bound several times; null: foreign, Any
  Symbol* submodule = nullptr;     // `import a.b`: module a.b, while the name binds a
};

// A name where it is read, written or bound: resolved by LinkNames in `scope`.
struct NameUse {
  const ast::Node* node;
  Name name;
  Scope* scope;
  bool quiet;  // in an annotation, whose evaluation reports unknown names
};

// Facts about the bindings of a function's local that decide whether inner functions may capture its value.
struct BindingFacts {
  uint32_t position = 0;
  uint32_t block = 0;    // statement list of the only binding
  bool in_loop = false;  // or bound by an inner function
};
// Where a closure is made: what the enclosing function has executed by then.
struct ClosureSite {
  uint32_t position = 0;
  std::vector<uint32_t> blocks;  // open statement lists, outermost first
};

struct ScopeTree {
  Scope* module_scope = nullptr;
  std::vector<std::unique_ptr<Scope>> scopes;
  // By NodeId: NameExpr -> what it means; FunctionDef, AsyncFunctionDef, Lambda -> FunctionSymbol; ClassDef ->
  // ClassSymbol; TypeAlias -> TypeAliasSymbol; Arg, Alias, ExceptHandler, MatchAs, MatchStar, MatchMapping -> the
  // VariableSymbol they bind. Becomes CheckedModule::symbols_.
  std::vector<const Symbol*> symbols;
  std::vector<FunctionSymbol*> functions;  // outer before inner, in source order
  std::vector<ClassSymbol*> classes;       // in source order
  std::vector<AnnotatedVariable> annotated;
  std::vector<ImportBinding> imports;
  std::vector<std::pair<TypeAliasSymbol*, Scope*>> aliases;
  bool future_annotations = false;  // `from __future__ import annotations`
  // For LinkNames.
  std::vector<NameUse> uses;
  std::vector<NameUse> nonlocals;  // bindings of names declared nonlocal: count for the outer variable
  std::unordered_map<const VariableSymbol*, BindingFacts> binding_facts;
  std::unordered_map<const FunctionSymbol*, ClosureSite> closure_sites;

  // The scope that a FunctionDef, Lambda, ClassDef or comprehension opens; null for other nodes.
  Scope* ScopeOf(const ast::Node& node) const;
  std::unordered_map<uint32_t, Scope*> scope_of_node;
};

// What a name means when used in `scope`: enclosing scopes by Python's rules, then the builtins; null when unbound.
// Does not record captures: for names found in annotations and the like.
Symbol* LookupName(const Scope& scope, Name name, const ModuleSymbol* builtins);

// `__x` inside class C is `_C__x`; other names come back as they are. `names` interns the result.
Name MangleName(Name name, const ClassSymbol* cls, Interner& names);

class Program;
class DeclaredModule;

// First pass, for all modules that import each other: makes scopes and symbols, fills module.scopes and the members of
// module.symbol. Imports and uses stay open.
void BindNames(Program& program, DeclaredModule& module);
// Second pass: finds the imported modules (loading stubs), resolves every use, decides storage and captures.
void LinkNames(Program& program, DeclaredModule& module);

}  // namespace spy::check
