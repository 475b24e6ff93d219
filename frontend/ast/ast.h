// The syntax tree of one module: exactly the shape of CPython's `ast` (3.12, with the type parameter defaults of 3.13).
//
// ast::Module owns everything in it (an arena); parse::ParseModule makes it, it is immutable afterwards and lives for
// the compilation. Its SourceFile and the interner of its names must outlive it. Expressions are at most kMaxDepth deep
// (the parser reports deeper ones), so passes may recurse over them; chains of `elif` may be longer and are walked by
// loops.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "frontend/ast/expr.h"
#include "frontend/ast/node.h"
#include "frontend/ast/pattern.h"
#include "frontend/ast/stmt.h"
#include "frontend/base/arena.h"
#include "frontend/source/source.h"

namespace spy::ast {

struct Module {
  explicit Module(const SourceFile& source_file) : source(source_file) {}

  const SourceFile& source;
  Arena arena;
  Seq<Stmt> body;
  uint32_t node_count = 0;  // ids of all nodes are below it
};

// The `elif` that follows: the If that is alone in orelse, or null. (CPython's tree makes no difference between `elif
// x:` and `else:` with a single `if x:` in it.)
inline const If* NextElif(const If& node) { return node.orelse.size() == 1 ? DynCast<If>(node.orelse[0]) : nullptr; }

namespace internal {
// One enum per family with NodeKind's numbers, so that -Wswitch sees a missing kind.
enum class ExprKind : uint8_t {
#define SPY_EXPR(kind, fields) kind = uint8_t(NodeKind::kind),
#include "frontend/ast/nodes.def"
};
enum class StmtKind : uint8_t {
#define SPY_STMT(kind, fields) kind = uint8_t(NodeKind::kind),
#include "frontend/ast/nodes.def"
};
enum class PatternKind : uint8_t {
#define SPY_PATTERN(kind, fields) kind = uint8_t(NodeKind::kind),
#include "frontend/ast/nodes.def"
};
enum class TypeParamKind : uint8_t {
#define SPY_TYPE_PARAM(kind, fields) kind = uint8_t(NodeKind::kind),
#include "frontend/ast/nodes.def"
};
}  // namespace internal

// Dispatch(node, f) calls f with the node as its concrete struct: f(const BinOp&), f(const Call&), ... A visitor is a
// class with overloads (a missing one is a build error), or a generic lambda. All overloads return the same type.
template <class F>
decltype(auto) Dispatch(const Expr& node, F&& f) {
  switch (static_cast<internal::ExprKind>(node.kind)) {
#define SPY_EXPR(kind, fields)   \
  case internal::ExprKind::kind: \
    return f(static_cast<const kind&>(node));
#include "frontend/ast/nodes.def"
  }
  __builtin_unreachable();
}
template <class F>
decltype(auto) Dispatch(const Stmt& node, F&& f) {
  switch (static_cast<internal::StmtKind>(node.kind)) {
#define SPY_STMT(kind, fields)   \
  case internal::StmtKind::kind: \
    return f(static_cast<const kind&>(node));
#include "frontend/ast/nodes.def"
  }
  __builtin_unreachable();
}
template <class F>
decltype(auto) Dispatch(const Pattern& node, F&& f) {
  switch (static_cast<internal::PatternKind>(node.kind)) {
#define SPY_PATTERN(kind, fields)   \
  case internal::PatternKind::kind: \
    return f(static_cast<const kind&>(node));
#include "frontend/ast/nodes.def"
  }
  __builtin_unreachable();
}
template <class F>
decltype(auto) Dispatch(const TypeParam& node, F&& f) {
  switch (static_cast<internal::TypeParamKind>(node.kind)) {
#define SPY_TYPE_PARAM(kind, fields)  \
  case internal::TypeParamKind::kind: \
    return f(static_cast<const kind&>(node));
#include "frontend/ast/nodes.def"
  }
  __builtin_unreachable();
}
// A node of any family.
template <class F>
decltype(auto) Dispatch(const Node& node, F&& f) {
  switch (node.kind) {
#define SPY_NODE(kind, fields) \
  case NodeKind::kind:         \
    return f(static_cast<const kind&>(node));
#include "frontend/ast/nodes.def"
  }
  __builtin_unreachable();
}

// ForEachField(node, f) calls f("left", node.left), f("op", node.op), ... in ASDL's order.
#define SPY_NODE(kind, fields)                                                   \
  template <class F>                                                             \
  void ForEachField([[maybe_unused]] const kind& node, [[maybe_unused]] F&& f) { \
    fields                                                                       \
  }
#define SPY_F(field) f(#field, node.field);
#include "frontend/ast/nodes.def"

namespace internal {
void ForEachChild(const Node& node, void (*f)(void* context, const Node& child), void* context);
}  // namespace internal

// ForEachChild(node, f) calls f(const Node&) for each child that is there, in ASDL's order of fields. The walk over all
// kinds is compiled once, in children.cpp.
template <class F>
void ForEachChild(const Node& node, F&& f) {
  using Function = std::remove_reference_t<F>;
  internal::ForEachChild(node, [](void* context, const Node& child) { (*static_cast<Function*>(context))(child); }, &f);
}

}  // namespace spy::ast
