// The result of checking: the AST plus side tables, indexed by NodeId, that answer every question the code generator
// has. Nothing here is recomputed later; a table without an answer for a node is a bug of the checker, not a case to
// handle. Lives as long as the compilation; immutable once returned by CheckUnit.
#pragma once
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/ast/ast.h"
#include "frontend/source/source.h"
#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"

namespace spy::check {

// How a call's target was resolved. What is not one of the direct forms is kDynamic: CPython's call protocol.
enum class CalleeKind : uint8_t {
  kDynamic,      // callee expression evaluated to an object, then called (Any, callables, calls with *args or **kwargs)
  kFunction,     // function of the unit, bound directly: `function`
  kMethod,       // method of a native class on a receiver (Attribute.value): `function`; may be overridden
  kSuperMethod,  // super().m(...): `function`, receiver is the method's own first parameter
  kStaticMethod,   // C.m(...) or obj.m(...) of a static method: `function`, no receiver
  kClassMethod,    // C.m(...) of a class method: `function`, receiver is the class object
  kUnboundMethod,  // C.m(obj, ...): `function`, receiver is the first argument; exactly C's method
  kConstructor,    // C(...) of a native class of the unit: `cls`; `function` is the __init__ found by MRO, or null
  kBuiltin,        // function or class of builtins or of a stub module: `builtin`, e.g. "builtins.len", "math.sqrt"
  kBuiltinMethod,  // method of a built-in type on a receiver: `builtin`, e.g. "list.append"
};

// Where the value of one parameter of a directly bound function comes from.
struct ArgSource {
  enum Kind : uint8_t { kReceiver, kExpr, kDefault, kVarArgs, kKwArgs } kind;
  const ast::Expr* expr = nullptr;                 // kExpr
  std::vector<const ast::Expr*> rest;              // kVarArgs: the surplus positionals, in order
  std::vector<const ast::Keyword*> rest_keywords;  // kKwArgs
};

struct CallInfo {
  CalleeKind kind = CalleeKind::kDynamic;
  const FunctionSymbol* function = nullptr;
  const ClassSymbol* cls = nullptr;
  std::string_view builtin;
  std::vector<ArgSource> args;  // for calls with `function`: one per parameter, in parameter order
  // Evaluation order is source order of the call's own args and keywords; the builder evaluates them in that order
  // first.
};

// How `value.attr` was resolved.
enum class AttributeKind : uint8_t {
  kDynamic,       // getattr at run time
  kField,         // raw field of a native class: `variable`
  kClassVar,      // class variable: `variable`
  kProperty,      // property of a native class: `function` is the getter (may be overridden)
  kMethod,        // bound method as a value: `function`
  kModuleMember,  // member of a module: `symbol`
  kClassMember,   // C.attr where C is a class of the unit: `symbol` is the method or class variable
};
struct AttributeInfo {
  AttributeKind kind = AttributeKind::kDynamic;
  const VariableSymbol* variable = nullptr;
  const FunctionSymbol* function = nullptr;
  const Symbol* symbol = nullptr;
};

// A class pattern: `C(a, b, key=c)`.
struct MatchClassInfo {
  bool is_certain = false;  // by its type, the value is an instance: no test is needed
  bool takes_self = false;  // the one positional sub-pattern is held against the value itself: int(x), str(x)
  bool is_static = false;   // every attribute is a field of a native class
  std::vector<std::string_view> names;        // of the attributes: the positional ones (where known), then the keywords
  std::vector<const VariableSymbol*> fields;  // parallel, when is_static
};

class CheckedModule {
 public:
  const SourceFile* source = nullptr;
  const ast::Module* ast = nullptr;
  ModuleSymbol* symbol = nullptr;
  std::vector<FunctionSymbol*> functions;  // every function, method and lambda of the module, outer before inner
  std::vector<ClassSymbol*> classes;       // bases before subclasses

  // Static type of an expression's value after narrowing. For assignment targets: the type stored.
  TypeRef TypeOf(const ast::Expr& expr) const { return types_[expr.id]; }
  // Symbol that a NameExpr refers to, or that a FunctionDef, ClassDef, Alias, ExceptHandler, Arg or MatchAs binds.
  // Null for names of built-ins that have no symbol of ours (then Builtin holds the name).
  const Symbol* SymbolOf(const ast::Node& node) const { return symbols_[node.id]; }
  // The function symbol of a FunctionDef, AsyncFunctionDef or Lambda; null for other nodes.
  const FunctionSymbol* FunctionOf(const ast::Node& node) const { return AsFunctionSymbol(symbols_[node.id]); }
  const CallInfo* CallOf(const ast::Call& call) const { return calls_[call.id]; }
  const AttributeInfo* AttributeOf(const ast::Attribute& attribute) const { return attributes_[attribute.id]; }
  // The type of the value that a pattern is held against; null for patterns never reached.
  TypeRef InputOf(const ast::Pattern& pattern) const {
    auto found = pattern_inputs_.find(pattern.id);
    return found == pattern_inputs_.end() ? nullptr : found->second;
  }
  const MatchClassInfo* ClassPatternOf(const ast::MatchClass& pattern) const {
    auto found = match_classes_.find(pattern.id);
    return found == match_classes_.end() ? nullptr : &found->second;
  }
  // A read that may meet an unbound variable: emit CPython's UnboundLocalError or NameError check.
  bool NeedsBoundCheck(const ast::NameExpr& name) const { return bound_checks_[name.id]; }
  // Statically decided condition (`if TYPE_CHECKING`, sys.version_info tests are not: only what is false in every run).
  bool IsUnreachable(const ast::Stmt& stmt) const { return unreachable_[stmt.id]; }

  std::vector<TypeRef> types_;
  std::vector<const Symbol*> symbols_;
  std::vector<const CallInfo*> calls_;
  std::vector<const AttributeInfo*> attributes_;
  std::vector<bool> bound_checks_;
  std::vector<bool> unreachable_;
  std::unordered_map<uint32_t, TypeRef> pattern_inputs_;
  std::unordered_map<uint32_t, MatchClassInfo> match_classes_;
  std::deque<CallInfo> call_storage_;  // what calls_ and attributes_ point to
  std::deque<AttributeInfo> attribute_storage_;
};

// Everything compiled together.
class CheckedUnit {
 public:
  std::vector<std::unique_ptr<CheckedModule>> modules;
};

}  // namespace spy::check
