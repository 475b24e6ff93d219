#include "typecheck/names/library.h"

#include <filesystem>

#include "typecheck/names/declare.h"
#include "typecheck/stubs/stubs.h"

namespace spy::check {

Library::Library(SourceManager& source_manager, ParserHooks parser_hooks, DiagnosticSink& sink)
    : sources(source_manager), hooks(std::move(parser_hooks)), sink_(sink) {}
Library::~Library() = default;

DeclaredModule* Library::Find(std::string_view full_name) const {
  auto found = by_name_.find(full_name);
  return found == by_name_.end() ? nullptr : found->second;
}

DeclaredModule* Library::DeclarationsOf(const ModuleSymbol* module) const {
  auto found = by_symbol_.find(module);
  return found == by_symbol_.end() ? nullptr : found->second;
}

DeclaredModule* Library::Add(std::string_view full_name) {
  std::string_view text = FindStub(full_name);
  if (text.empty()) return nullptr;
  const SourceFile* file = sources.AddText(std::string(full_name) + ".pyi", std::string(text));
  std::unique_ptr<ast::Module> tree = hooks.parse_module(*file, sink_);
  if (!tree) return nullptr;
  DeclaredModule* module = modules_.emplace_back(std::make_unique<DeclaredModule>(*tree, sink_)).get();
  module->symbol = symbols.NewModule(full_name, ModuleKind::kStub);
  module->symbol->ast = tree.get();
  module->is_stub = true;
  module->owned_ast = std::move(tree);
  by_name_[module->symbol->full_name] = module;
  by_symbol_[module->symbol] = module;
  return module;
}

bool Library::HasModule(const std::string& folder, std::string_view name) {
  std::string path = (std::filesystem::path(folder) / name).string();
  auto [entry, added] = on_disk_.try_emplace(path);
  if (!added) return entry->second;
  std::error_code failed;
  for (const char* rest : {".py", ".spy", "/__init__.py", "/__init__.spy"}) {
    entry->second = entry->second || std::filesystem::exists(path + rest, failed);
  }
  return entry->second;
}

}  // namespace spy::check
