// Empty containers without annotation: `xs = []` gets its element type from the first use in the same body.
//
// The first check of the body gives such a display elements of the error type, which silences followers, and looks for
// `xs.append(1)`, `d[k] = v`, a call or return with a declared type; where it finds none, functions inside are looked
// through too. What it finds is kept by display; the body is then checked again with it.
#include <algorithm>
#include <array>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// How a method's arguments show what the container holds.
enum class Shows : uint8_t { kElement, kSecondElement, kElements, kKeyAndValue };
struct UseRow {
  std::string_view method;
  Shows shows;
};
constexpr std::array kUses = {
    UseRow{"append", Shows::kElement},         UseRow{"add", Shows::kElement},
    UseRow{"appendleft", Shows::kElement},     UseRow{"insert", Shows::kSecondElement},
    UseRow{"extend", Shows::kElements},        UseRow{"update", Shows::kElements},
    UseRow{"setdefault", Shows::kKeyAndValue},
};

}  // namespace

bool Checker::IsPending(TypeRef type) const {
  const InstanceType* instance = AsInstanceType(type);
  return instance && !instance->args.empty() &&
         std::ranges::all_of(instance->args, [](TypeRef arg) { return arg->kind == TypeKind::kError; });
}

// [], {}, set(), list(), dict()
bool Checker::IsEmptyDisplay(const ast::Expr& value) {
  if (const auto* list = ast::DynCast<ast::List>(&value)) return list->elts.empty();
  if (const auto* dict = ast::DynCast<ast::Dict>(&value)) return dict->keys.empty();
  const auto* call = ast::DynCast<ast::Call>(&value);
  return call && WantsContext(value) && call->keywords.empty();
}

const VariableSymbol* Checker::PendingVariable(const ast::Expr& expr) {
  const auto* name = ast::DynCast<ast::NameExpr>(&expr);
  const VariableSymbol* variable = name ? AsVariableSymbol(SymbolAt(*name)) : nullptr;
  return variable && BodyWhereItIsPending(*variable) ? variable : nullptr;
}

// This body or one around it; functions of a module are checked without an outer body.
Body* Checker::BodyWhereItIsPending(const VariableSymbol& variable) {
  for (Body* body = body_; body; body = body->outer) {
    if (body->pending.contains(&variable)) return body;
  }
  return module_body_ && module_body_->pending.contains(&variable) ? module_body_ : nullptr;
}

void Checker::StartPending(const VariableSymbol& variable, const ast::Expr* value, TypeRef type) {
  if (!value) return;
  if (!IsPending(type)) {
    // `xs = []` on one path, `xs = [1]` on another.
    if (body_->pending.contains(&variable)) ResolvePending(variable, type);
    return;
  }
  if (!IsEmptyDisplay(*value) || body_->hints.contains(value->id)) return;
  auto& displays = body_->pending[&variable];
  if (std::ranges::find(displays, value) == displays.end()) displays.push_back(value);
}

// The container in `variable` is a `found`.
void Checker::ResolvePending(const VariableSymbol& variable, TypeRef found) {
  Body* owner = BodyWhereItIsPending(variable);
  const InstanceType* instance = AsInstanceType(found);
  if (!owner || !instance || Contains(found, TypeKind::kError)) return;
  auto pending = owner->pending.find(&variable);
  for (const ast::Expr* display : pending->second) {
    const InstanceType* own = AsInstanceType(out_.types_[display->id]);
    if (!own || own->cls != instance->cls) continue;
    owner->hints[display->id] = found;
    owner->found_hint = true;
  }
  owner->pending.erase(pending);
  uint32_t place = PlaceOf(variable);
  const_cast<VariableSymbol&>(variable).type = found;
  body_->flow.Set(place, {found, body_->flow.Get(place).bound});
}

// The type that `container.method(arguments)` shows of a container of the class; null: none.
TypeRef Checker::ShownByCall(const ClassSymbol* cls, const ast::Attribute& callee, const ast::Call& call) {
  auto row = std::ranges::find(kUses, callee.attr.view(), &UseRow::method);
  if (row == kUses.end()) return nullptr;
  size_t at = row->shows == Shows::kSecondElement ? 1 : 0;
  if (at >= call.args.size()) return nullptr;
  TypeRef argument = Quietly([&] { return Check(*call.args[at]); });
  argument = StripLiteral(types_, argument);
  if (argument->kind == TypeKind::kError || argument->kind == TypeKind::kNone) return nullptr;
  if (row->shows == Shows::kKeyAndValue || (cls->type_params.size() == 2 && row->shows == Shows::kElements)) {
    if (row->shows == Shows::kElements) return argument;
    if (call.args.size() < 2) return nullptr;
    TypeRef value = StripLiteral(types_, Quietly([&] { return Check(*call.args[1]); }));
    TypeRef args[] = {argument, value};
    return types_.Instance(cls, args);
  }
  TypeRef element = row->shows == Shows::kElements ? TryElementOf(argument) : argument;
  return element && cls->type_params.size() == 1 ? types_.Instance(cls, element) : nullptr;
}

