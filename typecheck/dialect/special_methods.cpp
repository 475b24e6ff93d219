// Special methods that change what attribute access means.
#include <array>

#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

enum class MethodWhy : uint8_t { kHook, kDescriptor };
struct MethodRow {
  std::string_view name;
  MethodWhy why;
};
constexpr std::array kMethods = {
    MethodRow{"__getattribute__", MethodWhy::kHook}, MethodRow{"__getattr__", MethodWhy::kHook},
    MethodRow{"__setattr__", MethodWhy::kHook},      MethodRow{"__delattr__", MethodWhy::kHook},
    MethodRow{"__get__", MethodWhy::kDescriptor},    MethodRow{"__set__", MethodWhy::kDescriptor},
    MethodRow{"__delete__", MethodWhy::kDescriptor},
};

}  // namespace

void CheckSpecialMethod(Diagnostics& diags, const ast::FunctionBase& def, const FunctionSymbol& function) {
  for (const MethodRow& row : kMethods) {
    if (row.name != function.name) continue;
    switch (row.why) {
      case MethodWhy::kHook:
        diags.Report(diag::kAttributeHook, def.name_span, row.name)
            .Label("every access would have to call it")
            .Help("use a property, or a method with a name of its own");
        break;
      case MethodWhy::kDescriptor:
        diags.Report(diag::kUserDescriptor, def.name_span, row.name, function.owner_class->name).Help("use `property`");
        break;
    }
  }
}

}  // namespace spy::check::dialect
