// Declarations: all symbols of the modules compiled together, with their types, before any body is checked.
//
// A Program is the world of one compilation: the modules of the unit, the stub modules they import (loaded lazily into
// the Library, which other Programs may share) and foreign modules. It outlives the CheckedUnit. DeclareUnit fills it;
// afterwards the rules check bodies, reading symbols. Errors are diagnostics (2xxx names and imports, 31xx
// declarations); declared types are then TypeStore::error, never null.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"
#include "frontend/source/source.h"
#include "typecheck/names/library.h"
#include "typecheck/names/scope.h"
#include "typecheck/names/symbol.h"

namespace spy::check {

struct UnitModule {
  std::string full_name;  // dotted; `pkg` for pkg/__init__.spy
  const ast::Module* ast = nullptr;
  bool is_package = false;
};

// One module with a tree: of the unit, or a stub.
class DeclaredModule {
 public:
  DeclaredModule(const ast::Module& tree, DiagnosticSink& sink) : ast(&tree), diagnostics(sink, tree.source) {}

  ModuleSymbol* symbol = nullptr;
  const ast::Module* ast = nullptr;
  Diagnostics diagnostics;
  bool is_stub = false;
  bool is_package = false;
  ScopeTree scopes;
  std::unique_ptr<ast::Module> owned_ast;                     // stubs
  std::vector<std::unique_ptr<ast::Module>> annotation_asts;  // of string annotations
};

class Program {
 public:
  Program(Library& library, DiagnosticSink& sink);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Library& library;
  TypeStore& types;        // the library's
  SymbolStore& symbols;    // the library's
  SourceManager& sources;  // the library's
  DiagnosticSink& sink;
  ModuleSymbol* builtins = nullptr;
  // Aliases `X = list["X"]` whose values are being evaluated: inside, the name is Any.
  std::vector<const VariableSymbol*> aliases_in_progress;

  // Type arguments whose parameters have bounds or constraints, until `CheckBounds`.
  struct BoundToCheck {
    DeclaredModule* module;
    Span span;
    const TypeVarSymbol* var;
    TypeRef type;
    std::string_view owner;  // of the parameter
  };
  std::vector<BoundToCheck> bounds_to_check;
  void CheckBounds();

  // Whether some statement of the unit assigns or deletes an attribute of that name, of whatever object.
  bool IsAttributeAssigned(std::string_view name);

  // Infers the type of an initialiser that the declarations cannot type themselves (`self.x = f(y).z`); set by the
  // rules. `scope` is where the expression stands. Null result: not manifest.
  std::function<TypeRef(const ast::Expr&, const Scope&, DeclaredModule&)> infer_initializer;

  // The module of that dotted name: of the unit, a stub, or foreign. Never null; stubs are loaded (collected, not yet
  // declared) on first use. What a stub imports is CPython's, also where a file of the unit has that name.
  ModuleSymbol* FindModule(std::string_view full_name, bool for_stub = false);
  // The declared module behind a symbol; null for foreign ones.
  DeclaredModule* DeclarationsOf(const ModuleSymbol* module) const;
  Name Intern(std::string_view text) { return sources.names().Intern(text); }

 private:
  friend std::vector<DeclaredModule*> DeclareUnit(Program&, std::span<const UnitModule>);
  DeclaredModule* Add(const UnitModule& input);
  ModuleSymbol* FindStubModule(std::string_view full_name);
  ModuleSymbol* ForeignModule(std::string_view full_name);
  void AddRoot(const UnitModule& input);
  bool IsShadowed(std::string_view full_name) const;
  void LoadBuiltins();
  void DeclareCollected();

  std::vector<std::unique_ptr<DeclaredModule>> modules_;  // of the unit
  std::unordered_map<std::string, ModuleSymbol*> by_name_, foreign_;
  std::unordered_map<const ModuleSymbol*, DeclaredModule*> by_symbol_;
  std::vector<std::string> roots_;  // where absolute imports of the unit's modules are looked up
  std::optional<std::set<std::string_view>> assigned_attributes_;  // null until someone asks
  std::vector<DeclaredModule*> undeclared_;                        // collected, their declarations not yet typed
};

// Declares all modules of a unit together (they may import each other). The result is in the order of the input.
std::vector<DeclaredModule*> DeclareUnit(Program& program, std::span<const UnitModule> unit);

// Type expressions. `EvaluateAnnotation` reports what is wrong and then returns the error type; never null.
struct AnnotationOptions {
  bool allow_final = false;      // Final, Final[T]
  bool allow_class_var = false;  // ClassVar[T]
  bool allow_alias = false;      // TypeAlias: the type is then Any, the variable an alias by its value
  bool deferred = false;         // evaluated as if in a string: forward references are fine (casts, aliases in stubs)
};
struct AnnotationResult {
  TypeRef type = nullptr;  // null for a bare `Final`/`ClassVar`: take the initialiser's
  bool is_final = false;
  bool is_class_var = false;
  bool is_init_var = false;  // InitVar[T]; KW_ONLY, with no type
};
AnnotationResult EvaluateAnnotation(Program& program, DeclaredModule& module, const Scope& scope, const ast::Expr& expr,
                                    AnnotationOptions options);
inline TypeRef EvaluateType(Program& program, DeclaredModule& module, const Scope& scope, const ast::Expr& expr) {
  return EvaluateAnnotation(program, module, scope, expr, {}).type;
}

// The name of the special form of `typing` that an expression names ("Protocol", "Any", ...), or empty. Reports
// nothing.
std::string_view SpecialFormName(Program& program, DeclaredModule& module, const Scope& scope, const ast::Expr& expr);
// What the name of a module variable means in annotations where a call of `typing` made it: a type variable, a NewType.
// Null for other variables.
TypeRef TypeMadeByCall(Program& program, const VariableSymbol& variable);
// Bounds, constraints and defaults of type parameters, evaluated in their own scope.
void DeclareTypeParams(Program& program, DeclaredModule& module, ast::Seq<ast::TypeParam> params, const Scope& scope);
// The type that an alias stands for (`type X = ...`), evaluated on first use.
TypeRef EvaluateAlias(Program& program, TypeAliasSymbol& alias);

}  // namespace spy::check
