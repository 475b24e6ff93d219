// Definite initialisation: every path through `__init__` of a native class sets every field, and `self` stays inside
// until then. The `bound` of a field's place tells whether it is set.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// Whether the class, or one between it and the field's, gives the field a default in its body.
bool GetsOtherDefault(const ClassSymbol& cls, const VariableSymbol& field) {
  return std::ranges::any_of(cls.mro, [&](const ClassSymbol* below) {
    return std::ranges::find(below->field_defaults, field.name, &VariableSymbol::name) != below->field_defaults.end();
  });
}

}  // namespace

void Checker::StartInit(const FunctionSymbol& function, Body& body) {
  const ClassSymbol* cls = function.owner_class;
  bool after = cls && IsOfKind(*cls, DataKind::kData) && function.name == "__post_init__";
  if (!cls || (function.name != "__init__" && !after) || cls->class_kind != ClassKind::kNative ||
      function.params.empty())
    return;
  if (cls->has_error_base || !function.params[0].variable) return;
  body.init.cls = cls;
  body.init.self = function.params[0].variable;
  uint32_t self = PlaceOf(*body.init.self);
  for (const ClassSymbol* base : cls->mro) {
    if (base->class_kind != ClassKind::kNative) continue;
    for (const VariableSymbol* field : base->fields) {
      const DataField* of_data = IsOfKind(*base, DataKind::kData) ? base->data->Find(field->name) : nullptr;
      bool has_default = of_data ? of_data->default_kind == DataDefault::kValue : field->initializer != nullptr;
      if (GetsOtherDefault(*cls, *field)) continue;
      if (has_default && field->storage == Storage::kField && field->annotation && IsClassLevel(*field)) continue;
      bool redeclared = std::ranges::any_of(body.init.fields,
                                            [&](const VariableSymbol* known) { return known->name == field->name; });
      if (redeclared || (after && IsSetByDataInit(*cls, *field))) continue;
      body.init.fields.push_back(field);
      body.flow.Set(body.PlaceOfField(self, field), {nullptr, Bound::kNo});
    }
  }
}

// Set by the `__init__` that a data class gets, before it calls `__post_init__`.
bool Checker::IsSetByDataInit(const ClassSymbol& cls, const VariableSymbol& field) const {
  const DataField* known = cls.data->Find(field.name);
  return known && (known->init || known->default_kind != DataDefault::kNone);
}

// Declared in the class body, where an initialiser is a default for every instance.
bool Checker::IsClassLevel(const VariableSymbol& field) const {
  const ClassSymbol* cls = field.owner_class;
  if (!cls || !cls->def) return false;
  return std::ranges::any_of(cls->def->body, [&](const ast::Stmt* stmt) {
    return stmt->span.begin <= field.name_span.begin && field.name_span.end <= stmt->span.end &&
           stmt->kind == ast::NodeKind::AnnAssign;
  });
}

bool Checker::IsInitSelf(const ast::Expr& expr) const {
  if (!InInit()) return false;
  const auto* name = ast::DynCast<ast::NameExpr>(&expr);
  return name && SymbolAt(*name) == body_->init.self;
}

void Checker::MarkFieldSet(const VariableSymbol& field) {
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* known : body_->init.fields) {
    if (known->name != field.name) continue;
    uint32_t place = body_->PlaceOfField(self, known);
    body_->flow.Set(place, {body_->flow.Get(place).type, Bound::kYes});
  }
}

void Checker::MarkBaseFieldsSet() {
  for (const VariableSymbol* field : body_->init.fields) {
    if (field->owner_class != body_->init.cls) MarkFieldSet(*field);
  }
}

// The place of the first field that is not surely set.
std::optional<uint32_t> Checker::FirstUnsetField() const {
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* field : body_->init.fields) {
    uint32_t place = body_->PlaceOfField(self, field);
    if (body_->flow.Get(place).bound != Bound::kYes) return place;
  }
  return std::nullopt;
}

void Checker::CheckFieldRead(const ast::Attribute& node, const VariableSymbol& field) {
  if (!body_->flow.reachable) return;
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* known : body_->init.fields) {
    if (known->name != field.name) continue;
    uint32_t place = body_->PlaceOfField(self, known);
    Bound bound = body_->flow.Get(place).bound;
    if (bound == Bound::kYes) return;
    auto report = Report(diag::kFieldBeforeSet, node.span, field.name);
    report.Label(bound == Bound::kNo ? "not set yet" : "not set on every path that leads here");
    bool inherited = known->owner_class != body_->init.cls;
    if (inherited)
      report.Help(fmt::format("call `super().__init__(...)` first: `{}` sets it", known->owner_class->name));
    MarkFieldSet(field);
  }
}

// `self` as a value, or a method called on it: others may see fields that are not set.
void Checker::CheckSelfUse(const ast::Expr& use) {
  if (!body_->flow.reachable) return;
  if (std::optional<uint32_t> place = FirstUnsetField()) ReportSelfEscape(use.span, *place);
}

void Checker::ReportSelfEscape(Span where, uint32_t place) {
  const VariableSymbol& field = *body_->places()[place].field;
  auto report = Report(diag::kSelfBeforeSet, where, field.name);
  report.Label("whoever gets it here could read a field that is not set");
  if (field.owner_class == body_->init.cls) {
    report.Note(field.name_span, fmt::format("`{}` is set later", field.name)).Help("set all fields first");
  } else {
    report.Help(fmt::format("call `super().__init__(...)` first: `{}` sets `{}`", field.owner_class->name, field.name));
  }
  for (const VariableSymbol* known : body_->init.fields) MarkFieldSet(*known);
}

// A way out of `__init__`: everything has to be set.
void Checker::CheckInitDone(Span where, bool at_end) {
  if (!body_->flow.IsLive()) return;
  uint32_t self = body_->PlaceOf(body_->init.self);
  for (const VariableSymbol* field : body_->init.fields) {
    Bound bound = body_->flow.Get(body_->PlaceOfField(self, field)).bound;
    if (bound == Bound::kYes) continue;
    bool inherited = field->owner_class != body_->init.cls;
    Span place = inherited || field->module != out_.symbol ? where : field->name_span;
    auto report = Report(diag::kUnsetField, place, field->name, body_->init.cls->name);
    report.Label(bound == Bound::kNo ? "never set" : "set on some paths only");
    if (!at_end) report.Note(where, "`__init__` ends here without it");
    if (inherited) {
      report.Help(fmt::format("call `super().__init__(...)`: `{}` sets it", field->owner_class->name));
    } else {
      report.Help("assign it on every path, or give it a default in the class body");
    }
  }
}

}  // namespace spy::check
