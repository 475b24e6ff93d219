// raise.
#include "codegen/build/function_builder.h"

namespace spy::build {

// raise, raise exc, raise exc from cause
void FunctionBuilder::Build(const ast::Raise& stmt) {
  if (!stmt.exc) {
    b_.Emit(Op::kRaiseBare);
  } else {
    ValueId exception = ObjectExpr(*stmt.exc);
    if (stmt.cause) {
      ValueId cause = ObjectExpr(*stmt.cause);
      b_.SetSpan(stmt.span);
      b_.Emit(Op::kRaiseFrom, {exception, cause});
    } else {
      b_.SetSpan(stmt.span);
      b_.Emit(Op::kRaise, {exception});
    }
  }
  b_.Unreachable();
}

}  // namespace spy::build
