// Arguments of a call on their way to parameters. Values on the stack of one call check.
#pragma once
#include <span>
#include <string>

#include "frontend/ast/ast.h"
#include "typecheck/types/type.h"

namespace spy::check {

// One argument as written.
struct Argument {
  enum Kind : uint8_t { kPositional, kStar, kKeyword, kDoubleStar } kind = kPositional;
  const ast::Expr* expr = nullptr;        // the value
  const ast::Keyword* keyword = nullptr;  // kKeyword and kDoubleStar
  TypeRef type = nullptr;                 // null: it wants the parameter's type first (lambdas, empty displays)
};

// An argument, or one element of a `*` argument, that goes to a parameter.
struct BoundArgument {
  const ParamType* param = nullptr;
  const Argument* argument = nullptr;
  TypeRef type = nullptr;  // null: check argument->expr against the parameter
};

struct CallSite {
  const ast::Expr* node = nullptr;  // the call
  Span callee;                      // what findings about the whole call point at
  std::string name;                 // of the callee, for messages
  std::span<const Argument> args;
};

}  // namespace spy::check
