// `is` on int, float, str, bytes, complex and tuple: whether two equal values are one object is an accident of CPython.
#include <algorithm>

#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

bool IsValueClass(const TypeStore& types, TypeRef type) {
  if (type->kind == TypeKind::kTuple) return true;
  if (const LiteralType* literal = AsLiteralType(type)) return literal->base != types.bool_;
  return type == types.int_ || type == types.float_ || type == types.str_ || type == types.bytes_ ||
         type == types.complex_;
}

// The first member that is a value, or null.
TypeRef ValueIn(const TypeStore& types, TypeRef type) {
  for (TypeRef member : MembersOf(type)) {
    if (IsValueClass(types, member)) return member;
  }
  return nullptr;
}

bool MayBeValue(const TypeStore& types, TypeRef type) {
  return std::ranges::any_of(MembersOf(type), [&](TypeRef member) {
    return IsValueClass(types, member) || member->kind == TypeKind::kAny || member == types.object_;
  });
}

}  // namespace

void CheckIdentity(Diagnostics& diags, TypeStore& types, const ast::Compare& node, ast::CmpOperator op,
                   const ast::Expr& left, TypeRef left_type, const ast::Expr& right, TypeRef right_type) {
  TypeRef value = ValueIn(types, left_type);
  TypeRef other = right_type;
  if (!value) value = ValueIn(types, right_type), other = left_type;
  if (!value || !MayBeValue(types, other)) return;
  bool negative = op == ast::CmpOperator::IsNot;
  Span between{left.span.end, right.span.begin};
  (void)node;
  diags.Report(diag::kIsOnValues, Join(left.span, right.span), ast::OperatorText(op), ToString(value))
      .Label("equal values may or may not be one object")
      .Help(fmt::format("write `{}`", negative ? "!=" : "=="))
      .Fix(between, negative ? " != " : " == ");
}

}  // namespace spy::check::dialect
