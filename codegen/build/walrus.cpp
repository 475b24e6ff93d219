// Assignment expressions.
#include "codegen/build/function_builder.h"

namespace spy::build {

// target := value
ValueId FunctionBuilder::Build(const ast::NamedExpr& e) {
  ValueId value = Expr(*e.value);
  Store(*e.target, value, StaticType(*e.value));
  return value;
}

}  // namespace spy::build
