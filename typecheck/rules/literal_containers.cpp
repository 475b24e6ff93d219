// Displays of lists, sets, dicts and tuples.
#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// The wanted element type of a display of class `cls`, from what is expected of it: list[T], Sequence[T], Iterable[T].
TypeRef Checker::ExpectedElement(TypeRef expected, const ClassSymbol* cls) {
  if (!expected || !cls) return nullptr;
  for (TypeRef member : MembersOf(expected)) {
    const InstanceType* instance = AsInstanceType(member);
    if (!instance || instance->args.empty()) continue;
    if (instance->cls == cls) return instance->args[0];
    if (!instance->cls->is_protocol && instance->cls->module != types_.iterable_class->module) continue;
    // What the display's class looks like as that protocol: list[T] as Iterable[T].
    if (!cls->type_params.empty()) {
      TypeRef base = cls->self_type ? AsBase(types_, cls->self_type, instance->cls) : nullptr;
      const InstanceType* view = base ? AsInstanceType(base) : nullptr;
      if (view && !view->args.empty() && view->args[0] == types_.TypeVar(cls->type_params[0])) return instance->args[0];
    }
  }
  return nullptr;
}

// No element says what it holds: the expected type, what a later use showed, or not known yet.
TypeRef Checker::EmptyContainer(const ast::Expr& node, const ClassSymbol* cls, size_t parameters) {
  auto hint = body_->hints.find(node.id);
  if (hint != body_->hints.end()) return hint->second;
  std::vector<TypeRef> args(parameters, types_.error);
  return types_.Instance(cls, args);
}

TypeRef Checker::ElementsOfDisplay(const ast::Expr&, ast::Seq<ast::Expr> elements, TypeRef expected) {
  TypeRef result = types_.never;
  bool fits = true;
  for (const ast::Expr* element : elements) {
    TypeRef type;
    if (const auto* star = ast::DynCast<ast::Starred>(element)) {
      type = ElementOf(*star->value, Check(*star->value, expected ? types_.Iterable(expected) : nullptr));
      SetType(*element, out_.types_[star->value->id]);
    } else {
      type = Check(*element, expected);
    }
    if (expected && !HasOpenVars(expected)) {
      fits = Require(*element, type, expected) && fits;
    }
    result = result->kind == TypeKind::kNever ? StripLiteral(types_, type) : Join(types_, result, type);
  }
  if (expected && !HasOpenVars(expected)) return fits ? expected : types_.error;
  return result;
}

// [a, b] -> list of the join of the elements, or of the wanted element type
TypeRef Checker::CheckExpr(const ast::List& node, TypeRef expected) {
  TypeRef wanted = ExpectedElement(expected, types_.list_class);
  if (node.elts.empty()) {
    bool known = wanted && !HasOpenVars(wanted) && wanted->kind != TypeKind::kError;
    return known ? types_.List(wanted) : EmptyContainer(node, types_.list_class, 1);
  }
  TypeRef element = ElementsOfDisplay(node, node.elts, wanted);
  return element->kind == TypeKind::kError ? types_.error : types_.List(element);
}

// {a, b} -> set
TypeRef Checker::CheckExpr(const ast::Set& node, TypeRef expected) {
  TypeRef wanted = ExpectedElement(expected, types_.set_class);
  TypeRef element = ElementsOfDisplay(node, node.elts, wanted);
  for (const ast::Expr* one : node.elts) {
    if (!ast::Is<ast::Starred>(one)) RequireHashable(*one, out_.types_[one->id], "an element of a set");
  }
  return element->kind == TypeKind::kError ? types_.error : types_.Set(element);
}

// {k: v, **more} -> dict
TypeRef Checker::CheckExpr(const ast::Dict& node, TypeRef expected) {
  TypeRef wanted_key = nullptr, wanted_value = nullptr;
  for (TypeRef member : expected ? MembersOf(expected) : std::span<const TypeRef>()) {
    const InstanceType* instance = AsInstanceType(member);
    if (instance && IsOfKind(*instance->cls, DataKind::kTypedDict))
      return CheckTypedDict(node, *TypedDictFor(node, expected));
    bool is_mapping = instance && (instance->cls == types_.dict_class || instance->cls->name == "Mapping" ||
                                   instance->cls->name == "MutableMapping");
    if (is_mapping && instance->args.size() == 2) wanted_key = instance->args[0], wanted_value = instance->args[1];
  }
  auto known = [&](TypeRef type) { return type && !HasOpenVars(type) && type->kind != TypeKind::kError; };
  if (node.keys.empty()) {
    return known(wanted_key) && known(wanted_value) ? types_.Dict(wanted_key, wanted_value)
                                                    : EmptyContainer(node, types_.dict_class, 2);
  }
  TypeRef key = types_.never, value = types_.never;
  bool fits = true;
  auto add = [&](TypeRef& sum, const ast::Expr& expr, TypeRef type, TypeRef wanted) {
    if (known(wanted)) fits = Require(expr, type, wanted) && fits;
    sum = sum->kind == TypeKind::kNever ? StripLiteral(types_, type) : Join(types_, sum, type);
  };
  for (size_t i = 0; i < node.keys.size(); ++i) {
    if (!node.keys[i]) {
      CheckSpreadDict(*node.values[i], expected, key, value);
      continue;
    }
    TypeRef one = Check(*node.keys[i], wanted_key);
    RequireHashable(*node.keys[i], one, "a key of a dict");
    add(key, *node.keys[i], one, wanted_key);
    add(value, *node.values[i], Check(*node.values[i], wanted_value), wanted_value);
  }
  if (!fits || key->kind == TypeKind::kError || value->kind == TypeKind::kError) return types_.error;
  return types_.Dict(known(wanted_key) ? wanted_key : key, known(wanted_value) ? wanted_value : value);
}

