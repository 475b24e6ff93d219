// Items: x[i], x[a:b], x[i] = v, del x[i].
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"
#include "typecheck/rules/wording.h"

namespace spy::check {
namespace {

// The value of an integer literal, perhaps negative.
std::optional<int64_t> IntegerOf(const ast::Expr& expr) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) {
    if (constant->constant_kind == ast::ConstantKind::Int && !constant->is_big) return constant->int_value;
  }
  const auto* unary = ast::DynCast<ast::UnaryOp>(&expr);
  if (!unary || unary->op != ast::UnaryOperator::USub) return std::nullopt;
  std::optional<int64_t> value = IntegerOf(*unary->operand);
  return value ? std::optional(-*value) : std::nullopt;
}

}  // namespace

// x[i] -> x.__getitem__(i)
TypeRef Checker::CheckExpr(const ast::Subscript& node, TypeRef) {
  TypeRef container = Check(*node.value);
  if (const auto* named = ast::DynCast<ast::NameExpr>(node.value); named && AsTypeAliasSymbol(SymbolAt(*named))) {
    EvaluateAnnotation(program_, declared_, *body_->scope, node, {});
    return types_.any;
  }
  if (container->kind == TypeKind::kClassObject) return ClassWithArguments(node, container);
  if (!SpecialFormName(program_, declared_, *body_->scope, *node.value).empty()) {
    // Optional[int], Callable[[int], str] as values: aliases.
    EvaluateAnnotation(program_, declared_, *body_->scope, node, {});
    return types_.any;
  }
  return ItemOf(node, container);
}

// list[int], as a value or before a call -> the class with its arguments
TypeRef Checker::ClassWithArguments(const ast::Subscript& node, TypeRef container) {
  const ClassObjectType& object = *AsClassObjectType(container);
  const InstanceType* instance = AsInstanceType(object.instance);
  bool generic = object.instance->kind == TypeKind::kTuple || (instance && !instance->cls->type_params.empty());
  if (!generic) {
    TypeRef key = Check(*node.slice);
    if (instance && IsOfKind(*instance->cls, DataKind::kEnum)) {  // Color["RED"]
      Require(*node.slice, key, types_.str_, {}, {});
      return instance;
    }
    const FunctionSymbol* getter =
        instance ? AsFunctionSymbol(instance->cls->Lookup("__class_getitem__").symbol) : nullptr;
    if (getter && !getter->is_stub && getter->result) return getter->result;
    if (SpecialMethodResult(container, "__class_getitem__", {})) return types_.any;
    Report(diag::kNotSubscriptable, node.value->span, ToString(container)).Label("this class has no type parameters");
    return types_.error;
  }
  TypeRef type = EvaluateType(program_, declared_, *body_->scope, node);
  return type->kind == TypeKind::kError ? type : types_.ClassObject(type);
}

// x[a:b] of what CPython makes takes integers, `None` and what has `__index__`; a `__getitem__` of one's own, anything.
void Checker::CheckSliceBounds(const ast::Expr& key, TypeRef container) {
  const auto* slice = ast::DynCast<ast::Slice>(&key);
  auto is_own = [&](TypeRef member) {
    std::optional<Member> method = AsInstanceType(member) ? FindMember(types_, member, "__getitem__") : std::nullopt;
    const FunctionSymbol* function = method ? AsFunctionSymbol(method->symbol) : nullptr;
    return IsDynamic(member) || (function && !function->is_stub);
  };
  if (!slice || std::ranges::any_of(MembersOf(container), is_own)) return;
  for (const ast::Expr* part : {slice->lower, slice->upper, slice->step}) {
    TypeRef type = part ? out_.types_[part->id] : types_.none;
    if (type->kind == TypeKind::kNone || type->kind == TypeKind::kAny || type->kind == TypeKind::kError) continue;
    if (!IsOperand(types_, type, types_.Optional(types_.int_)) && !SpecialMethodResult(type, "__index__", {})) {
      Report(diag::kIndexType, part->span, "slice", "int", ToString(type));
    }
  }
}

