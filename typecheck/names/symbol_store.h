// SymbolStore: owns every symbol of a compilation. Symbols keep their address and live as long as the store.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "frontend/base/arena.h"
#include "typecheck/names/data_class.h"
#include "typecheck/names/symbol.h"

namespace spy::check {

class SymbolStore {
 public:
  VariableSymbol* NewVariable(std::string_view name, Span span, const ModuleSymbol* module) {
    return Init(variables_.emplace_back(), SymbolKind::kVariable, name, span, module);
  }
  FunctionSymbol* NewFunction(std::string_view name, Span span, const ModuleSymbol* module) {
    return Init(functions_.emplace_back(), SymbolKind::kFunction, name, span, module);
  }
  ClassSymbol* NewClass(std::string_view name, Span span, const ModuleSymbol* module) {
    return Init(classes_.emplace_back(), SymbolKind::kClass, name, span, module);
  }
  ModuleSymbol* NewModule(std::string_view full_name, ModuleKind kind) {
    std::string_view kept = Keep(full_name);
    std::string_view last = kept.substr(kept.rfind('.') + 1);
    ModuleSymbol* module = Init(modules_.emplace_back(), SymbolKind::kModule, last, {}, nullptr);
    module->module_kind = kind;
    module->full_name = kept;
    return module;
  }
  TypeVarSymbol* NewTypeVar(std::string_view name, Span span, const ModuleSymbol* module) {
    return Init(type_vars_.emplace_back(), SymbolKind::kTypeVar, name, span, module);
  }
  TypeAliasSymbol* NewTypeAlias(std::string_view name, Span span, const ModuleSymbol* module) {
    return Init(type_aliases_.emplace_back(), SymbolKind::kTypeAlias, name, span, module);
  }
  DataClass* NewDataClass() { return &data_classes_.emplace_back(); }
  // A text that lives as long as the store (qualified and mangled names).
  std::string_view Keep(std::string_view text) { return texts_.CopyString(text); }

 private:
  template <class T>
  T* Init(T& symbol, SymbolKind kind, std::string_view name, Span span, const ModuleSymbol* module) {
    symbol.kind = kind;
    symbol.name = name;
    symbol.name_span = span;
    symbol.module = module;
    return &symbol;
  }

  std::deque<VariableSymbol> variables_;
  std::deque<FunctionSymbol> functions_;
  std::deque<ClassSymbol> classes_;
  std::deque<ModuleSymbol> modules_;
  std::deque<TypeVarSymbol> type_vars_;
  std::deque<TypeAliasSymbol> type_aliases_;
  std::deque<DataClass> data_classes_;
  Arena texts_;
};

}  // namespace spy::check
