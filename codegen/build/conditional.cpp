// Conditional expressions.
#include "codegen/build/function_builder.h"

namespace spy::build {

// body if test else orelse
ValueId FunctionBuilder::Build(const ast::IfExp& e) {
  TypeRef type = StaticType(e);
  BlockId body = b_.CreateBlock(), orelse = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, u_.TypeOf(type));
  Condition(*e.test, body, orelse);
  b_.SealBlock(body);
  b_.SealBlock(orelse);
  b_.SetBlock(body);
  ValueId value = Expr(*e.body);
  b_.Br(join, {As(value, u_.TypeOf(type), type, true)});
  b_.SetBlock(orelse);
  value = Expr(*e.orelse);
  b_.Br(join, {As(value, u_.TypeOf(type), type, true)});
  b_.StartBlock(join);
  return result;
}

}  // namespace spy::build
