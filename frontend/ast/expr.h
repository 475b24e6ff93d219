// Expression nodes, patterns apart: the constructors of ASDL's `expr`, `comprehension`, `arguments`, `arg`, `keyword`.
// See node.h for life and conventions. Fields beyond ASDL's carry the spans that diagnostics want.
#pragma once

#include "frontend/ast/node.h"

namespace spy::ast {

struct Arguments;
struct Comprehension;
struct Keyword;

enum class ConstantKind : uint8_t { None, True, False, Ellipsis, Int, Float, Imaginary, Str, Bytes };

// a literal; adjacent string literals are one
struct Constant : Expr {
  static constexpr NodeKind kKind = NodeKind::Constant;
  ConstantKind constant_kind = ConstantKind::None;
  bool u_prefix = false;       // u"...": ASDL's kind == 'u'
  bool is_big = false;         // an Int that does not fit int64: `text` has its value in lower-case hexadecimal digits
  int64_t int_value = 0;       // Int, unless is_big
  double float_value = 0;      // Float, Imaginary
  std::string_view text = {};  // Str (UTF-8; lone surrogates as three bytes, WTF-8), Bytes, big Int
};

// a and b
struct BoolOp : Expr {
  static constexpr NodeKind kKind = NodeKind::BoolOp;
  BoolOperator op;
  Seq<Expr> values;
};

// target := value
struct NamedExpr : Expr {
  static constexpr NodeKind kKind = NodeKind::NamedExpr;
  Expr* target;
  Expr* value;
};

// left + right
struct BinOp : Expr {
  static constexpr NodeKind kKind = NodeKind::BinOp;
  Expr* left;
  Operator op;
  Expr* right;
  Span op_span;
};

// -operand
struct UnaryOp : Expr {
  static constexpr NodeKind kKind = NodeKind::UnaryOp;
  UnaryOperator op;
  Expr* operand;
};

// lambda args: body
struct Lambda : Expr {
  static constexpr NodeKind kKind = NodeKind::Lambda;
  Arguments* args;
  Expr* body;
};

// body if test else orelse
struct IfExp : Expr {
  static constexpr NodeKind kKind = NodeKind::IfExp;
  Expr* test;
  Expr* body;
  Expr* orelse;
};

// {k: v, **more}: a null key marks `**`
struct Dict : Expr {
  static constexpr NodeKind kKind = NodeKind::Dict;
  Seq<Expr> keys;
  Seq<Expr> values;
};

// {a, b}
struct Set : Expr {
  static constexpr NodeKind kKind = NodeKind::Set;
  Seq<Expr> elts;
};

// [elt for ...]
struct ListComp : Expr {
  static constexpr NodeKind kKind = NodeKind::ListComp;
  Expr* elt;
  Seq<Comprehension> generators;
};

// {elt for ...}
struct SetComp : Expr {
  static constexpr NodeKind kKind = NodeKind::SetComp;
  Expr* elt;
  Seq<Comprehension> generators;
};

// {key: value for ...}
struct DictComp : Expr {
  static constexpr NodeKind kKind = NodeKind::DictComp;
  Expr* key;
  Expr* value;
  Seq<Comprehension> generators;
};

// (elt for ...)
struct GeneratorExp : Expr {
  static constexpr NodeKind kKind = NodeKind::GeneratorExp;
  Expr* elt;
  Seq<Comprehension> generators;
};

// await value
struct Await : Expr {
  static constexpr NodeKind kKind = NodeKind::Await;
  Expr* value;
};

// yield value
struct Yield : Expr {
  static constexpr NodeKind kKind = NodeKind::Yield;
  Expr* value;  // optional
};

// yield from value
struct YieldFrom : Expr {
  static constexpr NodeKind kKind = NodeKind::YieldFrom;
  Expr* value;
};

// left < b <= c
struct Compare : Expr {
  static constexpr NodeKind kKind = NodeKind::Compare;
  Expr* left;
  std::span<const CmpOperator> ops;
  Seq<Expr> comparators;
};

// func(args, keywords)
struct Call : Expr {
  static constexpr NodeKind kKind = NodeKind::Call;
  Expr* func;
  Seq<Expr> args;
  Seq<Keyword> keywords;
};

// {value!r:format_spec} of an f-string
struct FormattedValue : Expr {
  static constexpr NodeKind kKind = NodeKind::FormattedValue;
  Expr* value;
  int conversion;     // -1 none, else 's', 'r' or 'a'
  Expr* format_spec;  // optional, a JoinedStr
};

// f"..."
struct JoinedStr : Expr {
  static constexpr NodeKind kKind = NodeKind::JoinedStr;
  Seq<Expr> values;  // Constant (Str) and FormattedValue
};

// value.attr
struct Attribute : Expr {
  static constexpr NodeKind kKind = NodeKind::Attribute;
  Expr* value;
  Name attr;
  ExprContext ctx;
  Span attr_span;
};

// value[slice]
struct Subscript : Expr {
  static constexpr NodeKind kKind = NodeKind::Subscript;
  Expr* value;
  Expr* slice;
  ExprContext ctx;
};

// *value
struct Starred : Expr {
  static constexpr NodeKind kKind = NodeKind::Starred;
  Expr* value;
  ExprContext ctx;
};

// a name; ASDL's `Name(id, ctx)`
struct NameExpr : Expr {
  static constexpr NodeKind kKind = NodeKind::NameExpr;
  Name name;  // ASDL's id; `id` is the node's number here
  ExprContext ctx;
};

// [a, b]
struct List : Expr {
  static constexpr NodeKind kKind = NodeKind::List;
  Seq<Expr> elts;
  ExprContext ctx;
};

// a, b
struct Tuple : Expr {
  static constexpr NodeKind kKind = NodeKind::Tuple;
  Seq<Expr> elts;
  ExprContext ctx;
};

// lower:upper:step
struct Slice : Expr {
  static constexpr NodeKind kKind = NodeKind::Slice;
  Expr* lower;  // each optional
  Expr* upper;
  Expr* step;
};

// for target in iter if ...
struct Comprehension : Node {
  static constexpr NodeKind kKind = NodeKind::Comprehension;
  Expr* target;
  Expr* iter;
  Seq<Expr> ifs;
  bool is_async;
};

// name=value or, with no name, **value
struct Keyword : Node {
  static constexpr NodeKind kKind = NodeKind::Keyword;
  Name arg;
  Expr* value;
  Span arg_span;
};

// one parameter
struct Arg : Node {
  static constexpr NodeKind kKind = NodeKind::Arg;
  Name name;
  Expr* annotation;  // optional
  Span name_span;
};

// a, /, b=1, *args, c, d=2, **kwargs
struct Arguments : Node {
  static constexpr NodeKind kKind = NodeKind::Arguments;
  Seq<Arg> posonlyargs;
  Seq<Arg> args;
  Arg* vararg = nullptr;
  Seq<Arg> kwonlyargs;
  Seq<Expr> kw_defaults;  // one for each of kwonlyargs, null without default
  Arg* kwarg = nullptr;
  Seq<Expr> defaults;  // of the last of posonlyargs + args
};

}  // namespace spy::ast
