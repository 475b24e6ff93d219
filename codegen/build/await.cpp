// await.
#include "codegen/build/function_builder.h"

namespace spy::build {

// `of_with`: 1 and 2 for what __aenter__ and __aexit__ return, which words the error
ValueId FunctionBuilder::AwaitValue(ValueId awaitable, int of_with) {
  return b_.Emit(Op::kYieldFrom, {b_.Emit(Op::kAwaitIter, {awaitable}, {of_with})});
}

ValueId FunctionBuilder::BuildAwait(const ast::Await& e) {
  ValueId value = ObjectExpr(*e.value);
  b_.SetSpan(e.span);
  return AwaitValue(value, 0);
}

// await value
ValueId FunctionBuilder::Build(const ast::Await& e) { return Checked(BuildAwait(e), StaticType(e)); }

}  // namespace spy::build
