// Data classes: defaults in `field(...)`, writes to frozen fields.
#include "typecheck/names/data_class.h"

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// The facts of `x: T = field(...)`; null where the value is the default itself.
const DataField* Checker::FieldCallOf(const VariableSymbol& variable, const ast::AnnAssign& node) const {
  const DataClass* data = current_class_ ? current_class_->data : nullptr;
  const DataField* field = data ? data->Find(variable.name) : nullptr;
  if (!data || data->kind != DataKind::kData || !field || field->declaration != &variable ||
      !ast::Is<ast::Call>(node.value))
    return nullptr;
  return field->default_value == node.value ? nullptr : field;
}

void Checker::CheckFieldCall(const DataField& field, const ast::AnnAssign& node) {
  const auto& call = ast::As<ast::Call>(*node.value);
  Check(*call.func);
  for (const ast::Keyword* keyword : call.keywords) {
    const ast::Expr& value = *keyword->value;
    if (keyword->arg == "default") {
      Require(value, Check(value, field.type), field.type, {}, field.declaration->name_span);
    } else if (keyword->arg == "default_factory" && field.default_kind == DataDefault::kFactory) {
      TypeRef wanted = types_.Callable({}, field.type);
      Require(value, Check(value, wanted), wanted, {}, field.declaration->name_span);
    } else if (keyword->arg == "default_factory") {
      Quietly([&] { return Check(value); });
    } else {
      Check(value);
    }
  }
  SetType(call, types_.any);
  SetType(*node.target, field.type);
}

// x.field = value, where only `__init__` sets fields
bool Checker::RefuseFrozen(const ast::Attribute& target, const VariableSymbol& field, const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    if (!base->data || !base->data->frozen || !base->data->Find(field.name)) continue;
    Report(diag::kFinalAssignment, target.attr_span, field.name)
        .Label(fmt::format("a field of the frozen data class `{}`", base->name))
        .Help("make a changed copy: `dataclasses.replace(" + Quote(*target.value) + ", " + std::string(field.name) +
              "=...)`");
    return true;
  }
  return false;
}

}  // namespace spy::check
