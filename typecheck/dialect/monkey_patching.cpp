// Replacing functions, methods, classes, and variables of other modules: callers are bound to them directly.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseModuleAttribute(Diagnostics& diags, const ast::Attribute& target, const ModuleSymbol& module) {
  diags.Report(diag::kAssignModule, target.attr_span, target.attr.view(), module.full_name)
      .Label("modules are sealed once they are imported")
      .Help(fmt::format("write a function in `{}` that sets it", module.full_name))
      .Help("or pass what differs as a parameter");
}

void RefuseMethodAssignment(Diagnostics& diags, TypeStore&, const ast::Attribute& target, TypeRef receiver,
                            const Symbol& member) {
  const ClassObjectType* object = AsClassObjectType(receiver);
  diags.Report(diag::kAssignMethod, target.attr_span, member.name, ToString(object ? object->instance : receiver))
      .Label("calls of it are bound directly")
      .Help("override it in a subclass")
      .Help("or keep a function in a field: `handler: Callable[..., T]`");
}

}  // namespace spy::check::dialect
