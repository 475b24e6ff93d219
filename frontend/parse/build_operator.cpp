// Operators: the precedence stack that makes a tree of the grammar's flat list, and what binds looser than all of them.
#include <algorithm>

#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

namespace {

// Levels of binding, loosest first. Or, And and comparisons chain; the others associate to the left, `**` to the right.
enum Level : uint8_t { kOr = 1, kAnd, kNot, kCompare, kBitOr, kBitXor, kBitAnd, kShift, kSum, kProduct, kSign, kPower };

struct InfixRow {
  uint8_t level;
  uint8_t op;
};

constexpr InfixRow Row(Level level, BoolOperator op) { return {level, uint8_t(op)}; }
constexpr InfixRow Row(Level level, Operator op) { return {level, uint8_t(op)}; }
constexpr InfixRow Row(CmpOperator op) { return {kCompare, uint8_t(op)}; }

struct InfixTable {
  InfixRow rows[token::COUNT] = {};
};
constexpr InfixTable MakeInfixTable() {
  InfixTable table;
  auto& rows = table.rows;
  rows[token::OR] = Row(kOr, BoolOperator::Or);
  rows[token::AND] = Row(kAnd, BoolOperator::And);
  rows[token::LESS] = Row(CmpOperator::Lt);
  rows[token::GREATER] = Row(CmpOperator::Gt);
  rows[token::EQEQUAL] = Row(CmpOperator::Eq);
  rows[token::NOTEQUAL] = Row(CmpOperator::NotEq);
  rows[token::LESSEQUAL] = Row(CmpOperator::LtE);
  rows[token::GREATEREQUAL] = Row(CmpOperator::GtE);
  rows[token::IN] = Row(CmpOperator::In);
  rows[token::VBAR] = Row(kBitOr, Operator::BitOr);
  rows[token::CIRCUMFLEX] = Row(kBitXor, Operator::BitXor);
  rows[token::AMPER] = Row(kBitAnd, Operator::BitAnd);
  rows[token::LSHIFT] = Row(kShift, Operator::LShift);
  rows[token::RSHIFT] = Row(kShift, Operator::RShift);
  rows[token::PLUS] = Row(kSum, Operator::Add);
  rows[token::MINUS] = Row(kSum, Operator::Sub);
  rows[token::STAR] = Row(kProduct, Operator::Mult);
  rows[token::SLASH] = Row(kProduct, Operator::Div);
  rows[token::DOUBLESLASH] = Row(kProduct, Operator::FloorDiv);
  rows[token::PERCENT] = Row(kProduct, Operator::Mod);
  rows[token::AT] = Row(kProduct, Operator::MatMult);
  rows[token::DOUBLESTAR] = Row(kPower, Operator::Pow);
  return table;
}
constexpr InfixTable kInfix = MakeInfixTable();

}  // namespace

size_t AstBuilder::OpenOperators() {
  size_t outer = operator_base_;
  operator_base_ = operators_.size();
  return outer;
}

void AstBuilder::CloseOperators(size_t outer) {
  while (operators_.size() > operator_base_) {
    ReduceOperator();
  }
  operator_base_ = outer;
}

void AstBuilder::PrefixNot() { operators_.push_back({kNot, true, uint8_t(UnaryOperator::Not), Last()}); }

void AstBuilder::PrefixSign() {
  TokenKind kind = Last()->kind;
  UnaryOperator op = kind == token::MINUS  ? UnaryOperator::USub
                     : kind == token::PLUS ? UnaryOperator::UAdd
                                           : UnaryOperator::Invert;
  operators_.push_back({kSign, true, uint8_t(op), Last()});
}

void AstBuilder::Infix() {
  InfixRow row = kInfix.rows[Last()->kind];
  bool chains = row.level == kOr || row.level == kAnd || row.level == kCompare || row.level == kPower;
  ReduceTight(row.level, chains);
  operators_.push_back({row.level, false, row.op, Last()});
}

void AstBuilder::InfixCompare(CmpOperator op, const Token* token) {
  ReduceTight(kCompare, true);
  operators_.push_back({kCompare, false, uint8_t(op), token});
}

// Reduces what binds tighter than the operator that comes; of equal level too, unless the level waits for all its
// operands.
void AstBuilder::ReduceTight(uint8_t level, bool waits) {
  while (operators_.size() > operator_base_) {
    uint8_t top = operators_.back().level;
    if (top < level || (top == level && waits)) {
      return;
    }
    ReduceOperator();
  }
}

// The top operator with its operands -> UnaryOp, BinOp, BoolOp or Compare
void AstBuilder::ReduceOperator() {
  PendingOperator top = operators_.back();
  size_t values = values_.size();
  if (top.prefix) {
    operators_.pop_back();
    UnaryOp* node = New<UnaryOp>({top.token->begin, values_[values - 1].end});
    node->op = UnaryOperator(top.op);
    node->operand = ExprAt(values - 1);
    Reduce(values - 1, node);
  } else if (top.level == kCompare) {
    ReduceCompare();
  } else if (top.level > kCompare) {
    operators_.pop_back();
    BinOp* node = New<BinOp>({values_[values - 2].begin, values_[values - 1].end});
    node->left = ExprAt(values - 2);
    node->op = Operator(top.op);
    node->right = ExprAt(values - 1);
    node->op_span = top.token->span();
    Reduce(values - 2, node);
  } else {
    size_t count = 1;
    do {
      operators_.pop_back();
      ++count;
    } while (operators_.size() > operator_base_ && operators_.back().level == top.level);
    BoolOp* node = New<BoolOp>({values_[values - count].begin, values_[values - 1].end});
    node->op = BoolOperator(top.op);
    node->values = Nodes<Expr>(values - count);
    Reduce(values - count, node);
  }
}

// a < b <= c -> Compare
void AstBuilder::ReduceCompare() {
  size_t first = operators_.size();
  while (first > operator_base_ && operators_[first - 1].level == kCompare) {
    --first;
  }
  size_t count = operators_.size() - first;
  size_t left = values_.size() - count - 1;
  Compare* node = New<Compare>({values_[left].begin, values_.back().end});
  std::span<CmpOperator> ops = module_.arena.NewArray<CmpOperator>(count);
  for (size_t i = 0; i < count; ++i) {
    ops[i] = CmpOperator(operators_[first + i].op);
  }
  node->left = ExprAt(left);
  node->ops = ops;
  node->comparators = Nodes<Expr>(left + 1);
  operators_.resize(first);
  Reduce(left, node);
}

// body if test else orelse -> IfExp
void AstBuilder::BuildIfExp(size_t m, const Token* t) {
  IfExp* node = NewFrom<IfExp>(t);
  node->body = ExprAt(m);
  node->test = ExprAt(m + 1);
  node->orelse = ExprAt(m + 2);
  Reduce(m, node);
}

// target := value -> NamedExpr
void AstBuilder::BuildNamedExpr(size_t m, const Token* t) {
  NamedExpr* node = NewFrom<NamedExpr>(t);
  node->target = ExprAt(m);
  node->value = ExprAt(m + 1);
  SetContext(node->target, ExprContext::Store);
  Reduce(m, node);
}

}  // namespace spy::parse
