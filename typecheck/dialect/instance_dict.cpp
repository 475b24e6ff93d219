// `__dict__` and assignments to `__class__`: instances have exactly their declared fields, and keep their class.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseInstanceDict(Diagnostics& diags, const ast::Attribute& node) {
  diags.Report(diag::kInstanceDict, node.attr_span)
      .Label("fields stand at fixed places, not in a dict")
      .Help("name the fields, or keep a `dict` in a field of its own");
}

bool RefuseSpecialAttribute(Diagnostics& diags, const ast::Attribute& target) {
  if (target.attr == "__class__") {
    diags.Report(diag::kAssignDunderClass, target.span)
        .Label("an object keeps its class")
        .Help("make a new instance of the other class");
    return true;
  }
  if (target.attr == "__dict__") {
    RefuseInstanceDict(diags, target);
    return true;
  }
  return false;
}

}  // namespace spy::check::dialect
