// What a method reads of `self`: whether `__init__` may call it before all fields are set.
#include <algorithm>
#include <set>

#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// Walks the bodies that a call on `self` can reach. A field outside `set`, or `self` as a value, ends it: not safe.
class SelfReads {
 public:
  explicit SelfReads(std::vector<std::string_view> set) : set_(std::move(set)) {}

  // The method as `cls` and the unit's classes below it have it.
  bool IsSafe(const ClassSymbol& cls, std::string_view name) {
    if (!seen_.emplace(&cls, name).second) return true;
    const FunctionSymbol* method = AsFunctionSymbol(cls.Lookup(name).symbol);
    if (!method || !IsSafeBody(cls, *method)) return false;
    return std::ranges::all_of(cls.subclasses, [&](const ClassSymbol* below) { return IsSafe(*below, name); });
  }

 private:
  bool IsSafeBody(const ClassSymbol& cls, const FunctionSymbol& method) {
    if (method.method_kind == MethodKind::kStatic || method.method_kind == MethodKind::kClass) return true;
    bool plain = method.def && !method.is_stub && method.overloads.empty() && !method.params.empty() &&
                 !method.is_generator && !method.is_async;
    bool getter = method.method_kind == MethodKind::kPropertyGetter;
    if (!plain || (method.method_kind != MethodKind::kInstance && !getter) || (!getter && !method.decorators.empty()))
      return false;
    return ast::Is<ast::FunctionDef>(method.def) && IsSafeNode(cls, *method.def, method.params[0].name);
  }

  bool IsSafeNode(const ClassSymbol& cls, const ast::Node& node, std::string_view self) {
    if (const auto* name = ast::DynCast<ast::NameExpr>(&node)) return name->name != self && name->name != "super";
    if (const auto* attribute = ast::DynCast<ast::Attribute>(&node)) {
      const auto* value = ast::DynCast<ast::NameExpr>(attribute->value);
      if (value && value->name == self) return IsSafeMember(cls, *attribute);
    }
    bool safe = true;
    ast::ForEachChild(node, [&](const ast::Node& child) { safe = safe && IsSafeNode(cls, child, self); });
    return safe;
  }

  bool IsSafeMember(const ClassSymbol& cls, const ast::Attribute& use) {
    const Symbol* symbol = cls.Lookup(use.attr.view()).symbol;
    if (const VariableSymbol* variable = AsVariableSymbol(symbol)) {
      return variable->storage != Storage::kField || std::ranges::find(set_, variable->name) != set_.end();
    }
    return AsFunctionSymbol(symbol) && use.ctx == ast::ExprContext::Load && IsSafe(cls, use.attr.view());
  }

  std::vector<std::string_view> set_;
  std::set<std::pair<const ClassSymbol*, std::string_view>> seen_;
};

}  // namespace

// self.method() in `__init__`: fine as long as nothing that it reaches looks at a field that is not set.
bool Checker::ReadsOnlySetFields(std::string_view method) const {
  std::vector<std::string_view> set;
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* field : body_->init.fields) {
    if (body_->flow.Get(body_->PlaceOfField(self, field)).bound == Bound::kYes) set.push_back(field->name);
  }
  return SelfReads(std::move(set)).IsSafe(*body_->init.cls, method);
}

}  // namespace spy::check
