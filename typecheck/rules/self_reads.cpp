// What a method does with the fields of `self`: whether `__init__` may call it before all fields are set, and which it
// sets.
#include <algorithm>
#include <optional>
#include <set>

#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

using Names = std::set<std::string_view>;

const ast::Attribute* AttributeOfSelf(const ast::Expr& expr, std::string_view self) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&expr);
  const auto* value = attribute ? ast::DynCast<ast::NameExpr>(attribute->value) : nullptr;
  return value && value->name == self ? attribute : nullptr;
}

const FunctionSymbol* FindInherited(const ClassSymbol& cls, std::string_view name, MethodKind kind) {
  ClassSymbol::Found found = cls.Lookup(name);
  return found.owner ? found.owner->FindMethod(name, kind) : nullptr;
}

// A plain body that runs when it is called; null for anything else.
const ast::FunctionBase* BodyOf(const FunctionSymbol* method) {
  bool plain = method && method->def && !method->is_stub && method->overloads.empty() && !method->params.empty() &&
               !method->is_generator && !method->is_async && ast::Is<ast::FunctionDef>(method->def);
  if (!plain) return nullptr;
  bool accessor =
      method->method_kind == MethodKind::kPropertyGetter || method->method_kind == MethodKind::kPropertySetter;
  if (!accessor && (method->method_kind != MethodKind::kInstance || !method->decorators.empty())) return nullptr;
  return static_cast<const ast::FunctionBase*>(method->def);
}

// `super().name`, as the method of `owner` means it for instances of `cls`: the method; null for anything else.
const FunctionSymbol* MethodOfSuper(const ast::Node& node, const ClassSymbol& cls, const ClassSymbol* owner) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&node);
  const auto* call = attribute ? ast::DynCast<ast::Call>(attribute->value) : nullptr;
  const auto* super = call && call->args.empty() ? ast::DynCast<ast::NameExpr>(call->func) : nullptr;
  if (!super || super->name != "super") return nullptr;
  auto after = std::ranges::find(cls.mro, owner);
  for (; after != cls.mro.end(); ++after) {
    if (*after == owner) continue;
    if (const auto* method = AsFunctionSymbol((*after)->FindOwn(attribute->attr.view()))) return method;
  }
  return nullptr;
}

// The fields that a call sets whatever happens, unless it raises.
class SelfWrites {
 public:
  // The method as `cls` and the unit's classes below it have it.
  Names Of(const ClassSymbol& cls, std::string_view name, MethodKind kind) {
    const FunctionSymbol* method = FindInherited(cls, name, kind);
    const ast::FunctionBase* def = BodyOf(method);
    if (!def || !seen_.emplace(&cls, method).second) return {};
    Names own = OfBody(cls, *def, *method);
    for (const ClassSymbol* below : cls.subclasses) own = Both(own, Of(*below, name, kind));
    seen_.erase({&cls, method});
    return own;
  }

  void AddStatement(const ClassSymbol& cls, const ast::Stmt& stmt, const FunctionSymbol& in, Names& set) {
    std::string_view self = in.params[0].name;
    if (const auto* assign = ast::DynCast<ast::Assign>(&stmt)) {
      for (const ast::Expr* target : assign->targets) AddTarget(cls, *target, self, set);
    } else if (const auto* annotated = ast::DynCast<ast::AnnAssign>(&stmt); annotated && annotated->value) {
      AddTarget(cls, *annotated->target, self, set);
    } else if (const auto* value = ast::DynCast<ast::ExprStmt>(&stmt)) {
      const auto* call = ast::DynCast<ast::Call>(value->value);
      const ast::Attribute* method = call ? AttributeOfSelf(*call->func, self) : nullptr;
      if (method) set.merge(Of(cls, method->attr.view(), MethodKind::kInstance));
      const FunctionSymbol* base = call ? MethodOfSuper(*call->func, cls, in.owner_class) : nullptr;
      if (const ast::FunctionBase* def = BodyOf(base)) set.merge(OfBody(cls, *def, *base));
    }
  }

 private:
  struct Exits {
    std::optional<Names> returned;  // what is set at every `return` so far
  };

  static Names Both(const Names& a, const Names& b) {
    Names both;
    std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
    return both;
  }

  Names OfBody(const ClassSymbol& cls, const ast::FunctionBase& def, const FunctionSymbol& method) {
    Exits exits;
    std::optional<Names> end = OfBlock(cls, def.body, method, {}, exits);
    if (!end) return exits.returned.value_or(Names());
    return exits.returned ? Both(*end, *exits.returned) : *end;
  }

  static void Return(Exits& exits, const Names& set) {
    exits.returned = exits.returned ? Both(*exits.returned, set) : set;
  }

  static bool HasReturn(const ast::Node& node) {
    if (ast::Is<ast::FunctionDef>(&node) || ast::Is<ast::AsyncFunctionDef>(&node) || ast::Is<ast::ClassDef>(&node))
      return false;
    bool found = ast::Is<ast::Return>(&node);
    ast::ForEachChild(node, [&](const ast::Node& child) { found = found || HasReturn(child); });
    return found;
  }

