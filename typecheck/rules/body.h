// Body: the state of checking one body of code: a function, a lambda, or a module with its class bodies.
//
// Owned by the Checker method that checks the body, on the stack; an inner body points to the outer one. Numbers the
// places (variables and field paths) of its flows.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "typecheck/names/scope.h"
#include "typecheck/names/symbol.h"
#include "typecheck/rules/flow.h"

namespace spy::check {

// A variable, or a field of another place.
struct Place {
  const VariableSymbol* variable = nullptr;  // of a variable
  uint32_t parent = 0;                       // of a field: the place it is read from
  const VariableSymbol* field = nullptr;     // of a field
  bool is_stable = false;                    // no call can change it: a local nobody else rebinds, a Final field
};

// What a narrowing rested on, to explain later why it is gone.
struct LostNarrowing {
  TypeRef type;
  Span narrowed;            // where the test was
  Span lost;                // the call or store that may have changed it
  bool by_unknown = false;  // by code that the unit does not have, which most likely did not
};

struct LoopFrame {
  Flow breaks = Flow::Unreachable();
  Flow continues = Flow::Unreachable();
  size_t try_depth = 0;  // try statements around the loop
};

// A `return`, `break` or `continue` that has to pass a `finally` first.
struct PendingJump {
  enum Kind : uint8_t { kReturn, kBreak, kContinue } kind;
  Flow flow;
};

struct TryFrame {
  Flow raised;  // every state from which an exception may come
  bool has_finally = false;
  std::vector<PendingJump> jumps;  // only collected when has_finally
};

// What is known about the fields of `self` inside `__init__`.
struct InitTracking {
  const ClassSymbol* cls = nullptr;
  const VariableSymbol* self = nullptr;
  std::vector<const VariableSymbol*> fields;  // that have to be set: own ones first, then those of bases
  bool had_super_call = false;
};

// A function definition met while its outer body is checked: its own body waits until the types of captured variables
// are known.
struct DeferredFunction {
  const FunctionSymbol* function;
  const ast::FunctionBase* def;
  Flow flow;  // of the outer body where the definition stands
};

class Body {
 public:
  const FunctionSymbol* function = nullptr;  // null for a module
  std::vector<const TypeVarSymbol*> rigid;   // type variables that stand for one type throughout the body
  const Scope* scope = nullptr;              // innermost scope of the code being checked
  Body* outer = nullptr;
  Flow flow;

  TypeRef declared_result = nullptr;  // null: infer
  TypeRef inferred_result = nullptr;  // join of what is returned
  TypeRef inferred_yield = nullptr;   // join of what is yielded
  Span result_span;                   // of the annotation
  int errors_before = 0;              // in the sink, when its check began

  std::vector<LoopFrame> loops;
  std::vector<TryFrame> tries;
  std::vector<DeferredFunction> deferred;
  InitTracking init;
  uint32_t init_places = 0;  // first place of the fields in `init`, see field_init.cpp

  // Types found for empty displays by their later use; the body is checked again with them.
  std::unordered_map<uint32_t, TypeRef> hints;
  bool found_hint = false;
  // Variables whose value is still an empty container of unknown elements -> the expression that made it.
  std::unordered_map<const VariableSymbol*, std::vector<const ast::Expr*>> pending;

  // The `match` at the end of the body that leaves values over, and which.
  std::pair<const ast::Match*, TypeRef> open_match = {nullptr, nullptr};

  bool read_unbound = false;  // a read met a variable that a later turn of the loop may bind
  bool lambda = false;

  uint32_t PlaceOf(const VariableSymbol* variable);
  uint32_t PlaceOfField(uint32_t parent, const VariableSymbol* field);
  const std::vector<Place>& places() const { return places_; }
  std::vector<Place>& places() { return places_; }

  // By place: why a narrowing is gone.
  std::unordered_map<uint32_t, LostNarrowing> lost;
  std::unordered_map<uint32_t, Span> narrowed_at;

 private:
  std::vector<Place> places_;
  std::unordered_map<const VariableSymbol*, uint32_t> by_variable_;
};

// RAII: the checker works on another body.
class BodyScope {
 public:
  BodyScope(Body*& slot, Body& body) : slot_(slot), saved_(slot) { slot_ = &body; }
  ~BodyScope() { slot_ = saved_; }
  BodyScope(const BodyScope&) = delete;
  BodyScope& operator=(const BodyScope&) = delete;

 private:
  Body*& slot_;
  Body* saved_;
};

}  // namespace spy::check
