#include "typecheck/rules/effects.h"

#include <algorithm>

#include "typecheck/rules/components.h"

namespace spy::check {
namespace {

bool IsSpecialName(std::string_view name) { return name.size() > 4 && name.starts_with("__") && name.ends_with("__"); }

// The `__init__` that C(...) is sure to run, and nothing else; null where that is not plain from the class statement.
const ast::Node* OnlyInit(const ast::ClassDef& cls) {
  if (!cls.keywords.empty() || !cls.decorator_list.empty()) return nullptr;
  const ast::Node* init = nullptr;
  for (const ast::Stmt* stmt : cls.body) {
    const auto* def = ast::DynCast<ast::FunctionDef>(stmt);
    if (!def && (ast::Is<ast::If>(stmt) || ast::Is<ast::Try>(stmt))) return nullptr;
    if (def && def->name == "__new__") return nullptr;
    if (def && def->name == "__init__") init = def->decorator_list.empty() ? def : nullptr;
  }
  return init;
}

}  // namespace

void Effects::Add(uint32_t write) {
  if (write / 64 >= writes.size()) writes.resize(write / 64 + 1);
  writes[write / 64] |= uint64_t{1} << (write % 64);
}

void Effects::Add(const Effects& other) {
  anything = anything || other.anything;
  if (anything) return;
  if (other.writes.size() > writes.size()) writes.resize(other.writes.size());
  for (size_t i = 0; i < other.writes.size(); ++i) writes[i] |= other.writes[i];
}

void EffectTable::Node::Add(const Node& other) {
  anything = anything || other.anything;
  writes.insert(writes.end(), other.writes.begin(), other.writes.end());
  calls.insert(calls.end(), other.calls.begin(), other.calls.end());
}

uint32_t EffectTable::NodeOf(std::string_view name) {
  auto [entry, added] = by_name_.try_emplace(name, uint32_t(nodes_.size()));
  if (added) nodes_.emplace_back();
  return entry->second;
}

uint32_t EffectTable::NumberOf(Write write) {
  std::vector<uint32_t>& known = writes_by_name_[write.second];
  // The class that was seen last first: the writes of one class stand together.
  for (auto number = known.rbegin(); number != known.rend(); ++number) {
    if (writes_[*number] == write) return *number;
  }
  known.push_back(uint32_t(writes_.size()));
  writes_.push_back(write);
  return known.back();
}

bool EffectTable::Writes(const Effects& effects, const VariableSymbol& field) const {
  if (effects.anything) return true;
  const ClassSymbol* owner = field.owner_class;
  auto hits = [&](std::string_view written) {
    const auto found = writes_by_name_.find(written);
    if (found == writes_by_name_.end()) return false;
    return std::ranges::any_of(found->second, [&](uint32_t number) {
      if (!effects.Has(number)) return false;
      const ClassSymbol* cls = writes_[number].first;
      return !cls || !owner || owner->is_protocol || cls->IsSubclassOf(owner) || owner->IsSubclassOf(cls);
    });
  };
  if (hits(field.name)) return true;
  // Fields carry the private name that a written `self.__x` means.
  for (size_t at = field.name.find("__", 1); at != std::string_view::npos; at = field.name.find("__", at + 1)) {
    std::string_view written = field.name.substr(at);
    if (!written.ends_with("__") && hits(written)) return true;
  }
  return false;
}

// x: T = field(default_factory=f) in a data class: C(...) calls f.
void EffectTable::NoteFactories(const ast::ClassDef& cls, Node& into) {
  for (const ast::Stmt* stmt : cls.body) {
    const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt);
    const auto* call = annotated ? ast::DynCast<ast::Call>(annotated->value) : nullptr;
    if (!call) continue;
    for (const ast::Keyword* keyword : call->keywords) {
      if (keyword->arg != "default_factory") continue;
      const auto* name = ast::DynCast<ast::NameExpr>(keyword->value);
      if (name) into.calls.push_back(NodeOf(name->name.view()));
      into.anything |= !name;
    }
  }
}

// `x.name = ...`, `for x.name in ...`, `del x.name`.
void EffectTable::NoteStore(const DeclaredModule& module, const ast::Attribute& attribute, Node& into) {
  const auto* name = ast::DynCast<ast::NameExpr>(attribute.value);
  const VariableSymbol* receiver = name ? AsVariableSymbol(module.scopes.symbols[name->id]) : nullptr;
  const InstanceType* instance =
      receiver && receiver->is_param && receiver->type ? AsInstanceType(receiver->type) : nullptr;
  bool known = instance && instance->cls->class_kind != ClassKind::kBuiltin && !instance->cls->is_protocol;
  into.writes.push_back(NumberOf({known ? instance->cls : nullptr, attribute.attr.view()}));
}

// setattr(x, "name", value), object.__setattr__(x, "name", value)
void EffectTable::NoteSetattr(const ast::Call& call, Node& into) {
  const auto* name = ast::DynCast<ast::NameExpr>(call.func);
  const auto* method = ast::DynCast<ast::Attribute>(call.func);
  bool sets = (name && name->name == "setattr") || (method && method->attr == "__setattr__");
  if (!sets || call.args.size() < 2) return;
  const auto* written = ast::DynCast<ast::Constant>(call.args[call.args.size() - 2]);
  if (written && written->constant_kind == ast::ConstantKind::Str) {
    into.writes.push_back(NumberOf({nullptr, written->text}));
  } else {
    into.anything = true;
  }
}

