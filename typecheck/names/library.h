// Library: what all compilations of one process may share: the stub modules, with the types and symbols that they are
// made of. A stub is parsed, linked and declared by the first Program that imports it and read-only afterwards.
//
// The types and symbols of a Program's own modules are kept here too, and outlive it: interned types may mention them.
// Owned by the driver (or by one Compilation); outlived by the SourceManager and the trees of the units. Mistakes in
// stubs go to its sink. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"
#include "frontend/source/source.h"
#include "typecheck/names/symbol_store.h"
#include "typecheck/types/type_store.h"

namespace spy::check {

class DeclaredModule;

// What typecheck needs from the parser without depending on it; the driver supplies it.
struct ParserHooks {
  // Parses a whole file; syntax errors go to the sink.
  std::function<std::unique_ptr<ast::Module>(const SourceFile&, DiagnosticSink&)> parse_module;
};

class Library {
 public:
  Library(SourceManager& sources, ParserHooks hooks, DiagnosticSink& sink);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  SourceManager& sources;
  ParserHooks hooks;
  TypeStore types;
  SymbolStore symbols;

  // The stub of that dotted name; null while nobody has added it.
  DeclaredModule* Find(std::string_view full_name) const;
  // The stub behind a symbol; null for other modules.
  DeclaredModule* DeclarationsOf(const ModuleSymbol* module) const;
  // Parses the stub of that name and keeps it; null when there is none. Its names are for the caller to bind.
  DeclaredModule* Add(std::string_view full_name);
  const std::vector<std::unique_ptr<DeclaredModule>>& modules() const { return modules_; }

  // Whether a folder holds the source of a module or package of that name. The disk is asked once for each.
  bool HasModule(const std::string& folder, std::string_view name);

 private:
  DiagnosticSink& sink_;
  std::unordered_map<std::string, bool> on_disk_;  // by path without ending
  std::vector<std::unique_ptr<DeclaredModule>> modules_;
  std::unordered_map<std::string_view, DeclaredModule*> by_name_;
  std::unordered_map<const ModuleSymbol*, DeclaredModule*> by_symbol_;
};

}  // namespace spy::check
