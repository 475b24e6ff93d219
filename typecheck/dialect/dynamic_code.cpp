// exec, eval, compile, globals, locals, vars, __import__, delattr: what they touch does not exist in compiled code.
#include <array>

#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

enum class BuiltinWhy : uint8_t { kNamespace, kCode, kImport, kDelattr };
struct BuiltinRow {
  std::string_view name;
  BuiltinWhy why;
  std::string_view way_out;
};
constexpr std::array kBuiltins = {
    BuiltinRow{"globals", BuiltinWhy::kNamespace, "keep what is looked up by name in a `dict` of your own"},
    BuiltinRow{"locals", BuiltinWhy::kNamespace, "name the variables"},
    BuiltinRow{"vars", BuiltinWhy::kNamespace, "name the fields"},
    BuiltinRow{"exec", BuiltinWhy::kCode, "write the code as a function"},
    BuiltinRow{"eval", BuiltinWhy::kCode, "use `ast.literal_eval` for data, a `dict` of functions for choices"},
    BuiltinRow{"compile", BuiltinWhy::kCode, "write the code as a function"},
    BuiltinRow{"__import__", BuiltinWhy::kImport, "use `import`, or `importlib.import_module` whose result is `Any`"},
    BuiltinRow{"delattr", BuiltinWhy::kDelattr, "declare the field as `T | None` and assign `None`"},
};

}  // namespace

bool RefuseBuiltin(Diagnostics& diags, const ast::Call& node, std::string_view name) {
  for (const BuiltinRow& row : kBuiltins) {
    if (row.name != name) continue;
    Span where = node.func->span;
    switch (row.why) {
      case BuiltinWhy::kNamespace:
        diags.Report(diag::kNamespaceCall, where, name).Help(std::string(row.way_out));
        break;
      case BuiltinWhy::kCode:
        diags.Report(diag::kDynamicCode, where, name).Help(std::string(row.way_out));
        break;
      case BuiltinWhy::kImport:
        diags.Report(diag::kDynamicImport, where, name).Help(std::string(row.way_out));
        break;
      case BuiltinWhy::kDelattr:
        diags.Report(diag::kDelattrCall, where).Help(std::string(row.way_out));
        break;
    }
    return true;
  }
  return false;
}

}  // namespace spy::check::dialect
