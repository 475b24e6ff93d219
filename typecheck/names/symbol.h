// Symbols: what a name stands for. Built by name resolution (declarations, scopes, captures), completed by the checker
// (types, layout facts); read-only afterwards. Owned by the SymbolStore of the compilation; names are views into the
// source text or interned strings. The code generator binds to these objects, never to strings.
#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/ast/ast.h"
#include "typecheck/types/type.h"

namespace spy::check {

enum class SymbolKind : uint8_t { kVariable, kFunction, kClass, kModule, kTypeVar, kTypeAlias };

class Symbol {
 public:
  SymbolKind kind;
  std::string_view name;
  Span name_span;                        // where it is declared; empty for built-ins
  const ModuleSymbol* module = nullptr;  // declaring module
};

enum class Storage : uint8_t {
  kLocal,   // of a function or comprehension: an SSA variable
  kCell,    // captured by an inner function and assigned more than once or after capture: lives in a cell
  kGlobal,  // module variable
  kClass,   // class variable (ClassVar or assigned in the class body without annotation)
  kField,   // instance field
};

class VariableSymbol : public Symbol {
 public:
  Storage storage = Storage::kLocal;
  TypeRef type = nullptr;    // declared, or the join of everything assigned
  bool is_declared = false;  // an annotation fixes the type
  bool is_final = false;     // Final, or assigned exactly once at module level and never through `global`
  bool is_param = false;
  bool is_captured = false;    // read by an inner function
  bool maybe_unbound = false;  // some read is not dominated by an assignment: keep CPython's UnboundLocalError
  const FunctionSymbol* function = nullptr;  // owner of a local or cell; null at module or class level
  const ClassSymbol* owner_class = nullptr;  // owner of a field or class variable
  const ast::Expr* initializer = nullptr;    // the single assigned value of a final variable, or the field's default
  const ast::Expr* annotation = nullptr;     // as written, if any
  bool is_class_var = false;        // written `ClassVar[...]` (class variables without annotation leave it false)
  bool is_written_final = false;    // annotated `Final`
  bool is_implicit = false;         // no statement declares it (`__hash__ = None` beside `__eq__`, `__name__`)
  bool has_other_defaults = false;  // a field whose default some subclass replaces
  bool is_init_var = false;         // written `InitVar[...]` or `KW_ONLY` in a data class: no field
  // `T = TypeVar("T")`, `Id = NewType("Id", int)`: what annotations mean by the name; made on first use.
  TypeVarSymbol* type_var = nullptr;
  ClassSymbol* new_type = nullptr;
  bool is_foreign = false;     // imported from a module without types, or from one that is not found: Any
  uint32_t binding_count = 0;  // bindings in the source (assignments, loops, imports, definitions, deletions)
  // An import bound once (`import math`, `from m import f as g`): what the name stands for, a module, function, class
  // or variable of another module. Null for foreign things and names bound more than once.
  const Symbol* alias_of = nullptr;
};

struct Param {
  std::string_view name;
  ParamKind kind;
  TypeRef type;  // *args: element type (the variable is tuple[T, ...]); **kwargs: value type
  const ast::Expr* default_value = nullptr;
  VariableSymbol* variable = nullptr;  // null for stubs
  bool is_factory = false;             // `default_value` is called for each instance (data classes)
};

// A method that no statement defines: what a data class gets from its fields.
enum class Synthesis : uint8_t { kNone, kInit, kRepr, kEq, kLt, kLe, kGt, kGe, kHash };

enum class MethodKind : uint8_t {
  kNone,
  kInstance,
  kStatic,
  kClass,
  kPropertyGetter,
  kPropertySetter,
  kPropertyDeleter
};

class FunctionSymbol : public Symbol {
 public:
  const ast::Stmt* def = nullptr;  // FunctionDef or AsyncFunctionDef; null for lambdas and stubs without body
  const ast::Lambda* lambda = nullptr;
  const ast::GeneratorExp* genexp =
      nullptr;                // a generator expression that is not consumed where it stands; no parameters
  std::string_view qualname;  // `Outer.method`, `f.<locals>.g`
  std::vector<Param> params;
  TypeRef result = nullptr;
  const CallableType* type = nullptr;  // the signature as a type, `self` included
  MethodKind method_kind = MethodKind::kNone;
  ClassSymbol* owner_class = nullptr;   // class whose body declares it
  FunctionSymbol* enclosing = nullptr;  // the function that contains it, if any
  std::vector<VariableSymbol*> locals;  // parameters first, in order, then the others in order of first binding
  std::vector<VariableSymbol*>
      captures;  // variables of enclosing functions that it reads or rebinds, in order of first use
  std::vector<FunctionSymbol*> overloads;  // @overload signatures of a stub or implementation
  // Of generators and coroutines, from the annotation: what `yield` takes and gives and what `return` takes; else null.
  // The `result` is what a call gives: the generator, or Coroutine[Any, Any, T].
  TypeRef yield_type = nullptr, send_type = nullptr, return_type = nullptr;
  bool is_generator = false, is_async = false, is_final = false, is_override = false, is_abstract = false;
  bool is_overload = false;  // an `@overload` signature of the unit: a type, nothing at run time
  // `-> TypeGuard[T]` and `-> TypeIs[T]`: what a true answer says of the first argument; `result` is then bool.
  TypeRef guard = nullptr;
  bool guard_is = false;                   // TypeIs: a false answer says the opposite
  bool is_stub = false;                    // declared in a stub: no body to compile
  Synthesis synthesis = Synthesis::kNone;  // its body comes from the fields of `owner_class`, there is no `def`
  bool is_rebound = false;  // its name is bound again in the same scope, or decorators replace its value:
                            // calls go through the value of `binding`, which names then resolve to
  // The variable that holds the function as a value: always set for functions nested in functions (it is what
  // `captures` of others lists, even where names resolve to the function itself), and for rebound or decorated ones;
  // else null.
  VariableSymbol* binding = nullptr;
  // How many leading parameters a bound access drops: 1 for instance and class methods and properties, else 0.
  int BoundParams() const { return method_kind == MethodKind::kNone || method_kind == MethodKind::kStatic ? 0 : 1; }
  std::vector<const ast::Expr*> decorators;  // those not consumed natively (applied at run time, once)
  TypeRef decorated = nullptr;               // of a method: what the decorators made of it; null: not known
};

struct DataClass;

enum class ClassKind : uint8_t {
  kBuiltin,  // from a stub: an object of CPython
  kNative,   // compiled, raw fields at fixed offsets: bases are `object` or a native class
  kOpen,     // compiled, but with a foreign base (exceptions, CPython classes): instances keep a __dict__
};

class ClassSymbol : public Symbol {
 public:
  ClassKind class_kind = ClassKind::kBuiltin;
  const ast::ClassDef* def = nullptr;
  std::string_view qualname;
  std::vector<TypeVarSymbol*> type_params;
  std::vector<TypeRef> bases;           // InstanceTypes, in order of the source
  std::vector<const ClassSymbol*> mro;  // itself first, `object` last (C3)
  std::vector<TypeRef> mro_types;       // parallel to mro: each entry as an instance over this class's own parameters
  std::vector<VariableSymbol*> fields;  // declared here, in order of declaration (inherited ones are in the bases)
  std::vector<VariableSymbol*> class_vars;
  std::vector<VariableSymbol*> field_defaults;  // names of this body that give an inherited field another default
  std::vector<FunctionSymbol*> methods;         // in source order; a property's getter and setter are separate entries
  std::vector<ClassSymbol*> subclasses;         // direct subclasses in this unit
  bool is_final = false, is_abstract = false, is_protocol = false, is_exception = false;
  const FunctionSymbol* enclosing = nullptr;  // function that contains the class statement, if any
  VariableSymbol* binding = nullptr;  // as for functions: set when the class is rebound, decorated or in a function
  TypeVarSymbol* self_var = nullptr;  // what `Self` in its signatures stands for; bound is the class's own type
  TypeRef self_type = nullptr;        // C, or C[T1, ...] over its own type parameters
  DataClass* data = nullptr;          // set for data classes (data_class.h)
  const ClassSymbol* owner_class = nullptr;  // the class whose body contains the class statement, if any
  // Of a class in a function: the cell that methods with `super()` or `__class__` capture; holds the class once it is
  // made.
  VariableSymbol* class_cell = nullptr;
  bool is_decorated = false;          // decorators that may make something else of it: `binding` holds the result
  bool is_mixin = false;              // kOpen, but its instances have no __dict__: stands beside a base with fields
  TypeRef new_type_of = nullptr;      // NewType: the type that its values are of at run time
  bool is_runtime_checkable = false;  // a protocol that isinstance may test for
  bool has_error_base = false;        // a base did not resolve: unknown attributes are not reported
  bool has_foreign_base = false;      // a base is Any: unknown attributes are Any
  enum class Progress : uint8_t { kCollected, kInProgress, kDone } header = Progress::kCollected;

