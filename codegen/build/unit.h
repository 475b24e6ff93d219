// What all function builders of one unit share: the ids that symbols got in the ir::Module, the mapping from checked
// types to IR types and run-time checks, pooled constants. Made by BuildUnit, dies with it; symbols and types are the
// checker's. Tables are filled by Declare* (declare.cpp, declare_class.cpp) before any body is built.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "codegen/ir/module.h"
#include "frontend/diagnostics/diagnostic.h"
#include "typecheck/checked/checked_module.h"
#include "typecheck/types/type_store.h"

namespace spy::build {

// A function whose body is still to be built, with the module that holds its tree.
struct PendingFunction {
  const check::FunctionSymbol* symbol;
  const check::CheckedModule* module;
};

// A member of a class by position: Field in its class's own list, class variable likewise.
struct MemberRef {
  ir::ClassId cls;
  uint32_t index = 0;
};

// Which of a slot's parameters go where in an override of it; nothing: they do not fit (thunk.cpp).
std::optional<std::vector<int>> ThunkSources(const check::FunctionSymbol& declared,
                                             const check::FunctionSymbol& target);
// What CPython's compiler has as a constant (constant_sets.cpp).
bool IsFolded(const ast::Expr* e);

class Unit {
 public:
  Unit(const check::CheckedUnit& unit, const check::TypeStore& types, DiagnosticSink& sink, ir::Module& module)
      : checked(unit), types(types), sink(sink), module(module) {}

  const check::CheckedUnit& checked;
  const check::TypeStore& types;
  DiagnosticSink& sink;
  ir::Module& module;
  std::vector<PendingFunction> pending;
  std::vector<std::pair<ir::FunctionId, ir::FunctionId>> thunks;  // thunk, the override it adapts

  // ---- ids (declare.cpp, declare_class.cpp) ----
  void Declare();
  ir::FunctionId FindFunction(const check::FunctionSymbol* symbol) const;  // none: not of this unit
  ir::ClassId FindClass(const check::ClassSymbol* symbol) const;           // none: not of this unit
  const check::ClassSymbol* SymbolOf(ir::ClassId id) const { return class_symbols_[id.index]; }
  const check::FunctionSymbol* SymbolOf(ir::FunctionId id) const { return function_symbols_[id.index]; }
  const MemberRef* FindMember(const check::VariableSymbol* variable) const;  // field or class variable
  // Module variable of that name; made at first use (the module's own dunders are variables too).
  ir::GlobalId GlobalOf(const check::ModuleSymbol* owner, std::string_view name, check::TypeRef type);
  // Data classes: the hidden class variables with a field's factory, and with the mark of a missing argument.
  const MemberRef* FindFactory(const check::VariableSymbol* declaration) const;
  const MemberRef* FindSentinel(const check::ClassSymbol* cls) const;
  // The vtable slot that calls of the method go through; -1: it is not dispatched.
  int FindSlot(ir::ClassId cls, std::string_view slot_name) const;
  // The IR type of what a function returns: that of its annotation, or `object` where it may return NotImplemented.
  ir::Type ResultOf(const check::FunctionSymbol& symbol) const;
  // A function that the user did not write (a module body, a thunk).
  ir::FunctionId AddFunction(std::string name, const check::FunctionSymbol* symbol);
  uint32_t SourceIndex(const check::ModuleSymbol* owner) const;
  bool IsPackage(uint32_t source) const;

  // ---- types and checks (types.cpp, checks.cpp) ----
  ir::Type TypeOf(check::TypeRef type) const;
  ir::CheckId CheckOf(check::TypeRef type);
  bool IsNative(const check::ClassSymbol* cls) const;
  // Dropping the last reference may be seen by the program: a finaliser, or an object that may have one.
  bool IsDestructionObservable(check::TypeRef type);
  bool AnyArgumentObservable(check::TypeRef type);
  bool IsExactBuiltin(check::TypeRef type) const;  // int, float, bool, str, bytes, list, tuple, dict, set
  bool IsSubclass(ir::ClassId sub, ir::ClassId super) const;

  // ---- constants (constants.cpp) ----
  ir::ConstId ConstOf(const ast::Constant& constant);
  // A literal, a negated number, or a tuple of such: what a default or a field can be made of without running code.
  bool IsLiteral(const ast::Expr& expr) const;
  ir::ConstId LiteralOf(const ast::Expr& expr);
  ir::ConstId Str(std::string_view text);
  ir::ConstId NamesTuple(const std::vector<std::string_view>& names);
  ir::ConstId DocOf(ast::Seq<ast::Stmt> body);  // none: no docstring

  // The first set of the module with these constants, whose order the merged constant has (constant_sets.cpp).
  const ast::Set& FirstEqualSet(const check::CheckedModule& where, const ast::Set& set);

  // 5xxx at the node.
  void Unsupported(const check::CheckedModule& where, Span span, std::string_view what);

 private:
  void DeclareModules();
  void DeclareClass(ir::ClassId id, uint32_t source, const check::CheckedModule& where);
  void DeclareFields(ir::Class& cls, const check::ClassSymbol& symbol);
  void DeclareClassVars(ir::Class& cls, const check::ClassSymbol& symbol);
  void DeclareFunction(ir::FunctionId id, uint32_t source);
  void DeclareParams(ir::FunctionInfo& info, const check::FunctionSymbol& symbol);
  void DeclareMethods(ir::Class& cls, const check::ClassSymbol& symbol);
  void DeclareFactories(ir::Class& cls, const check::ClassSymbol& symbol);
  ir::CheckId FactoryParamCheck(check::TypeRef type);
  void DeclareSlots(ir::Class& cls, const check::ClassSymbol& symbol);
  void DeclareOtherSlots(ir::Class& cls, const check::ClassSymbol& symbol);
  ir::ClassId LayoutBase(const check::ClassSymbol& symbol) const;
  void FillSlot(ir::Class& cls, int slot, ir::FunctionId implementation);
  bool SameSignature(ir::FunctionId a, ir::FunctionId b) const;
  std::string TextSignature(const check::FunctionSymbol& symbol) const;
  std::string UniqueName(std::string name);
  ir::CheckId AddCheck(ir::CheckKind kind, std::string name);
  ir::CheckId MakeCheck(check::TypeRef type);
  ir::CheckId InstanceCheck(const check::InstanceType& type);
  ir::CheckId UnionCheck(const check::UnionType& type);
  ir::CheckId LiteralCheck(const check::LiteralType& type);
  bool ObservableClass(const check::ClassSymbol* cls);
  bool WatchesLifetimes();

  std::unordered_map<const check::FunctionSymbol*, ir::FunctionId> functions_;
  std::unordered_map<const check::ClassSymbol*, ir::ClassId> classes_;
  std::unordered_map<const check::VariableSymbol*, MemberRef> members_;
  std::unordered_map<const check::VariableSymbol*, MemberRef> factories_;
  std::unordered_map<const check::ClassSymbol*, MemberRef> sentinels_;
  std::map<std::pair<uint32_t, std::string_view>, ir::GlobalId> globals_;
  std::unordered_map<const check::ModuleSymbol*, uint32_t> sources_;
  std::vector<const check::ClassSymbol*> class_symbols_;
  std::vector<const check::FunctionSymbol*> function_symbols_;
  std::unordered_map<check::TypeRef, ir::CheckId> checks_;
  std::unordered_map<std::string, int> used_names_;
  std::unordered_map<const ast::Module*, std::map<std::string, const ast::Set*>> constant_sets_;
  std::unordered_map<const check::ClassSymbol*, bool> observable_;
  std::optional<bool> watches_lifetimes_;
};

}  // namespace spy::build
