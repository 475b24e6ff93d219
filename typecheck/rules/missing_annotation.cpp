// Parameters without annotation: reported when all calls of the unit have been seen, with the type that they show.
#include <algorithm>

#include "frontend/diagnostics/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::NotePassed(const CallableType& signature, const ParamType& param, TypeRef type) {
  if (!signature.function || Contains(type, TypeKind::kError) || Contains(type, TypeKind::kTypeVar)) return;
  TypeRef plain = StripLiteral(types_, type);
  auto [entry, added] = unit_.passed.try_emplace({signature.function, param.name}, plain);
  if (!added) entry->second = Join(types_, entry->second, plain);
}

namespace {

// The type with floats where it has ints.
TypeRef WithFloats(TypeStore& types, TypeRef type) {
  auto all = [&](std::span<const TypeRef> parts) {
    std::vector<TypeRef> result;
    for (TypeRef part : parts) result.push_back(WithFloats(types, part));
    return result;
  };
  if (type == types.int_) return types.float_;
  if (const InstanceType* instance = AsInstanceType(type)) return types.Instance(instance->cls, all(instance->args));
  const TupleType* tuple = AsTupleType(type);
  if (!tuple) return type;
  return tuple->variadic ? types.VariadicTuple(WithFloats(types, tuple->elements[0]))
                         : types.Tuple(all(tuple->elements));
}

// f(1), f(2.5): a float is meant, and the 1 will be written as one.
TypeRef WithoutIntsForFloats(TypeStore& types, TypeRef type) {
  std::vector<TypeRef> kept;
  for (TypeRef member : MembersOf(type)) {
    TypeRef wide = WithFloats(types, member);
    std::span<const TypeRef> members = MembersOf(type);
    if (wide == member || std::ranges::find(members, wide) == members.end()) kept.push_back(member);
  }
  return types.Union(kept);
}

}  // namespace

// From the default and the calls; null when they show nothing.
TypeRef Checker::TypeShownFor(const FunctionSymbol& function, const Param& param) {
  auto passed = unit_.passed.find({&function, param.name});
  TypeRef shown = passed == unit_.passed.end() ? nullptr : passed->second;
  TypeRef own = param.default_value ? out_.types_[param.default_value->id] : nullptr;
  if (own && !Contains(own, TypeKind::kError)) {
    own = StripLiteral(types_, own);
    bool says_nothing = own->kind == TypeKind::kNone && !shown;
    if (!says_nothing) shown = shown ? Join(types_, shown, own) : own;
  }
  bool writable = shown && shown->kind != TypeKind::kAny && shown->kind != TypeKind::kModule &&
                  shown->kind != TypeKind::kOverloaded;
  return writable ? WithoutIntsForFloats(types_, shown) : nullptr;
}

// The method of a base that this one stands for; null: none.
const FunctionSymbol* Checker::OverriddenBy(const FunctionSymbol& function) {
  const ClassSymbol* cls = function.owner_class;
  if (!cls || function.name == "__init__" || function.name == "__new__") return nullptr;
  for (const ClassSymbol* base : cls->mro) {
    const FunctionSymbol* method = base == cls ? nullptr : base->FindMethod(function.name, function.method_kind);
    if (method) return method->result ? method : nullptr;
  }
  return nullptr;
}

void Checker::ReportMissingAnnotations() {
  for (const FunctionSymbol* function : out_.functions) {
    if (!function->def) continue;
    for (size_t i = 0; i < function->params.size(); ++i) {
      const Param& param = function->params[i];
      bool takes_class = function->owner_class && function->name == "__new__";
      bool receiver = i == 0 && (takes_class || function->BoundParams() == 1);
      if (receiver || !param.variable || param.variable->annotation) continue;
      auto report = Report(diag::kMissingParameterType, param.variable->name_span, param.name);
      const FunctionSymbol* base = OverriddenBy(*function);
      bool inherits = base && base->params.size() > i && base->params[i].kind == param.kind && base->params[i].type &&
                      !Contains(base->params[i].type, TypeKind::kError) &&
                      !Contains(base->params[i].type, TypeKind::kTypeVar);
      TypeRef shown = inherits ? base->params[i].type : TypeShownFor(*function, param);
      if (!shown) {
        report.Label(fmt::format("write `{}: ...`", param.name));
        continue;
      }
      bool called = unit_.passed.contains({function, param.name});
      std::string of_base = inherits ? fmt::format("in `{}` it is", base->owner_class->name) : "";
      report.Label(fmt::format("{} `{}`",
                               inherits ? of_base
                               : called ? "it is called with"
                                        : "its default is a",
                               ToString(shown)));
      report.Help(fmt::format("write `{}: {}`", param.name, ToString(shown)));
      uint32_t at = param.variable->name_span.end;
      bool tight = declared_.ast->source.text().substr(at, 1) == "=";  // n=3 -> n: int = 3
      report.Fix({at, at + (tight ? 1 : 0)}, fmt::format(": {}{}", ToString(shown), tight ? " = " : ""));
    }
  }
}

}  // namespace spy::check
