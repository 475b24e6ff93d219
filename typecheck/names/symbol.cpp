#include "typecheck/names/symbol.h"

#include <algorithm>

namespace spy::check {

VariableSymbol* ClassSymbol::FindField(std::string_view member) const {
  VariableSymbol* variable = AsVariableSymbol(FindOwn(member));
  return variable && variable->storage == Storage::kField ? variable : nullptr;
}

VariableSymbol* ClassSymbol::FindClassVar(std::string_view member) const {
  VariableSymbol* variable = AsVariableSymbol(FindOwn(member));
  return variable && variable->storage == Storage::kClass ? variable : nullptr;
}

FunctionSymbol* ClassSymbol::FindMethod(std::string_view member, MethodKind wanted) const {
  FunctionSymbol* first = AsFunctionSymbol(FindOwn(member));
  if (!first || wanted == MethodKind::kNone || first->method_kind == wanted) return first;
  for (FunctionSymbol* method : methods) {
    if (method->name == member && method->method_kind == wanted) return method;
  }
  return nullptr;
}

bool ClassSymbol::IsSubclassOf(const ClassSymbol* other) const { return std::ranges::find(mro, other) != mro.end(); }

Symbol* ClassSymbol::FindOwn(std::string_view member) const {
  auto found = index_.find(member);
  return found == index_.end() ? nullptr : found->second;
}

ClassSymbol::Found ClassSymbol::Lookup(std::string_view member) const {
  if (mro.empty()) return {FindOwn(member), this};
  for (const ClassSymbol* cls : mro) {
    if (const Symbol* symbol = cls->FindOwn(member)) return {symbol, cls};
  }
  return {};
}

void ClassSymbol::AddField(VariableSymbol* field) {
  fields.push_back(field);
  index_.try_emplace(field->name, field);
}

void ClassSymbol::AddClassVar(VariableSymbol* variable) {
  class_vars.push_back(variable);
  index_.try_emplace(variable->name, variable);
}

void ClassSymbol::RemoveClassVar(std::string_view member) {
  VariableSymbol* variable = FindClassVar(member);
  if (!variable) return;
  std::erase(class_vars, variable);
  index_.erase(member);
}

void ClassSymbol::AddMethod(FunctionSymbol* method) {
  methods.push_back(method);
  index_.try_emplace(method->name, method);
}

void ClassSymbol::AddNested(ClassSymbol* nested) { index_.try_emplace(nested->name, nested); }

const ClassSymbol* ClassSymbol::FindNested(std::string_view member) const { return AsClassSymbol(FindOwn(member)); }

Symbol* ModuleSymbol::Find(std::string_view member) const {
  auto found = index_.find(member);
  return found == index_.end() ? nullptr : found->second;
}

void ModuleSymbol::Add(Symbol* member) {
  members.push_back(member);
  index_.try_emplace(member->name, member);
}

}  // namespace spy::check
