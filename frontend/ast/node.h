// Node, NodeKind, operators: what all syntax nodes share. Include ast.h instead of this file.
//
// Nodes are built by frontend/parse in the arena of their ast::Module, live as long as it, and are immutable
// afterwards. Optional children are null pointers, optional names empty names, lists std::span (empty when absent).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "frontend/base/interner.h"
#include "frontend/source/span.h"

namespace spy::ast {

enum class NodeKind : uint8_t {
#define SPY_NODE(kind, fields) kind,
#include "frontend/ast/nodes.def"
};

#define SPY_NODE(kind, fields) +1
inline constexpr int kNodeKindCount = 0
#include "frontend/ast/nodes.def"
    ;

// The name of the kind as in nodes.def.
std::string_view KindName(NodeKind kind);

// Dense number of a node in its module (0 ≤ id < Module::node_count): the index of side tables.
using NodeId = uint32_t;

enum class ExprContext : uint8_t { Load, Store, Del };

enum class BoolOperator : uint8_t {
#define SPY_BOOL_OPERATOR(name, text) name,
#include "frontend/ast/operators.def"
};
enum class Operator : uint8_t {
#define SPY_BINARY_OPERATOR(name, text, stem) name,
#include "frontend/ast/operators.def"
};
enum class UnaryOperator : uint8_t {
#define SPY_UNARY_OPERATOR(name, text, stem) name,
#include "frontend/ast/operators.def"
};
enum class CmpOperator : uint8_t {
#define SPY_CMP_OPERATOR(name, text, stem) name,
#include "frontend/ast/operators.def"
};

// ASDL names: "Add".
std::string_view OperatorName(BoolOperator op);
std::string_view OperatorName(Operator op);
std::string_view OperatorName(UnaryOperator op);
std::string_view OperatorName(CmpOperator op);
std::string_view ContextName(ExprContext context);
// Texts in source: "+".
std::string_view OperatorText(BoolOperator op);
std::string_view OperatorText(Operator op);
std::string_view OperatorText(UnaryOperator op);
std::string_view OperatorText(CmpOperator op);
// Stems of special methods: "add" of `__add__`, `__radd__`, `__iadd__`; empty when there is none.
std::string_view MethodStem(Operator op);
std::string_view MethodStem(UnaryOperator op);
std::string_view MethodStem(CmpOperator op);

struct Node {
  NodeKind kind;
  // The source has the expression in parentheses of its own (the span does not include them). Only the parser and
  // messages care: `(a := 1)`, `(x): int`.
  bool parenthesised = false;
  NodeId id;
  Span span;  // CPython's lineno, col_offset, end_lineno, end_col_offset, as byte offsets
};

struct Expr : Node {};
struct Stmt : Node {};
struct Pattern : Node {};
struct TypeParam : Node {};

template <class T>
using Seq = std::span<T* const>;
using NameList = std::span<const Name>;
using SpanList = std::span<const Span>;

// T::kKind is the kind of a concrete node struct.
template <class T>
bool Is(const Node* node) {
  return node != nullptr && node->kind == T::kKind;
}
// The node as T; its kind must be T's.
template <class T>
const T& As(const Node& node) {
  return static_cast<const T&>(node);
}
template <class T>
T& As(Node& node) {
  return static_cast<T&>(node);
}
// The node as T, or null when it is null or of another kind.
template <class T>
const T* DynCast(const Node* node) {
  return Is<T>(node) ? static_cast<const T*>(node) : nullptr;
}
template <class T>
T* DynCast(Node* node) {
  return Is<T>(node) ? static_cast<T*>(node) : nullptr;
}

}  // namespace spy::ast
