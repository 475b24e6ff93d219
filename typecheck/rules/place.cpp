// Places: variables and field paths whose types flow may narrow, and what makes narrowing end.
#include <algorithm>

#include "typecheck/rules/checker.h"

namespace spy::check {

bool Checker::IsLocalHere(const VariableSymbol& variable) const {
  if (variable.storage == Storage::kGlobal || variable.storage == Storage::kClass) return body_->function == nullptr;
  return variable.function == body_->function;
}

// No call can change it.
bool Checker::IsStable(const VariableSymbol& variable) const { return !unit_.effects.IsShared(variable); }

// Whether a module's symbol is bound whenever the function whose body is checked can run.
bool Checker::IsBoundBeforeCalls(const Symbol& symbol) const {
  auto bound = unit_.bound_in.find(&symbol);
  return bound != unit_.bound_in.end() && bound->second <= definition_turn_;
}

// How surely a variable of an outer body, or a module variable read in a function, is bound.
Bound Checker::OuterBound(const VariableSymbol& variable) {
  if (variable.storage == Storage::kGlobal) {
    bool foreign = variable.module != out_.symbol;
    return foreign || IsBoundBeforeCalls(variable) ? Bound::kYes : Bound::kMaybe;
  }
  return Bound::kYes;
}

uint32_t Checker::PlaceOf(const VariableSymbol& variable) {
  size_t known = body_->places().size();
  uint32_t place = body_->PlaceOf(&variable);
  if (place == known) body_->places()[place].is_stable = IsStable(variable);
  return place;
}

namespace {

constexpr uint32_t kNoParent = ~0u;  // of class variables read from the name of their class

bool IsOfUnitClass(const VariableSymbol& variable) {
  const ClassSymbol* owner = variable.storage == Storage::kClass ? variable.owner_class : nullptr;
  return owner && owner->class_kind != ClassKind::kBuiltin;
}

}  // namespace

bool Checker::IsPlace(const VariableSymbol& member) const {
  return member.storage == Storage::kField || IsOfUnitClass(member);
}

std::optional<uint32_t> Checker::PlaceOfExpr(const ast::Expr& expr, bool create) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) {
    const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*name));
    if (!variable || variable->alias_of) return std::nullopt;
    return PlaceOf(*variable);
  }
  if (const auto* walrus = ast::DynCast<ast::NamedExpr>(&expr)) return PlaceOfExpr(*walrus->target, create);
  const auto* attribute = ast::DynCast<ast::Attribute>(&expr);
  if (!attribute) return std::nullopt;
  const AttributeInfo* info = out_.attributes_[attribute->id];
  if (!info || !info->variable || !IsPlace(*info->variable)) return std::nullopt;
  const auto* name = ast::DynCast<ast::NameExpr>(attribute->value);
  const ClassSymbol* cls = name ? AsClassSymbol(ResolveAlias(SymbolAt(*name))) : nullptr;
  bool of_own_class = cls && cls == info->variable->owner_class;
  std::optional<uint32_t> parent = of_own_class ? kNoParent : PlaceOfExpr(*attribute->value, create);
  if (!parent) return std::nullopt;
  uint32_t place = body_->PlaceOfField(*parent, info->variable);
  bool stable_parent = of_own_class || body_->places()[*parent].is_stable;
  body_->places()[place].is_stable = info->variable->is_written_final && stable_parent;
  return place;
}

TypeRef Checker::DeclaredTypeOfPlace(uint32_t place) {
  const Place& known = body_->places()[place];
  const VariableSymbol* variable = known.variable ? known.variable : known.field;
  return DeclaredTypeOf(*variable);
}

void Checker::Narrow(uint32_t place, TypeRef type, Span where) {
  PlaceState state = body_->flow.Get(place);
  state.type = type;
  body_->flow.Set(place, state);
  body_->narrowed_at[place] = where;
}

void Checker::BindVariable(const VariableSymbol& variable, TypeRef type, TypeRef narrowed) {
  auto& symbol = const_cast<VariableSymbol&>(variable);
  TypeRef plain = StripLiteral(types_, type);
  if (!variable.is_declared && !variable.is_param) {
    bool first = !variable.type || (variable.type->kind == TypeKind::kError && plain->kind != TypeKind::kError);
    symbol.type = first ? plain : Join(types_, variable.type, plain);
  }
  uint32_t place = PlaceOf(variable);
  bool stable = body_->places()[place].is_stable;
  ForgetFieldsOf(place);
  body_->flow.Set(place, {stable ? narrowed : nullptr, Bound::kYes});
  body_->lost.erase(place);
  NoteRaise();
}

void Checker::UnbindVariable(const VariableSymbol& variable) {
  uint32_t place = PlaceOf(variable);
  ForgetFieldsOf(place);
  body_->flow.Set(place, {nullptr, Bound::kNo});
  NoteRaise();
}

// The variable or field has another value: nothing is known about fields of it.
void Checker::ForgetFieldsOf(uint32_t place) {
  const std::vector<Place>& places = body_->places();
  for (uint32_t i = 0; i < places.size(); ++i) {
    if (places[i].field && places[i].parent == place) {
      body_->flow.Forget(i);
      ForgetFieldsOf(i);
    }
  }
}

// A field of that name was written, maybe of an object that we know under another name.
void Checker::ForgetField(const VariableSymbol& field, uint32_t except, Span where) {
  const std::vector<Place>& places = body_->places();
  auto may_be_same = [&](const VariableSymbol& other) {
    if (&field == &other) return true;
    bool structural =
        !field.owner_class || !other.owner_class || field.owner_class->is_protocol || other.owner_class->is_protocol;
    return structural && field.name == other.name;
  };
  for (uint32_t i = 0; i < places.size(); ++i) {
    if (i == except || !places[i].field || !may_be_same(*places[i].field)) continue;
    if (TypeRef known = body_->flow.Get(i).type) body_->lost[i] = {known, body_->narrowed_at[i], where};
    body_->flow.Forget(i);
    ForgetFieldsOf(i);
  }
}

void Checker::ForgetAfterCall(const Effects& effects, Span where) {
  const Effects* const alone = &effects;
  ForgetAfterCalls(std::span(&alone, 1), where);
}

void Checker::ForgetAfterCalls(std::span<const Effects* const> calls, Span where) {
  if (body_ == module_body_) ++turn_;
  auto writes = [&](const VariableSymbol& field) {
    return std::ranges::any_of(calls, [&](const Effects* effects) { return unit_.effects.Writes(*effects, field); });
  };
  bool unknown = std::ranges::any_of(calls, [](const Effects* effects) { return effects->anything; });
  const std::vector<Place>& places = body_->places();
  bool changed = false;
  for (uint32_t i = 0; i < places.size(); ++i) {
    TypeRef known = body_->flow.Get(i).type;
    if (!known || places[i].is_stable) continue;
    if (places[i].field && !writes(*places[i].field)) continue;
    body_->lost[i] = {known, body_->narrowed_at[i], where, unknown && places[i].field};
    body_->flow.Forget(i);
    ForgetFieldsOf(i);
    changed = true;
  }
  if (changed) NoteRaise();
}

void Checker::NoteRaise() {
  if (!body_->flow.reachable) return;
  for (TryFrame& frame : body_->tries) frame.raised.Merge(types_, body_->flow);
}

}  // namespace spy::check