TypeRef Checker::ItemOf(const ast::Subscript& node, TypeRef container) {
  if (IsDynamic(container)) {
    Check(*node.slice);
    if (container->kind == TypeKind::kAny) ForgetAfterCall(unit_.effects.Unknown(), node.span);
    return container;
  }
  if (container->kind == TypeKind::kTypeVar && AsUnionType(UpperOf(types_, container)))
    container = UpperOf(types_, container);
  if (const TupleType* tuple = AsTupleType(TupleView(types_, container))) return ItemOfTuple(node, *tuple);
  if (const InstanceType* instance = AsInstanceType(container)) {
    if (TypeRef item = TypedDictItem(*instance, *node.slice)) {
      Check(*node.slice);
      return item;
    }
  }
  TypeRef wanted = WantsContext(*node.slice) ? KeyOf(container) : nullptr;
  TypeRef index = Check(*node.slice, wanted);
  CheckSliceBounds(*node.slice, container);
  NoteOperatorEffects(container, index, "getitem", node.span);
  TypeRef result = types_.never;
  for (TypeRef member : MembersOf(container)) {
    if (member->kind == TypeKind::kNone) {
      if (TakeAsDynamic(*node.value)) return types_.any;
      ReportPossiblyNone(*node.value, container, "`None` has no items");
      return types_.error;
    }
    TypeRef one = AsInstanceType(member) ? TypedDictItem(*AsInstanceType(member), *node.slice) : nullptr;
    if (!one) {
      one = IsDynamic(member)                  ? member
            : member->kind == TypeKind::kTuple ? TryElementOf(member)
                                               : ItemByMethod(node, member, index, "__getitem__");
    }
    if (!one || one->kind == TypeKind::kError) return types_.error;
    bool tags = AsLiteralType(one) && std::ranges::all_of(MembersOf(result), AsLiteralType);
    result = tags ? types_.Union(result, one) : result->kind == TypeKind::kNever ? one : Join(types_, result, one);
  }
  return result;
}

// What a container's items are indexed by, for messages and displays in brackets.
TypeRef Checker::KeyOf(TypeRef container) {
  const InstanceType* view = NominalView(types_, container);
  if (view && view->cls == types_.dict_class) return view->args[0];
  return nullptr;
}

// One member of the container's type; null after a diagnostic.
TypeRef Checker::ItemByMethod(const ast::Subscript& node, TypeRef container, TypeRef index, std::string_view method) {
  TypeRef result = types_.never;
  for (TypeRef one : MembersOf(index)) {
    if (one->kind == TypeKind::kError) return types_.error;
    TypeRef item = SpecialMethodResult(container, method, std::span(&one, 1));
    TypeRef number = item ? nullptr : SpecialMethodResult(one, "__index__", {});
    if (number) item = SpecialMethodResult(container, method, std::span(&number, 1));
    if (!item) {
      ReportIndex(node, container, index, one, method);
      return nullptr;
    }
    result = result->kind == TypeKind::kNever ? item : Join(types_, result, item);
  }
  return result;
}

