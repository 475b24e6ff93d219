// Typed dicts: displays and subscripts with literal keys.
#include <algorithm>

#include "frontend/base/suggest.h"
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

void Checker::ReportUnknownKey(Span where, const ClassSymbol& cls, std::string_view key) {
  std::vector<std::string_view> names;
  for (const DataField& field : cls.data->fields) names.push_back(field.name);
  auto report = Report(diag::kUnknownKey, where, cls.name, key);
  std::string_view near = Suggest(key, names);
  if (!near.empty()) report.Help(fmt::format("did you mean `{}`?", near));
  if (cls.module == out_.symbol) report.Note(cls.name_span, "its keys are declared here");
}

// d["key"] -> the key's type
TypeRef Checker::TypedDictItem(const InstanceType& container, const ast::Expr& key) {
  const ast::Constant* text = KeyText(&key);
  if (!text || !IsOfKind(*container.cls, DataKind::kTypedDict)) return nullptr;
  if (const DataField* field = container.cls->data->Find(text->text)) return field->type;
  ReportUnknownKey(key.span, *container.cls, text->text);
  return types_.error;
}

// A key that is computed could be any, of any type.
void Checker::ReportTypedDictKeys(Span where, const ClassSymbol& cls, std::string label, std::string help) {
  Report(diag::kTypedDictKeys, where, cls.name).Label(std::move(label)).Help(std::move(help));
}

// del d["key"]; False after a diagnostic
bool Checker::CheckTypedDictDeletion(const InstanceType& container, const ast::Expr& key) {
  if (!IsOfKind(*container.cls, DataKind::kTypedDict)) return true;
  const ast::Constant* text = KeyText(&key);
  if (!text) return RequireLiteralKey(container, key);
  if (TypedDictItem(container, key)->kind == TypeKind::kError) return false;
  if (container.cls->data->Find(text->text)->default_kind != DataDefault::kNone) return true;
  ReportTypedDictKeys(key.span, *container.cls, fmt::format("key `{}` is required", text->text),
                      fmt::format("declare it as `{}: NotRequired[...]`", text->text));
  return false;
}

bool Checker::RequireLiteralKey(const InstanceType& container, const ast::Expr& key) {
  if (KeyText(&key) || out_.types_[key.id]->kind == TypeKind::kError) return true;
  ReportTypedDictKeys(key.span, *container.cls, "which key this is, is not known before the program runs",
                      "write the key as a literal; for keys that are computed use a `dict[str, T]`");
  return false;
}

// d.clear(), d.popitem(): nothing may be required
TypeRef Checker::CheckTypedDictEmptying(const ast::Call& node, const InstanceType& receiver, std::string_view method) {
  for (const DataField& field : receiver.cls->data->fields) {
    if (field.default_kind != DataDefault::kNone) continue;
    ReportTypedDictKeys(node.span, *receiver.cls,
                        fmt::format("`{}` could remove `{}`, which is required", method, field.name),
                        "make a new one instead; or delete keys that are `NotRequired` one by one");
    CheckDynamicCall(node);
    return types_.error;
  }
  return nullptr;
}

// d.get("key", default), d.pop("key", default), d.setdefault("key", default)
TypeRef Checker::CheckTypedDictKeyCall(const ast::Call& node, const InstanceType& receiver, std::string_view method) {
  if (node.args.empty() || node.args.size() > 2 || !node.keywords.empty()) return nullptr;
  const ast::Expr& key = *node.args[0];
  Check(key);
  if (!KeyText(&key)) {
    if (method == "get" || RequireLiteralKey(receiver, key)) return nullptr;
    CheckDynamicCall(node);
    return types_.error;
  }
  TypeRef item = TypedDictItem(receiver, key);
  if (item->kind == TypeKind::kError) return CheckDynamicCall(node), item;
  if (method == "pop" && !CheckTypedDictDeletion(receiver, key)) return CheckDynamicCall(node), types_.error;
  if (node.args.size() == 1) {
    bool required = receiver.cls->data->Find(KeyText(&key)->text)->default_kind == DataDefault::kNone;
    return method == "get" && !required ? types_.Optional(item) : method == "setdefault" ? nullptr : item;
  }
  TypeRef given = Check(*node.args[1], item);
  if (method != "setdefault") return Join(types_, item, given);
  Require(*node.args[1], given, item);
  return item;
}