  // Nothing when control does not reach the end.
  std::optional<Names> OfBlock(const ClassSymbol& cls, ast::Seq<ast::Stmt> body, const FunctionSymbol& in, Names set,
                               Exits& exits) {
    for (const ast::Stmt* stmt : body) {
      if (ast::Is<ast::Raise>(stmt)) return std::nullopt;
      if (ast::Is<ast::Return>(stmt)) {
        Return(exits, set);
        return std::nullopt;
      }
      if (const auto* test = ast::DynCast<ast::If>(stmt)) {
        std::optional<Names> then = OfBlock(cls, test->body, in, set, exits);
        std::optional<Names> other = OfBlock(cls, test->orelse, in, set, exits);
        if (!then && !other) return std::nullopt;
        set = then && other ? Both(*then, *other) : then ? *then : *other;
        continue;
      }
      if (HasReturn(*stmt)) Return(exits, set);
      AddStatement(cls, *stmt, in, set);
    }
    return set;
  }

  void AddTarget(const ClassSymbol& cls, const ast::Expr& target, std::string_view self, Names& set) {
    if (const auto* tuple = ast::DynCast<ast::Tuple>(&target)) {
      for (const ast::Expr* part : tuple->elts) AddTarget(cls, *part, self, set);
    }
    const ast::Attribute* attribute = AttributeOfSelf(target, self);
    if (!attribute) return;
    const VariableSymbol* field = AsVariableSymbol(cls.Lookup(attribute->attr.view()).symbol);
    if (!field) return set.merge(Of(cls, attribute->attr.view(), MethodKind::kPropertySetter));
    if (field->storage == Storage::kField) set.insert(field->name);
  }

  std::set<std::pair<const ClassSymbol*, const FunctionSymbol*>> seen_;
};

// Walks the bodies that a call on `self` can reach. A field that is not set, or `self` as a value, ends it: not safe.
class SelfReads {
 public:
  explicit SelfReads(Names set) : set_(std::move(set)) {}

  // The method as `cls` and the unit's classes below it have it.
  bool IsSafe(const ClassSymbol& cls, std::string_view name, MethodKind kind = MethodKind::kNone) {
    if (!seen_.emplace(&cls, name, kind).second) return true;
    const FunctionSymbol* method = FindInherited(cls, name, kind);
    if (!method || !IsSafeBody(cls, *method)) return false;
    return std::ranges::all_of(cls.subclasses, [&](const ClassSymbol* below) { return IsSafe(*below, name, kind); });
  }

 private:
  bool IsSafeBody(const ClassSymbol& cls, const FunctionSymbol& method) {
    if (method.method_kind == MethodKind::kStatic || method.method_kind == MethodKind::kClass) return true;
    const ast::FunctionBase* def = BodyOf(&method);
    if (!def) return false;
    Names before = set_;
    bool safe = true;
    for (const ast::Stmt* stmt : def->body) {
      safe = safe && IsSafeNode(cls, *stmt, method);
      if (safe) SelfWrites().AddStatement(cls, *stmt, method, set_);
    }
    set_ = std::move(before);
    return safe;
  }

  bool IsSafeNode(const ClassSymbol& cls, const ast::Node& node, const FunctionSymbol& in) {
    std::string_view self = in.params[0].name;
    if (const FunctionSymbol* base = MethodOfSuper(node, cls, in.owner_class)) return IsSafeBody(cls, *base);
    if (const auto* name = ast::DynCast<ast::NameExpr>(&node)) return name->name != self && name->name != "super";
    if (const auto* changed = ast::DynCast<ast::AugAssign>(&node)) {
      const ast::Attribute* attribute = AttributeOfSelf(*changed->target, self);
      const VariableSymbol* field = attribute ? AsVariableSymbol(cls.Lookup(attribute->attr.view()).symbol) : nullptr;
      if (attribute && (!field || !IsSet(*field))) return false;
    }
    const auto* attribute = ast::DynCast<ast::Attribute>(&node);
    if (attribute && AttributeOfSelf(*attribute, self)) return IsSafeMember(cls, *attribute);
    bool safe = true;
    ast::ForEachChild(node, [&](const ast::Node& child) { safe = safe && IsSafeNode(cls, child, in); });
    return safe;
  }

  bool IsSet(const VariableSymbol& variable) const {
    return variable.storage != Storage::kField || set_.contains(variable.name);
  }

  bool IsSafeMember(const ClassSymbol& cls, const ast::Attribute& use) {
    const Symbol* symbol = cls.Lookup(use.attr.view()).symbol;
    bool stored = use.ctx == ast::ExprContext::Store;
    if (const VariableSymbol* variable = AsVariableSymbol(symbol)) return stored || IsSet(*variable);
    if (!AsFunctionSymbol(symbol) || use.ctx == ast::ExprContext::Del) return false;
    return IsSafe(cls, use.attr.view(), stored ? MethodKind::kPropertySetter : MethodKind::kNone);
  }

  Names set_;
  std::set<std::tuple<const ClassSymbol*, std::string_view, MethodKind>> seen_;
};

}  // namespace

// self.method() in `__init__`: fine as long as nothing that it reaches looks at a field that is not set.
bool Checker::ReadsOnlySetFields(std::string_view method, MethodKind kind) const {
  Names set;
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* field : body_->init.fields) {
    if (body_->flow.Get(body_->PlaceOfField(self, field)).bound == Bound::kYes) set.insert(field->name);
  }
  return SelfReads(std::move(set)).IsSafe(*body_->init.cls, method, kind);
}

// self.method(), self.property = value in `__init__`: the fields that it sets in any case are set.
void Checker::MarkFieldsSetBy(std::string_view method, MethodKind kind) {
  Names set = SelfWrites().Of(*body_->init.cls, method, kind);
  for (const VariableSymbol* field : body_->init.fields) {
    if (set.contains(field->name)) MarkFieldSet(*field);
  }
}

}  // namespace spy::check
