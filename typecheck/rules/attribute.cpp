// Attributes: how `value.attr` is resolved.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/imports.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// What the metaclass or `dataclass` adds to the class itself.
bool IsDataAttribute(TypeRef receiver, std::string_view name) {
  constexpr std::string_view kNames[] = {
      "__match_args__",  "__dataclass_fields__", "__dataclass_params__", "__slots__",
      "__annotations__", "__required_keys__",    "__optional_keys__",    "__total__"};
  const ClassObjectType* object = AsClassObjectType(receiver);
  const InstanceType* instance = AsInstanceType(object ? object->instance : receiver);
  return instance && std::ranges::find(kNames, name) != std::end(kNames) &&
         std::ranges::any_of(instance->cls->mro, [](const ClassSymbol* cls) { return cls->data != nullptr; });
}

}  // namespace

// Keeps one entry per node: a body may be checked more than once, the last check counts.
void Checker::Record(const ast::Attribute& node, const AttributeInfo& info) {
  const AttributeInfo*& slot = out_.attributes_[node.id];
  if (!slot) slot = &out_.attribute_storage_.emplace_back();
  *const_cast<AttributeInfo*>(slot) = info;
}

Name Checker::MemberName(const ast::Attribute& node) const {
  if (!node.attr.view().starts_with("__") || node.attr.view().ends_with("__")) return node.attr;
  return MangleName(node.attr, ClassAround(), program_.sources.names());
}

// The class whose body contains this code.
const ClassSymbol* Checker::ClassAround() const {
  for (const Body* body = body_; body; body = body->outer) {
    for (const FunctionSymbol* f = body->function; f; f = f->enclosing) {
      if (f->owner_class) return f->owner_class;
    }
  }
  return current_class_;
}

// x.attr -> field, class variable, property, bound method, module member
TypeRef Checker::CheckExpr(const ast::Attribute& node, TypeRef expected) {
  TypeRef receiver = CheckReceiver(*node.value);
  AttributeInfo info;
  TypeRef type = AttributeOf(node, receiver, info);
  Record(node, info);
  if (type->kind == TypeKind::kError) return type;
  if (info.variable && info.variable->storage == Storage::kField) return ReadFieldPlace(node, type);
  if (info.variable && IsPlace(*info.variable)) type = ReadFieldPlace(node, type);
  return AsWantedLiteral(node, type, expected);
}

// The value before a dot: reading a field of `self` in `__init__` is no escape.
TypeRef Checker::CheckReceiver(const ast::Expr& value) {
  // What is left of an enum is the enum, to attributes.
  if (!IsInitSelf(value)) {
    TypeRef type = Check(value);
    return AsUnionType(type) && Contains(type, TypeKind::kLiteral) ? StripLiteral(types_, type) : type;
  }
  InitTracking saved = body_->init;
  body_->init.cls = nullptr;
  TypeRef type = Check(value);
  body_->init = saved;
  return type;
}

TypeRef Checker::AttributeOf(const ast::Attribute& node, TypeRef receiver, AttributeInfo& info) {
  if (UpperOf(types_, receiver)->kind == TypeKind::kError) return types_.error;  // a bound that is wrong
  switch (receiver->kind) {
    case TypeKind::kError:
    case TypeKind::kNever:
      return receiver;
    case TypeKind::kAny:
      ForgetAfterCall(unit_.effects.Unknown(), node.span);
      return types_.any;
    case TypeKind::kUnion:
      return AttributeOfUnion(node, *AsUnionType(receiver), info);
    case TypeKind::kModule:
      return AttributeOfModule(node, *AsModuleType(receiver), info);
    case TypeKind::kTypeVar:
      if (const UnionType* bound = AsUnionType(UpperOf(types_, receiver))) return AttributeOfUnion(node, *bound, info);
      break;
    case TypeKind::kNone:
    case TypeKind::kInstance:
    case TypeKind::kTuple:
    case TypeKind::kLiteral:
    case TypeKind::kCallable:
    case TypeKind::kOverloaded:
    case TypeKind::kClassObject:
      break;
  }
  if (node.attr == "__class__") return types_.ClassObject(StripLiteral(types_, receiver));
  if (node.attr == "__dict__" && receiver->kind != TypeKind::kModule) {
    dialect::RefuseInstanceDict(declared_.diagnostics, node);
    return types_.error;
  }
  receiver = SuperReceiver(node, receiver);
  if (std::optional<Member> member = FindMethodOfObject(types_, receiver, node.attr.view())) {
    return ClassifyMember(node, receiver, *member, info);
  }
  if (std::optional<Member> member = FindMember(types_, receiver, MemberName(node).view())) {
    return ClassifyMember(node, receiver, *member, info);
  }
  const InstanceType* view = NominalView(types_, receiver);
  if (IsDataAttribute(receiver, node.attr.view())) return types_.any;
  if (view && view->cls->has_foreign_base) return types_.any;  // a class that we do not see may have it
  if (TypeRef dynamic = DynamicAttribute(receiver)) return dynamic;
  if (node.attr == "__new__") return types_.any;  // stubs describe construction by `__init__`
  if (receiver->kind == TypeKind::kNone) {
    ReportPossiblyNone(*node.value, receiver, fmt::format("`None` has no `{}`", node.attr.view()));
    return types_.error;
  }
  ReportUnknownAttribute(node, receiver);
  return types_.error;
}

