// AstBuilder: what the grammar's actions do. Each action takes what the rule left on the value stack, from height `m`,
// and leaves the node made of it; `t` is the rule's first token.
//
// One builder lives for one call of ParseModule; the nodes go to the module's arena. It knows nothing of ANTLR. Checks
// that need more than the node at hand are in validate_*.cpp; here are only those of what the tree cannot show (order
// of parameters, a generator argument without parentheses). Files: build_<construct>.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"
#include "frontend/parse/literals.h"
#include "frontend/parse/token.h"

namespace spy::parse {

// Deepest expression that the tree may hold: passes recurse over expressions. A lambda counts for several levels, as it
// is a function in a function.
inline constexpr uint32_t kMaxDepth = 10000, kLambdaDepth = 4;

// Ends the parse when the source is nested too deeply; caught by ParseModule.
struct NestingAbort {};

enum class ParameterKind : uint8_t { Plain, Star, BareStar, DoubleStar, Slash };

class AstBuilder {
 public:
  AstBuilder(ast::Module& module, Diagnostics& diags, const TokenList& tokens);

 protected:
  // A node (or null, or a list of nodes) with the stretch of source it covers, parentheses included.
  struct Value {
    void* data;
    uint32_t count;
    uint32_t begin;
    uint32_t end;
    uint32_t depth;
  };
  // An operator that waits for its right operand.
  struct PendingOperator {
    uint8_t level;
    bool prefix;
    uint8_t op;  // of the enum that belongs to the level
    const Token* token;
  };
  struct Parameter {
    ParameterKind kind;
    ast::Arg* arg;
    ast::Expr* default_value;
    const Token* token;
  };
  // `a as b` inside parentheses, which only `with` may have.
  struct ParenthesisedAs {
    const Token* first;
    ast::Expr* context;
    ast::Expr* target;
  };
  // Heights of all stacks, for error recovery.
  struct Heights {
    size_t values, operators, operator_base, parameters, keys, elifs, stars, ases;
  };
  Heights SaveHeights() const;
  void RestoreHeights(const Heights& heights);

  // ---- cursor and stack (builder.cpp)
  const Token* At() const { return at_; }
  const Token* Last() const { return at_ - 1; }
  size_t Mark() const { return values_.size(); }
  void Nil() { values_.push_back({nullptr, 0, at_->begin, at_->begin, 0}); }
  void NilList() { Nil(); }
  template <class T>
  void PushList(size_t m);
  void BuildModule(size_t m);
  // A statement that stands for one with a syntax error.
  void BuildErrorStatement(const Token* t);

  // ---- build_statement.cpp
  void BuildReturn(size_t m, const Token* t);
  void BuildImport(size_t m, const Token* t);
  void BuildImportFrom(size_t m, const Token* t, const Token* module, const Token* module_end, int level);
  void BuildAlias(const Token* t, const Token* name_end);
  void BuildStarAlias();
  void BuildRaise(size_t m, const Token* t);
  void BuildDelete(size_t m, const Token* t);
  void BuildAssert(size_t m, const Token* t);
  void BuildExprStmt(size_t m, const Token* t);
  void BuildAssign(size_t m, const Token* t);
  void BuildAugAssign(size_t m, const Token* t, const Token* op);
  void BuildAnnAssign(size_t m, const Token* t);
  void BuildTypeAlias(size_t m, const Token* t);
  template <class T>
  void BuildLeafStmt();
  template <class T>
  void BuildScope(const Token* t);

  // ---- build_compound.cpp
  size_t PushElif(const Token* t);
  void BuildIf(size_t m, size_t first_elif);
  void BuildWhile(size_t m, const Token* t);
  void BuildFor(size_t m, const Token* t);
  void BuildWithItem(size_t m, const Token* t);
  void FinishWithItems(size_t m, const Token* first);
  void BuildWith(size_t m, const Token* t);
  void BuildHandler(size_t m, const Token* t, const Token* name, bool star);
  void BuildTry(size_t m, const Token* t);

  // ---- build_function.cpp
  void BuildFunctionDef(size_t m, const Token* t, const Token* name);
  void BuildClassDef(size_t m, const Token* t, const Token* name);
  size_t MarkParameters() const { return parameters_.size(); }
  void AddParameter(size_t m, const Token* t, ParameterKind kind);
  void BuildParameters(size_t first, const Token* t);
  void EmptyParameters();
  void BuildLambda(size_t m, const Token* t);
  void BuildTypeVar(size_t m, const Token* t);
  void BuildTypeVarTuple(size_t m, const Token* t);
  void BuildParamSpec(size_t m, const Token* t);

