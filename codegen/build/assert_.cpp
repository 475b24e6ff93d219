// assert.
#include "codegen/build/function_builder.h"

namespace spy::build {

// assert test, msg: the message is evaluated only when the test fails
void FunctionBuilder::Build(const ast::Assert& stmt) {
  BlockId fine = b_.CreateBlock(), failed = b_.CreateBlock();
  Condition(*stmt.test, fine, failed);
  b_.StartBlock(failed);
  b_.SetCold(failed);
  ValueId message = stmt.msg ? ObjectExpr(*stmt.msg) : Null();
  b_.SetSpan(stmt.test->span);  // what CPython marks
  b_.Emit(Op::kRaiseAssert, {message});
  b_.Unreachable();
  b_.StartBlock(fine);
}

}  // namespace spy::build
