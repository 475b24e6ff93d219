// Typed dicts: displays and subscripts with literal keys.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

const ast::Constant* KeyText(const ast::Expr* expr) {
  const auto* constant = ast::DynCast<ast::Constant>(expr);
  return constant && constant->constant_kind == ast::ConstantKind::Str ? constant : nullptr;
}

}  // namespace

// d["key"] -> the key's type
TypeRef Checker::TypedDictItem(const InstanceType& container, const ast::Expr& key) {
  const ast::Constant* text = KeyText(&key);
  if (!text || !IsOfKind(*container.cls, DataKind::kTypedDict)) return nullptr;
  if (const DataField* field = container.cls->data->Find(text->text)) return field->type;
  Report(diag::kIndexType, key.span, container.cls->name, "its keys", text->text).Label("no such key");
  return types_.error;
}

// {"key": value} where a typed dict is wanted
TypeRef Checker::CheckTypedDict(const ast::Dict& node, const InstanceType& wanted) {
  std::vector<std::string_view> given;
  for (size_t i = 0; i < node.keys.size(); ++i) {
    const ast::Constant* text = KeyText(node.keys[i]);
    if (!text) {
      if (node.keys[i]) Check(*node.keys[i]);
      Check(*node.values[i]);
      Report(diag::kTypeMismatch, node.values[i]->span, ToString(&wanted), "dict")
          .Label("only literal keys are known to be right here");
      return types_.error;
    }
    Check(*node.keys[i]);
    given.push_back(text->text);
    TypeRef type = TypedDictItem(wanted, *node.keys[i]);
    TypeRef value = Check(*node.values[i], type->kind == TypeKind::kError ? nullptr : type);
    Require(*node.values[i], value, type);
  }
  for (const DataField& field : wanted.cls->data->fields) {
    bool missing = field.default_kind == DataDefault::kNone && std::ranges::find(given, field.name) == given.end();
    if (missing)
      Report(diag::kMissingArgument, node.span, field.name, wanted.cls->name)
          .Note(field.declaration->name_span, "declared here");
  }
  return &wanted;
}

}  // namespace spy::check
