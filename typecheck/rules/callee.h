// Callee: what a call resolves to, while the call is being checked. On the stack of one CheckExpr(Call).
#pragma once
#include <string>

#include "typecheck/checked/checked_module.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

struct Checker::Callee {
  CalleeKind kind = CalleeKind::kDynamic;
  TypeRef type = nullptr;                    // of the callee as a value, receiver bound
  const FunctionSymbol* function = nullptr;  // directly bound
  const ClassSymbol* cls = nullptr;
  const Symbol* symbol = nullptr;  // a function or class of a stub
  bool has_receiver = false;       // the first parameter is not among the arguments
  bool is_exact_class = false;     // the class itself, not a variable of type type[C]
  std::string name;                // for messages
};

}  // namespace spy::check