  // Own members by name; null when absent. For inherited ones walk mro.
  VariableSymbol* FindField(std::string_view member) const;
  VariableSymbol* FindClassVar(std::string_view member) const;
  FunctionSymbol* FindMethod(std::string_view member, MethodKind wanted = MethodKind::kNone) const;  // kNone: any kind
  bool IsSubclassOf(const ClassSymbol* other) const;
  // The first entry of the MRO that declares the member, with its declaration; {null, null} when absent. The symbol is
  // a field or class variable, or the first of the methods of that name (the getter of a property).
  struct Found {
    const Symbol* symbol = nullptr;
    const ClassSymbol* owner = nullptr;
  };
  Found Lookup(std::string_view member) const;
  Symbol* FindOwn(std::string_view member) const;                // as Lookup, in this class only
  const ClassSymbol* FindNested(std::string_view member) const;  // a class defined in this one's body

  // Adds to the lists and the index. Symbols of one name keep the first as FindOwn's answer.
  void AddField(VariableSymbol* field);
  void AddClassVar(VariableSymbol* variable);
  void AddMethod(FunctionSymbol* method);
  void RemoveClassVar(std::string_view member);  // an implied one, when what implied it has turned out otherwise
  void AddNested(ClassSymbol* nested);

 private:
  std::unordered_map<std::string_view, Symbol*> index_;
};

enum class Variance : uint8_t { kInvariant, kCovariant, kContravariant };

enum class TypeVarKind : uint8_t {
  kPlain,
  kParamSpec,  // stands for parameters: `Callable[P, R]` has `*args: P` and `**kwargs: P`, which a CallableType
               // replaces
  kTuple,      // TypeVarTuple: stands for elements of a tuple; a TupleType replaces it
};

class TypeVarSymbol : public Symbol {
 public:
  TypeVarKind var_kind = TypeVarKind::kPlain;
  TypeRef default_type = nullptr;         // PEP 696
  const TypeVarSymbol* origin = nullptr;  // `isinstance(x, C)` of an x of type T: T with a narrower bound
  bool infers_variance = false;           // PEP 695: from the members of its class
  TypeRef bound = nullptr;                // null: object
  std::vector<TypeRef> constraints;
  Variance variance = Variance::kInvariant;  // stubs declare it by the suffixes _co and _contra
  bool is_self = false;                      // the self_var of a class
};

class TypeAliasSymbol : public Symbol {
 public:
  TypeRef target = nullptr;
  const ast::Expr* value = nullptr;
  const class Scope* scope = nullptr;  // where the value is evaluated
  ast::Seq<ast::TypeParam> params;     // as written
  std::vector<TypeVarSymbol*> type_params;
  bool in_progress = false;
  bool is_recursive = false;  // its value mentions itself: Any there
};

enum class ModuleKind : uint8_t {
  kUnit,     // compiled in this unit
  kStub,     // typed by one of our stub files (builtins, math, ...)
  kForeign,  // any other CPython module: everything in it is Any
};

class ModuleSymbol : public Symbol {
 public:
  ModuleKind module_kind = ModuleKind::kUnit;
  std::string_view full_name;  // dotted
  const ast::Module* ast = nullptr;
  std::vector<Symbol*> members;  // in order of first binding
  Symbol* Find(std::string_view member) const;
  void Add(Symbol* member);

