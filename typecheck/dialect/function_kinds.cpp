// What the dialect asks of functions.
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void CheckFunction(Diagnostics& diags, const ast::FunctionBase& def, const FunctionSymbol& function) {
  if (function.owner_class) CheckSpecialMethod(diags, def, function);
}

}  // namespace spy::check::dialect
