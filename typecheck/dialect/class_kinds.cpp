// Class statements that are not compiled: those that choose their metaclass, those in a loop of the module body.
#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/data_class.h"

namespace spy::check::dialect {
namespace {

// The last part of `a.b`, `a.b(...)` or `a.b[...]`.
std::string_view LastName(const ast::Expr& expr) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) return name->name.view();
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&expr)) return attribute->attr.view();
  if (const auto* call = ast::DynCast<ast::Call>(&expr)) return LastName(*call->func);
  if (const auto* item = ast::DynCast<ast::Subscript>(&expr)) return LastName(*item->value);
  return {};
}

bool CheckKeywords(Diagnostics& diags, const ast::ClassDef& node) {
  for (const ast::Keyword* keyword : node.keywords) {
    if (keyword->arg == "metaclass") {
      if (LastName(*keyword->value) == "ABCMeta") continue;
      diags.Report(diag::kMetaclass, keyword->span)
          .Label("it could change what the class is")
          .Help("use a base class, or a function that is called with the class");
    } else {
      continue;
    }
    return false;
  }
  return true;
}

}  // namespace

bool CheckClass(Diagnostics& diags, TypeStore& types, const ast::ClassDef& node, const ClassSymbol& cls,
                bool in_module_loop) {
  if (in_module_loop) {
    diags.Report(diag::kNotSupported, node.name_span, "a class statement in a loop of the module body")
        .Label("each turn would make another class")
        .Help("write a function that makes the class, and call it in the loop");
    return false;
  }
  bool made = IsMade(cls);
  if (!made && !CheckKeywords(diags, node)) return false;
  if (made) return true;
  CheckBases(diags, types, node, cls);
  return true;
}

}  // namespace spy::check::dialect
