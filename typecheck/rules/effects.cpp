#include "typecheck/rules/effects.h"

namespace spy::check {
namespace {

bool IsSpecialName(std::string_view name) { return name.size() > 4 && name.starts_with("__") && name.ends_with("__"); }

// The private name that `self.__x` means: fields carry it.
bool SameName(std::string_view written, std::string_view field) {
  if (written == field) return true;
  return written.starts_with("__") && !written.ends_with("__") && field.ends_with(written);
}

// x: T = field(default_factory=f) in a data class: C(...) calls f.
void NoteFactories(const ast::ClassDef& cls, std::unordered_set<std::string_view>& calls, bool& anything) {
  for (const ast::Stmt* stmt : cls.body) {
    const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt);
    const auto* call = annotated ? ast::DynCast<ast::Call>(annotated->value) : nullptr;
    if (!call) continue;
    for (const ast::Keyword* keyword : call->keywords) {
      if (keyword->arg != "default_factory") continue;
      const auto* name = ast::DynCast<ast::NameExpr>(keyword->value);
      if (name) calls.insert(name->name.view());
      anything |= !name;
    }
  }
}

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

bool Effects::Writes(const VariableSymbol& field) const {
  if (anything) return true;
  for (const auto& [cls, name] : fields) {
    if (!SameName(name, field.name)) continue;
    const ClassSymbol* owner = field.owner_class;
    if (!cls || !owner || owner->is_protocol || cls->IsSubclassOf(owner) || owner->IsSubclassOf(cls)) return true;
  }
  return false;
}

// `x.name = ...`, `for x.name in ...`, `del x.name`.
void EffectTable::NoteStore(const DeclaredModule& module, const ast::Attribute& attribute, Effects& effects) {
  const auto* name = ast::DynCast<ast::NameExpr>(attribute.value);
  const VariableSymbol* receiver = name ? AsVariableSymbol(module.scopes.symbols[name->id]) : nullptr;
  const InstanceType* instance =
      receiver && receiver->is_param && receiver->type ? AsInstanceType(receiver->type) : nullptr;
  bool known = instance && instance->cls->class_kind != ClassKind::kBuiltin && !instance->cls->is_protocol;
  effects.fields.emplace(known ? instance->cls : nullptr, attribute.attr.view());
}

// setattr(x, "name", value), object.__setattr__(x, "name", value)
static void NoteSetattr(const ast::Call& call, Effects& effects) {
  const auto* name = ast::DynCast<ast::NameExpr>(call.func);
  const auto* method = ast::DynCast<ast::Attribute>(call.func);
  bool sets = (name && name->name == "setattr") || (method && method->attr == "__setattr__");
  if (!sets || call.args.size() < 2) return;
  const auto* written = ast::DynCast<ast::Constant>(call.args[call.args.size() - 2]);
  if (written && written->constant_kind == ast::ConstantKind::Str) {
    effects.fields.emplace(nullptr, written->text);
  } else {
    effects.anything = true;
  }
}

void EffectTable::WalkCall(const DeclaredModule& module, const ast::Call& call, Node& into) {
  NoteSetattr(call, into.effects);
  if (const auto* attribute = ast::DynCast<ast::Attribute>(call.func)) {
    into.calls.insert(attribute->attr.view());
    return;
  }
  const auto* name = ast::DynCast<ast::NameExpr>(call.func);
  const Symbol* symbol = name ? ResolveAlias(module.scopes.symbols[name->id]) : nullptr;
  if (!symbol) {
    into.effects.anything = into.effects.anything || !name || module.scopes.symbols[name->id] != nullptr;
    return;
  }
  switch (symbol->kind) {
    case SymbolKind::kFunction:
    case SymbolKind::kClass:
      into.calls.insert(symbol->name);
      return;
    case SymbolKind::kVariable:
    case SymbolKind::kModule:
    case SymbolKind::kTypeVar:
    case SymbolKind::kTypeAlias:
      into.effects.anything = true;
      return;
  }
}

void EffectTable::Walk(const DeclaredModule& module, const ast::Node& node, const FunctionSymbol* function,
                       Node& into) {
  const auto* stored = ast::DynCast<ast::Attribute>(&node);
  if (stored && stored->ctx != ast::ExprContext::Load) NoteStore(module, *stored, into.effects);
  if (const auto* call = ast::DynCast<ast::Call>(&node)) WalkCall(module, *call, into);
  bool suspends =
      node.kind == ast::NodeKind::Yield || node.kind == ast::NodeKind::YieldFrom || node.kind == ast::NodeKind::Await;
  if (suspends) into.suspends = true;
  if (node.kind == ast::NodeKind::Await) into.effects.anything = true;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node); name && name->ctx != ast::ExprContext::Load) {
    const VariableSymbol* variable = AsVariableSymbol(module.scopes.symbols[name->id]);
    if (variable && variable->storage != Storage::kClass && variable->function != function) shared_.insert(variable);
  }
  bool is_def = node.kind == ast::NodeKind::FunctionDef || node.kind == ast::NodeKind::AsyncFunctionDef;
  if (is_def || node.kind == ast::NodeKind::Lambda) {
    const FunctionSymbol* inner = AsFunctionSymbol(module.scopes.symbols[node.id]);
    // What a nested function does counts for its surroundings too: they may call it under any name.
    std::string_view name = is_def ? static_cast<const ast::FunctionBase&>(node).name.view() : std::string_view();
    Node own;
    ast::ForEachChild(node, [&](const ast::Node& child) { Walk(module, child, inner ? inner : function, own); });
    into.effects.anything |= function != nullptr && own.effects.anything;
    if (function != nullptr) {
      into.effects.fields.insert(own.effects.fields.begin(), own.effects.fields.end());
      into.calls.insert(own.calls.begin(), own.calls.end());
    }
    if (name.empty()) {
      lambdas_.emplace(&node, std::move(own));
      return;
    }
    Node& named = by_name_[name];
    named.suspends |= own.suspends;
    named.effects.anything |= own.effects.anything;
    named.effects.fields.insert(own.effects.fields.begin(), own.effects.fields.end());
    named.calls.insert(own.calls.begin(), own.calls.end());
    return;
  }
  if (const auto* cls = ast::DynCast<ast::ClassDef>(&node)) {
    // C(...) runs __init__, of C or of a base; and of C alone where it can be no other: a unit with many classes would
    // have all their fields in each.
    Node& made = by_name_[cls->name.view()];
    if (const ast::Node* init = OnlyInit(*cls)) {
      Node own;
      const FunctionSymbol* inner = AsFunctionSymbol(module.scopes.symbols[init->id]);
      ast::ForEachChild(*init, [&](const ast::Node& child) { Walk(module, child, inner ? inner : function, own); });
      made.effects.Add(own.effects);
      made.calls.insert(own.calls.begin(), own.calls.end());
    } else {
      made.calls.insert("__init__");
      made.calls.insert("__post_init__");
    }
    NoteFactories(*cls, made.calls, made.effects.anything);
  }
  ast::ForEachChild(node, [&](const ast::Node& child) { Walk(module, child, function, into); });
}

