// lambda: a function without a name.
#include "codegen/build/function_builder.h"

namespace spy::build {

// lambda args: body -> func.make
ValueId FunctionBuilder::Build(const ast::Lambda& e) {
  const check::FunctionSymbol* symbol = m_.FunctionOf(e);
  if (!symbol || !u_.FindFunction(symbol)) return Unsupported(e, "this lambda");
  return MakeFunction(*symbol, *e.args);
}

}  // namespace spy::build
