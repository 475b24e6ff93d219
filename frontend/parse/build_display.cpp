// Tuples, lists, sets, dicts, comprehensions, and parentheses.
#include <fmt/format.h>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// a, b -> Tuple
void AstBuilder::BuildTuple(size_t m, const Token* t) {
  Tuple* node = NewFrom<Tuple>(t);
  node->elts = Nodes<Expr>(m);
  Reduce(m, node);
}

// Behind the star of a display, and behind `**`, the grammar of Python has no looser operator than `|`.
void AstBuilder::RequireBitwiseOr(const Expr* expr, std::string_view after) {
  bool loose = Is<BoolOp>(expr) || Is<Compare>(expr) || Is<IfExp>(expr) || Is<Lambda>(expr) ||
               (Is<UnaryOp>(expr) && As<UnaryOp>(*expr).op == UnaryOperator::Not);
  if (loose && !expr->parenthesised) {
    diags_
        .Report(diag::kSyntaxInvalid, expr->span,
                fmt::format("the expression behind `{}` must be parenthesised", after))
        .Fix({expr->span.begin, expr->span.begin}, "(")
        .Fix({expr->span.end, expr->span.end}, ")");
  }
}

// *value -> Starred
void AstBuilder::BuildStarred(size_t m, const Token* t) {
  Starred* node = NewFrom<Starred>(t);
  node->value = ExprAt(m);
  RequireBitwiseOr(node->value, "*");
  Reduce(m, node);
}

// The top value is in parentheses that start at `t`; a tuple or generator owns them, others have them around.
void AstBuilder::FinishParentheses(const Token* t, bool owns) {
  Span whole = {t->begin, LastEnd()};
  Value& value = values_.back();
  Node* node = static_cast<Node*>(value.data);
  node->parenthesised = true;
  if (owns) {
    node->span = whole;
  }
  value.begin = whole.begin;
  value.end = whole.end;
}

void AstBuilder::KeepParenthesisedAs(size_t m, const Token* t) {
  Expr* target = ExprAt(m + 1);
  SetContext(target, ExprContext::Store);
  ases_.push_back({t, ExprAt(m), target});
  values_.resize(m + 1);
}

// [a, b] -> List; [elt for ...] -> ListComp
void AstBuilder::BuildList(size_t m, const Token* t, bool comprehension) {
  if (comprehension) {
    ListComp* node = NewFrom<ListComp>(t);
    node->elt = ExprAt(m);
    node->generators = ListAt<Comprehension>(m + 1);
    Reduce(m, node);
    return;
  }
  List* node = NewFrom<List>(t);
  node->elts = Nodes<Expr>(m);
  Reduce(m, node);
}

// A key of a dict display: its value has been read too; keys wait on a stack of their own.
void AstBuilder::AddKey(size_t m) {
  keys_.push_back(ExprAt(m));
  values_[m + 1].depth = DepthFrom(m);
  values_[m] = values_[m + 1];
  values_.resize(m + 1);
}

void AstBuilder::AddDoubleStar(const Token*) {
  keys_.push_back(nullptr);
  RequireBitwiseOr(ExprAt(values_.size() - 1), "**");
}

// {k: v} -> Dict; {a} -> Set; with `for`: DictComp, SetComp
void AstBuilder::BuildDictOrSet(size_t m, size_t first_key, const Token* t, bool comprehension) {
  size_t keys = keys_.size() - first_key;
  size_t elements = values_.size() - m - (comprehension ? 1 : 0);
  if (keys != 0 && keys != elements) {
    diags_.Report(diag::kDictSetMixed, {t->begin, LastEnd()});
  }
  bool dict = keys == elements;  // {} is a dict
  if (comprehension && dict) {
    DictComp* node = NewFrom<DictComp>(t);
    node->key = keys_[first_key];
    node->value = ExprAt(m);
    node->generators = ListAt<Comprehension>(m + 1);
    if (!node->key) {
      diags_.Report(diag::kComprehensionUnpacking, node->value->span, "dict");
      node->key = node->value;
    }
    Reduce(m, node);
  } else if (comprehension) {
    SetComp* node = NewFrom<SetComp>(t);
    node->elt = ExprAt(m);
    node->generators = ListAt<Comprehension>(m + 1);
    Reduce(m, node);
  } else if (dict) {
    Dict* node = NewFrom<Dict>(t);
    node->keys = module_.arena.Copy(keys_.data() + first_key, keys);
    node->values = Nodes<Expr>(m);
    Reduce(m, node);
  } else {
    Set* node = NewFrom<Set>(t);
    node->elts = Nodes<Expr>(m);
    Reduce(m, node);
  }
  keys_.resize(first_key);
}

// elt for ... -> GeneratorExp; FinishParentheses or BuildCall sets the final span
void AstBuilder::BuildGenerator(size_t m, const Token* t) {
  GeneratorExp* node = NewFrom<GeneratorExp>(t);
  node->elt = ExprAt(m);
  node->generators = ListAt<Comprehension>(m + 1);
  Reduce(m, node);
}

// for target in iter if ... -> comprehension
void AstBuilder::BuildComprehension(size_t m, size_t first_if, const Token* t, bool async) {
  Comprehension* node = NewFrom<Comprehension>(t);
  node->target = ExprAt(m);
  node->iter = ExprAt(m + 1);
  node->ifs = Nodes<Expr>(first_if);
  node->is_async = async;
  SetContext(node->target, ExprContext::Store);
  Reduce(m, node);
}

}  // namespace spy::parse