void EffectTable::Add(const DeclaredModule& module) {
  Node top;
  for (const ast::Stmt* stmt : module.ast->body) Walk(module, *stmt, nullptr, top);
}

void EffectTable::Close() {
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [name, node] : by_name_) {
      if (node.effects.anything) continue;  // what may write anything needs no list
      size_t before = node.effects.fields.size() + node.effects.anything;
      for (std::string_view callee : node.calls) {
        const auto found = by_name_.find(callee);
        if (found == by_name_.end() || &found->second == &node) continue;
        node.effects.anything |= found->second.effects.anything;
        node.effects.fields.insert(found->second.effects.fields.begin(), found->second.effects.fields.end());
      }
      changed = changed || node.effects.fields.size() + node.effects.anything != before;
    }
  }
  for (auto& [lambda, node] : lambdas_) {
    for (std::string_view callee : node.calls) node.effects.Add(OfCall(callee));
  }
  for (const auto& [name, node] : by_name_) {
    // What a generator does happens where it is gone through.
    if (!node.suspends && (!IsSpecialName(name) || name == "__init__")) continue;
    operators_.anything |= node.effects.anything;
    operators_.fields.insert(node.effects.fields.begin(), node.effects.fields.end());
  }
}

const Effects& EffectTable::OfLambda(const ast::Lambda& lambda) const {
  const auto found = lambdas_.find(&lambda);
  return found == lambdas_.end() ? unknown_ : found->second.effects;
}

const Effects& EffectTable::OfCall(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nothing_ : found->second.effects;
}

}  // namespace spy::check
