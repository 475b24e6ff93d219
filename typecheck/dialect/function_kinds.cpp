// Functions that are not compiled yet: generators, generic functions.
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// The first `yield` of a body, not of functions inside.
const ast::Node* FindYield(const ast::Node& node) {
  if (node.kind == ast::NodeKind::Yield || node.kind == ast::NodeKind::YieldFrom) return &node;
  bool inner = node.kind == ast::NodeKind::FunctionDef || node.kind == ast::NodeKind::AsyncFunctionDef ||
               node.kind == ast::NodeKind::Lambda || node.kind == ast::NodeKind::ClassDef;
  if (inner) return nullptr;
  const ast::Node* found = nullptr;
  ast::ForEachChild(node, [&](const ast::Node& child) {
    if (!found) found = FindYield(child);
  });
  return found;
}

const ast::Node* FindYieldIn(ast::Seq<ast::Stmt> body) {
  for (const ast::Stmt* stmt : body) {
    if (const ast::Node* found = FindYield(*stmt)) return found;
  }
  return nullptr;
}

}  // namespace

void CheckFunction(Diagnostics& diags, const ast::FunctionBase& def, const FunctionSymbol& function) {
  if (function.is_generator) {
    const ast::Node* yield = FindYieldIn(def.body);
    diags.Report(diag::kUnsupportedGenerator, yield ? yield->span : def.name_span, "yield", function.name)
        .Note(def.name_span, "this would be a generator")
        .Help("collect the values in a list and return it");
  }
  if (function.owner_class) CheckSpecialMethod(diags, def, function);
}

}  // namespace spy::check::dialect
