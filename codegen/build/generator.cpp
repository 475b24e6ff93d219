// Generators and coroutines: the function makes a suspended body of its arguments; the body is a function of its own.
#include "codegen/build/function_builder.h"

namespace spy::build {

namespace {

ir::Suspends SuspendsOf(const check::FunctionSymbol& f) {
  if (!f.is_async) return f.is_generator ? ir::Suspends::kGenerator : ir::Suspends::kNever;
  return f.is_generator ? ir::Suspends::kAsyncGenerator : ir::Suspends::kCoroutine;
}

}  // namespace

// A body of its own for what the function being built suspends; CPython sees it as that function.
ir::FunctionId FunctionBuilder::AddBody(const check::FunctionSymbol* symbol, ir::Suspends suspends) {
  ir::FunctionId body = u_.AddFunction(b_.function().name + ".body", symbol);
  ir::FunctionInfo& info = ir_.infos[body.index];
  const ir::FunctionInfo& outer = ir_.infos[id_.index];
  info.source = outer.source;
  info.name = outer.name;
  info.qualname = outer.qualname;
  info.first_line = outer.first_line;
  info.kind = ir::FunctionInfo::kThunk;
  info.result = ir::Type::Object();
  ir_.At(body).suspends = suspends;
  return body;
}

// def f(a): ... yield ... -> gen.make of f's body
void FunctionBuilder::BuildSuspended() {
  ir::FunctionId body = AddBody(fn_, SuspendsOf(*fn_));
  ir::Function& function = b_.function();
  ir_.At(body).has_cells = function.has_cells;
  if (function.has_cells) cells_param_ = b_.AddParam({ir::TypeKind::kTuple, {}});
  for (const check::Param& p : fn_->params) b_.AddParam(TypeOfParam(p));
  ValueId made = b_.Emit(Op::kGenMake, function.params, {body});
  b_.Return(made);
  b_.Finish();
  FunctionBuilder(u_, m_, body, fn_).BuildFunctionBody();
}

// yield value
ValueId FunctionBuilder::BuildYield(const ast::Yield& e) {
  ValueId value = e.value ? Expr(*e.value) : b_.ConstNone();
  if (e.value && fn_ && fn_->yield_type) value = Coerce(value, StaticType(*e.value), fn_->yield_type);
  b_.SetSpan(e.span);
  ValueId sent = b_.Emit(Op::kYield, {Object(value)});
  KeepLocals();  // says in which order the locals of a generator that is given up here go
  return sent;
}

ValueId FunctionBuilder::Build(const ast::Yield& e) { return Checked(BuildYield(e), StaticType(e)); }

// yield from iterable
ValueId FunctionBuilder::BuildYieldFrom(const ast::YieldFrom& e) {
  ValueId value = ObjectExpr(*e.value);
  b_.SetSpan(e.span);
  return b_.Emit(Op::kYieldFrom, {b_.Emit(Op::kObjIter, {value})});
}

ValueId FunctionBuilder::Build(const ast::YieldFrom& e) { return Checked(BuildYieldFrom(e), StaticType(e)); }

}  // namespace spy::build