void EffectTable::WalkCall(const DeclaredModule& module, const ast::Call& call, Node& into) {
  NoteSetattr(call, into);
  if (const auto* attribute = ast::DynCast<ast::Attribute>(call.func)) {
    into.calls.push_back(NodeOf(attribute->attr.view()));
    return;
  }
  const auto* name = ast::DynCast<ast::NameExpr>(call.func);
  const Symbol* symbol = name ? ResolveAlias(module.scopes.symbols[name->id]) : nullptr;
  if (!symbol) {
    into.anything = into.anything || !name || module.scopes.symbols[name->id] != nullptr;
    return;
  }
  switch (symbol->kind) {
    case SymbolKind::kFunction:
    case SymbolKind::kClass:
      into.calls.push_back(NodeOf(symbol->name));
      return;
    case SymbolKind::kVariable:
    case SymbolKind::kModule:
    case SymbolKind::kTypeVar:
    case SymbolKind::kTypeAlias:
      into.anything = true;
      return;
  }
}

// A function or lambda, whose name is the node. What a nested function does counts for its surroundings too: they may
// call it under any name.
void EffectTable::WalkFunction(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function,
                               Node& into) {
  const FunctionSymbol* inner = AsFunctionSymbol(module.scopes.symbols[node.id]);
  Node own;
  ast::ForEachChild(node, [&](const ast::Node& child) { Walk(module, child, inner ? inner : function, own); });
  if (function != nullptr) into.Add(own);
  if (node.kind == ast::NodeKind::Lambda) {
    lambdas_.emplace(&node, uint32_t(nodes_.size()));
    nodes_.push_back(std::move(own));
    return;
  }
  Node& named = nodes_[NodeOf(static_cast<const ast::FunctionBase&>(node).name.view())];
  named.suspends |= own.suspends;
  named.Add(own);
}

// C(...) runs __init__, of C or of a base; and of C alone where it can be no other: a unit with many classes would have
// all their fields in each.
void EffectTable::WalkClass(const DeclaredModule& module, const ast::ClassDef& cls, const FunctionSymbol* function) {
  Node made;
  if (const ast::Node* init = OnlyInit(cls)) {
    const FunctionSymbol* inner = AsFunctionSymbol(module.scopes.symbols[init->id]);
    ast::ForEachChild(*init, [&](const ast::Node& child) { Walk(module, child, inner ? inner : function, made); });
  } else {
    made.calls = {NodeOf("__init__"), NodeOf("__post_init__")};
  }
  NoteFactories(cls, made);
  nodes_[NodeOf(cls.name.view())].Add(made);
}

void EffectTable::Walk(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function,
                       Node& into) {
  const auto* stored = ast::DynCast<ast::Attribute>(&node);
  if (stored && stored->ctx != ast::ExprContext::Load) NoteStore(module, *stored, into);
  if (const auto* call = ast::DynCast<ast::Call>(&node)) WalkCall(module, *call, into);
  bool suspends =
      node.kind == ast::NodeKind::Yield || node.kind == ast::NodeKind::YieldFrom || node.kind == ast::NodeKind::Await;
  if (suspends) into.suspends = true;
  if (node.kind == ast::NodeKind::Await) into.anything = true;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node); name && name->ctx != ast::ExprContext::Load) {
    const VariableSymbol* variable = AsVariableSymbol(module.scopes.symbols[name->id]);
    if (variable && variable->storage != Storage::kClass && variable->function != function) shared_.insert(variable);
  }
  bool is_def = node.kind == ast::NodeKind::FunctionDef || node.kind == ast::NodeKind::AsyncFunctionDef;
  if (is_def || node.kind == ast::NodeKind::Lambda) return WalkFunction(module, node, function, into);
  if (const auto* cls = ast::DynCast<ast::ClassDef>(&node)) WalkClass(module, *cls, function);
  ast::ForEachChild(node, [&](const ast::Node& child) { Walk(module, child, function, into); });
}

void EffectTable::Add(const DeclaredModule& module) {
  Node top;
  for (const ast::Stmt* stmt : module.ast->body) Walk(module, *stmt, nullptr, top);
}

void EffectTable::Close() {
  std::vector<std::vector<uint32_t>> calls;
  for (Node& node : nodes_) {
    std::ranges::sort(node.calls);
    auto twice = std::ranges::unique(node.calls);
    node.calls.erase(twice.begin(), twice.end());
    calls.push_back(std::move(node.calls));
  }
  component_of_ = StronglyConnected(calls);
  uint32_t count = component_of_.empty() ? 0 : *std::ranges::max_element(component_of_) + 1;
  std::vector<std::vector<uint32_t>> members(count);
  for (uint32_t node = 0; node < nodes_.size(); ++node) members[component_of_[node]].push_back(node);
  closed_.resize(count);
  for (uint32_t component = 0; component < count; ++component) {
    Effects& effects = closed_[component];
    for (uint32_t node : members[component]) {
      effects.anything |= nodes_[node].anything;
      for (uint32_t write : nodes_[node].writes) effects.Add(write);
      for (uint32_t callee : calls[node]) {
        if (component_of_[callee] != component) effects.Add(closed_[component_of_[callee]]);
      }
    }
    if (effects.anything) effects.writes = {};  // what may write anything needs no list
  }
  for (const auto& [name, node] : by_name_) {
    // What a generator does happens where it is gone through.
    if (nodes_[node].suspends || (IsSpecialName(name) && name != "__init__"))
      operators_.Add(closed_[component_of_[node]]);
  }
}

const Effects& EffectTable::OfLambda(const ast::Lambda& lambda) const {
  const auto found = lambdas_.find(&lambda);
  return found == lambdas_.end() ? unknown_ : closed_[component_of_[found->second]];
}

const Effects& EffectTable::OfCall(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nothing_ : closed_[component_of_[found->second]];
}

}  // namespace spy::check
