// type(name, bases, namespace).
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseDynamicClass(Diagnostics& diags, const ast::Call& node) {
  diags.Report(diag::kDynamicClass, node.span)
      .Label("its fields and methods are not known before")
      .Help("write a `class` statement");
}

}  // namespace spy::check::dialect
