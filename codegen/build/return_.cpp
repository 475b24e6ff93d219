// return.
#include "codegen/build/function_builder.h"

namespace spy::build {

// The function is left with the value; an __init__ is over here, so its instance is complete.
void FunctionBuilder::EmitReturn(ValueId value) {
  if (!fn_) {
    b_.Return(b_.ConstNone());
    return;
  }
  ir::Type type = b_.function().result;
  if (type.kind == ir::TypeKind::kObject) {
    value = Object(value);
  } else {
    value = As(value, type, fn_->result, false);
  }
  bool init = fn_->method_kind == check::MethodKind::kInstance && fn_->name == "__init__" && fn_->owner_class &&
              u_.IsNative(fn_->owner_class) && !fn_->params.empty();
  if (init) {
    ValueId self = b_.function().params[b_.function().has_cells ? 1 : 0];
    b_.Emit(Op::kInstComplete, {self}, {u_.FindClass(fn_->owner_class)});
  }
  KeepLocals();
  b_.Return(value);
}

// return value: evaluated first, then the cleanups of the statements around
void FunctionBuilder::Build(const ast::Return& stmt) {
  ValueId value = stmt.value ? Expr(*stmt.value) : b_.ConstNone();
  bool anything = fn_ && u_.ResultOf(*fn_) != u_.TypeOf(fn_->result);  // NotImplemented
  TypeRef wanted = !fn_ ? nullptr : fn_->return_type ? fn_->return_type : fn_->result;
  if (fn_ && stmt.value && !anything) value = Coerce(value, StaticType(*stmt.value), wanted);
  RunCleanups(0);
  if (b_.IsReachable()) EmitReturn(value);
}

}  // namespace spy::build
