// Atoms and what follows them: names, constants, attributes, calls, subscripts; await and yield.
#include <fmt/format.h>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// a -> Name
void AstBuilder::PushName() {
  NameExpr* node = NewAt<NameExpr>(Last());
  node->name = NameOf(Last());
  Push(node);
}

void AstBuilder::PushStoredName() {
  PushName();
  SetContext(ExprAt(values_.size() - 1), ExprContext::Store);
}

// 12 -> Constant
void AstBuilder::PushNumber() {
  Constant* node = NewAt<Constant>(Last());
  literals_.Number(node->span, *node);
  Push(node);
}

// None, True, False, ... -> Constant
void AstBuilder::PushConstant() {
  Constant* node = NewAt<Constant>(Last());
  TokenKind kind = Last()->kind;
  node->constant_kind = kind == token::NONE    ? ConstantKind::None
                        : kind == token::TRUE  ? ConstantKind::True
                        : kind == token::FALSE ? ConstantKind::False
                                               : ConstantKind::Ellipsis;
  Push(node);
}

// value.attr -> Attribute
void AstBuilder::BuildAttribute(size_t m, const Token* t) {
  Attribute* node = NewFrom<Attribute>(t);
  node->value = ExprAt(m);
  node->attr = NameOf(Last());
  node->attr_span = Last()->span();
  Reduce(m, node);
}

void AstBuilder::SplitArguments(Seq<Node> nodes, Seq<Expr>* args, Seq<Keyword>* keywords) {
  size_t keyword_count = 0;
  for (const Node* node : nodes) {
    keyword_count += node->kind == NodeKind::Keyword;
  }
  std::span<Expr*> positional = module_.arena.NewArray<Expr*>(nodes.size() - keyword_count);
  std::span<Keyword*> named = module_.arena.NewArray<Keyword*>(keyword_count);
  size_t next_positional = 0, next_named = 0;
  for (Node* node : nodes) {
    if (node->kind == NodeKind::Keyword) {
      named[next_named++] = static_cast<Keyword*>(node);
    } else {
      positional[next_positional++] = static_cast<Expr*>(node);
    }
  }
  *args = positional;
  *keywords = named;
}

// A generator without parentheses of its own must be the only argument, with nothing behind it.
void AstBuilder::CheckGeneratorArgument(Seq<Expr> args, size_t keywords, const Token* close) {
  for (const Expr* arg : args) {
    bool alone = args.size() == 1 && keywords == 0 && close[-1].kind != token::TCOMMA;
    if (arg->kind == NodeKind::GeneratorExp && !arg->parenthesised && !alone) {
      diags_.Report(diag::kGeneratorUnparenthesised, arg->span)
          .Fix({arg->span.begin, arg->span.begin}, "(")
          .Fix({arg->span.end, arg->span.end}, ")");
    }
  }
}

// func(args) -> Call
void AstBuilder::BuildCall(size_t m, const Token* t, const Token* paren) {
  Call* node = NewFrom<Call>(t);
  node->func = ExprAt(m);
  size_t count = values_.size() - m - 1;
  bool any_keyword = false;
  for (size_t i = m + 1; i < values_.size(); ++i) {
    any_keyword |= NodeAt(i)->kind == NodeKind::Keyword;
  }
  if (any_keyword) {
    SplitArguments(Nodes<Node>(m + 1), &node->args, &node->keywords);
  } else {
    node->args = Nodes<Expr>(m + 1);
  }
  CheckGeneratorArgument(node->args, node->keywords.size(), Last());
  if (count == 1 && node->args.size() == 1 && Is<GeneratorExp>(node->args[0]) && !node->args[0]->parenthesised) {
    node->args[0]->span = {paren->begin, LastEnd()};  // the call's parentheses are the generator's
  }
  Reduce(m, node);
}

// name=value -> Keyword
void AstBuilder::BuildKeyword(size_t m, const Token* t, const Token* equal) {
  Keyword* node = NewFrom<Keyword>(t);
  const Expr* name = ExprAt(m);
  node->value = ExprAt(m + 1);
  node->arg_span = t->span();
  if (t->kind == token::NAME && t + 1 == equal) {
    node->arg = NameOf(t);
  } else {
    bool constant = Is<Constant>(name) && t + 1 == equal && ClassOf(t->kind) == TokenClass::Keyword;
    std::string message = constant ? fmt::format("cannot assign to `{}`", TextOf(t))
                                   : std::string("an expression cannot be the name of a keyword argument");
    auto report = diags_.Report(diag::kKeywordArgumentName, Join(name->span, equal->span()), message);
    if (!constant) report.Help("to compare, write `==`");
    node->arg = diags_.file().names().Intern("<invalid>");
  }
  Reduce(m, node);
}

// **value -> Keyword
void AstBuilder::BuildDoubleStarArgument(size_t m, const Token* t) {
  Keyword* node = NewFrom<Keyword>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// *value, where any expression may follow the star -> Starred
void AstBuilder::BuildArgumentStarred(size_t m, const Token* t) {
  Starred* node = NewFrom<Starred>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// value[slice] -> Subscript
void AstBuilder::BuildSubscript(size_t m, const Token* t) {
  Subscript* node = NewFrom<Subscript>(t);
  node->value = ExprAt(m);
  node->slice = ExprAt(m + 1);
  Reduce(m, node);
}

// a, b:c or *a -> Tuple; else the subscript itself
void AstBuilder::FinishSubscripts(size_t m, const Token* t, bool tuple) {
  if (tuple || (Is<Starred>(NodeAt(m)) && !NodeAt(m)->parenthesised)) {
    BuildTuple(m, t);
  }
}

// lower:upper:step -> Slice
void AstBuilder::BuildSlice(size_t m, const Token* t) {
  Slice* node = NewFrom<Slice>(t);
  node->lower = ExprAt(m);
  node->upper = ExprAt(m + 1);
  node->step = ExprAt(m + 2);
  if (Is<NamedExpr>(node->lower) && !node->lower->parenthesised) {
    diags_.Report(diag::kWalrusMisplaced, node->lower->span, "in a slice must be parenthesised");
  }
  Reduce(m, node);
}

// await value -> Await
void AstBuilder::BuildAwait(size_t m, const Token* t) {
  Await* node = NewFrom<Await>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// yield value -> Yield
void AstBuilder::BuildYield(size_t m, const Token* t) {
  Yield* node = NewFrom<Yield>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// yield from value -> YieldFrom
void AstBuilder::BuildYieldFrom(size_t m, const Token* t) {
  YieldFrom* node = NewFrom<YieldFrom>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

}  // namespace spy::parse
