// setattr, and getattr with a computed name: fields are found when the module is compiled.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseSetattr(Diagnostics& diags, const ast::Call& node, std::string_view assignment) {
  auto report = diags.Report(diag::kSetattrCall, node.func->span);
  if (assignment.empty()) {
    report.Label("the field is not known before").Help("keep values with computed names in a `dict`");
  } else {
    report.Label("this is an assignment")
        .Help(fmt::format("write `{}`", assignment))
        .Fix(node.span, std::string(assignment));
  }
}

void RefuseComputedGetattr(Diagnostics& diags, const ast::Call& node, std::string_view type) {
  diags.Report(diag::kComputedGetattr, node.span, type)
      .Label("the attribute is not known before")
      .Help("name the attribute, or keep the values in a `dict`");
}

}  // namespace spy::check::dialect
