// await, and what `async for` goes through.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// What awaiting a value of the type gives; null: it cannot be awaited.
TypeRef Checker::TryAwaitResult(TypeRef type) {
  if (type->kind == TypeKind::kAny || type->kind == TypeKind::kError || type->kind == TypeKind::kNever) return type;
  TypeRef result = nullptr;
  for (TypeRef member : MembersOf(type)) {
    TypeRef one = nullptr;
    if (member->kind == TypeKind::kAny) {
      one = types_.any;
    } else if (TypeRef base = AsBase(types_, member, types_.awaitable_class)) {
      one = AsInstanceType(base)->args[0];
    } else if (TypeRef iterator = SpecialMethodResult(member, "__await__", {})) {
      TypeRef generator = AsBase(types_, iterator, types_.generator_class);
      one = generator ? AsInstanceType(generator)->args[2] : types_.any;
    }
    if (!one) return nullptr;
    result = result ? Join(types_, result, one) : one;
  }
  return result;
}

TypeRef Checker::AwaitResult(const ast::Expr& awaited, TypeRef type) {
  if (TypeRef result = TryAwaitResult(type)) return result;
  auto report = Report(diag::kNotAwaitable, awaited.span, ToString(type));
  report.Label("this is awaited");
  if (type->kind == TypeKind::kCallable) report.Help("call it");
  return types_.error;
}

// await value
TypeRef Checker::CheckExpr(const ast::Await& node, TypeRef) {
  TypeRef type = Check(*node.value);
  TypeRef result = AwaitResult(*node.value, type);
  NoteSuspension(node.span);
  return result;
}

// async for x in xs -> the type of x
TypeRef Checker::AsyncElementOf(const ast::Expr& iterable, TypeRef type) {
  if (type->kind == TypeKind::kAny || type->kind == TypeKind::kError) return type;
  if (TypeRef base = AsBase(types_, type, types_.async_iterable_class)) return AsInstanceType(base)->args[0];
  if (TypeRef iterator = SpecialMethodResult(type, "__aiter__", {})) {
    if (iterator->kind == TypeKind::kAny || iterator->kind == TypeKind::kError) return iterator;
    if (TypeRef base = AsBase(types_, iterator, types_.async_iterable_class)) return AsInstanceType(base)->args[0];
    TypeRef next = SpecialMethodResult(iterator, "__anext__", {});
    if (TypeRef element = next ? TryAwaitResult(next) : nullptr) return element;
  }
  auto report = Report(diag::kNotAsyncIterable, iterable.span, ToString(type));
  report.Label("this is gone through here");
  if (TryElementOf(type)) report.Help("write `for` without `async`");
  return types_.error;
}

}  // namespace spy::check