// d.update({"key": value}, key=value)
TypeRef Checker::CheckTypedDictUpdate(const ast::Call& node, const InstanceType& receiver) {
  if (node.args.size() > 1) return nullptr;
  for (const ast::Expr* arg : node.args) {
    const auto* display = ast::DynCast<ast::Dict>(arg);
    if (display && !display->keys.empty()) {
      SetType(*arg, CheckTypedDict(*display, receiver, true));
    } else {
      Require(*arg, Check(*arg, &receiver), &receiver);
    }
  }
  for (const ast::Keyword* keyword : node.keywords) {
    const DataField* field = keyword->arg ? receiver.cls->data->Find(keyword->arg.view()) : nullptr;
    TypeRef type = Check(*keyword->value, field ? field->type : nullptr);
    if (field) {
      Require(*keyword->value, type, field->type);
    } else if (keyword->arg) {
      ReportUnknownKey(keyword->span, *receiver.cls, keyword->arg.view());
    } else {
      Require(*keyword->value, type, &receiver);
    }
  }
  return types_.none;
}

// d | {"key": value}: keys may be left out. Null: the right side is no display, or the left no typed dict.
TypeRef Checker::CheckTypedDictMerge(TypeRef left, ast::Operator op, const ast::Expr& right) {
  const InstanceType* wanted = AsInstanceType(left);
  const auto* display = ast::DynCast<ast::Dict>(&right);
  if (!wanted || !display || op != ast::Operator::BitOr || !IsOfKind(*wanted->cls, DataKind::kTypedDict))
    return nullptr;
  TypeRef type = CheckTypedDict(*display, *wanted, true);
  SetType(right, type);
  return type;
}

// Methods that are given keys of a typed dict. Null: an ordinary call.
TypeRef Checker::CheckTypedDictCall(const ast::Call& node) {
  const auto* attribute = ast::DynCast<ast::Attribute>(node.func);
  TypeRef type = attribute ? out_.types_[attribute->value->id] : nullptr;
  const InstanceType* receiver = type ? AsInstanceType(type) : nullptr;
  if (!receiver || !IsOfKind(*receiver->cls, DataKind::kTypedDict)) return nullptr;
  std::string_view name = attribute->attr.view();
  if (name == "clear" || name == "popitem") return CheckTypedDictEmptying(node, *receiver, name);
  if (name == "get" || name == "pop" || name == "setdefault") return CheckTypedDictKeyCall(node, *receiver, name);
  if (name == "update") return CheckTypedDictUpdate(node, *receiver);
  return nullptr;
}

// Of several typed dicts that are wanted, the one that has all keys of a display and lacks none it needs; else the
// first.
const InstanceType* Checker::TypedDictFor(const ast::Dict& node, TypeRef expected) {
  const InstanceType* first = nullptr;
  for (TypeRef member : MembersOf(expected)) {
    const InstanceType* instance = AsInstanceType(member);
    if (!instance || !IsOfKind(*instance->cls, DataKind::kTypedDict)) continue;
    if (!first) first = instance;
    const DataClass& data = *instance->cls->data;
    bool known = std::ranges::all_of(
        node.keys, [&](const ast::Expr* key) { return KeyText(key) && data.Find(KeyText(key)->text); });
    bool complete = std::ranges::all_of(data.fields, [&](const DataField& field) {
      return field.default_kind != DataDefault::kNone || std::ranges::any_of(node.keys, [&](const ast::Expr* key) {
               return KeyText(key) && KeyText(key)->text == field.name;
             });
    });
    bool fits = known && complete && LiteralsFit(node, *instance);
    if (fits) return instance;
  }
  return first;
}

// The values that are literals are of the types of their keys: tells `kind: Literal["a"]` from `kind: Literal["b"]`.
bool Checker::LiteralsFit(const ast::Dict& node, const InstanceType& wanted) {
  for (size_t i = 0; i < node.keys.size(); ++i) {
    if (!ast::Is<ast::Constant>(node.values[i])) continue;
    TypeRef item = wanted.cls->data->Find(KeyText(node.keys[i])->text)->type;
    TypeRef value = Quietly([&] { return Check(*node.values[i], item); });
    if (!IsSubtype(types_, value, item)) return false;
  }
  return true;
}

// {"key": value} where a typed dict is wanted; `partial`: keys may be left out
TypeRef Checker::CheckTypedDict(const ast::Dict& node, const InstanceType& wanted, bool partial) {
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
    if (partial) break;
    bool missing = field.default_kind == DataDefault::kNone && std::ranges::find(given, field.name) == given.end();
    if (missing)
      Report(diag::kMissingArgument, node.span, field.name, wanted.cls->name)
          .Note(field.declaration->name_span, "declared here");
  }
  return &wanted;
}

}  // namespace spy::check
