// match statements and patterns.
#include <fmt/format.h>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

namespace {

constexpr std::string_view kWildcard = "_";

}  // namespace

// match subject: cases -> Match
void AstBuilder::BuildMatch(size_t m, const Token* t) {
  Match* node = NewFrom<Match>(t);
  node->subject = ExprAt(m);
  node->cases = ListAt<MatchCase>(m + 1);
  Reduce(m, node);
}

// case pattern if guard: body -> match_case
void AstBuilder::BuildMatchCase(size_t m, const Token* t) {
  MatchCase* node = NewFrom<MatchCase>(t);
  node->pattern = PatternAt(m);
  node->guard = ExprAt(m + 1);
  node->body = ListAt<Stmt>(m + 2);
  Reduce(m, node);
}

// a, *b -> MatchSequence; a -> itself
void AstBuilder::FinishPatterns(size_t m, const Token* t, bool sequence) {
  if (sequence) {
    BuildMatchSequence(m, t);
  } else if (Is<MatchStar>(NodeAt(m))) {
    diags_.Report(diag::kPatternInvalid, NodeAt(m)->span, "a starred pattern must be in a sequence pattern");
  }
}

// *name -> MatchStar
void AstBuilder::BuildMatchStar(const Token* t) {
  MatchStar* node = NewFrom<MatchStar>(t);
  node->name_span = Last()->span();
  if (TextOf(Last()) != kWildcard) {
    node->name = NameOf(Last());
  }
  Push(node);
}

// a | b -> MatchOr
void AstBuilder::BuildMatchOr(size_t m, const Token* t) {
  MatchOr* node = NewFrom<MatchOr>(t);
  node->patterns = Nodes<Pattern>(m);
  Reduce(m, node);
}

// pattern as name -> MatchAs
void AstBuilder::BuildMatchAs(size_t m, const Token* t) {
  MatchAs* node = NewFrom<MatchAs>(t);
  node->pattern = PatternAt(m);
  node->name = NameOf(Last());
  node->name_span = Last()->span();
  if (node->name == kWildcard) {
    diags_.Report(diag::kPatternInvalid, node->name_span, "cannot use `_` as a target");
  }
  Reduce(m, node);
}

// cls(a, b=c) -> MatchClass. Keyword patterns are on the stack as (MatchAs that holds the name, pattern), see below.
void AstBuilder::BuildMatchClass(size_t m, const Token* t) {
  MatchClass* node = NewFrom<MatchClass>(t);
  node->cls = ExprAt(m);
  std::vector<Pattern*> patterns, keyword_patterns;
  std::vector<Name> names;
  std::vector<Span> spans;
  for (size_t i = m + 1; i < values_.size(); ++i) {
    if (!Is<Keyword>(NodeAt(i))) {
      if (!names.empty()) {
        diags_.Report(diag::kPatternInvalid, NodeAt(i)->span, "positional patterns follow keyword patterns");
      }
      patterns.push_back(PatternAt(i));
      continue;
    }
    const Keyword& keyword = As<Keyword>(*NodeAt(i));
    names.push_back(keyword.arg);
    spans.push_back(keyword.arg_span);
    keyword_patterns.push_back(PatternAt(++i));
  }
  node->patterns = module_.arena.Copy(patterns);
  node->kwd_attrs = module_.arena.Copy(names);
  node->kwd_attr_spans = module_.arena.Copy(spans);
  node->kwd_patterns = module_.arena.Copy(keyword_patterns);
  Reduce(m, node);
}

// name=pattern: puts a Keyword without value below the pattern
void AstBuilder::BuildKeywordPattern(const Token* t, const Token* equal) {
  size_t name_at = values_.size() - 2;
  Keyword* node = NewAt<Keyword>(t);
  node->arg_span = t->span();
  if (t->kind == token::NAME && t + 1 == equal) {
    node->arg = NameOf(t);
  } else {
    diags_.Report(diag::kPatternInvalid, Join(t->span(), equal[-1].span()),
                  "expected the name of an attribute before `=`");
    node->arg = diags_.file().names().Intern("<invalid>");
  }
  values_[name_at] = {node, 1, t->begin, t->end, 1};
}

// a -> MatchAs; _ -> MatchAs without name; a.b -> MatchValue
void AstBuilder::BuildCaptureOrValue(size_t m, const Token* t) {
  if (!Is<NameExpr>(NodeAt(m))) {
    BuildMatchValue(m, t);
    return;
  }
  MatchAs* node = NewFrom<MatchAs>(t);
  node->name_span = node->span;
  Name name = As<NameExpr>(*NodeAt(m)).name;
  if (name.view() != kWildcard) {
    node->name = name;
  }
  Reduce(m, node);
}

