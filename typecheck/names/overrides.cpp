// Overrides: a member of a class must be able to stand for the member of the same name in its bases.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

bool IsExempt(std::string_view name) {
  constexpr std::string_view kExempt[] = {
      "__init__",  "__new__",        "__init_subclass__", "__post_init__",     "__hash__",
      "__slots__", "__match_args__", "__doc__",           "__class_getitem__", "_generate_next_value_"};
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

void CollectAssigned(const ast::Node& node, std::set<std::string_view>& names) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&node);
  if (attribute && attribute->ctx != ast::ExprContext::Load) names.insert(attribute->attr.view());
  ast::ForEachChild(node, [&](const ast::Node& child) { CollectAssigned(child, names); });
}

std::string Quoted(TypeRef type) { return "`" + ToString(type) + "`"; }

}  // namespace

bool Program::IsAttributeAssigned(std::string_view name) {
  if (!assigned_attributes_) {
    assigned_attributes_.emplace();
    for (const std::unique_ptr<DeclaredModule>& module : modules_) {
      if (module->is_stub) continue;
      for (const ast::Stmt* stmt : module->ast->body) CollectAssigned(*stmt, *assigned_attributes_);
    }
  }
  return assigned_attributes_->contains(name);
}

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
    std::vector<std::string_view> names;
    for (const ClassSymbol* base : cls.mro) {
      for (const FunctionSymbol* known : base->methods) {
        if (base != &cls) names.push_back(known->name);
      }
    }
    auto builder = module_.diagnostics.Report(diag::kOverridesNothing, method->name_span, method->name, cls.name);
    std::string_view near = Suggest(method->name, names);
    if (near.empty()) {
      builder.Help("leave `@override` out, or give the method the name that the base has");
    } else {
      builder.Help("did you mean `" + std::string(near) + "`?").Fix(method->name_span, std::string(near));
    }
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
  if (static_cast<const VariableSymbol&>(base).is_written_final && !owner.has_error_base) {
    auto builder = module_.diagnostics.Report(diag::kOverrideFinal, member.name_span, member.name, owner.name);
    NoteBase(builder, base, "declared `Final` here");
    return;
  }
  TypeRef own = MemberType(types_, cls.self_type, &cls, member);
  TypeRef inherited = MemberType(types_, cls.self_type, &owner, base);
  bool silent = own->kind == TypeKind::kError || inherited->kind == TypeKind::kError;
  if (silent || own == inherited) return;
  if (IsSubtype(types_, own, inherited) && !program_.IsAttributeAssigned(member.name)) return;
  auto builder = module_.diagnostics.Report(diag::kOverrideField, member.name_span, member.name, ToString(own),
                                            cls.name, ToString(inherited), owner.name);
  NoteBase(builder, base, "declared here");
  builder.Help("code that knows only `" + std::string(owner.name) + "` could store a " + Quoted(inherited) + " in it");
}

// A property with a setter: the one that stands for it takes at least the same values. False after a diagnostic.
bool Declarer::CheckSetterOverride(ClassSymbol& cls, const FunctionSymbol& getter, const ClassSymbol& owner) {
  const FunctionSymbol* wide = owner.FindMethod(getter.name, MethodKind::kPropertySetter);
  if (!wide || wide->params.size() < 2) return true;
  const FunctionSymbol* own = cls.FindMethod(getter.name, MethodKind::kPropertySetter);
  if (!own) {
    auto builder = module_.diagnostics.Report(diag::kOverrideKind, getter.name_span, getter.name, "read-only property",
                                              cls.name, "property that can be assigned", owner.name);
    NoteBase(builder, *wide, "its setter");
    builder.Help("add `@" + std::string(getter.name) + ".setter`");
    return false;
  }
  if (own->params.size() < 2) return true;
  TypeRef takes = own->params[1].type;
  TypeRef wanted = AsCallableType(MemberSignature(cls, owner, *wide))->params[1].type;
  bool silent = Contains(takes, TypeKind::kError) || Contains(wanted, TypeKind::kError);
  if (silent || IsSubtype(types_, wanted, takes)) return true;
  auto builder = module_.diagnostics.Report(diag::kOverrideSignature, own->name_span, getter.name, cls.name,
                                            getter.name, owner.name);
  builder.Label("the setter takes " + Quoted(takes) + ", not " + Quoted(wanted));
  NoteBase(builder, *wide, "the overridden one");
  return false;
}

// The signature of a base's method with the base's type parameters as `cls` gives them.
TypeRef Declarer::MemberSignature(const ClassSymbol& cls, const ClassSymbol& owner, const FunctionSymbol& method) {
  TypeRef base = AsBase(types_, cls.self_type, &owner);
  return Substitute(types_, method.type, base ? ArgumentsOf(base) : Substitution{});
}

// `self: T`: a class that this one is, or a protocol that users of the method must have.
void Declarer::CheckAnnotatedReceiver(const ClassSymbol& cls, const FunctionSymbol& method) {
  if (!method.def || method.BoundParams() == 0 || method.params.empty() || cls.has_error_base || cls.has_foreign_base)
    return;
  if (method.method_kind == MethodKind::kClass || method.name == "__new__" || method.name == "__class_getitem__" ||
      method.name == "__init_subclass__")
    return;
  TypeRef type = UpperOf(types_, method.params[0].type);
  const InstanceType* view = type->kind == TypeKind::kCallable ? nullptr : NominalView(types_, type);
  if (!view || view->cls->is_protocol || method.params[0].kind > ParamKind::kPositionalOrKeyword) return;
  if (AsBase(types_, cls.self_type, view->cls) || IsSubtype(types_, cls.self_type, type)) return;
  module_.diagnostics.Report(diag::kMethodWithoutSelf, method.name_span, method.name, "instance")
      .Label("`" + std::string(method.params[0].name) + "` is a " + Quoted(type) + ", but would be given the `" +
             std::string(cls.name) + "`")
      .Help("add `self`, or decorate with `@staticmethod`");
}

void Declarer::CheckMethodOverride(ClassSymbol& cls, const FunctionSymbol& method, const FunctionSymbol& base,
                                   const ClassSymbol& owner) {
  if (base.is_final) {
    auto builder = module_.diagnostics.Report(diag::kOverrideFinal, method.name_span, method.name, owner.name);
    NoteBase(builder, base, "marked `@final` here");
  }
  const FunctionSymbol* same_kind = owner.FindMethod(base.name, method.method_kind);
  if (method.method_kind == MethodKind::kPropertyGetter && !CheckSetterOverride(cls, method, owner)) return;
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
  if (own_call && base_call && own_call->params.size() > base_call->params.size()) {
    auto more = std::ranges::find_if(own_call->params.subspan(base_call->params.size()), [](const ParamType& param) {
      return !param.has_default && param.kind != ParamKind::kVarArgs && param.kind != ParamKind::kKwArgs;
    });
    if (more != own_call->params.end()) {
      builder.Help("who calls it as `" + std::string(owner.name) + "." + std::string(base.name) + "` passes no `" +
                   std::string(more->name) + "`: give it a default");
    }
  }
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