void Checker::ReportIndex(const ast::Subscript& node, TypeRef container, TypeRef index, TypeRef bad,
                          std::string_view method) {
  std::optional<Member> member = FindMember(types_, container, method);
  if (!member) {
    if (method == "__delitem__") {
      Report(diag::kNoItemDeletion, node.span, ToString(container)).Label("it has no `__delitem__`");
    } else {
      auto report = Report(diag::kNotSubscriptable, node.value->span, ToString(container));
      report.Label("it has no `__getitem__`");
      if (TryElementOf(container)) report.Help(fmt::format("make a list of it: `list({})`", Quote(*node.value)));
    }
    return;
  }
  if (IsOptional(index) && bad->kind == TypeKind::kNone) {
    return ReportPossiblyNone(*node.slice, index, fmt::format("`{}` cannot be indexed by `None`", ToString(container)));
  }
  std::string accepted;
  auto add = [&](const CallableType& signature) {
    if (signature.params.empty()) return;
    std::string text = ToString(signature.params[0].type);
    if (text == "SupportsIndex") text = "int";
    if (accepted.find(text) == std::string::npos) accepted += (accepted.empty() ? "" : "` or `") + text;
  };
  if (const CallableType* callable = AsCallableType(member->type)) add(*callable);
  if (const OverloadedType* overloaded = AsOverloadedType(member->type)) {
    for (const CallableType* signature : overloaded->signatures) add(*signature);
  }
  const FunctionSymbol* own = AsFunctionSymbol(member->symbol);
  if (own && !own->is_stub && own->params.size() > 1 && RefuseConversion(*node.slice, bad, own->params[1].type)) return;
  auto report = Report(diag::kIndexType, node.slice->span, ToString(container), accepted, ToString(bad));
  report.Label(fmt::format("this is {}", WithArticle(bad)));
  if (bad == types_.float_) report.Help(fmt::format("write `int({})`, or divide with `//`", Quote(*node.slice)));
}

// t[0] -> the type of that element
TypeRef Checker::ItemOfTuple(const ast::Subscript& node, const TupleType& tuple) {
  TypeRef join = TryElementOf(&tuple);
  if (const auto* slice = ast::DynCast<ast::Slice>(node.slice)) {
    Check(*slice);
    CheckSliceBounds(*slice, &tuple);
    if (tuple.variadic) return &tuple;
    auto part = [&](const ast::Expr* expr) { return expr ? IntegerOf(*expr) : std::optional<int64_t>(); };
    bool plain = !slice->step && (!slice->lower || part(slice->lower)) && (!slice->upper || part(slice->upper));
    if (!plain) return types_.VariadicTuple(join);
    int64_t count = int64_t(tuple.elements.size());
    auto clamp = [&](int64_t value) {
      return std::min(std::max(value < 0 ? value + count : value, int64_t(0)), count);
    };
    int64_t begin = slice->lower ? clamp(*part(slice->lower)) : 0;
    int64_t end = slice->upper ? clamp(*part(slice->upper)) : count;
    return types_.Tuple(begin < end ? tuple.elements.subspan(size_t(begin), size_t(end - begin))
                                    : std::span<const TypeRef>());
  }
  TypeRef index = Check(*node.slice);
  std::optional<int64_t> constant = IntegerOf(*node.slice);
  if (!constant || tuple.variadic) {
    TypeRef nominal = types_.Instance(types_.tuple_class, join);
    TypeRef item = ItemByMethod(node, nominal, index, "__getitem__");
    if (!item) return types_.error;
    if (item == join) return join;
    std::vector<TypeRef> parts;  // t[s] with a variable of type `slice`, or `int | slice`
    for (TypeRef part : MembersOf(item)) {
      const InstanceType* whole = AsInstanceType(part);
      parts.push_back(whole && whole->cls == types_.tuple_class ? types_.VariadicTuple(join) : part);
    }
    return types_.Union(parts);
  }
  int64_t count = int64_t(tuple.elements.size()), at = *constant < 0 ? *constant + count : *constant;
  if (at < 0 || at >= count) {
    Report(diag::kTupleIndex, node.slice->span, *constant, ToString(&tuple))
        .Label(fmt::format("the tuple has {} element{}", count, count == 1 ? "" : "s"));
    return types_.error;
  }
  return tuple.elements[size_t(at)];
}

