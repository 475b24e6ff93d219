// Overrides: a member of a class must be able to stand for the member of the same name in its bases.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

bool IsExempt(std::string_view name) {
  constexpr std::string_view kExempt[] = {"__init__",       "__new__",  "__init_subclass__",
                                          "__post_init__",  "__hash__", "__slots__",
                                          "__match_args__", "__doc__",  "__class_getitem__"};
  return std::ranges::find(kExempt, name) != std::end(kExempt);
}

std::string_view KindWord(const Symbol& member) {
  if (const VariableSymbol* variable = AsVariableSymbol(&member)) {
    return variable->storage == Storage::kField ? "field" : "class variable";
  }
  switch (static_cast<const FunctionSymbol&>(member).method_kind) {
    case MethodKind::kNone:
    case MethodKind::kInstance:
      return "method";
    case MethodKind::kStatic:
      return "static method";
    case MethodKind::kClass:
      return "class method";
    case MethodKind::kPropertyGetter:
    case MethodKind::kPropertySetter:
    case MethodKind::kPropertyDeleter:
      return "property";
  }
  return "member";
}

// `__str__ = __repr__`: a class variable that holds a method.
bool HoldsMethod(const Symbol& member) {
  const VariableSymbol* variable = AsVariableSymbol(&member);
  const CallableType* callable = variable && variable->type ? AsCallableType(variable->type) : nullptr;
  return callable && callable->function && callable->function->owner_class;
}

std::string Quoted(TypeRef type) { return "`" + ToString(type) + "`"; }

}  // namespace

void Declarer::NoteBase(DiagnosticBuilder& builder, const Symbol& base, std::string text) {
  const DeclaredModule* owner = program_.DeclarationsOf(base.module);
  if (owner && !owner->is_stub) builder.Note(owner->ast->source, base.name_span, std::move(text));
}

void Declarer::CheckMember(ClassSymbol& cls, const Symbol& member) {
  if (IsExempt(member.name)) return;
  for (size_t i = 1; i < cls.mro.size(); ++i) {
    if (const Symbol* base = cls.mro[i]->FindOwn(member.name)) {
      CheckOverride(cls, member, *base, *cls.mro[i]);
      return;
    }
  }
  const FunctionSymbol* method = AsFunctionSymbol(&member);
  if (method && method->is_override && !cls.has_error_base && !cls.has_foreign_base) {
    module_.diagnostics.Report(diag::kOverridesNothing, method->name_span, method->name, cls.name);
  }
}

void Declarer::CheckOverride(ClassSymbol& cls, const Symbol& member, const Symbol& base, const ClassSymbol& owner) {
  if (HoldsMethod(member) && !AsVariableSymbol(&base)) return;
  if (KindWord(member) != KindWord(base)) {
    auto builder = module_.diagnostics.Report(diag::kOverrideKind, member.name_span, member.name, KindWord(member),
                                              cls.name, KindWord(base), owner.name);
    NoteBase(builder, base, "a " + std::string(KindWord(base)) + " here");
    return;
  }
  if (const FunctionSymbol* method = AsFunctionSymbol(&member)) {
    CheckMethodOverride(cls, *method, static_cast<const FunctionSymbol&>(base), owner);
    return;
  }
  TypeRef own = MemberType(types_, cls.self_type, &cls, member);
  TypeRef inherited = MemberType(types_, cls.self_type, &owner, base);
  bool silent = own->kind == TypeKind::kError || inherited->kind == TypeKind::kError;
  if (silent || own == inherited) return;
  auto builder = module_.diagnostics.Report(diag::kOverrideField, member.name_span, member.name, ToString(own),
                                            cls.name, ToString(inherited), owner.name);
  NoteBase(builder, base, "declared here");
  builder.Help("code that knows only `" + std::string(owner.name) + "` could store a " + Quoted(inherited) + " in it");
}

void Declarer::CheckMethodOverride(ClassSymbol& cls, const FunctionSymbol& method, const FunctionSymbol& base,
                                   const ClassSymbol& owner) {
  if (base.is_final) {
    auto builder = module_.diagnostics.Report(diag::kOverrideFinal, method.name_span, method.name, owner.name);
    NoteBase(builder, base, "marked `@final` here");
  }
  const FunctionSymbol* same_kind = owner.FindMethod(base.name, method.method_kind);
  if (!same_kind) return;
  bool bound = method.method_kind == MethodKind::kInstance;
  TypeRef own = bound ? MemberType(types_, cls.self_type, &cls, method)
                      : DropParams(types_, SignatureOf(types_, method), method.BoundParams());
  TypeRef inherited = MemberType(types_, cls.self_type, &owner, *same_kind);
  if (method.method_kind == MethodKind::kPropertyGetter) {
    own = method.result;
  } else if (method.method_kind != MethodKind::kInstance && method.method_kind != MethodKind::kClass &&
             method.method_kind != MethodKind::kStatic) {
    return;
  }
  if (Contains(own, TypeKind::kError) || Contains(inherited, TypeKind::kError)) return;
  if (IsSubtype(types_, own, inherited)) return;
  auto builder = module_.diagnostics.Report(diag::kOverrideSignature, method.name_span, method.name, cls.name,
                                            base.name, owner.name);
  builder.Label(Quoted(own) + " cannot stand for " + Quoted(inherited));
  NoteBase(builder, base, "the overridden one");
  const CallableType* own_call = AsCallableType(own);
  const CallableType* base_call = AsCallableType(inherited);
  if (own_call && base_call && own_call->params.size() == base_call->params.size()) {
    for (size_t i = 0; i < own_call->params.size(); ++i) {
      const ParamType& narrow = own_call->params[i];
      const ParamType& wide = base_call->params[i];
      if (IsSubtype(types_, wide.type, narrow.type)) continue;
      builder.Help("parameter `" + std::string(narrow.name) + "` must accept " + Quoted(wide.type) +
                   "; test with `isinstance` inside");
    }
  }
}

}  // namespace spy::check
