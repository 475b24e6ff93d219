// Imports and the placement of `global` and `nonlocal`.
#include <fmt/format.h>

#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

namespace {

constexpr std::string_view kFeatures[] = {"nested_scopes",  "generators",     "division",         "absolute_import",
                                          "with_statement", "print_function", "unicode_literals", "barry_as_FLUFL",
                                          "generator_stop", "annotations"};

bool IsFutureImport(const Stmt* stmt) {
  const ImportFrom* import = DynCast<ImportFrom>(stmt);
  return import && import->level == 0 && import->module == "__future__";
}

bool IsDocstring(const Stmt* stmt) {
  const ExprStmt* expr = DynCast<ExprStmt>(stmt);
  const Constant* constant = expr ? DynCast<Constant>(expr->value) : nullptr;
  return constant && constant->constant_kind == ConstantKind::Str;
}

}  // namespace

// Imports from __future__ stand at the start of the module, behind the docstring.
void Validator::FindFutureBlock(const Module& module) {
  bool docstring = true;
  for (const Stmt* stmt : module.body) {
    if (IsFutureImport(stmt)) {
      for (const Alias* alias : As<ImportFrom>(*stmt).names) future_annotations_ |= alias->name == "annotations";
      docstring = false;
    } else if (docstring && IsDocstring(stmt)) {
      docstring = false;
    } else {
      return;
    }
    future_end_ = stmt->span.end;
  }
}

void Validator::CheckFuture(const ImportFrom& node) {
  if (node.span.end > future_end_ || frames_.size() > 1) {
    diags_.Report(diag::kFutureImport, node.span, "imports from `__future__` must be at the start of the file");
    return;
  }
  for (const Alias* alias : node.names) {
    std::string_view name = alias->name.view();
    if (std::find(std::begin(kFeatures), std::end(kFeatures), name) != std::end(kFeatures)) {
      if (name == "barry_as_FLUFL") {
        diags_.Report(diag::kFutureImport, alias->name_span, "future feature `barry_as_FLUFL` is not supported");
      }
      continue;
    }
    auto report =
        diags_.Report(diag::kFutureImport, alias->name_span, fmt::format("future feature `{}` is not defined", name));
    if (std::string_view meant = Suggest(name, kFeatures); !meant.empty())
      report.Help(fmt::format("did you mean `{}`?", meant));
  }
}

// import a as b
void Validator::Check(const Import& node) {
  for (const Alias* alias : node.names) {
    CheckBinding(alias->asname ? alias->asname : alias->name, alias->asname ? alias->asname_span : alias->name_span);
  }
}

// from module import a as b
void Validator::Check(const ImportFrom& node) {
  if (IsFutureImport(&node)) CheckFuture(node);
  for (const Alias* alias : node.names) {
    CheckBinding(alias->asname ? alias->asname : alias->name, alias->asname ? alias->asname_span : alias->name_span);
    if (alias->name == "*" && frames_.size() > 1) {
      diags_.Report(diag::kImportStarNested, alias->span);
    }
  }
}

// global a
void Validator::Check(const Global&) { has_declarations_ = true; }

// nonlocal a
void Validator::Check(const Nonlocal& node) {
  has_declarations_ = true;
  if (frames_.size() == 1) {
    diags_.Report(diag::kNonlocalAtModule, node.span);
  }
}

}  // namespace spy::parse
