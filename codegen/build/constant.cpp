// Literals.
#include "codegen/build/function_builder.h"

namespace spy::build {

// 1, 2.5, "text", b"bytes", None, True, ..., 1j
ValueId FunctionBuilder::Build(const ast::Constant& e) { return Const(u_.ConstOf(e)); }

}  // namespace spy::build
