// Slices.
#include "codegen/build/function_builder.h"

namespace spy::build {

// lower:upper:step
ValueId FunctionBuilder::Build(const ast::Slice& e) {
  Values parts;
  for (const ast::Expr* part : {e.lower, e.upper, e.step}) parts.push_back(part ? ObjectExpr(*part) : b_.ConstNone());
  return b_.Emit(Op::kSliceNew, parts);
}

}  // namespace spy::build
