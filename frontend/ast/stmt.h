// Statement nodes and their parts: ASDL's `stmt`, `excepthandler`, `alias`, `withitem`, `type_param`.
// See node.h for life and conventions. CPython's type_comment fields do not exist here.
#pragma once

#include "frontend/ast/expr.h"

namespace spy::ast {

struct MatchCase;

// name as asname
struct Alias : Node {
  static constexpr NodeKind kKind = NodeKind::Alias;
  Name name;    // dotted in `import a.b`; "*" in `from a import *`
  Name asname;  // optional
  Span name_span;
  Span asname_span;
};

// context_expr as optional_vars
struct WithItem : Node {
  static constexpr NodeKind kKind = NodeKind::WithItem;
  Expr* context_expr;
  Expr* optional_vars;
};

// except type as name: body
struct ExceptHandler : Node {
  static constexpr NodeKind kKind = NodeKind::ExceptHandler;
  Expr* type;  // optional
  Name name;   // optional
  Seq<Stmt> body;
  Span name_span;
};

// T: bound = default_value
struct TypeVar : TypeParam {
  static constexpr NodeKind kKind = NodeKind::TypeVar;
  Name name;
  Expr* bound;          // optional
  Expr* default_value;  // optional
  Span name_span;
};

// **P = default_value
struct ParamSpec : TypeParam {
  static constexpr NodeKind kKind = NodeKind::ParamSpec;
  Name name;
  Expr* default_value;  // optional
  Span name_span;
};

// *Ts = default_value
struct TypeVarTuple : TypeParam {
  static constexpr NodeKind kKind = NodeKind::TypeVarTuple;
  Name name;
  Expr* default_value;  // optional
  Span name_span;
};

// What FunctionDef and AsyncFunctionDef share.
struct FunctionBase : Stmt {
  Name name;
  Arguments* args;
  Seq<Stmt> body;
  Seq<Expr> decorator_list;
  Expr* returns;  // optional
  Seq<TypeParam> type_params;
  Span name_span;
};

// def name(args) -> returns: body
struct FunctionDef : FunctionBase {
  static constexpr NodeKind kKind = NodeKind::FunctionDef;
};

// async def name(args) -> returns: body
struct AsyncFunctionDef : FunctionBase {
  static constexpr NodeKind kKind = NodeKind::AsyncFunctionDef;
};

// class name(bases, keywords): body
struct ClassDef : Stmt {
  static constexpr NodeKind kKind = NodeKind::ClassDef;
  Name name;
  Seq<Expr> bases;
  Seq<Keyword> keywords;
  Seq<Stmt> body;
  Seq<Expr> decorator_list;
  Seq<TypeParam> type_params;
  Span name_span;
};

// return value
struct Return : Stmt {
  static constexpr NodeKind kKind = NodeKind::Return;
  Expr* value;  // optional
};

// del targets
struct Delete : Stmt {
  static constexpr NodeKind kKind = NodeKind::Delete;
  Seq<Expr> targets;
};

// targets[0] = targets[1] = value
struct Assign : Stmt {
  static constexpr NodeKind kKind = NodeKind::Assign;
  Seq<Expr> targets;
  Expr* value;
};

// type name[type_params] = value
struct TypeAlias : Stmt {
  static constexpr NodeKind kKind = NodeKind::TypeAlias;
  Expr* name;  // a NameExpr
  Seq<TypeParam> type_params;
  Expr* value;
};

// target += value
struct AugAssign : Stmt {
  static constexpr NodeKind kKind = NodeKind::AugAssign;
  Expr* target;
  Operator op;
  Expr* value;
  Span op_span;  // of `+=`
};

// target: annotation = value
struct AnnAssign : Stmt {
  static constexpr NodeKind kKind = NodeKind::AnnAssign;
  Expr* target;
  Expr* annotation;
  Expr* value;  // optional
  bool simple;  // the target is a bare name
};

// What For and AsyncFor share.
struct ForBase : Stmt {
  Expr* target;
  Expr* iter;
  Seq<Stmt> body;
  Seq<Stmt> orelse;
};

// for target in iter: body
struct For : ForBase {
  static constexpr NodeKind kKind = NodeKind::For;
};

// async for target in iter: body
struct AsyncFor : ForBase {
  static constexpr NodeKind kKind = NodeKind::AsyncFor;
};

// while test: body
struct While : Stmt {
  static constexpr NodeKind kKind = NodeKind::While;
  Expr* test;
  Seq<Stmt> body;
  Seq<Stmt> orelse;
};

// if test: body. `elif` is an If alone in orelse, as in CPython: a chain may be thousands long, so passes walk it with
// a loop (see NextElif in ast.h), never by recursion.
struct If : Stmt {
  static constexpr NodeKind kKind = NodeKind::If;
  Expr* test;
  Seq<Stmt> body;
  Seq<Stmt> orelse;
};

// What With and AsyncWith share.
struct WithBase : Stmt {
  Seq<WithItem> items;
  Seq<Stmt> body;
};

// with items: body
struct With : WithBase {
  static constexpr NodeKind kKind = NodeKind::With;
};

// async with items: body
struct AsyncWith : WithBase {
  static constexpr NodeKind kKind = NodeKind::AsyncWith;
};

// match subject: cases
struct Match : Stmt {
  static constexpr NodeKind kKind = NodeKind::Match;
  Expr* subject;
  Seq<MatchCase> cases;
};

// raise exc from cause
struct Raise : Stmt {
  static constexpr NodeKind kKind = NodeKind::Raise;
  Expr* exc;    // optional
  Expr* cause;  // optional
};

// What Try and TryStar share.
struct TryBase : Stmt {
  Seq<Stmt> body;
  Seq<ExceptHandler> handlers;
  Seq<Stmt> orelse;
  Seq<Stmt> finalbody;
};

// try: body except ...
struct Try : TryBase {
  static constexpr NodeKind kKind = NodeKind::Try;
};

// try: body except* ...
struct TryStar : TryBase {
  static constexpr NodeKind kKind = NodeKind::TryStar;
};

// assert test, msg
struct Assert : Stmt {
  static constexpr NodeKind kKind = NodeKind::Assert;
  Expr* test;
  Expr* msg;  // optional
};

// import names
struct Import : Stmt {
  static constexpr NodeKind kKind = NodeKind::Import;
  Seq<Alias> names;
};

// from ..module import names
struct ImportFrom : Stmt {
  static constexpr NodeKind kKind = NodeKind::ImportFrom;
  Name module;  // empty in `from . import a`
  Seq<Alias> names;
  int level;
  Span module_span;
};

// global names
struct Global : Stmt {
  static constexpr NodeKind kKind = NodeKind::Global;
  NameList names;
  SpanList name_spans;
};

// nonlocal names
struct Nonlocal : Stmt {
  static constexpr NodeKind kKind = NodeKind::Nonlocal;
  NameList names;
  SpanList name_spans;
};

// an expression as statement; ASDL's `Expr`
struct ExprStmt : Stmt {
  static constexpr NodeKind kKind = NodeKind::ExprStmt;
  Expr* value;
};

struct Pass : Stmt {
  static constexpr NodeKind kKind = NodeKind::Pass;
};

struct Break : Stmt {
  static constexpr NodeKind kKind = NodeKind::Break;
};

struct Continue : Stmt {
  static constexpr NodeKind kKind = NodeKind::Continue;
};

}  // namespace spy::ast
