// Iteration and unpacking: what an iterable gives.
#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// The element type, or null when it cannot be iterated over.
TypeRef Checker::TryElementOf(TypeRef type) {
  switch (type->kind) {
    case TypeKind::kError:
    case TypeKind::kAny:
    case TypeKind::kNever:
      return type;
    case TypeKind::kUnion: {
      TypeRef result = types_.never;
      for (TypeRef member : AsUnionType(type)->members) {
        TypeRef one = TryElementOf(member);
        if (!one) return nullptr;
        result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
      }
      return result;
    }
    case TypeKind::kTuple: {
      TypeRef result = types_.never;
      for (TypeRef element : AsTupleType(type)->elements) result = Join(types_, result, element);
      return result;
    }
    case TypeKind::kNone:
    case TypeKind::kModule:
    case TypeKind::kCallable:
    case TypeKind::kOverloaded:
      return nullptr;
    case TypeKind::kClassObject: {
      const InstanceType* meta = NominalView(types_, type);
      return meta && !meta->args.empty() ? meta->args[0] : nullptr;  // an enum's members
    }
    case TypeKind::kTypeVar:
      return TryElementOf(UpperOf(types_, type));
    case TypeKind::kInstance:
    case TypeKind::kLiteral:
      break;
  }
  if (TypeRef base = AsBase(types_, type, types_.iterable_class)) return AsInstanceType(base)->args[0];
  if (TypeRef iterator = SpecialMethodResult(type, "__iter__", {})) {
    if (iterator->kind == TypeKind::kAny || iterator->kind == TypeKind::kError) return iterator;
    if (TypeRef base = AsBase(types_, iterator, types_.iterator_class)) return AsInstanceType(base)->args[0];
    return SpecialMethodResult(iterator, "__next__", {});
  }
  TypeRef index = types_.int_;
  if (type->kind == TypeKind::kInstance) return SpecialMethodResult(type, "__getitem__", std::span(&index, 1));
  return nullptr;
}

// for x in xs -> the type of x
TypeRef Checker::ElementOf(const ast::Expr& iterable, TypeRef type) {
  NoteOperatorEffects(type, type, "iter", iterable.span);
  if (TypeRef element = TryElementOf(type)) return element;
  if (IsOptional(type) && TryElementOf(WithoutNone(types_, type))) {
    if (TakeAsDynamic(iterable)) return types_.any;
    ReportPossiblyNone(iterable, type, "`None` cannot be iterated over");
    return types_.error;
  }
  auto report = Report(diag::kNotIterable, iterable.span, ToString(type));
  report.Label("this is gone through here");
  if (type == types_.int_) report.Help(fmt::format("write `range({})` to count", Quote(iterable)));
  const InstanceType* view = NominalView(types_, type);
  if (view && view->cls->class_kind != ClassKind::kBuiltin) report.Help("give the class `__iter__`");
  return types_.error;
}

// A union of tuples of one length as the tuple of what stands at each place; any other type as it is.
static TypeRef JoinedTuple(TypeStore& types, TypeRef type) {
  const UnionType* members = AsUnionType(type);
  if (!members) return TupleView(types, type);
  std::vector<TypeRef> joined;
  for (TypeRef member : members->members) {
    const TupleType* tuple = AsTupleType(TupleView(types, member));
    if (!tuple || tuple->variadic || (!joined.empty() && joined.size() != tuple->elements.size())) return type;
    if (joined.empty()) joined.assign(tuple->elements.size(), types.never);
    for (size_t i = 0; i < joined.size(); ++i) joined[i] = Join(types, joined[i], tuple->elements[i]);
  }
  return types.Tuple(joined);
}

// a, *b, c = source -> a type for each target
std::vector<TypeRef> Checker::Unpack(const ast::Expr& source, TypeRef type, ast::Seq<ast::Expr> targets) {
  size_t star = targets.size();
  for (size_t i = 0; i < targets.size(); ++i) {
    if (ast::Is<ast::Starred>(targets[i])) star = i;
  }
  bool has_star = star < targets.size();
  std::vector<TypeRef> result(targets.size(), types_.error);
  const TupleType* tuple = AsTupleType(JoinedTuple(types_, type));
  if (!tuple || tuple->variadic) {
    TypeRef element = ElementOf(source, type);
    for (size_t i = 0; i < targets.size(); ++i) result[i] = i == star ? types_.List(element) : element;
    return result;
  }
  size_t count = tuple->elements.size();
  if (has_star ? count + 1 < targets.size() : count != targets.size()) {
    size_t wanted = has_star ? targets.size() - 1 : targets.size();
    Report(diag::kUnpackCount, source.span, ToString(type), wanted)
        .Label(fmt::format("{} value{}", count, count == 1 ? "" : "s"))
        .Note(Join(targets.front()->span, targets.back()->span),
              fmt::format("{}{} target{}", has_star ? "at least " : "", wanted, wanted == 1 ? "" : "s"));
    return result;
  }
  size_t surplus = has_star ? count + 1 - targets.size() : 0;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (i < star || !has_star) {
      result[i] = tuple->elements[i];
    } else if (i > star) {
      result[i] = tuple->elements[i + surplus - 1];
    } else {
      TypeRef element = types_.never;
      for (size_t k = 0; k < surplus; ++k) element = Join(types_, element, tuple->elements[star + k]);
      result[i] = types_.List(surplus ? element : types_.any);
    }
  }
  return result;
}

}  // namespace spy::check