 private:
  std::unordered_map<std::string_view, Symbol*> index_;
};

// Downcast by kind; null when the kind differs or the symbol is null.
#define SPY_SYMBOL_CAST(T, K)                                                  \
  inline const T* As##T(const Symbol* s) {                                     \
    return s && s->kind == SymbolKind::K ? static_cast<const T*>(s) : nullptr; \
  }                                                                            \
  inline T* As##T(Symbol* s) { return s && s->kind == SymbolKind::K ? static_cast<T*>(s) : nullptr; }
SPY_SYMBOL_CAST(VariableSymbol, kVariable)
SPY_SYMBOL_CAST(FunctionSymbol, kFunction)
SPY_SYMBOL_CAST(ClassSymbol, kClass)
SPY_SYMBOL_CAST(ModuleSymbol, kModule)
SPY_SYMBOL_CAST(TypeVarSymbol, kTypeVar)
SPY_SYMBOL_CAST(TypeAliasSymbol, kTypeAlias)
#undef SPY_SYMBOL_CAST

// What a name finally stands for: follows import aliases.
inline const Symbol* ResolveAlias(const Symbol* symbol) {
  while (const VariableSymbol* variable = AsVariableSymbol(symbol)) {
    if (!variable->alias_of) break;
    symbol = variable->alias_of;
  }
  return symbol;
}

}  // namespace spy::check
