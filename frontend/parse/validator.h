// Validator: the walk over the tree behind Validate. Each file validate_<construct>.cpp holds the rules of one
// construct.
//
// Lives for one call of Validate. A stack of frames says where a node stands: in which function, loop, comprehension.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::parse {

class Validator {
 public:
  explicit Validator(Diagnostics& diags) : diags_(diags) {}
  void Run(const ast::Module& module);
  // True when the module has `global` or `nonlocal` declarations.
  bool HasDeclarations() const { return has_declarations_; }

 private:
  enum class FrameKind { Module, Class, Function, AsyncFunction, Lambda, Comprehension, TypeScope };
  struct Frame {
    FrameKind kind;
    std::string_view what = {};  // of a comprehension or type scope, for messages
    bool in_loop = false;
    bool in_except_star = false;     // where `break` would leave the `except*`
    bool below_except_star = false;  // where `return` would
    bool has_yield = false;
    bool generator_expression = false;
    bool async_comprehension = false;
    bool in_iterable = false;  // in the iterable of a comprehension, directly or further out
    std::vector<Span> value_returns = {};
    std::vector<Name> targets = {};  // of a comprehension
    std::vector<Name> walrus = {};   // assigned by `:=` in a comprehension
  };
  // Sets a flag of the current frame for as long as it lives.
  class FlagScope {
   public:
    FlagScope(bool& flag, bool value) : flag_(flag), before_(flag) { flag = value; }
    ~FlagScope() { flag_ = before_; }

   private:
    bool& flag_;
    bool before_;
  };

  // validate.cpp: the walk
  void Visit(const ast::Node* node);
  template <class T>
  void VisitAll(ast::Seq<T> nodes) {
    for (const T* node : nodes) Visit(node);
  }
  template <class T>
  void Check(const T& node) {
    VisitChildren(node);
  }
  void VisitChildren(const ast::Node& node);
  void VisitIn(FrameKind kind, std::string_view what, const ast::Node* node);
  Frame& Top() { return frames_.back(); }
  void Push(FrameKind kind, std::string_view what);
  void Pop() { frames_.pop_back(); }

  // validate_target.cpp
  void Check(const ast::Assign& node);
  void Check(const ast::AugAssign& node);
  void Check(const ast::AnnAssign& node);
  void Check(const ast::Delete& node);
  void Check(const ast::NamedExpr& node);
  void Check(const ast::Starred& node);
  void Check(const ast::Tuple& node);
  void Check(const ast::List& node);
  void Check(const ast::Set& node);
  void Check(const ast::Subscript& node);
  void Check(const ast::WithItem& node);
  void CheckTarget(const ast::Expr& target);
  void CheckTargets(ast::Seq<ast::Expr> elts);
  void CheckDeleteTarget(const ast::Expr& target);
  void CheckWalrusScope(const ast::NamedExpr& node, Name name);
  void VisitElements(ast::Seq<ast::Expr> elts);
  void CheckBinding(Name name, Span span);

  // validate_flow.cpp
  void Check(const ast::If& node);
  void Check(const ast::For& node) { CheckFor(node, false); }
  void Check(const ast::AsyncFor& node) { CheckFor(node, true); }
  void Check(const ast::While& node);
  void Check(const ast::Break& node);
  void Check(const ast::Continue& node);
  void Check(const ast::Return& node);
  void Check(const ast::AsyncWith& node);
  void Check(const ast::Try& node);
  void Check(const ast::TryStar& node);
  void Check(const ast::Yield& node);
  void Check(const ast::YieldFrom& node);
  void Check(const ast::Await& node);
  void CheckFor(const ast::ForBase& node, bool async);
  void CheckHandlers(const ast::TryBase& node);
  void CheckYield(const ast::Expr& node, std::string_view word);
  void CheckJump(const ast::Stmt& node, std::string_view word);
  void RequireAsync(Span span, std::string_view what);

  // validate_function.cpp
  void Check(const ast::FunctionDef& node) { CheckFunction(node, FrameKind::Function); }
  void Check(const ast::AsyncFunctionDef& node) { CheckFunction(node, FrameKind::AsyncFunction); }
  void Check(const ast::Lambda& node);
  void Check(const ast::ClassDef& node);
  void Check(const ast::Call& node);
  void Check(const ast::TypeAlias& node);
  void Check(const ast::ListComp& node);
  void Check(const ast::SetComp& node);
  void Check(const ast::DictComp& node);
  void Check(const ast::GeneratorExp& node);
  void CheckFunction(const ast::FunctionBase& node, FrameKind kind);
  void CheckParameters(const ast::Arguments& args);
  void VisitDefaults(const ast::Arguments& args);
  void VisitAnnotations(const ast::Arguments& args);
  void VisitAnnotation(const ast::Expr* annotation);
  void CheckArguments(ast::Seq<ast::Expr> args, ast::Seq<ast::Keyword> keywords);
  void CheckTypeParameters(ast::Seq<ast::TypeParam> params);
  void VisitTypeParameter(const ast::TypeParam& param);
  void CheckComprehension(const ast::Expr& node, std::string_view what, ast::Seq<ast::Comprehension> generators,
                          const ast::Expr* key, const ast::Expr* value);
  void VisitGenerator(const ast::Comprehension& generator, bool first);

  // validate_import.cpp
  void Check(const ast::Import& node);
  void Check(const ast::ImportFrom& node);
  void Check(const ast::Global& node);
  void Check(const ast::Nonlocal& node);
  void CheckFuture(const ast::ImportFrom& node);
  void FindFutureBlock(const ast::Module& module);

  // validate_match.cpp
  void Check(const ast::Match& node);
  void CheckPattern(const ast::Pattern& pattern, std::vector<Name>& names);
  void CheckPattern(const ast::MatchOr& node, std::vector<Name>& names);
  void CheckPattern(const ast::MatchSequence& node, std::vector<Name>& names);
  void CheckPattern(const ast::MatchMapping& node, std::vector<Name>& names);
  void CheckPattern(const ast::MatchClass& node, std::vector<Name>& names);
  void AddPatternName(Name name, Span span, std::vector<Name>& names);

  Diagnostics& diags_;
  std::deque<Frame> frames_;  // references stay valid while frames come and go
  uint32_t future_end_ = 0;   // where imports from __future__ may no longer stand
  bool future_annotations_ = false;
  bool has_declarations_ = false;
};

// "literal", "function call": what an expression is called in messages about targets.
std::string DescribeExpr(const ast::Expr& expr);

}  // namespace spy::parse
