// Pattern nodes of `match`: ASDL's `pattern` and `match_case`. See node.h for life and conventions.
#pragma once

#include "frontend/ast/stmt.h"

namespace spy::ast {

// case pattern if guard: body
struct MatchCase : Node {
  static constexpr NodeKind kKind = NodeKind::MatchCase;
  Pattern* pattern;
  Expr* guard;  // optional
  Seq<Stmt> body;
};

// 1, "a", -1+2j, a.b
struct MatchValue : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchValue;
  Expr* value;
};

// None, True, False
struct MatchSingleton : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchSingleton;
  ConstantKind value;
};

// [a, *rest]
struct MatchSequence : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchSequence;
  Seq<Pattern> patterns;
};

// {key: pattern, **rest}
struct MatchMapping : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchMapping;
  Seq<Expr> keys;
  Seq<Pattern> patterns;
  Name rest;  // optional
  Span rest_span;
};

// cls(patterns, kwd_attr=kwd_pattern)
struct MatchClass : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchClass;
  Expr* cls;
  Seq<Pattern> patterns;
  NameList kwd_attrs;
  Seq<Pattern> kwd_patterns;
  SpanList kwd_attr_spans;
};

// *name; no name for `*_`
struct MatchStar : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchStar;
  Name name;
  Span name_span;
};

// pattern as name; a capture without pattern; `_` with neither
struct MatchAs : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchAs;
  Pattern* pattern;
  Name name;
  Span name_span;
};

// a | b
struct MatchOr : Pattern {
  static constexpr NodeKind kKind = NodeKind::MatchOr;
  Seq<Pattern> patterns;
};

}  // namespace spy::ast