  // ---- build_match.cpp
  void BuildMatch(size_t m, const Token* t);
  void BuildMatchCase(size_t m, const Token* t);
  void FinishPatterns(size_t m, const Token* t, bool sequence);
  void BuildMatchStar(const Token* t);
  void BuildMatchOr(size_t m, const Token* t);
  void BuildMatchAs(size_t m, const Token* t);
  void BuildMatchClass(size_t m, const Token* t);
  void BuildCaptureOrValue(size_t m, const Token* t);
  void PushPatternNumber(const Token* t, bool minus);
  void BuildPatternComplex(size_t m, const Token* t, const Token* op);
  void BuildMatchValue(size_t m, const Token* t);
  void BuildMatchSingleton();
  void FinishPatternGroup(size_t m, const Token* t, bool sequence);
  void BuildMatchSequence(size_t m, const Token* t);
  void BuildMatchMapping(size_t m, const Token* t);
  void BuildKeywordPattern(const Token* t, const Token* equal);
  void PushMappingRest(const Token* t);
  void FinishMappingKey(size_t m, const Token* t);

  // ---- build_operator.cpp
  size_t OpenOperators();
  void CloseOperators(size_t outer);
  void PrefixNot();
  void PrefixSign();
  void Infix();
  void InfixCompare(ast::CmpOperator op, const Token* token);
  void BuildIfExp(size_t m, const Token* t);
  void BuildNamedExpr(size_t m, const Token* t);

  // ---- build_primary.cpp
  void PushName();
  void PushStoredName();
  void PushNumber();
  void PushConstant();
  void BuildAttribute(size_t m, const Token* t);
  void BuildCall(size_t m, const Token* t, const Token* paren);
  void BuildSubscript(size_t m, const Token* t);
  void FinishSubscripts(size_t m, const Token* t, bool tuple);
  void BuildSlice(size_t m, const Token* t);
  void BuildAwait(size_t m, const Token* t);
  void BuildKeyword(size_t m, const Token* t, const Token* equal);
  void BuildDoubleStarArgument(size_t m, const Token* t);
  void BuildArgumentStarred(size_t m, const Token* t);
  void BuildYield(size_t m, const Token* t);
  void BuildYieldFrom(size_t m, const Token* t);

  // ---- build_display.cpp: tuples, lists, dicts, sets, comprehensions, parentheses
  void BuildTuple(size_t m, const Token* t);
  void BuildStarred(size_t m, const Token* t);
  void FinishParentheses(const Token* t, bool owns);
  void KeepParenthesisedAs(size_t m, const Token* t);
  void BuildList(size_t m, const Token* t, bool comprehension);
  size_t MarkKeys() const { return keys_.size(); }
  void AddKey(size_t m);
  void AddDoubleStar(const Token* t);
  void BuildDictOrSet(size_t m, size_t first_key, const Token* t, bool comprehension);
  void BuildGenerator(size_t m, const Token* t);
  void BuildComprehension(size_t m, size_t first_if, const Token* t, bool async);

  // ---- build_string.cpp
  void PushString();
  void PushFStringText(const Token* start);
  void BuildStrings(size_t m, const Token* t, bool formatted);
  void BuildFormatSpec(size_t m, const Token* colon);
  void BuildReplacement(size_t m, const Token* t, const Token* equal, const Token* bang, const Token* colon);

  // ---- shared with the parser base
  Diagnostics& diags_;
  const Token* at_;
  const TokenList& tokens_;

 private:
  // New node without children.
  template <class T>
  T* New(Span span) {
    T* node = module_.arena.New<T>();
    node->kind = T::kKind;
    node->id = module_.node_count++;
    node->span = span;
    return node;
  }
  // New node that covers from token `t` to the last token.
  template <class T>
  T* NewFrom(const Token* t) {
    return New<T>({t->begin, LastEnd()});
  }
  template <class T>
  T* NewAt(const Token* t) {
    return New<T>(t->span());
  }
  // Replaces the values from `m` by a node.
  void Reduce(size_t m, ast::Node* node) { ReduceTo(m, node, node->span); }
  void ReduceTo(size_t m, ast::Node* node, Span outer);
  void Push(ast::Node* node) { values_.push_back({node, 1, node->span.begin, node->span.end, 1}); }
  uint32_t DepthFrom(size_t m) const;

