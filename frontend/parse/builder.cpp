#include "frontend/parse/builder.h"

#include <algorithm>

#include "frontend/diagnostics/syntax.h"

namespace spy::parse {

using namespace ast;

AstBuilder::AstBuilder(Module& module, Diagnostics& diags, const TokenList& tokens)
    : diags_(diags), at_(tokens.data()), tokens_(tokens), module_(module), literals_(module.arena, diags) {
  values_.reserve(256);
}

AstBuilder::Heights AstBuilder::SaveHeights() const {
  return {values_.size(), operators_.size(), operator_base_,        parameters_.size(),
          keys_.size(),   elifs_.size(),     handler_stars_.size(), ases_.size()};
}

void AstBuilder::RestoreHeights(const Heights& heights) {
  values_.resize(heights.values);
  operators_.resize(heights.operators);
  operator_base_ = heights.operator_base;
  parameters_.resize(heights.parameters);
  keys_.resize(heights.keys);
  elifs_.resize(heights.elifs);
  handler_stars_.resize(heights.stars);
  ases_.resize(heights.ases);
}

uint32_t AstBuilder::DepthFrom(size_t m) const {
  uint32_t depth = 0;
  for (size_t i = m; i < values_.size(); ++i) {
    depth = std::max(depth, values_[i].depth);
  }
  return depth;
}

void AstBuilder::ReduceTo(size_t m, Node* node, Span outer) {
  uint32_t depth = DepthFrom(m) + (ast::Is<ast::Lambda>(node) ? kLambdaDepth : 1);
  if (depth > kMaxDepth) {
    throw NestingAbort{};
  }
  values_.resize(m);
  values_.push_back({node, 1, outer.begin, outer.end, depth});
}

uint32_t AstBuilder::LastEnd() const {
  const Token* last = at_ - 1;
  while (last > tokens_.data() &&
         (last->kind == token::NEWLINE || last->kind == token::INDENT || last->kind == token::DEDENT)) {
    --last;
  }
  return last < tokens_.data() ? 0 : last->end;
}

Name AstBuilder::DottedName(const Token* first, const Token* last) {
  std::string_view whole = diags_.file().Text(Join(first->span(), last->span()));
  size_t length = 0;
  for (const Token* token = first; token <= last; ++token) {
    length += token->end - token->begin;
  }
  if (length == whole.size()) {
    return diags_.file().names().Intern(whole);
  }
  std::string joined;  // blanks around the dots
  for (const Token* token = first; token <= last; ++token) {
    joined += TextOf(token);
  }
  return diags_.file().names().Intern(joined);
}

void AstBuilder::SetContext(Expr* expr, ExprContext context) {
  auto set_all = [context](Seq<Expr> elts) {
    for (Expr* elt : elts) SetContext(elt, context);
  };
  if (auto* name = DynCast<NameExpr>(expr)) {
    name->ctx = context;
  } else if (auto* attribute = DynCast<Attribute>(expr)) {
    attribute->ctx = context;
  } else if (auto* subscript = DynCast<Subscript>(expr)) {
    subscript->ctx = context;
  } else if (auto* starred = DynCast<Starred>(expr)) {
    starred->ctx = context;
    SetContext(starred->value, context);
  } else if (auto* tuple = DynCast<Tuple>(expr)) {
    tuple->ctx = context;
    set_all(tuple->elts);
  } else if (auto* list = DynCast<List>(expr)) {
    list->ctx = context;
    set_all(list->elts);
  }
}

void AstBuilder::BuildErrorStatement(const Token* t) { Push(NewAt<Pass>(t)); }

void AstBuilder::BuildModule(size_t m) {
  module_.body = Nodes<Stmt>(m);
  for (const ParenthesisedAs& as : ases_) {
    diags_.Report(diag::kSyntaxInvalid, as.target->span, "`as` is not allowed here")
        .Help("inside parentheses only the items of a `with` statement have `as`");
  }
}

}  // namespace spy::parse
