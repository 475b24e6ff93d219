// Classes that CPython's own metaclasses make: enums, named tuples, typed dicts. Which they are, and the types of their
// members.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

bool IsOfModule(const ClassSymbol& cls, std::string_view module) {
  return cls.module && cls.module->full_name == module;
}

// _sunder_ and __dunder__ names are for the metaclass.
bool IsReserved(std::string_view name) { return name.size() > 2 && name.starts_with('_') && name.ends_with('_'); }

}  // namespace

bool IsEnumMember(const ClassSymbol& cls, const VariableSymbol& variable) {
  return IsOfKind(cls, DataKind::kEnum) && variable.is_final && variable.type == cls.self_type && !variable.is_implicit;
}

const VariableSymbol* OriginalMember(const ClassSymbol& cls, const VariableSymbol& member) {
  auto same_value = [](const ast::Expr* a, const ast::Expr* b) {
    const auto *left = ast::DynCast<ast::Constant>(a), *right = ast::DynCast<ast::Constant>(b);
    return left && right && left->constant_kind == right->constant_kind && left->int_value == right->int_value &&
           left->text == right->text && !left->is_big && !right->is_big &&
           left->constant_kind != ast::ConstantKind::Float;
  };
  const auto* name = ast::DynCast<ast::NameExpr>(member.initializer);
  for (const VariableSymbol* other : cls.class_vars) {
    if (other == &member) break;
    if (!IsEnumMember(cls, *other)) continue;
    if (name && name->name == other->name) return OriginalMember(cls, *other);
    if (same_value(other->initializer, member.initializer)) return other;
  }
  return &member;
}

bool IsClosedEnum(const ClassSymbol& cls) {
  return IsOfKind(cls, DataKind::kEnum) && std::ranges::none_of(cls.mro, [](const ClassSymbol* base) {
           return base->name == "Flag" && IsOfModule(*base, "enum");
         });
}

// class P(NamedTuple), class T(TypedDict)
void Declarer::AddMadeBase(ClassSymbol& cls, const ast::Expr& expr, std::string_view special) {
  cls.data = program_.symbols.NewDataClass();
  cls.data->kind = special == "NamedTuple" ? DataKind::kNamedTuple : DataKind::kTypedDict;
  std::string_view name = cls.data->kind == DataKind::kNamedTuple ? "_NamedTupleBase" : "_TypedDictBase";
  const ClassSymbol* base = AsClassSymbol(program_.FindModule("typing", true)->Find(name));
  if (!base) return;
  EnsureHeader(program_, *base);
  AddClassBase(cls, expr, base->self_type);
}

void Declarer::ReadMadeKind(ClassSymbol& cls) {
  if (module_.is_stub) return;
  for (size_t i = 1; i < cls.mro.size(); ++i) {
    const ClassSymbol& base = *cls.mro[i];
    bool is_enum = base.name == "Enum" && IsOfModule(base, "enum");
    if (!cls.data && (is_enum || IsOfKind(base, DataKind::kTypedDict))) {
      cls.data = program_.symbols.NewDataClass();
      cls.data->kind = is_enum ? DataKind::kEnum : DataKind::kTypedDict;
    }
  }
  if (IsMade(cls)) cls.class_kind = ClassKind::kOpen;
}

// RED = 1 -> a class variable that holds an instance
void Declarer::AddEnumMember(ClassSymbol& cls, VariableSymbol& variable, const Scope& scope,
                             std::vector<TypeRef>* values) {
  const auto* call = ast::DynCast<ast::Call>(variable.initializer);
  const Symbol* callee = call ? NamedSymbol(scope, *call->func) : nullptr;
  std::string_view made =
      callee && callee->module && callee->module->full_name == "enum" ? callee->name : std::string_view();
  if (made == "nonmember" || variable.is_class_var) {
    if (!variable.type) variable.type = types_.any;
  } else {
    variable.type = cls.self_type;
    variable.is_final = true;
    TypeRef value = made == "auto" ? types_.int_ : nullptr;
    if (!value && made.empty() && variable.initializer)
      value = ManifestType(program_, module_, *variable.initializer, scope);
    values->push_back(value ? value : types_.any);
  }
  cls.AddClassVar(&variable);
}

// What CPython's metaclass would refuse: a base with members, a member that is assigned twice.
void Declarer::CheckEnum(const ClassSymbol& cls) {
  if (!IsOfKind(cls, DataKind::kEnum)) return;
  for (TypeRef base : cls.bases) {
    const ClassSymbol* owner = AsInstanceType(base) ? AsInstanceType(base)->cls : nullptr;
    if (!owner || !IsOfKind(*owner, DataKind::kEnum)) continue;
    for (const VariableSymbol* member : owner->class_vars) {
      if (!IsEnumMember(*owner, *member)) continue;
      auto builder = module_.diagnostics.Report(diag::kFinalBase, cls.name_span, owner->name);
      builder.Label("an enum that has members cannot be extended");
      NoteBase(builder, *member, "a member");
      break;
    }
  }
  for (const VariableSymbol* member : cls.class_vars) {
    if (member->binding_count < 2 || !IsEnumMember(cls, *member)) continue;
    module_.diagnostics.Report(diag::kDuplicateMember, member->name_span, member->name, cls.name)
        .Label("a member of an enum is assigned once");
  }
}

void Declarer::AddEnumMembers(ClassSymbol& cls) {
  const Scope& scope = *tree_.ScopeOf(*cls.def);
  std::vector<TypeRef> values;
  for (const auto& [name, symbol] : scope.entries()) {
    VariableSymbol* variable = AsVariableSymbol(symbol);
    if (!variable || variable->owner_class != &cls || cls.FindOwn(name.view())) continue;
    if (variable->annotation && !variable->initializer) {
      variable->storage = Storage::kField;
      if (!variable->type) variable->type = types_.error;
      cls.AddField(variable);
    } else if (IsReserved(variable->name) || variable->name.starts_with("_" + std::string(cls.name) + "__")) {
      if (!variable->type) variable->type = types_.any;
      cls.AddClassVar(variable);
    } else {
      AddEnumMember(cls, *variable, scope, &values);
    }
  }
  bool plain = std::ranges::none_of(cls.mro, [](const ClassSymbol* base) {
    return base->name == "IntEnum" || base->name == "StrEnum" || base->name == "Flag" ||
           base->name == "_generate_next_value_";
  });
  bool same = !values.empty() && std::ranges::all_of(values, [&](TypeRef type) { return type == values[0]; });
  bool generated = cls.FindOwn("_generate_next_value_") || cls.FindOwn("__new__");
  if (!plain || !same || generated || cls.FindOwn("value") || values[0]->kind == TypeKind::kAny) return;
  VariableSymbol* value = program_.symbols.NewVariable("value", cls.name_span, module_.symbol);
  value->storage = Storage::kField;
  value->owner_class = &cls;
  value->type = values[0];
  value->is_declared = value->is_implicit = value->is_written_final = true;
  cls.AddField(value);
}

}  // namespace spy::check
