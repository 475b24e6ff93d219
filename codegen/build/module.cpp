// Module bodies.
#include "codegen/build/function_builder.h"

namespace spy::build {

// The statements of the file in order, then its classes are sealed.
void FunctionBuilder::BuildModuleBody() {
  StartAnnotations(m_.ast->body);
  BuildBody(m_.ast->body);
  if (b_.IsReachable()) {
    SealClasses();
    EmitReturn(b_.ConstNone());
  }
  b_.Finish();
}

}  // namespace spy::build
