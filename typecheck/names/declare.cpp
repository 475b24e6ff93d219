#include "typecheck/names/declare.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "typecheck/names/declarer.h"

namespace spy::check {

Program::Program(Library& shared, DiagnosticSink& diagnostic_sink)
    : library(shared), types(shared.types), symbols(shared.symbols), sources(shared.sources), sink(diagnostic_sink) {}
Program::~Program() = default;

DeclaredModule* Program::DeclarationsOf(const ModuleSymbol* module) const {
  auto found = by_symbol_.find(module);
  return found == by_symbol_.end() ? library.DeclarationsOf(module) : found->second;
}

DeclaredModule* Program::Add(const UnitModule& input) {
  ModuleSymbol* symbol = symbols.NewModule(input.full_name, ModuleKind::kUnit);
  symbol->ast = input.ast;
  DeclaredModule* module = modules_.emplace_back(std::make_unique<DeclaredModule>(*input.ast, sink)).get();
  module->symbol = symbol;
  module->is_package = input.is_package;
  by_name_[input.full_name] = symbol;
  by_symbol_[symbol] = module;
  undeclared_.push_back(module);
  return module;
}

// The folder that absolute imports of the module start from: that of its outermost package.
void Program::AddRoot(const UnitModule& input) {
  std::filesystem::path root = std::filesystem::path(input.ast->source.path()).parent_path();
  auto up = std::ranges::count(input.full_name, '.') + (input.is_package ? 1 : 0);
  for (; up > 0; --up) root = root.empty() ? ".." : root / "..";
  if (std::ranges::find(roots_, root.string()) == roots_.end()) roots_.push_back(root.string());
}

// A file of the program's own has the name of a module of CPython: as in CPython, the file is meant.
bool Program::IsShadowed(std::string_view full_name) const {
  std::string_view top = full_name.substr(0, full_name.find('.'));
  return std::ranges::any_of(roots_, [&](const std::string& root) { return library.HasModule(root, top); });
}

ModuleSymbol* Program::FindStubModule(std::string_view full_name) {
  if (DeclaredModule* known = library.Find(full_name)) return known->symbol;
  DeclaredModule* module = library.Add(full_name);
  if (!module) return nullptr;
  BindNames(*this, *module);
  undeclared_.push_back(module);
  return module->symbol;
}

ModuleSymbol* Program::ForeignModule(std::string_view full_name) {
  ModuleSymbol*& foreign = foreign_[std::string(full_name)];
  if (!foreign) foreign = symbols.NewModule(full_name, ModuleKind::kForeign);
  return foreign;
}

ModuleSymbol* Program::FindModule(std::string_view full_name, bool for_stub) {
  if (for_stub) {
    ModuleSymbol* stub = FindStubModule(full_name);
    return stub ? stub : ForeignModule(full_name);
  }
  ModuleSymbol*& found = by_name_[std::string(full_name)];
  if (!found && !IsShadowed(full_name)) found = FindStubModule(full_name);
  if (!found) found = ForeignModule(full_name);
  return found;
}

// Links and types everything that was collected; imports may bring in more stubs on the way.
void Program::DeclareCollected() {
  for (size_t i = 0; i < undeclared_.size(); ++i) LinkNames(*this, *undeclared_[i]);
  std::vector<DeclaredModule*> batch = std::move(undeclared_);
  undeclared_.clear();
  std::vector<Declarer> declarers;
  for (DeclaredModule* module : batch) declarers.emplace_back(*this, *module);
  for (Declarer& declarer : declarers) declarer.DeclareHeaders();
  for (Declarer& declarer : declarers) declarer.DeclareSignatures();
  for (Declarer& declarer : declarers) declarer.DeclareFields();
  for (Declarer& declarer : declarers) declarer.DeclareDataClasses();
  for (Declarer& declarer : declarers) declarer.DecideAllMixins();
  for (Declarer& declarer : declarers) declarer.CheckDeclarations();
  CheckBounds();
}

void Program::LoadBuiltins() {
  if (builtins) return;
  bool is_first = library.Find("builtins") == nullptr;
  builtins = FindModule("builtins");
  ModuleSymbol *typing = FindModule("typing", true), *hidden = FindModule("_types", true);
  if (is_first) types.BindBuiltins(*builtins, *typing, *hidden);
}

std::vector<DeclaredModule*> DeclareUnit(Program& program, std::span<const UnitModule> unit) {
  program.LoadBuiltins();
  std::vector<DeclaredModule*> result;
  for (const UnitModule& input : unit) result.push_back(program.Add(input));
  for (const UnitModule& input : unit) program.AddRoot(input);
  for (DeclaredModule* module : result) BindNames(program, *module);
  program.DeclareCollected();
  return result;
}

void Declarer::DeclareHeaders() {
  for (ClassSymbol* cls : tree_.classes) DeclareHeader(*cls);
}

void Declarer::DeclareSignatures() {
  for (const auto& [alias, scope] : tree_.aliases) EvaluateAlias(program_, *alias);
  for (FunctionSymbol* function : tree_.functions) DeclareFunction(*function);
  for (const AnnotatedVariable& annotated : tree_.annotated) DeclareAnnotated(annotated);
  for (ClassSymbol* cls : tree_.classes) {
    AddMethods(*cls);
    AddTotalOrdering(*cls);
  }
}

void Declarer::DeclareFields() {
  for (const ImportBinding& binding : tree_.imports) DeclareImport(binding);
  for (ClassSymbol* cls : tree_.classes) {
    AddBodyVariables(*cls);
    AddInitFields(*cls);
    AddHashRule(*cls);
  }
}

void Declarer::DecideAllMixins() {
  for (ClassSymbol* cls : tree_.classes) DecideMixins(*cls);
}

void Declarer::CheckDeclarations() {
  if (module_.is_stub) return;
  for (ClassSymbol* cls : tree_.classes) InferVariance(*cls);
  for (const FunctionSymbol* function : tree_.functions) CheckOverloads(*function);
  for (ClassSymbol* cls : tree_.classes) {
    for (const FunctionSymbol* method : cls->methods) {
      if (method->synthesis != Synthesis::kNone) continue;
      CheckMember(*cls, *method);
      CheckAnnotatedReceiver(*cls, *method);
    }
    CheckPostInit(*cls);
    CheckEnum(*cls);
    for (const VariableSymbol* field : cls->fields) {
      if (!field->is_implicit) CheckMember(*cls, *field);
    }
    for (const VariableSymbol* variable : cls->class_vars) CheckMember(*cls, *variable);
  }
}

}  // namespace spy::check