// -1 -> UnaryOp or Constant
void AstBuilder::PushPatternNumber(const Token* t, bool minus) {
  PushNumber();
  if (minus) {
    UnaryOp* node = NewFrom<UnaryOp>(t);
    node->op = UnaryOperator::USub;
    node->operand = ExprAt(values_.size() - 1);
    Reduce(values_.size() - 1, node);
  }
}

// -1+2j -> BinOp
void AstBuilder::BuildPatternComplex(size_t m, const Token* t, const Token* op) {
  PushNumber();
  BinOp* node = NewFrom<BinOp>(t);
  node->left = ExprAt(m);
  node->op = op->kind == token::PLUS ? Operator::Add : Operator::Sub;
  node->right = ExprAt(m + 1);
  node->op_span = op->span();
  const Expr* real = Is<UnaryOp>(node->left) ? As<UnaryOp>(*node->left).operand : node->left;
  if (As<Constant>(*real).constant_kind == ConstantKind::Imaginary) {
    diags_.Report(diag::kPatternInvalid, real->span, "a real number is required in a complex literal");
  }
  if (As<Constant>(*node->right).constant_kind != ConstantKind::Imaginary) {
    diags_.Report(diag::kPatternInvalid, node->right->span, "an imaginary number is required in a complex literal");
  }
  Reduce(m, node);
}

// literal or a.b -> MatchValue
void AstBuilder::BuildMatchValue(size_t m, const Token* t) {
  MatchValue* node = NewFrom<MatchValue>(t);
  node->value = ExprAt(m);
  if (Is<JoinedStr>(node->value)) {
    diags_.Report(diag::kPatternInvalid, node->span, "patterns may only match literals and attribute lookups");
  }
  Reduce(m, node);
}

// None -> MatchSingleton
void AstBuilder::BuildMatchSingleton() {
  MatchSingleton* node = NewAt<MatchSingleton>(Last());
  TokenKind kind = Last()->kind;
  node->value = kind == token::NONE   ? ConstantKind::None
                : kind == token::TRUE ? ConstantKind::True
                                      : ConstantKind::False;
  Push(node);
}

// (a, b) -> MatchSequence; (a) -> a
void AstBuilder::FinishPatternGroup(size_t m, const Token* t, bool sequence) {
  if (sequence) {
    BuildMatchSequence(m, t);
  } else {
    FinishPatterns(m, t, false);
    NodeAt(m)->parenthesised = true;
  }
}

// [a, *b] -> MatchSequence
void AstBuilder::BuildMatchSequence(size_t m, const Token* t) {
  MatchSequence* node = NewFrom<MatchSequence>(t);
  node->patterns = Nodes<Pattern>(m);
  Reduce(m, node);
}

// A key of a mapping pattern: its expression replaces the pattern.
void AstBuilder::FinishMappingKey(size_t m, const Token* t) {
  Node* pattern = NodeAt(m);
  if (MatchValue* value = DynCast<MatchValue>(pattern); value && !pattern->parenthesised) {
    values_[m].data = value->value;
  } else if (MatchSingleton* singleton = DynCast<MatchSingleton>(pattern); singleton && !pattern->parenthesised) {
    Constant* constant = New<Constant>(singleton->span);
    constant->constant_kind = singleton->value;
    values_[m].data = constant;
  } else {
    diags_.Report(diag::kPatternInvalid, {t->begin, LastEnd()},
                  "the key of a mapping pattern must be a literal or an attribute lookup");
    values_[m].data = New<Constant>(pattern->span);
  }
}

// **rest: an Arg keeps its place among the keys
void AstBuilder::PushMappingRest(const Token* t) {
  Arg* node = NewFrom<Arg>(t);
  node->name = NameOf(Last());
  node->name_span = Last()->span();
  if (node->name == kWildcard) {
    diags_.Report(diag::kPatternInvalid, node->span, "`**_` is not allowed");
  }
  Push(node);
}

// {key: pattern, **rest} -> MatchMapping
void AstBuilder::BuildMatchMapping(size_t m, const Token* t) {
  MatchMapping* node = NewFrom<MatchMapping>(t);
  std::vector<Expr*> keys;
  std::vector<Pattern*> patterns;
  for (size_t i = m; i < values_.size(); ++i) {
    if (Arg* rest = DynCast<Arg>(NodeAt(i))) {
      if (i + 1 != values_.size()) {
        diags_.Report(diag::kPatternInvalid, rest->span, "`**` must be last in a mapping pattern");
      }
      node->rest = rest->name;
      node->rest_span = rest->name_span;
      continue;
    }
    keys.push_back(ExprAt(i));
    patterns.push_back(PatternAt(++i));
  }
  node->keys = module_.arena.Copy(keys);
  node->patterns = module_.arena.Copy(patterns);
  Reduce(m, node);
}

}  // namespace spy::parse
