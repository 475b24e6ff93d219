// Literals of the source as pooled constants.
#include <algorithm>

#include "codegen/build/unit.h"

namespace spy::build {
namespace {

// Lower-case hexadecimal digits as decimal ones, nine at a time.
std::string DecimalOfHex(std::string_view hex) {
  constexpr uint64_t kBase = 1'000'000'000;
  std::vector<uint32_t> limbs;  // little endian
  for (char c : hex) {
    uint64_t carry = uint64_t(c <= '9' ? c - '0' : c - 'a' + 10);
    for (uint32_t& limb : limbs) {
      uint64_t value = uint64_t(limb) * 16 + carry;
      limb = uint32_t(value % kBase);
      carry = value / kBase;
    }
    if (carry) limbs.push_back(uint32_t(carry));
  }
  std::string text;
  for (size_t i = 0; i < limbs.size(); ++i) {
    std::string part = std::to_string(limbs[limbs.size() - 1 - i]);
    text += i == 0 ? part : std::string(9 - part.size(), '0') + part;
  }
  return text.empty() ? "0" : text;
}

// CPython interns the constants that look like identifiers.
bool LooksLikeName(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

}  // namespace

ir::ConstId Unit::Str(std::string_view text) {
  ir::Const c{};
  c.kind = ir::ConstKind::kStr;
  c.text = text;
  c.interned = LooksLikeName(text);
  return module.AddConst(c);
}

ir::ConstId Unit::ConstOf(const ast::Constant& constant) {
  ir::Const c{};
  switch (constant.constant_kind) {
    case ast::ConstantKind::None:
      c.kind = ir::ConstKind::kNone;
      break;
    case ast::ConstantKind::True:
      c.kind = ir::ConstKind::kTrue;
      break;
    case ast::ConstantKind::False:
      c.kind = ir::ConstKind::kFalse;
      break;
    case ast::ConstantKind::Ellipsis:
      c.kind = ir::ConstKind::kEllipsis;
      break;
    case ast::ConstantKind::Int:
      c.kind = constant.is_big ? ir::ConstKind::kBigInt : ir::ConstKind::kInt;
      if (constant.is_big) c.text = DecimalOfHex(constant.text);
      if (!constant.is_big) c.integer = constant.int_value;
      break;
    case ast::ConstantKind::Float:
      c.kind = ir::ConstKind::kFloat;
      c.real = constant.float_value;
      break;
    case ast::ConstantKind::Imaginary:
      c.kind = ir::ConstKind::kComplex;
      c.real = constant.float_value;
      break;
    case ast::ConstantKind::Str:
      return Str(constant.text);
    case ast::ConstantKind::Bytes:
      c.kind = ir::ConstKind::kBytes;
      c.text = constant.text;
      break;
  }
  return module.AddConst(c);
}

bool Unit::IsLiteral(const ast::Expr& expr) const {
  if (ast::Is<ast::Constant>(&expr)) return true;
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&expr)) {
    return std::all_of(tuple->elts.begin(), tuple->elts.end(), [&](const ast::Expr* e) { return IsLiteral(*e); });
  }
  const auto* unary = ast::DynCast<ast::UnaryOp>(&expr);
  if (!unary || unary->op != ast::UnaryOperator::USub) return false;
  const auto* operand = ast::DynCast<ast::Constant>(unary->operand);
  return operand &&
         (operand->constant_kind == ast::ConstantKind::Int || operand->constant_kind == ast::ConstantKind::Float);
}

ir::ConstId Unit::LiteralOf(const ast::Expr& expr) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) return ConstOf(*constant);
  ir::Const c{};
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&expr)) {
    c.kind = ir::ConstKind::kTuple;
    for (const ast::Expr* element : tuple->elts) c.items.push_back(LiteralOf(*element));
    return module.AddConst(c);
  }
  c = module.consts[ConstOf(ast::As<ast::Constant>(*ast::As<ast::UnaryOp>(expr).operand)).index];
  c.integer = -c.integer;
  c.real = -c.real;
  if (c.kind == ir::ConstKind::kBigInt) {
    if (c.text == "9223372036854775808") {
      c = {};
      c.kind = ir::ConstKind::kInt;
      c.integer = INT64_MIN;
    } else {
      c.text.insert(0, "-");
    }
  }
  if (c.kind == ir::ConstKind::kInt) c.real = 0;
  return module.AddConst(c);
}

ir::ConstId Unit::NamesTuple(const std::vector<std::string_view>& names) {
  ir::Const c{};
  c.kind = ir::ConstKind::kTuple;
  for (std::string_view name : names) c.items.push_back(module.AddName(name));
  return module.AddConst(c);
}

ir::ConstId Unit::DocOf(ast::Seq<ast::Stmt> body) {
  if (body.empty()) return {};
  const auto* first = ast::DynCast<ast::ExprStmt>(body[0]);
  const auto* constant = first ? ast::DynCast<ast::Constant>(first->value) : nullptr;
  if (!constant || constant->constant_kind != ast::ConstantKind::Str) return {};
  return Str(constant->text);
}

}  // namespace spy::build
