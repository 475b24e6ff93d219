// Class patterns: C(a, b, key=c).
#include <algorithm>
#include <optional>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/pattern.h"

namespace spy::check {
namespace {

// Built-in classes (and their subclasses) whose one positional sub-pattern is held against the value itself.
constexpr std::string_view kSelfClasses[] = {"bool", "bytearray", "bytes", "dict", "float", "frozenset",
                                             "int",  "list",      "set",   "str",  "tuple"};

bool TakesSelf(const ClassSymbol& cls) {
  return std::any_of(cls.mro.begin(), cls.mro.end(), [](const ClassSymbol* base) {
    return base->module && base->module->full_name == "builtins" &&
           std::find(std::begin(kSelfClasses), std::end(kSelfClasses), base->name) != std::end(kSelfClasses);
  });
}

using Names = std::vector<std::string_view>;

// `__match_args__ = ("x", "y")` of a class body: the names; none when it is written in another way.
std::optional<Names> WrittenNames(const VariableSymbol& variable) {
  const auto* tuple = ast::DynCast<ast::Tuple>(variable.initializer);
  if (!tuple) return std::nullopt;
  Names names;
  for (const ast::Expr* name : tuple->elts) {
    const auto* constant = ast::DynCast<ast::Constant>(name);
    if (!constant || constant->constant_kind != ast::ConstantKind::Str) return std::nullopt;
    names.push_back(constant->text);
  }
  return names;
}

// The `__match_args__` that `@dataclass` and NamedTuple make: the positional parameters of the constructor.
Names DataNames(const DataClass& data) {
  Names names;
  for (const DataField& field : data.fields) {
    if (field.init && !field.kw_only) names.push_back(field.name);
  }
  return names;
}

// The class whose body or decorator gives `cls` its `__match_args__`; null: none.
const ClassSymbol* MatchArgsOwner(const ClassSymbol& cls) {
  for (const ClassSymbol* base : cls.mro) {
    bool made = (IsOfKind(*base, DataKind::kData) && base->data->match_args) || IsOfKind(*base, DataKind::kNamedTuple);
    if (made || AsVariableSymbol(base->FindOwn("__match_args__"))) return base;
  }
  return nullptr;
}

}  // namespace

// The attributes that positional sub-patterns stand for; false when only the run can tell.
bool Checker::PositionalNames(const ast::MatchClass& node, TypeRef instance, MatchClassInfo& info) {
  if (node.patterns.empty()) return true;
  const InstanceType* view = NominalView(types_, instance);
  if (!view || view->cls->has_foreign_base || view->cls->has_error_base) return false;
  size_t allowed = 0;
  if (const ClassSymbol* owner = MatchArgsOwner(*view->cls)) {
    const VariableSymbol* written = AsVariableSymbol(owner->FindOwn("__match_args__"));
    bool by_hand = written && !written->is_implicit;
    std::optional<Names> names = by_hand       ? WrittenNames(*written)
                                 : owner->data ? DataNames(*owner->data)
                                               : std::optional<Names>();
    if (!names) return false;
    allowed = names->size();
    info.names.assign(names->begin(), names->begin() + ptrdiff_t(std::min(allowed, node.patterns.size())));
  } else if (TakesSelf(*view->cls)) {
    info.takes_self = true;
    allowed = 1;
  } else if (view->cls->class_kind == ClassKind::kBuiltin || view->cls->def == nullptr ||
             !view->cls->def->decorator_list.empty() || view->cls->mro.size() > 2) {
    return false;
  }
  if (node.patterns.size() <= allowed) return true;
  Report(diag::kPatternArguments, node.patterns[allowed]->span, view->cls->name, allowed, allowed == 1 ? "" : "s",
         node.patterns.size())
      .Help(allowed ? "name the attribute: `name=pattern`"
                    : "give the class `__match_args__`, or name the attribute: `name=pattern`");
  return false;
}

// The type of an attribute of the value; `field` is set when it is a field of a native class.
TypeRef Checker::AttributeOfPattern(TypeRef matched, std::string_view name, Span span, const VariableSymbol*& field) {
  TypeRef result = types_.never;
  field = nullptr;
  bool first = true;
  for (TypeRef one : MembersOf(matched)) {
    const InstanceType* view = NominalView(types_, one);
    if (!view) return types_.any;
    std::optional<Member> member = FindMember(types_, one, name);
    if (!member || !member->type) {
      if (view->cls->has_foreign_base || view->cls->has_error_base || view->cls->class_kind != ClassKind::kNative)
        return types_.any;
      Report(diag::kPatternAttribute, span, ToString(one), name).Label("the pattern can never match");
      return types_.error;
    }
    const VariableSymbol* variable = AsVariableSymbol(member->symbol);
    bool is_field = variable && variable->storage == Storage::kField && member->owner &&
                    member->owner->class_kind == ClassKind::kNative && view->cls->class_kind == ClassKind::kNative;
    field = is_field && (first || field == variable) ? variable : nullptr;
    first = false;
    result = result->kind == TypeKind::kNever ? member->type : Join(types_, result, member->type);
  }
  return result;
}

// The sub-patterns; true when all of them take whatever the attributes hold.
bool Checker::CheckAttributes(const ast::MatchClass& node, TypeRef matched, MatchClassInfo& info,
                              PatternCaptures& captures) {
  bool known = PositionalNames(node, matched, info), total = known;
  info.is_static = known && !info.takes_self;
  for (size_t i = 0; i < node.patterns.size(); ++i) {
    const VariableSymbol* field = nullptr;
    TypeRef type = info.takes_self && i == 0 ? matched : types_.any;
    if (i < info.names.size()) type = AttributeOfPattern(matched, info.names[i], node.patterns[i]->span, field);
    if (!info.takes_self) info.fields.push_back(field);
    total = CheckPattern(*node.patterns[i], type, captures).rest->kind == TypeKind::kNever && total;
  }
  for (size_t i = 0; i < node.kwd_attrs.size(); ++i) {
    const VariableSymbol* field = nullptr;
    TypeRef type = AttributeOfPattern(matched, node.kwd_attrs[i].view(), node.kwd_attr_spans[i], field);
    if (known) info.names.push_back(node.kwd_attrs[i].view());
    info.fields.push_back(field);
    total = CheckPattern(*node.kwd_patterns[i], type, captures).rest->kind == TypeKind::kNever && total;
  }
  bool all_fields =
      std::all_of(info.fields.begin(), info.fields.end(), [](const VariableSymbol* f) { return f != nullptr; });
  std::vector<std::string_view> names = info.names;
  std::sort(names.begin(), names.end());
  bool repeated = std::adjacent_find(names.begin(), names.end()) != names.end();  // a TypeError when it runs
  info.is_static = info.is_static && all_fields && !repeated;
  return total && (info.is_static || (info.takes_self && info.fields.empty()));
}

// C(a, key=b)
PatternTypes Checker::CheckKind(const ast::MatchClass& node, TypeRef subject, PatternCaptures& captures) {
  TypeRef type = Check(*node.cls);
  MatchClassInfo info;
  bool is_exact = true;
  TypeRef wanted = types_.any;
  if (AsClassObjectType(type)) {
    wanted = ClassesOfIsInstance(*node.cls, is_exact);
  } else if (type->kind != TypeKind::kAny && type->kind != TypeKind::kError) {
    Report(diag::kPatternClass, node.cls->span, ToString(type));
    wanted = types_.error;
  }
  bool known = wanted->kind != TypeKind::kAny && wanted->kind != TypeKind::kError;
  TypeRef matched = known ? IntersectWith(subject, wanted) : subject;
  bool impossible = matched->kind == TypeKind::kNever;
  if (impossible) matched = wanted;
  TypeRef rest = known && is_exact ? ExcludeFrom(subject, wanted) : subject;
  info.is_certain = known && is_exact && rest->kind == TypeKind::kNever && subject->kind != TypeKind::kNever;
  bool total = CheckAttributes(node, known ? matched : types_.any, info, captures);
  out_.match_classes_[node.id] = std::move(info);
  return {matched, total ? rest : subject, impossible};
}

}  // namespace spy::check
