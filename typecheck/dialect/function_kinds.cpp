// What the dialect asks of functions.
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {
namespace {

// An `__init__` that makes a generator or a coroutine: CPython raises TypeError at each call.
void RefuseSuspendedInit(Diagnostics& diags, const ast::FunctionBase& def, const FunctionSymbol& function) {
  if (function.is_async) {
    diags.Report(diag::kUnsupportedAsync, def.name_span, "async def __init__")
        .Label("the class could not be called")
        .Help("write a class method that awaits, and makes the instance");
  } else if (function.is_generator) {
    diags.Report(diag::kUnsupportedGenerator, def.name_span, "yield", "`__init__`")
        .Label("the class could not be called");
  }
}

}  // namespace

void CheckFunction(Diagnostics& diags, const ast::FunctionBase& def, const FunctionSymbol& function) {
  if (function.owner_class && function.name == "__init__") RefuseSuspendedInit(diags, def, function);
  if (function.owner_class) CheckSpecialMethod(diags, def, function);
}

}  // namespace spy::check::dialect