// x[i] = v -> x.__setitem__(i, v)
void Checker::StoreItem(const ast::Subscript& node, const ast::Expr* value, TypeRef value_type) {
  TypeRef container = out_.types_[node.value->id];
  TypeRef index = out_.types_[node.slice->id];
  CheckSliceBounds(*node.slice, container);
  NoteOperatorEffects(container, value_type, "setitem", node.span);
  if (IsDynamic(container) || index->kind == TypeKind::kError) return;
  for (TypeRef member : MembersOf(container)) {
    if (IsDynamic(member)) continue;
    if (member->kind == TypeKind::kNone && TakeAsDynamic(*node.value)) return;
    if (member->kind == TypeKind::kNone) return ReportPossiblyNone(*node.value, container, "`None` has no items");
    std::optional<Member> method = FindMember(types_, member, "__setitem__");
    if (!method || member->kind == TypeKind::kTuple) {
      Report(diag::kNoItemAssignment, node.span, ToString(member)).Label("it has no `__setitem__`");
      return;
    }
    StoreInto(node, member, index, value, value_type);
  }
}

void Checker::StoreInto(const ast::Subscript& node, TypeRef container, TypeRef index, const ast::Expr* value,
                        TypeRef value_type) {
  if (const InstanceType* view = AsInstanceType(container)) {
    if (TypeRef item = TypedDictItem(*view, *node.slice)) {
      Require(value ? *value : static_cast<const ast::Expr&>(node), value_type, item);
      return;
    }
    if (IsOfKind(*view->cls, DataKind::kTypedDict) && !RequireLiteralKey(*view, *node.slice)) return;
  }
  TypeRef args[] = {index, value_type};
  if (SpecialMethodResult(container, "__setitem__", args)) {
    const InstanceType* instance = AsInstanceType(container);
    if (instance && (instance->cls == types_.dict_class)) RequireHashable(*node.slice, index, "a key of a dict");
    // Operands let bool pass for int, and stubs int for float; what is stored must be exact.
    TypeRef wanted = StoredBy(container, index);
    if (value && wanted) Require(*value, value_type, wanted);
    if (instance && instance->cls == types_.dict_class) Require(*node.slice, index, instance->args[0]);
    return;
  }
  TypeRef wanted = StoredBy(container, index);
  if (!wanted) return ReportIndex(node, container, index, index, "__setitem__");
  const ast::Expr& where = value ? *value : static_cast<const ast::Expr&>(node);
  Require(where, value_type, wanted);
}

// The type of value that container[index] = ... takes; null when the index does not fit.
TypeRef Checker::StoredBy(TypeRef container, TypeRef index) {
  std::optional<Member> method = FindMember(types_, container, "__setitem__");
  if (!method) return nullptr;
  auto fits = [&](const CallableType& signature) -> TypeRef {
    if (signature.params.size() < 2 || !IsOperand(types_, index, signature.params[0].type)) return nullptr;
    return signature.params[1].type;
  };
  if (const CallableType* callable = AsCallableType(method->type)) return fits(*callable);
  if (const OverloadedType* overloaded = AsOverloadedType(method->type)) {
    for (const CallableType* signature : overloaded->signatures) {
      if (TypeRef wanted = fits(*signature)) return wanted;
    }
  }
  return nullptr;
}

// del x[i] -> x.__delitem__(i)
void Checker::DeleteItem(const ast::Subscript& node) {
  TypeRef container = Check(*node.value);
  TypeRef index = Check(*node.slice);
  CheckSliceBounds(*node.slice, container);
  NoteOperatorEffects(container, index, "delitem", node.span);
  for (TypeRef member : MembersOf(container)) {
    if (IsDynamic(member)) continue;
    if (member->kind == TypeKind::kNone && TakeAsDynamic(*node.value)) return;
    if (member->kind == TypeKind::kNone) return ReportPossiblyNone(*node.value, container, "`None` has no items");
    if (member->kind == TypeKind::kTuple) {
      Report(diag::kNoItemDeletion, node.span, ToString(member)).Label("it has no `__delitem__`");
      return;
    }
    if (const InstanceType* view = AsInstanceType(member); view && !CheckTypedDictDeletion(*view, *node.slice)) return;
    if (!ItemByMethod(node, member, index, "__delitem__")) return;
  }
}

}  // namespace spy::check
