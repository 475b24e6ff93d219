// Declarer: types the declarations of collected modules, in the order classes, signatures, fields, checks. Internal to
// typecheck/names: DeclareUnit makes one for each batch of modules that became known together; nothing keeps it.
#pragma once

#include <vector>

#include "typecheck/names/declare.h"
#include "typecheck/types/relations.h"

namespace spy::check {

class Declarer {
 public:
  Declarer(Program& program, DeclaredModule& module)
      : program_(program), module_(module), tree_(module.scopes), types_(program.types) {}

  // Phases; each is run for all modules of the batch before the next.
  void DeclareHeaders();      // bases, MRO, class kinds
  void DeclareSignatures();   // functions, methods, annotated variables, imports
  void DeclareFields();       // fields and class variables without annotation; needs all signatures
  void DeclareDataClasses();  // fields and methods of data classes; needs all fields
  void DecideAllMixins();     // what stands beside a base with fields; needs all fields
  void CheckDeclarations();   // overrides, members defined twice

 private:
  friend void EnsureHeader(Program&, const ClassSymbol&);

  // class_header.cpp
  void DeclareHeader(ClassSymbol& cls);
  void AddBase(ClassSymbol& cls, const ast::Expr& expr);
  void CollectTypeParams(ClassSymbol& cls);
  void AddTypeParamsOf(ClassSymbol& cls, TypeRef type);
  void AddClassBase(ClassSymbol& cls, const ast::Expr& expr, TypeRef base);
  bool ComputeMro(ClassSymbol& cls);
  void ComputeMroTypes(ClassSymbol& cls);
  void DecideKind(ClassSymbol& cls);

  // mixins.cpp
  void DecideMixins(ClassSymbol& cls);

  // signature.cpp
  void ReadGuard(FunctionSymbol& function, const ast::Expr& returns, const Scope& scope);
  void DeclareFunction(FunctionSymbol& function);
  void ReadDecorators(FunctionSymbol& function, const ast::FunctionBase& def);
  void AddParams(FunctionSymbol& function, const ast::Arguments& args, const Scope& scope);
  TypeRef TypeOfParam(FunctionSymbol& function, const ast::Arg& arg, const Scope& scope, bool is_receiver);
  void FinishSignature(FunctionSymbol& function);
  void DeclareSuspension(FunctionSymbol& function, const ast::FunctionBase& def);
  void CheckReceiver(FunctionSymbol& function, const ast::FunctionBase& def);
  void DeclareAnnotated(const AnnotatedVariable& annotated);
  void DeclareImport(const ImportBinding& binding);

  // class_members.cpp
  void AddMethods(ClassSymbol& cls);
  void AddTotalOrdering(ClassSymbol& cls);
  void AddBodyVariables(ClassSymbol& cls);
  void AddInitFields(ClassSymbol& cls);
  void AddHashRule(ClassSymbol& cls);
  void CheckFieldAgain(const ClassSymbol& cls, const VariableSymbol& field, const ClassSymbol& owner,
                       const ast::Attribute& target, const ast::Expr& annotation, const Scope& scope);
  bool UsesUntyped(const ast::Node& node);
  void FieldTarget(ClassSymbol& cls, const ast::Expr& target, const ast::Expr* value, const ast::Expr* annotation,
                   const Scope& scope, std::string_view self);
  void WalkInit(ClassSymbol& cls, ast::Seq<ast::Stmt> body, const Scope& scope, std::string_view self);
  void WalkSetters(ClassSymbol& cls, const ast::Expr& target, std::string_view self);
  void WalkInitHelper(ClassSymbol& cls, std::string_view name, MethodKind kind);
  // settled_params.cpp
  void NoteSettled(const ast::If& test);
  TypeRef WithoutSettledNone(const ClassSymbol& cls, const ast::Expr& value, std::string_view attribute, TypeRef type);
  bool RedeclaresField(ClassSymbol& cls, VariableSymbol& variable);
  void InferClassVariable(VariableSymbol& variable, const Scope& scope);

  // data_class.cpp, data_methods.cpp
  const Symbol* NamedSymbol(const Scope& scope, const ast::Expr& expr);
  void ReadDataDecorator(ClassSymbol& cls);
  void ReadDataOptions(DataClass& data, const ast::Call& call);
  void DeclareDataClass(ClassSymbol& cls);
  void AddDataField(ClassSymbol& cls, const ast::AnnAssign& stmt, bool* kw_only);
  void ReadFieldCall(DataField& field, const ast::Call& call);
  void CheckDataFields(ClassSymbol& cls);
  void CheckPostInit(const ClassSymbol& cls);
  void CheckMutableDefault(const DataField& field);
  void AddDataMethods(ClassSymbol& cls);
  void AddDataInit(ClassSymbol& cls);
  void AddDataHash(ClassSymbol& cls);
  FunctionSymbol* AddDataMethod(ClassSymbol& cls, std::string_view name, Synthesis synthesis, TypeRef other,
                                TypeRef result);

  // made_class.cpp
  bool IsRequiredKey(const ClassSymbol& cls, const ast::Expr& annotation);
  void ReadMadeKind(ClassSymbol& cls);
  void AddMadeBase(ClassSymbol& cls, const ast::Expr& expr, std::string_view special);
  void AddEnumMembers(ClassSymbol& cls);
  void CheckEnum(const ClassSymbol& cls);
  void AddEnumMember(ClassSymbol& cls, VariableSymbol& variable, const Scope& scope, std::vector<TypeRef>* values);
  // generic_checks.cpp
  void InferVariance(ClassSymbol& cls);
  void CheckOverloads(const FunctionSymbol& function);
  TypeRef ForBody(const ClassSymbol* cls, TypeRef type);  // `Self` as the class itself

  // overrides.cpp
  void CheckMember(ClassSymbol& cls, const Symbol& member);
  void CheckOverride(ClassSymbol& cls, const Symbol& member, const Symbol& base, const ClassSymbol& owner);
  void CheckMethodOverride(ClassSymbol& cls, const FunctionSymbol& method, const FunctionSymbol& base,
                           const ClassSymbol& owner);
  bool CheckSetterOverride(ClassSymbol& cls, const FunctionSymbol& getter, const ClassSymbol& owner);
  TypeRef MemberSignature(const ClassSymbol& cls, const ClassSymbol& owner, const FunctionSymbol& method);
  void CheckAnnotatedReceiver(const ClassSymbol& cls, const FunctionSymbol& method);
  void NoteBase(DiagnosticBuilder& builder, const Symbol& base, std::string text);

  // The scope in which a definition's annotations are evaluated: its type parameters', else where it stands.
  const Scope& AnnotationScope(const ast::Node& def) const { return *tree_.ScopeOf(def)->parent; }

  Program& program_;
  DeclaredModule& module_;
  ScopeTree& tree_;
  TypeStore& types_;
  std::vector<const FunctionSymbol*> init_helpers_;  // of the class whose `__init__` is walked
  std::vector<const Symbol*> settled_;               // parameters of it that are not None at this point
  TypeRef shown_ = nullptr;                          // of the field that one part of an unpacked tuple sets
};

// Makes sure that bases and MRO of a class are known, also while its module's turn has not come.
void EnsureHeader(Program& program, const ClassSymbol& cls);

// manifest.cpp: the type that an initialiser shows without checking bodies; null when it does not.
TypeRef ManifestType(Program& program, DeclaredModule& module, const ast::Expr& expr, const Scope& scope);

}  // namespace spy::check
