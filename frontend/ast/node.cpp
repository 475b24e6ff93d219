#include "frontend/ast/node.h"
#include "frontend/ast/operator_methods.h"

#include <algorithm>

namespace spy::ast {

namespace {

constexpr std::string_view kKindNames[] = {
#define SPY_NODE(kind, fields) #kind,
#include "frontend/ast/nodes.def"
};

struct OperatorRow {
  std::string_view name, text, stem;
};
constexpr OperatorRow kBoolOperators[] = {
#define SPY_BOOL_OPERATOR(name, text) {#name, text, ""},
#include "frontend/ast/operators.def"
};
constexpr OperatorRow kBinaryOperators[] = {
#define SPY_BINARY_OPERATOR(name, text, stem) {#name, text, stem},
#include "frontend/ast/operators.def"
};
constexpr OperatorRow kUnaryOperators[] = {
#define SPY_UNARY_OPERATOR(name, text, stem) {#name, text, stem},
#include "frontend/ast/operators.def"
};
constexpr OperatorRow kCmpOperators[] = {
#define SPY_CMP_OPERATOR(name, text, stem) {#name, text, stem},
#include "frontend/ast/operators.def"
};

}  // namespace

std::string_view KindName(NodeKind kind) { return kKindNames[size_t(kind)]; }

std::string_view ContextName(ExprContext context) {
  switch (context) {
    case ExprContext::Load:
      return "Load";
    case ExprContext::Store:
      return "Store";
    case ExprContext::Del:
      return "Del";
  }
  __builtin_unreachable();
}

std::string_view OperatorName(BoolOperator op) { return kBoolOperators[size_t(op)].name; }
std::string_view OperatorText(BoolOperator op) { return kBoolOperators[size_t(op)].text; }
std::string_view OperatorName(Operator op) { return kBinaryOperators[size_t(op)].name; }
std::string_view OperatorText(Operator op) { return kBinaryOperators[size_t(op)].text; }
std::string_view MethodStem(Operator op) { return kBinaryOperators[size_t(op)].stem; }
std::string_view OperatorName(UnaryOperator op) { return kUnaryOperators[size_t(op)].name; }
std::string_view OperatorText(UnaryOperator op) { return kUnaryOperators[size_t(op)].text; }
std::string_view MethodStem(UnaryOperator op) { return kUnaryOperators[size_t(op)].stem; }
std::string_view OperatorName(CmpOperator op) { return kCmpOperators[size_t(op)].name; }
std::string_view OperatorText(CmpOperator op) { return kCmpOperators[size_t(op)].text; }
std::string_view MethodStem(CmpOperator op) { return kCmpOperators[size_t(op)].stem; }

bool IsOperatorMethod(std::string_view name) {
  if (name.size() < 6 || !name.starts_with("__") || !name.ends_with("__")) return false;
  std::string_view stem = name.substr(2, name.size() - 4);
  auto is = [](std::string_view wanted) { return [wanted](const auto& row) { return row.stem == wanted; }; };
  if (std::ranges::any_of(kCmpOperators, is(stem))) return stem != "contains";
  bool variant = stem.starts_with('r') || stem.starts_with('i');
  return stem == "divmod" || stem == "rdivmod" || std::ranges::any_of(kBinaryOperators, is(stem)) ||
         (variant && std::ranges::any_of(kBinaryOperators, is(stem.substr(1))));
}

}  // namespace spy::ast
