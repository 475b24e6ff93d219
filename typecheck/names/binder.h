// The first pass of name resolution over one module (`BindNames`): makes scopes and symbols from bindings. Lives as
// long as the walk; what it makes belongs to the module's ScopeTree and the program's symbols. Reports nothing.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "typecheck/names/declare.h"
#include "typecheck/names/scope.h"

namespace spy::check {

// Whether `@wanted`, `@module.wanted` is among the decorators.
bool HasDecorator(ast::Seq<ast::Expr> decorators, std::string_view wanted);

class Binder {
 public:
  Binder(Program& program, DeclaredModule& module)
      : program_(program), module_(module), tree_(module.scopes), is_stub_(module.is_stub) {}

  void Run();

  // Expressions: names are collected, scopes opened; everything else is its children.
  template <class T>
  void operator()(const T& node) {
    ast::ForEachChild(node, [this](const ast::Node& child) { Walk(child); });
  }
  void operator()(const ast::NameExpr& node);
  void operator()(const ast::Constant&) {}
  void operator()(const ast::NamedExpr& node);
  void operator()(const ast::Lambda& node) { BindLambda(node); }
  void operator()(const ast::ListComp& node) { BindComprehension(node, node.generators, {node.elt}); }
  void operator()(const ast::SetComp& node) { BindComprehension(node, node.generators, {node.elt}); }
  void operator()(const ast::DictComp& node) { BindComprehension(node, node.generators, {node.key, node.value}); }
  void operator()(const ast::GeneratorExp& node);
  void operator()(const ast::Call& node);
  void operator()(const ast::Await& node);
  void operator()(const ast::Yield& node);
  void operator()(const ast::YieldFrom& node);

  // Statements.
  void operator()(const ast::FunctionDef& node) { BindFunction(node, false); }
  void operator()(const ast::AsyncFunctionDef& node) { BindFunction(node, true); }
  void operator()(const ast::ClassDef& node) { BindClass(node); }
  void operator()(const ast::AnnAssign& node) { BindAnnotated(node); }
  void operator()(const ast::Assign& node);
  void operator()(const ast::AugAssign& node);
  void operator()(const ast::TypeAlias& node) { BindTypeAlias(node); }
  void operator()(const ast::For& node);
  void operator()(const ast::AsyncFor& node);
  void operator()(const ast::While& node);
  void operator()(const ast::If& node);
  void operator()(const ast::With& node);
  void operator()(const ast::AsyncWith& node);
  void operator()(const ast::Try& node);
  void operator()(const ast::TryStar& node);
  void operator()(const ast::ExceptHandler& node);
  void operator()(const ast::MatchCase& node);
  void operator()(const ast::MatchAs& node);
  void operator()(const ast::MatchStar& node);
  void operator()(const ast::MatchMapping& node);
  void operator()(const ast::Import& node);
  void operator()(const ast::ImportFrom& node);
  void operator()(const ast::Global& node);
  void operator()(const ast::Nonlocal& node);

 private:
  void Walk(const ast::Node& node);
  // A stub exports what it imports only in the form `from m import a as a`.
  bool IsPrivateImport(const Symbol* symbol) const;
  void WalkBlock(ast::Seq<ast::Stmt> body);
  Scope* NewScope(ScopeKind kind, Scope* parent, const ast::Node* node);
  Name Mangled(Name name) { return MangleName(name, scope_->cls, program_.sources.names()); }
  void Use(const ast::Node& node, Name name, Scope* scope);
  bool IsNonlocal(const Scope* scope, Name name) const;

  VariableSymbol* NewVariable(Name name, Span span, Scope* scope);
  // The variable that `name` is in the scope, made on first sight. A function or class bound to the name before becomes
  // a value of that variable.
  VariableSymbol* VariableIn(Scope* scope, Name name, Span span);
  void Count(VariableSymbol* variable, uint32_t position);
  void CountBinding(Name name, uint32_t position);
  // The name is assigned, deleted, or bound by a loop, handler or pattern, at `node`.
  void BindVariable(Name raw, const ast::Node& node, Scope* scope);
  void BindGlobal(Name name);
  void MarkGenerator();
  void RememberInitializer(const ast::Assign& node);
  void BindAnnotated(const ast::AnnAssign& node);
  void BindTypeAlias(const ast::TypeAlias& node);
  template <class F>
  void BindFor(const F& node);
  template <class W>
  void BindWith(const W& node);
  template <class T>
  void BindTry(const T& node);
  void BindImport(const ast::Stmt& stmt, const ast::Alias& alias, Name bound);
  void WalkAnnotation(const ast::Expr* annotation);
  std::string_view QualifiedName(std::string_view name);

  // Type variables of `[T, U]` in a scope of their own around the definition.
  void OpenTypeParams(const ast::Node& node, ast::Seq<ast::TypeParam> params);
  std::vector<TypeVarSymbol*> TypeParamsOf(ast::Seq<ast::TypeParam> params);
  // What CPython calls the `__class__` cell of a class in a function.
  VariableSymbol* NewClassCell(Span span);
  // def f -> f in the scope, unless bound before; in a class every definition is kept (properties, overloads).
  void BindDefinition(Name name, FunctionSymbol* function, bool is_overload);

  void BindFunction(const ast::FunctionBase& node, bool is_async);
  // Defaults and annotations belong to the enclosing scope.
  void BindSignature(const ast::Node&, const ast::Arguments& args, const ast::Expr* returns);
  void BindParams(const ast::Arguments& args);
  // Opens the function's scope, runs `walk` in it with fresh block and loop state.
  template <class F>
  void BindBody(const ast::Node& node, FunctionSymbol* function, F walk) {
    if (scope_->function || function->lambda || function->genexp) {
      tree_.closure_sites[function] = {node.span.begin, blocks_};
    }
    Scope* outer = scope_;
    scope_ = NewScope(ScopeKind::kFunction, outer, &node);
    scope_->function = function;
    std::vector<uint32_t> saved_blocks = std::exchange(blocks_, {0});
    uint32_t saved_loops = std::exchange(loop_depth_, 0);
    walk();
    loop_depth_ = saved_loops;
    blocks_ = std::move(saved_blocks);
    scope_ = outer;
  }

  void BindLambda(const ast::Lambda& node);
  // f((x for ...)) where f is a built-in that goes through the whole of it before anything else happens, unless its
  // name is bound to something else by now.
  bool IsConsumer(const ast::Call& node) const;
  // Its first iterable is evaluated outside; the rest is the body of a generator function.
  void BindGenerator(const ast::GeneratorExp& node);
  // The first iterable is evaluated outside, everything else inside the comprehension's own scope.
  void BindComprehension(const ast::Expr& node, ast::Seq<ast::Comprehension> generators,
                         std::initializer_list<const ast::Expr*> results);
  void BindClass(const ast::ClassDef& node);

  Program& program_;
  DeclaredModule& module_;
  ScopeTree& tree_;
  bool is_stub_;
  bool quiet_ = false;
  uint32_t never_runs_ = 0;                     // inside a branch that no run takes: `if TYPE_CHECKING:`
  std::vector<const ClassSymbol*> never_made_;  // classes of such branches, until a statement that runs makes them
  bool import_guarded_ = false;                 // in a `try` that takes ImportError
  Scope* scope_ = nullptr;
  const ast::Expr* consumed_ = nullptr;  // a generator expression about to be walked that is consumed at once
  uint32_t loop_depth_ = 0;
  uint32_t next_block_ = 1;  // 0 is the block of parameters
  std::vector<uint32_t> blocks_;
  std::vector<std::pair<Scope*, Name>> nonlocal_names_;
};

}  // namespace spy::check
