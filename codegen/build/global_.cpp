// global, nonlocal: declarations only; name resolution has used them.
#include "codegen/build/function_builder.h"

namespace spy::build {

void FunctionBuilder::Build(const ast::Global&) {}
void FunctionBuilder::Build(const ast::Nonlocal&) {}

}  // namespace spy::build
