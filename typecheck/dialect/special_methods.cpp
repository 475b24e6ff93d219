// Special methods that change what attribute access, creation or subclassing mean.
#include <array>

#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

enum class MethodWhy : uint8_t { kHook, kDescriptor, kLater };
struct MethodRow {
  std::string_view name;
  MethodWhy why;
};
constexpr std::array kMethods = {
    MethodRow{"__getattribute__", MethodWhy::kHook},     MethodRow{"__getattr__", MethodWhy::kHook},        MethodRow{"__setattr__", MethodWhy::kHook},
    MethodRow{"__delattr__", MethodWhy::kHook},          MethodRow{"__get__", MethodWhy::kDescriptor},      MethodRow{"__set__", MethodWhy::kDescriptor},
    MethodRow{"__delete__", MethodWhy::kDescriptor},     MethodRow{"__new__", MethodWhy::kLater},           MethodRow{"__del__", MethodWhy::kLater},
    MethodRow{"__init_subclass__", MethodWhy::kLater},   MethodRow{"__set_name__", MethodWhy::kLater},      MethodRow{"__class_getitem__", MethodWhy::kLater},
    MethodRow{"__instancecheck__", MethodWhy::kLater},   MethodRow{"__subclasscheck__", MethodWhy::kLater}, MethodRow{"__subclasshook__", MethodWhy::kLater},
    MethodRow{"__prepare__", MethodWhy::kLater},
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
        diags.Report(diag::kUserDescriptor, def.name_span, row.name, function.owner_class->name)
            .Help("use `property`");
        break;
      case MethodWhy::kLater: diags.Report(diag::kUnsupportedSpecialMethod, def.name_span, row.name); break;
    }
  }
}

}  // namespace spy::check::dialect
