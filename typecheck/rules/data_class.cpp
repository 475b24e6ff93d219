// Data classes: defaults in `field(...)`, writes to frozen fields.
#include "typecheck/names/data_class.h"

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/callee.h"
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

// dataclasses.replace(x, field=value), t._replace(field=value): each keyword is a field. Null: an ordinary call.
TypeRef Checker::CheckChangedCopy(const ast::Call& node, const Callee& callee, TypeRef expected) {
  const auto* attribute = ast::DynCast<ast::Attribute>(node.func);
  const Symbol* symbol = callee.symbol;
  bool replace = symbol && symbol->name == "replace" && symbol->module && symbol->module->full_name == "dataclasses";
  bool method = attribute && attribute->attr == "_replace";
  if (!replace && !method) return nullptr;
  if (replace && (node.args.empty() || ast::Is<ast::Starred>(node.args[0]))) return nullptr;
  TypeRef type = replace ? Quietly([&] { return Check(*node.args[0]); }) : out_.types_[attribute->value->id];
  const InstanceType* instance = type ? AsInstanceType(type) : nullptr;
  const DataClass* data = instance ? instance->cls->data : nullptr;
  if (!data || data->kind != (replace ? DataKind::kData : DataKind::kNamedTuple)) return nullptr;
  std::vector<ParamType> params;
  if (replace) params.push_back({{}, ParamKind::kPositionalOnly, type, false});
  Substitution map = ArgumentsOf(type);
  for (const DataField& field : data->fields) {
    if (!field.init) continue;
    bool left_out = !field.is_init_var || field.default_kind != DataDefault::kNone;
    params.push_back({field.name, ParamKind::kKeywordOnly, Substitute(types_, field.type, map), left_out});
  }
  Callee copy = callee;
  return CallCallable(node, *types_.Callable(params, type), copy, expected);
}

// x.field = value, where only `__init__` sets fields
bool Checker::RefuseFrozen(const ast::Attribute& target, const VariableSymbol& field, const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    bool is_tuple = IsOfKind(*base, DataKind::kNamedTuple);
    if (!base->data || !(base->data->frozen || is_tuple) || !base->data->Find(field.name)) continue;
    if (is_tuple) {
      Report(diag::kFinalAssignment, target.attr_span, field.name)
          .Label(fmt::format("a field of the named tuple `{}`", base->name))
          .Help(fmt::format("make a changed copy: `{}._replace({}=...)`", Quote(*target.value), field.name));
      return true;
    }
    Report(diag::kFinalAssignment, target.attr_span, field.name)
        .Label(fmt::format("a field of the frozen data class `{}`", base->name))
        .Help("make a changed copy: `dataclasses.replace(" + Quote(*target.value) + ", " + std::string(field.name) +
              "=...)`");
    return true;
  }
  return false;
}

}  // namespace spy::check
