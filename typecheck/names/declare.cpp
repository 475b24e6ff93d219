#include "typecheck/names/declare.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "typecheck/names/declarer.h"
#include "typecheck/stubs/stubs.h"

namespace spy::check {
namespace {

std::string_view LastPart(std::string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); }

}  // namespace

Program::Program(SourceManager& source_manager, ParserHooks parser_hooks, DiagnosticSink& diagnostic_sink)
    : sources(source_manager), hooks(std::move(parser_hooks)), sink(diagnostic_sink) {}
Program::~Program() = default;

DeclaredModule* Program::DeclarationsOf(const ModuleSymbol* module) const {
  auto found = by_symbol_.find(module);
  return found == by_symbol_.end() ? nullptr : found->second;
}

DeclaredModule* Program::Add(std::string_view full_name, const ast::Module& ast, ModuleKind kind, bool is_package) {
  std::string_view kept = symbols.Keep(full_name);
  ModuleSymbol* symbol = symbols.NewModule(LastPart(kept));
  symbol->module_kind = kind;
  symbol->full_name = kept;
  symbol->ast = &ast;
  DeclaredModule* module = modules_.emplace_back(std::make_unique<DeclaredModule>(ast, sink)).get();
  module->symbol = symbol;
  module->is_stub = kind == ModuleKind::kStub;
  module->is_package = is_package;
  by_name_[std::string(full_name)] = symbol;
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
  std::string top(full_name.substr(0, full_name.find('.')));
  std::error_code failed;
  for (const std::string& root : roots_) {
    for (const char* rest : {".py", ".spy", "/__init__.py", "/__init__.spy"}) {
      if (std::filesystem::exists(std::filesystem::path(root) / (top + rest), failed)) return true;
    }
  }
  return false;
}

ModuleSymbol* Program::LoadStub(std::string_view full_name) {
  std::string_view text = FindStub(full_name);
  if (text.empty() || IsShadowed(full_name)) return nullptr;
  const SourceFile* file = sources.AddText(std::string(full_name) + ".pyi", std::string(text));
  std::unique_ptr<ast::Module> ast = hooks.parse_module(*file, sink);
  if (!ast) return nullptr;
  DeclaredModule* module = Add(full_name, *ast, ModuleKind::kStub, false);
  module->owned_ast = std::move(ast);
  BindNames(*this, *module);
  return module->symbol;
}

ModuleSymbol* Program::FindModule(std::string_view full_name) {
  auto found = by_name_.find(std::string(full_name));
  if (found != by_name_.end()) return found->second;
  if (ModuleSymbol* stub = LoadStub(full_name)) return stub;
  std::string_view kept = symbols.Keep(full_name);
  ModuleSymbol* foreign = symbols.NewModule(LastPart(kept));
  foreign->module_kind = ModuleKind::kForeign;
  foreign->full_name = kept;
  by_name_[std::string(full_name)] = foreign;
  return foreign;
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
  builtins = FindModule("builtins");
  ModuleSymbol* typing = FindModule("typing");
  types.BindBuiltins(*builtins, *typing, *FindModule("_types"));
}

std::vector<DeclaredModule*> DeclareUnit(Program& program, std::span<const UnitModule> unit) {
  program.LoadBuiltins();
  std::vector<DeclaredModule*> result;
  for (const UnitModule& input : unit) {
    result.push_back(program.Add(input.full_name, *input.ast, ModuleKind::kUnit, input.is_package));
  }
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
