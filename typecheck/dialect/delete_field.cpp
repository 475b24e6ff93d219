// del obj.field: a field always has a value.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseFieldDeletion(Diagnostics& diags, const ast::Attribute& target) {
  diags.Report(diag::kDeleteField, target.span, target.attr.view())
      .Label("every field has a value as long as its object lives")
      .Help("declare it as `T | None` and assign `None`");
}

}  // namespace spy::check::dialect