// What a class of CPython's gives for names that it does not list, by the `__getattr__` of its stub; null where it has
// none.
TypeRef Checker::DynamicAttribute(TypeRef receiver) {
  const InstanceType* view = receiver->kind == TypeKind::kClassObject ? nullptr : NominalView(types_, receiver);
  const FunctionSymbol* hook = view ? AsFunctionSymbol(view->cls->Lookup("__getattr__").symbol) : nullptr;
  return hook && hook->is_stub ? hook->result : nullptr;
}

// `super()` stands for all bases: the first one that has the attribute is meant.
TypeRef Checker::SuperReceiver(const ast::Attribute& node, TypeRef receiver) {
  const ClassSymbol* cls = IsSuperCall(*node.value) ? ClassOfMethod() : nullptr;
  if (!cls || cls->bases.size() < 2) return receiver;
  bool through_class = receiver->kind == TypeKind::kClassObject;
  for (TypeRef base : cls->bases) {
    TypeRef candidate = through_class ? types_.ClassObject(base) : base;
    std::optional<Member> member = FindMember(types_, candidate, MemberName(node).view());
    if (member && member->owner != types_.object_class) return candidate;
  }
  return receiver;
}

TypeRef Checker::ClassifyMember(const ast::Attribute& node, TypeRef receiver, const Member& member,
                                AttributeInfo& info) {
  bool through_class = receiver->kind == TypeKind::kClassObject && member.owner != types_.type_class;
  bool native = member.owner && member.owner->class_kind == ClassKind::kNative;
  bool of_unit = member.owner && member.owner->class_kind != ClassKind::kBuiltin;
  const InstanceType* view = through_class ? nullptr : NominalView(types_, receiver);
  bool native_receiver = view && view->cls->class_kind == ClassKind::kNative;
  if (const VariableSymbol* variable = AsVariableSymbol(member.symbol)) {
    info.variable = variable;
    if (through_class && of_unit) info.kind = AttributeKind::kClassMember, info.symbol = variable;
    if (!through_class && variable->storage == Storage::kField && native && native_receiver)
      info.kind = AttributeKind::kField;
    if (!through_class && variable->storage == Storage::kClass && of_unit) info.kind = AttributeKind::kClassVar;
    if (!through_class && IsInitSelf(*node.value) && variable->storage == Storage::kField)
      CheckFieldRead(node, *variable);
    // A field with a default in the class body is that default when read through the class.
    if (through_class && of_unit && variable->storage == Storage::kField && !variable->initializer &&
        !variable->has_other_defaults) {
      ReportUnknownAttribute(node, receiver);
      return types_.error;
    }
    return member.type;
  }
  const FunctionSymbol* function = AsFunctionSymbol(member.symbol);
  if (!function) {
    if (through_class) info.kind = AttributeKind::kClassMember, info.symbol = member.symbol;
    return member.type;
  }
  bool of_init_self = !through_class && of_unit && IsInitSelf(*node.value);
  if (of_init_self && !ReadsOnlySetFields(node.attr.view())) CheckSelfUse(*node.value);
  info.function = function;
  if (through_class) {
    info.symbol = function;
    if (of_unit) info.kind = AttributeKind::kClassMember;
  } else if (function->method_kind == MethodKind::kPropertyGetter) {
    if (native) info.kind = AttributeKind::kProperty;
    if (of_unit) ForgetAfterCall(unit_.effects.OfCall(function->name), node.span);
  } else if (native) {
    info.kind = AttributeKind::kMethod;
  }
  return member.type;
}

// A field has its narrowed type as long as nothing may have written it.
TypeRef Checker::ReadFieldPlace(const ast::Attribute& node, TypeRef declared) {
  std::optional<uint32_t> place = PlaceOfExpr(node, false);
  if (!place) return declared;
  TypeRef known = body_->flow.Get(*place).type;
  return known ? known : declared;
}