// {**more} -> its keys and values
void Checker::CheckSpreadDict(const ast::Expr& value, TypeRef expected, TypeRef& keys, TypeRef& values) {
  TypeRef type = Check(value, expected);
  if (type->kind == TypeKind::kAny || type->kind == TypeKind::kError) {
    keys = values = type;
    return;
  }
  const ClassSymbol* mapping = types_.mapping_class;
  TypeRef base = AsBase(types_, type, types_.dict_class);
  if (!base) base = AsBase(types_, type, mapping);
  if (!base) {
    Report(diag::kTypeMismatch, value.span, "dict", ToString(type)).Label("`**` needs a mapping here");
    keys = values = types_.error;
    return;
  }
  std::span<const TypeRef> args = AsInstanceType(base)->args;
  keys = keys->kind == TypeKind::kNever ? args[0] : Join(types_, keys, args[0]);
  values = values->kind == TypeKind::kNever ? args[1] : Join(types_, values, args[1]);
}

// a, b -> tuple[A, B]
TypeRef Checker::CheckExpr(const ast::Tuple& node, TypeRef expected) {
  std::vector<TypeRef> elements;
  const TupleType* wanted = nullptr;
  TypeRef uniform = expected ? ExpectedElement(expected, types_.tuple_class) : nullptr;
  for (TypeRef member : expected ? MembersOf(expected) : std::span<const TypeRef>()) {
    const TupleType* tuple = AsTupleType(member);
    if (tuple && (tuple->variadic || tuple->elements.size() == node.elts.size())) wanted = tuple;
  }
  bool unknown_length = false;
  TypeRef join = types_.never;
  for (size_t i = 0; i < node.elts.size(); ++i) {
    TypeRef want = wanted ? wanted->elements[wanted->variadic ? 0 : i] : uniform;
    if (const auto* star = ast::DynCast<ast::Starred>(node.elts[i])) {
      TypeRef type = Check(*star->value);
      SetType(*star, type);
      const TupleType* inner = AsTupleType(type);
      if (inner && !inner->variadic) {
        elements.insert(elements.end(), inner->elements.begin(), inner->elements.end());
        continue;
      }
      unknown_length = true;
      elements.push_back(ElementOf(*star->value, type));
    } else {
      elements.push_back(Check(*node.elts[i], want));
      // An element that does not fit is reported where it stands; the tuple then passes as what was wanted.
      bool checks = want && wanted && !HasOpenVars(want) && MembersOf(expected).size() == 1;
      if (checks && IsConvertibleNumber(types_, elements.back(), want) && !IsSubtype(types_, elements.back(), want)) {
        Require(*node.elts[i], elements.back(), want);
        elements.back() = want;
      }
    }
  }
  if (!unknown_length) return types_.Tuple(elements);
  for (TypeRef element : elements) join = Join(types_, join, element);
  return types_.VariadicTuple(join);
}

void Checker::RequireHashable(const ast::Expr& value, TypeRef type, std::string_view role) {
  for (TypeRef member : MembersOf(type)) {
    const InstanceType* instance = AsInstanceType(member);
    const ClassSymbol* cls = instance ? instance->cls : nullptr;
    if (cls != types_.list_class && cls != types_.dict_class && cls != types_.set_class) continue;
    if (!cls) continue;
    auto report = Report(diag::kUnhashable, value.span, ToString(member), role);
    if (cls == types_.list_class) report.Help(fmt::format("use a tuple: `tuple({})`", Quote(value)));
    if (cls == types_.set_class) report.Help(fmt::format("use a frozenset: `frozenset({})`", Quote(value)));
    return;
  }
}

}  // namespace spy::check
