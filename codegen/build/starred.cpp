// Starred expressions outside of displays, calls and targets, which handle theirs themselves.
#include "codegen/build/function_builder.h"

namespace spy::build {

ValueId FunctionBuilder::Build(const ast::Starred& e) { return Unsupported(e, "a starred expression here"); }

}  // namespace spy::build
