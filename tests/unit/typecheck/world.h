// World: a program declared from texts, with shortcuts to ask about it. One per test case.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "frontend/parse/parse.h"
#include "typecheck/names/declare.h"
#include "typecheck/types/relations.h"

namespace spy::check {

class World {
 public:
  explicit World(const std::string& text) : World({{"main", text}}) {}
  explicit World(const std::vector<std::pair<std::string, std::string>>& modules)
      : library(sources, {parse::ParseModule}, sink), program(library, sink) {
    std::vector<UnitModule> unit;
    for (const auto& [name, text] : modules) {
      trees_.push_back(parse::ParseModule(*sources.AddText(name + ".spy", text), sink));
      unit.push_back({name, trees_.back().get(), false});
    }
    declared = DeclareUnit(program, unit);
  }

  TypeStore& types() { return program.types; }
  const Symbol* Find(std::string_view name, size_t module = 0) { return declared[module]->symbol->Find(name); }
  const VariableSymbol& Variable(std::string_view name) { return *AsVariableSymbol(Find(name)); }
  const FunctionSymbol& Function(std::string_view name) { return *AsFunctionSymbol(Find(name)); }
  const ClassSymbol& Class(std::string_view name) { return *AsClassSymbol(Find(name)); }
  // The function of that qualified name, nested ones included.
  const FunctionSymbol& Nested(std::string_view qualname) {
    for (const FunctionSymbol* function : declared[0]->scopes.functions) {
      if (function->qualname == qualname) return *function;
    }
    throw std::runtime_error("no function " + std::string(qualname));
  }
  // The declared type of a module variable: types are written in the text of the test.
  TypeRef Type(std::string_view name) { return Variable(name).type; }
  std::string Text(std::string_view name) { return ToString(TypeOfSymbol(types(), *Find(name))); }
  // Codes of all diagnostics, in order: "2001 3120".
  std::string Codes() {
    std::string out;
    for (const auto& diagnostic : sink.Sorted())
      out += (out.empty() ? "" : " ") + std::to_string(diagnostic->info->code);
    return out;
  }

  SourceManager sources;
  DiagnosticSink sink;
  Library library;
  Program program;
  std::vector<DeclaredModule*> declared;

 private:
  std::vector<std::unique_ptr<ast::Module>> trees_;
};

}  // namespace spy::check