TypeRef Checker::AttributeOfUnion(const ast::Attribute& node, const UnionType& receiver, AttributeInfo& info) {
  TypeRef result = types_.never;
  AttributeInfo first;
  bool same = true, any_found = false;
  for (TypeRef member : receiver.members) {
    if (member->kind == TypeKind::kNone && !FindMember(types_, member, node.attr.view())) {
      if (TakeAsDynamic(*node.value)) return info = {}, types_.any;
      ReportPossiblyNone(*node.value, &receiver, fmt::format("`None` has no `{}`", node.attr.view()));
      return types_.error;
    }
    AttributeInfo one;
    std::optional<Member> found;
    if (member->kind != TypeKind::kAny) found = FindMember(types_, member, MemberName(node).view());
    if (!found && member->kind != TypeKind::kAny) {
      Report(diag::kUnionAttribute, node.attr_span, ToString(&receiver), node.attr.view(), ToString(member))
          .Label(fmt::format("not on `{}`", ToString(member)))
          .Help(fmt::format("test with `isinstance({}, ...)` first", Quote(*node.value)));
      return types_.error;
    }
    TypeRef type = found ? ClassifyMember(node, member, *found, one) : types_.any;
    if (any_found && (one.kind != first.kind || one.variable != first.variable || one.function != first.function))
      same = false;
    if (!any_found) first = one;
    any_found = true;
    bool literals = result->kind != TypeKind::kNever && std::ranges::all_of(MembersOf(result), AsLiteralType);
    result = result->kind == TypeKind::kNever               ? type
             : literals && type->kind == TypeKind::kLiteral ? types_.Union(result, type)
                                                            : Join(types_, result, type);
  }
  if (same) info = first;
  return result;
}

// mod.attr -> its member; anything of a foreign module is Any
TypeRef Checker::AttributeOfModule(const ast::Attribute& node, const ModuleType& receiver, AttributeInfo& info) {
  const ModuleSymbol& module = *receiver.module;
  if (const Symbol* symbol = module.Find(node.attr.view())) {
    info.kind = AttributeKind::kModuleMember;
    info.symbol = symbol;
    if (module.module_kind == ModuleKind::kForeign) return types_.any;
    return TypeOfSymbol(types_, *symbol);
  }
  if (module.module_kind == ModuleKind::kForeign || IsUnlisted(module, node.attr.view())) return types_.any;
  if (std::optional<Member> member = FindMember(types_, &receiver, node.attr.view())) return member->type;
  if (node.attr == "__dict__") {
    dialect::RefuseInstanceDict(declared_.diagnostics, node);
    return types_.error;
  }
  std::vector<std::string_view> names;
  for (const Symbol* symbol : module.members) names.push_back(symbol->name);
  auto report = Report(diag::kUnknownAttribute, node.attr_span, module.full_name, node.attr.view());
  report.Label("no such member of the module");
  std::string_view near = Suggest(node.attr.view(), names);
  if (!near.empty()) report.Help(fmt::format("did you mean `{}`?", near)).Fix(node.attr_span, std::string(near));
  return types_.error;
}

std::string Checker::SuggestMember(TypeRef receiver, std::string_view name) {
  const ClassObjectType* object = AsClassObjectType(receiver);
  const InstanceType* view = NominalView(types_, object ? object->instance : receiver);
  if (!view) return {};
  std::vector<std::string_view> names;
  for (const ClassSymbol* cls : view->cls->mro) {
    for (const VariableSymbol* field : cls->fields) names.push_back(field->name);
    for (const VariableSymbol* variable : cls->class_vars) names.push_back(variable->name);
    for (const FunctionSymbol* method : cls->methods) names.push_back(method->name);
  }
  return std::string(Suggest(name, names));
}

void Checker::ReportUnknownAttribute(const ast::Attribute& node, TypeRef receiver) {
  const ClassObjectType* object = AsClassObjectType(receiver);
  const InstanceType* view = NominalView(types_, object ? object->instance : receiver);
  if (view && std::ranges::any_of(view->cls->mro, [](const ClassSymbol* cls) { return cls->has_error_base; })) return;
  auto report = Report(diag::kUnknownAttribute, node.attr_span, ToString(receiver), node.attr.view());
  TypeRef awaited = CoroutineResult(receiver);
  if (awaited && NominalView(types_, awaited) && FindMember(types_, awaited, node.attr.view())) {
    report.Label(fmt::format("`{}` has it", ToString(awaited)))
        .Help(fmt::format("await the coroutine: `(await {}).{}`", Quote(*node.value), node.attr.view()));
    return;
  }
  std::string near = SuggestMember(receiver, node.attr.view());
  if (!near.empty() && near != node.attr.view()) {
    report.Label("no such attribute").Help(fmt::format("did you mean `{}`?", near)).Fix(node.attr_span, near);
    return;
  }
  if (object && view && view->cls->FindField(node.attr.view())) {
    report.Label("this is a field: only instances have it");
    return;
  }
  report.Label("no such attribute");
  if (view && view->cls->class_kind != ClassKind::kBuiltin && view->cls->module == out_.symbol) {
    report.Note(view->cls->name_span, fmt::format("`{}` is defined here", view->cls->name));
  }
}

}  // namespace spy::check
