// if, while, for, with, try.
#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// Remembers where an `if` or `elif` starts, after its suite; returns the index.
size_t AstBuilder::PushElif(const Token* t) {
  elifs_.push_back(t);
  return elifs_.size() - 1;
}

// if test: body elif ... else ... -> If, each `elif` alone in the orelse of the one before
void AstBuilder::BuildIf(size_t m, size_t first_elif) {
  size_t count = elifs_.size() - first_elif;
  bool has_else = values_.size() - m > 2 * count;
  Seq<Stmt> orelse = has_else ? ListAt<Stmt>(m + 2 * count) : Seq<Stmt>{};
  If* node = nullptr;
  for (size_t i = count; i-- > 0;) {
    node = NewFrom<If>(elifs_[first_elif + i]);
    node->test = ExprAt(m + 2 * i);
    node->body = ListAt<Stmt>(m + 2 * i + 1);
    node->orelse = orelse;
    if (i > 0) {
      std::span<Stmt*> single = module_.arena.NewArray<Stmt*>(1);
      single[0] = node;
      orelse = single;
    }
  }
  elifs_.resize(first_elif);
  Reduce(m, node);
}

// while test: body else: orelse -> While
void AstBuilder::BuildWhile(size_t m, const Token* t) {
  While* node = NewFrom<While>(t);
  node->test = ExprAt(m);
  node->body = ListAt<Stmt>(m + 1);
  node->orelse = ListAt<Stmt>(m + 2);
  Reduce(m, node);
}

// for target in iter: body else: orelse -> For, AsyncFor
void AstBuilder::BuildFor(size_t m, const Token* t) {
  ForBase* node = t->kind == token::ASYNC ? static_cast<ForBase*>(NewFrom<AsyncFor>(t)) : NewFrom<For>(t);
  node->target = ExprAt(m);
  node->iter = ExprAt(m + 1);
  node->body = ListAt<Stmt>(m + 2);
  node->orelse = ListAt<Stmt>(m + 3);
  SetContext(node->target, ExprContext::Store);
  Reduce(m, node);
}

WithItem* AstBuilder::MakeWithItem(Expr* context, Expr* target, Span span) {
  WithItem* node = New<WithItem>(span);
  node->context_expr = context;
  node->optional_vars = target;
  return node;
}

// context_expr as optional_vars -> withitem
void AstBuilder::BuildWithItem(size_t m, const Token* t) {
  WithItem* node = MakeWithItem(ExprAt(m), ExprAt(m + 1), {t->begin, LastEnd()});
  if (node->optional_vars) {
    SetContext(node->optional_vars, ExprContext::Store);
  }
  Reduce(m, node);
}

// The target of `context as target`, an element directly inside the parenthesis `paren`; null when it has none.
Expr* AstBuilder::ClaimAs(const Token* paren, const Expr* context) {
  for (size_t i = ases_.size(); i-- > 0 && ases_[i].first > paren;) {
    bool direct = ases_[i].first[-1].kind == token::COMMA || ases_[i].first - 1 == paren;
    if (direct && ases_[i].context == context) {
      Expr* target = ases_[i].target;
      ases_.erase(ases_.begin() + ptrdiff_t(i));
      return target;
    }
  }
  return nullptr;
}

// True when the parentheses around all items are the statement's, not a tuple's: (a, b as c), but not (a, *b).
bool AstBuilder::OwnsParentheses(const Token* first, const Expr* context) const {
  const Tuple* tuple = DynCast<Tuple>(context);
  if (!tuple || tuple->elts.empty() || tuple->span != Span{first->begin, Last()->end}) {
    return false;
  }
  for (const Expr* elt : tuple->elts) {
    if (Is<Starred>(elt) || (Is<NamedExpr>(elt) && !elt->parenthesised)) return false;
  }
  return true;
}

// with (a as b, c): the items are in the parentheses, which were read as a tuple
void AstBuilder::FinishWithItems(size_t m, const Token* first) {
  if (values_.size() != m + 1 || first->kind != token::LPAR || Last()->kind != token::RPAR) {
    return;
  }
  WithItem& item = As<WithItem>(*NodeAt(m));
  if (item.optional_vars) {
    return;
  }
  if (OwnsParentheses(first, item.context_expr)) {
    Seq<Expr> elts = As<Tuple>(*item.context_expr).elts;
    uint32_t depth = DepthFrom(m);
    values_.resize(m);
    for (Expr* elt : elts) {
      Expr* target = ClaimAs(first, elt);
      WithItem* claimed = MakeWithItem(elt, target, target ? Join(elt->span, target->span) : elt->span);
      values_.push_back({claimed, 1, claimed->span.begin, claimed->span.end, depth});
    }
  } else if (item.context_expr->parenthesised) {
    item.optional_vars = ClaimAs(first, item.context_expr);
  }
}

// with items: body -> With, AsyncWith
void AstBuilder::BuildWith(size_t m, const Token* t) {
  WithBase* node = t->kind == token::ASYNC ? static_cast<WithBase*>(NewFrom<AsyncWith>(t)) : NewFrom<With>(t);
  node->items = Nodes<WithItem>(m, values_.size() - 1);
  node->body = ListAt<Stmt>(values_.size() - 1);
  Reduce(m, node);
}

// except type as name: body -> ExceptHandler
void AstBuilder::BuildHandler(size_t m, const Token* t, const Token* name, bool star) {
  ExceptHandler* node = NewFrom<ExceptHandler>(t);
  node->type = ExprAt(m);
  node->body = ListAt<Stmt>(m + 1);
  if (name) {
    node->name = NameOf(name);
    node->name_span = name->span();
  }
  if (star && !node->type) {
    diags_.Report(diag::kExceptStarBare, t[1].span());
  }
  handler_stars_.push_back(star);
  Reduce(m, node);
}

// try: body except ... -> Try, TryStar
void AstBuilder::BuildTry(size_t m, const Token* t) {
  Seq<ExceptHandler> handlers = ListAt<ExceptHandler>(m + 1);
  size_t first_star = handler_stars_.size() - handlers.size();
  bool star = !handlers.empty() && handler_stars_[first_star];
  for (size_t i = 1; i < handlers.size(); ++i) {
    if (handler_stars_[first_star + i] != star) {
      diags_.Report(diag::kExceptMixed, {handlers[i]->span.begin, handlers[i]->span.begin + 6})
          .Note({handlers[0]->span.begin, handlers[0]->span.begin + 6}, "the first is of the other kind");
      break;
    }
  }
  handler_stars_.resize(first_star);
  TryBase* node = star ? static_cast<TryBase*>(NewFrom<TryStar>(t)) : NewFrom<Try>(t);
  node->body = ListAt<Stmt>(m);
  node->handlers = handlers;
  node->orelse = ListAt<Stmt>(m + 2);
  node->finalbody = ListAt<Stmt>(m + 3);
  Reduce(m, node);
}

}  // namespace spy::parse
