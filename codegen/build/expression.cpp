// Expressions in general: dispatch, places, and those not built yet.
#include "codegen/build/function_builder.h"

namespace spy::build {

ValueId FunctionBuilder::Expr(const ast::Expr& e) {
  Span outer = b_.span();
  b_.SetSpan(e.span);
  ValueId value = ast::Dispatch(e, [&](const auto& concrete) { return Build(concrete); });
  if (!value) value = Null();
  if (!ast::Is<ast::Slice>(&e) && !ast::Is<ast::Starred>(&e)) value = Narrow(value, StaticType(e));
  b_.SetSpan(outer);
  return value;
}

}  // namespace spy::build
