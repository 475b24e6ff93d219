// Classes that are not compiled yet or never will be: local and nested ones, generic ones, enums, metaclasses.
#include <array>

#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/data_class.h"

namespace spy::check::dialect {
namespace {

struct KindRow {
  std::string_view name;  // of a base class or decorator
  std::string_view kind;  // as the message calls it
};
constexpr std::array kKinds = {
    KindRow{"Enum", "enums"},
    KindRow{"IntEnum", "enums"},
    KindRow{"StrEnum", "enums"},
    KindRow{"Flag", "enums"},
    KindRow{"IntFlag", "enums"},
    KindRow{"NamedTuple", "named tuples"},
    KindRow{"namedtuple", "named tuples"},
    KindRow{"TypedDict", "typed dicts"},
};

// The last part of `a.b`, `a.b(...)` or `a.b[...]`.
std::string_view LastName(const ast::Expr& expr) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) return name->name.view();
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&expr)) return attribute->attr.view();
  if (const auto* call = ast::DynCast<ast::Call>(&expr)) return LastName(*call->func);
  if (const auto* item = ast::DynCast<ast::Subscript>(&expr)) return LastName(*item->value);
  return {};
}

std::string_view KindOf(const ast::Expr& expr) {
  std::string_view name = LastName(expr);
  for (const KindRow& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return {};
}

bool CheckKeywords(Diagnostics& diags, const ast::ClassDef& node) {
  for (const ast::Keyword* keyword : node.keywords) {
    if (keyword->arg == "metaclass") {
      if (LastName(*keyword->value) == "ABCMeta") continue;
      diags.Report(diag::kMetaclass, keyword->span)
          .Label("it could change what the class is")
          .Help("use a base class, or a function that is called with the class");
    } else if (keyword->arg) {
      continue;
    } else {
      diags.Report(diag::kUnsupportedClassKeyword, keyword->span, "**");
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
  for (const ast::Expr* decorator : node.decorator_list) {
    if (cls.data && cls.data->decorator == decorator) continue;
    if (std::string_view kind = KindOf(*decorator); !kind.empty()) {
      diags.Report(diag::kUnsupportedClassKind, decorator->span, kind)
          .Help("write `__init__`, `__eq__` and `__repr__` by hand");
      return false;
    }
  }
  if (made) return true;
  for (const ast::Expr* base : node.bases) {
    if (std::string_view kind = KindOf(*base); !kind.empty()) {
      auto report = diags.Report(diag::kUnsupportedClassKind, base->span, kind);
      report.Help(kind == "enums" ? "use module constants with `Final`" : "write a class with fields");
      return false;
    }
  }
  CheckBases(diags, types, node, cls);
  return true;
}

// NamedTuple("P", ...) and the like.
bool CheckTypingCall(Diagnostics& diags, const ast::Call& node, std::string_view) {
  if (std::string_view kind = KindOf(*node.func); !kind.empty()) {
    diags.Report(diag::kUnsupportedClassKind, node.span, kind).Help("write a class with fields");
    return true;
  }
  return false;
}

}  // namespace spy::check::dialect
