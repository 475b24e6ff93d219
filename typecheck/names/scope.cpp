#include "typecheck/names/scope.h"

#include <string>

namespace spy::check {
namespace {

constexpr size_t kLinearLimit = 8;  // below, a search is faster than a hash table

}  // namespace

Symbol* Scope::Find(Name name) const {
  if (index_.empty()) {
    for (const auto& [known, symbol] : entries_) {
      if (known == name) return symbol;
    }
    return nullptr;
  }
  auto found = index_.find(name.key());
  return found == index_.end() ? nullptr : entries_[found->second].second;
}

void Scope::Set(Name name, Symbol* symbol) {
  for (size_t i = 0; index_.empty() && i < entries_.size(); ++i) {
    if (entries_[i].first == name) {
      entries_[i].second = symbol;
      return;
    }
  }
  if (auto found = index_.find(name.key()); found != index_.end()) {
    entries_[found->second].second = symbol;
    return;
  }
  entries_.emplace_back(name, symbol);
  if (!index_.empty()) {
    index_.emplace(name.key(), uint32_t(entries_.size() - 1));
  } else if (entries_.size() > kLinearLimit) {
    for (uint32_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i].first.key(), i);
  }
}

Scope* ScopeTree::ScopeOf(const ast::Node& node) const {
  auto found = scope_of_node.find(node.id);
  return found == scope_of_node.end() ? nullptr : found->second;
}

Symbol* LookupName(const Scope& scope, Name name, const ModuleSymbol* builtins) {
  bool sees_class = true;  // class names are visible in the class body itself, not in the functions inside
  for (const Scope* current = &scope; current; current = current->parent) {
    if (current->kind != ScopeKind::kClass || sees_class) {
      if (Symbol* symbol = current->Find(name)) return symbol;
    }
    if (current->kind != ScopeKind::kTypeParams) sees_class = false;
  }
  return builtins ? builtins->Find(name.view()) : nullptr;
}

Name MangleName(Name name, const ClassSymbol* cls, Interner& names) {
  std::string_view text = name.view();
  if (!cls || !text.starts_with("__") || text.ends_with("__")) return name;
  std::string_view class_name = cls->name;
  while (class_name.starts_with('_')) class_name.remove_prefix(1);
  if (class_name.empty()) return name;
  return names.Intern("_" + std::string(class_name) + std::string(text));
}

}  // namespace spy::check
