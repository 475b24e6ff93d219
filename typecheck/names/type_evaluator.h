// TypeEvaluator: one type expression in one scope. Internal to typecheck/names; lives for one evaluation. Wrong forms
// are reported once and give the error type.
#pragma once
#include <optional>

#include <string_view>

#include "typecheck/names/declare.h"

namespace spy::check {

// What the name part of a type expression means: exactly one of the three is set.
struct NamedType {
  TypeRef type = nullptr;                  // complete already: an alias, a type variable, Any of a foreign name
  const ClassSymbol* cls = nullptr;        // a class that may take arguments
  std::string_view special;                // a special form of typing
  const TypeAliasSymbol* alias = nullptr;  // `type X[T] = ...`: type holds T

  static NamedType Of(TypeRef type) {
    NamedType named;
    named.type = type;
    return named;
  }
};

class TypeEvaluator {
 public:
  TypeEvaluator(Program& program, DeclaredModule& module, const Scope& scope, AnnotationOptions options, int depth)
      : program_(program), module_(module), types_(program.types), scope_(scope), options_(options), depth_(depth) {}

  AnnotationResult EvaluateTop(const ast::Expr& expr);
  std::optional<AnnotationResult> DataMarker(const ast::Expr& head, const ast::Subscript* subscript);
  TypeRef Evaluate(const ast::Expr& expr);
  NamedType Resolve(const ast::Expr& expr);
  const ModuleSymbol* FindModule(const ast::Expr& expr);
  NamedType FromCall(const VariableSymbol& variable, DeclaredModule& owner);  // type_variables.cpp

 private:
  // annotation.cpp: names
  NamedType FromName(Name raw, Span span);
  NamedType FromSymbol(const Symbol& found, std::string_view name, Span span);
  NamedType FromVariable(const VariableSymbol& variable, std::string_view name, Span span);
  NamedType FromAttribute(const ast::Attribute& attribute);
  NamedType FromString(const ast::Constant& constant);
  bool CallsSpecialForm(DeclaredModule& owner, const ast::Expr& call);
  NamedType FromFirstBinding(const VariableSymbol& variable, DeclaredModule& owner);
  NamedType FromAliasOf(const VariableSymbol& variable, DeclaredModule& owner, std::string_view name, Span span);
  // type_variables.cpp
  TypeVarSymbol* MakeTypeVar(const VariableSymbol& variable, DeclaredModule& owner, const ast::Call& call,
                             std::string_view kind);
  ClassSymbol* MakeNewType(const VariableSymbol& variable, DeclaredModule& owner, const ast::Call& call);
  TypeRef Finish(const NamedType& named, const ast::Expr& expr);
  TypeRef FinishClass(const ClassSymbol& cls, const ast::Expr& expr);
  void CheckForward(const Symbol& symbol, Name name, Span use);
  void ReportUndefined(Name name, Span span);
  void ReportBareGeneric(std::string_view name, size_t count, const ast::Expr& expr);

  // type_forms.cpp: everything with structure
  TypeRef EvaluateForm(const ast::Expr& expr);
  TypeRef EvaluateBareSpecial(std::string_view special, const ast::Expr& expr);
  TypeRef EvaluateSubscript(const ast::Subscript& expr);
  TypeRef EvaluateClass(const ClassSymbol& cls, const ast::Subscript& expr);
  TypeRef EvaluateSpecial(std::string_view special, const ast::Subscript& expr);
  TypeRef EvaluateArguments(const NamedType& head, const ast::Subscript& expr);
  const TypeVarSymbol* AnyStr();
  TypeRef EvaluateAlias(const NamedType& head, const ast::Subscript& expr);
  TypeRef EvaluateUnpack(const ast::Expr& arg);
  TypeRef ParamsOf(const ast::Expr& expr);
  bool AddParamsOf(const ast::Expr& expr, std::vector<ParamType>& params, bool& any_params);
  bool FillArguments(std::span<TypeVarSymbol* const> vars, ast::Seq<ast::Expr> args, std::vector<TypeRef>& out);
  void NoteBounds(std::span<TypeVarSymbol* const> vars, std::span<const TypeRef> args, std::string_view owner,
                  const ast::Expr& expr);
  TypeRef EvaluateTuple(ast::Seq<ast::Expr> args, const ast::Subscript& expr);
  TypeRef EvaluateCallable(ast::Seq<ast::Expr> args, const ast::Subscript& expr);
  TypeRef EvaluateUnion(ast::Seq<ast::Expr> args);
  TypeRef EvaluateLiteral(ast::Seq<ast::Expr> args);
  TypeRef LiteralMember(const ast::Attribute& expr);
  TypeRef LiteralValue(const ast::Expr& expr);
  TypeRef EvaluateClassObject(const ast::Expr& arg);
  TypeRef Invalid(const ast::Expr& expr, std::string_view what);
  TypeRef WrongCount(std::string_view name, size_t wanted, size_t given, const ast::Expr& expr);

  // Parts of a quoted annotation are reported at the string.
  Span SpanOf(const ast::Expr& expr) const { return override_span_ ? override_span_->span : expr.span; }

  Program& program_;
  DeclaredModule& module_;
  TypeStore& types_;
  const Scope& scope_;
  AnnotationOptions options_;
  int depth_;
  int nesting_ = 0;  // inside brackets of so many forms
  const ast::Constant* override_span_ = nullptr;
};

}  // namespace spy::check
