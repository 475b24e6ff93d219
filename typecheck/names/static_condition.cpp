#include "typecheck/names/static_condition.h"

#include <vector>

namespace spy::check {
namespace {

using Version = std::vector<int64_t>;
const Version kOldest = {3, 11}, kBeyond = {3, 14};  // modules are made for the versions from the first up to the other

bool IsAttribute(const ast::Expr& expr, std::string_view owner, std::string_view attr) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&expr);
  const auto* name = attribute ? ast::DynCast<ast::NameExpr>(attribute->value) : nullptr;
  return name && name->name == owner && attribute->attr == attr;
}

std::optional<Version> VersionOf(const ast::Expr& expr) {
  const auto* tuple = ast::DynCast<ast::Tuple>(&expr);
  if (!tuple) return std::nullopt;
  Version version;
  for (const ast::Expr* element : tuple->elts) {
    const auto* number = ast::DynCast<ast::Constant>(element);
    if (!number || number->constant_kind != ast::ConstantKind::Int || number->is_big) return std::nullopt;
    version.push_back(number->int_value);
  }
  return version;
}

// sys.version_info >= (3, 8)
std::optional<bool> VersionTest(const ast::Compare& test) {
  if (test.ops.size() != 1 || !IsAttribute(*test.left, "sys", "version_info")) return std::nullopt;
  std::optional<Version> version = VersionOf(*test.comparators[0]);
  if (!version) return std::nullopt;
  bool old = *version <= kOldest, future = *version >= kBeyond;
  if (!old && !future) return std::nullopt;
  switch (test.ops[0]) {
    case ast::CmpOperator::GtE:
    case ast::CmpOperator::Gt:
      return old;
    case ast::CmpOperator::Lt:
    case ast::CmpOperator::LtE:
      return future;
    case ast::CmpOperator::Eq:
    case ast::CmpOperator::NotEq:
    case ast::CmpOperator::Is:
    case ast::CmpOperator::IsNot:
    case ast::CmpOperator::In:
    case ast::CmpOperator::NotIn:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<bool> StaticCondition(const ast::Expr& test) {
  const auto* name = ast::DynCast<ast::NameExpr>(&test);
  const auto* member = ast::DynCast<ast::Attribute>(&test);  // of `typing`, by whatever name it was imported
  bool of_module = member && member->attr == "TYPE_CHECKING" && ast::Is<ast::NameExpr>(member->value);
  if ((name && name->name == std::string_view("TYPE_CHECKING")) || of_module) return false;
  if (const auto* inverted = ast::DynCast<ast::UnaryOp>(&test); inverted && inverted->op == ast::UnaryOperator::Not) {
    std::optional<bool> inner = StaticCondition(*inverted->operand);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  const auto* compare = ast::DynCast<ast::Compare>(&test);
  return compare ? VersionTest(*compare) : std::nullopt;
}

}  // namespace spy::check