// xs.append(1) -> xs is a list[int]
void Checker::ResolveByCall(const ast::Attribute& callee, const ast::Call& call) {
  const VariableSymbol* variable = PendingVariable(*callee.value);
  TypeRef type = out_.types_[callee.value->id];
  if (!variable || !IsPending(type) || call.args.empty()) return;
  if (TypeRef shown = ShownByCall(AsInstanceType(type)->cls, callee, call)) ResolvePending(*variable, shown);
}

// A variable that holds a dict of unknown keys and values.
const VariableSymbol* Checker::PendingDict(const ast::Expr& container) {
  const VariableSymbol* variable = PendingVariable(container);
  TypeRef type = variable ? out_.types_[container.id] : nullptr;
  return type && IsPending(type) && AsInstanceType(type)->cls == types_.dict_class ? variable : nullptr;
}

// d[k].append(1), d.setdefault(k, []).append(1) -> d is a dict[K, list[int]]
void Checker::ResolveNestedByCall(const ast::Attribute& callee, const ast::Call& call) {
  const auto* item = ast::DynCast<ast::Subscript>(callee.value);
  const auto* made = ast::DynCast<ast::Call>(callee.value);
  const auto* method = made ? ast::DynCast<ast::Attribute>(made->func) : nullptr;
  bool by_default = method && method->attr == "setdefault" && made->args.size() == 2;
  const ast::Expr* container = item ? item->value : by_default ? method->value : nullptr;
  const VariableSymbol* variable = container ? PendingDict(*container) : nullptr;
  if (!variable) return;
  bool of_list = callee.attr == "append" || callee.attr == "insert" || callee.attr == "extend";
  const ClassSymbol* inner = of_list ? types_.list_class : callee.attr == "add" ? types_.set_class : nullptr;
  TypeRef value = inner && !call.args.empty() ? ShownByCall(inner, callee, call) : nullptr;
  const ast::Expr& key = item ? *item->slice : *made->args[0];
  TypeRef key_type = StripLiteral(types_, Quietly([&] { return Check(key); }));
  if (value && key_type->kind != TypeKind::kError) ResolvePending(*variable, types_.Dict(key_type, value));
}

// d[j][k] = v -> d is a dict[J, dict[K, V]]
void Checker::ResolveNestedByStore(const ast::Subscript& target, TypeRef value) {
  const auto* item = ast::DynCast<ast::Subscript>(target.value);
  const VariableSymbol* variable = item ? PendingDict(*item->value) : nullptr;
  if (!variable || Contains(value, TypeKind::kError)) return;
  TypeRef outer = StripLiteral(types_, Quietly([&] { return Check(*item->slice); }));
  TypeRef key = StripLiteral(types_, Quietly([&] { return Check(*target.slice); }));
  if (outer->kind == TypeKind::kError || key->kind == TypeKind::kError) return;
  ResolvePending(*variable, types_.Dict(outer, types_.Dict(key, StripLiteral(types_, value))));
}

// d[k] = v -> d is a dict[K, V]
void Checker::ResolveByStore(const ast::Subscript& target, TypeRef value) {
  ResolveNestedByStore(target, value);
  const VariableSymbol* variable = PendingVariable(*target.value);
  TypeRef type = out_.types_[target.value->id];
  if (!variable || !IsPending(type) || AsInstanceType(type)->args.size() != 2) return;
  TypeRef args[] = {StripLiteral(types_, out_.types_[target.slice->id]), StripLiteral(types_, value)};
  if (args[0]->kind == TypeKind::kError || Contains(args[1], TypeKind::kError)) return;
  TypeRef found = types_.Instance(AsInstanceType(type)->cls, args);
  ResolvePending(*variable, found);
  SetType(*target.value, found);
}

void Checker::ReportPending() {
  for (const auto& [variable, displays] : body_->pending) {
    for (const ast::Expr* display : displays) {
      const InstanceType* type = AsInstanceType(out_.types_[display->id]);
      bool reported = variable->storage == Storage::kClass && !variable->annotation;  // SPY4002
      if (!type || !IsPending(type) || reported) continue;
      std::string example = type->args.size() == 2 ? "str, int" : "int";
      Report(diag::kNeedsAnnotation, display->span, variable->name)
          .Label(ast::Is<ast::Call>(display) && type->cls->class_kind != ClassKind::kBuiltin
                     ? fmt::format("this does not show the type arguments of `{}`", type->cls->name)
                     : "this is empty, and what is put in here does not show it")
          .Help(fmt::format("write the type, as in `{}: {}[{}] = {}`", variable->name, type->cls->name, example,
                            TextOf(*display)));
    }
  }
  body_->pending.clear();
}

}  // namespace spy::check