  ast::Node* NodeAt(size_t index) const { return static_cast<ast::Node*>(values_[index].data); }
  ast::Expr* ExprAt(size_t index) const { return static_cast<ast::Expr*>(NodeAt(index)); }
  ast::Pattern* PatternAt(size_t index) const { return static_cast<ast::Pattern*>(NodeAt(index)); }
  // The list value at `index`, made by PushList<T>.
  template <class T>
  ast::Seq<T> ListAt(size_t index) const {
    return {static_cast<T* const*>(values_[index].data), values_[index].count};
  }
  // The nodes of the values [from, to) as a list in the arena.
  template <class T>
  ast::Seq<T> Nodes(size_t from, size_t to);
  template <class T>
  ast::Seq<T> Nodes(size_t from) {
    return Nodes<T>(from, values_.size());
  }

  // End of the last token that is not white space: where CPython ends a node.
  uint32_t LastEnd() const;
  std::string_view TextOf(const Token* token) const { return diags_.file().Text(token->span()); }
  Name NameOf(const Token* token) { return diags_.file().names().Intern(TextOf(token)); }
  Name DottedName(const Token* first, const Token* last);
  static void SetContext(ast::Expr* expr, ast::ExprContext context);
  void RequireBitwiseOr(const ast::Expr* expr, std::string_view after);
  void CheckGeneratorArgument(ast::Seq<ast::Expr> args, size_t keywords, const Token* close);
  void SplitArguments(ast::Seq<ast::Node> nodes, ast::Seq<ast::Expr>* args, ast::Seq<ast::Keyword>* keywords);
  void CheckParameterOrder(size_t first);
  ast::Arguments* CollectParameters(size_t first, Span span);
  void ReduceOperator();
  void ReduceCompare();
  void ReduceTight(uint8_t level, bool waits);
  ast::Seq<ast::Expr> FoldStrings(size_t m);
  std::string_view DebugText(const Token* brace, uint32_t end);
  ast::WithItem* MakeWithItem(ast::Expr* context, ast::Expr* target, Span span);
  ast::Expr* ClaimAs(const Token* paren, const ast::Expr* context);
  bool OwnsParentheses(const Token* first, const ast::Expr* context) const;

  ast::Module& module_;
  LiteralDecoder literals_;
  std::vector<Value> values_;
  std::vector<PendingOperator> operators_;
  size_t operator_base_ = 0;
  std::vector<Parameter> parameters_;
  std::vector<ast::Expr*> keys_;       // of dict displays; null for `**`
  std::vector<const Token*> elifs_;    // `if` and `elif` tokens of open chains
  std::vector<bool> handler_stars_;    // of the handlers on the value stack
  std::vector<ParenthesisedAs> ases_;  // not (yet) claimed by a `with`
};

template <class T>
void AstBuilder::PushList(size_t m) {
  ast::Seq<T> list = Nodes<T>(m);
  uint32_t depth = DepthFrom(m);
  uint32_t begin = m < values_.size() ? values_[m].begin : at_->begin;
  values_.resize(m);
  values_.push_back({const_cast<T**>(list.data()), uint32_t(list.size()), begin, LastEnd(), depth});
}

template <class T>
ast::Seq<T> AstBuilder::Nodes(size_t from, size_t to) {
  if (from == to) {
    return {};
  }
  T** list = static_cast<T**>(module_.arena.Allocate(sizeof(T*) * (to - from), alignof(T*)));
  for (size_t i = from; i < to; ++i) {
    list[i - from] = static_cast<T*>(NodeAt(i));
  }
  return {list, to - from};
}

template <class T>
void AstBuilder::BuildLeafStmt() {
  Push(NewAt<T>(Last()));
}

// global a, b -> Global
template <class T>
void AstBuilder::BuildScope(const Token* t) {
  T* node = NewFrom<T>(t);
  size_t count = size_t(at_ - t) / 2;
  std::span<Name> names = module_.arena.NewArray<Name>(count);
  std::span<Span> spans = module_.arena.NewArray<Span>(count);
  for (size_t i = 0; i < count; ++i) {
    const Token* name = t + 1 + 2 * i;
    names[i] = NameOf(name);
    spans[i] = name->span();
  }
  node->names = names;
  node->name_spans = spans;
  Push(node);
}

}  // namespace spy::parse
