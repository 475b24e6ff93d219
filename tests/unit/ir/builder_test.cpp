#include "codegen/ir/builder.h"

#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

struct Fixture {
  Module module;
  Function& fn;
  Builder b;
  Fixture() : fn(module.functions.emplace_back()), b(module, fn) {
    fn.id = FunctionId{0};
    fn.name = "f";
    fn.result = Type::Int();
  }
  std::string Finish() {
    b.Finish();
    RequireValid(module);
    return Print(module, fn);
  }
};

TEST_CASE("a loop gets a parameter for the variable it changes and none for the one it does not") {
  Fixture f;
  Builder& b = f.b;
  ValueId n = b.AddParam(Type::Int());
  VarId i = b.DeclareVariable("i", Type::Int()), step = b.DeclareVariable("step", Type::Int());
  b.WriteVariable(i, b.ConstInt(0));
  b.WriteVariable(step, b.ConstInt(2));
  BlockId loop = b.CreateBlock(), body = b.CreateBlock(), done = b.CreateBlock();
  b.Br(loop);
  b.SetBlock(loop);
  b.CondBr(b.Emit(Op::kIntCompare, {b.ReadVariable(i), n}, {Operator::kLt}), body, done);
  b.SealBlock(body);
  b.SealBlock(done);
  b.SetBlock(body);
  b.WriteVariable(i, b.Emit(Op::kIntAdd, {b.ReadVariable(i), b.ReadVariable(step)}));
  b.Br(loop);
  b.SealBlock(loop);
  b.SetBlock(done);
  b.Return(b.ReadVariable(i));
  CHECK(f.Finish() == R"(func @f(%0:int) -> int stage raw {
b0:
  %1:int = const.int 0
  %2:int = const.int 2
  br b1(%1)
b1(%3:int):
  %4:bool = int.compare %3, %0, lt
  cond_br %4, b2, b3
b2:
  %5:int = int.add %3, %2
  br b1(%5)
b3:
  return %3
}
)");
}

TEST_CASE("a handler sees a variable's value before the write that the raising instruction feeds") {
  Fixture f;
  Builder& b = f.b;
  ValueId o = b.AddParam(Type::Object());
  VarId x = b.DeclareVariable("x", Type::Int());
  b.WriteVariable(x, b.ConstInt(1));
  BlockId handler = b.CreateBlock(), join = b.CreateBlock();
  b.SetUnwind(handler);
  b.WriteVariable(x, b.Emit(Op::kObjLen, {o}));  // if this raises, x is 1
  b.WriteVariable(x, b.Emit(Op::kObjLen, {o}));  // and here the first length
  b.SetUnwind({});
  b.Br(join);
  b.SealBlock(handler);
  b.SetBlock(handler);
  b.Emit(Op::kExcCatch);
  b.Br(join);
  b.SealBlock(join);
  b.SetBlock(join);
  b.Return(b.ReadVariable(x));
  CHECK(f.Finish() == R"(func @f(%0:object) -> int stage raw {
b0:
  %1:int = const.int 1
  br b1
b1 unwind b3(%1):
  %2:int = obj.len %0
  br b2
b2 unwind b3(%2):
  %3:int = obj.len %0
  br b4(%3)
b3(%4:int):
  %5:object = exc.catch
  br b4(%4)
b4(%6:int):
  return %6
}
)");
}

TEST_CASE("instructions that cannot raise do not split blocks or reach the handler") {
  Fixture f;
  Builder& b = f.b;
  b.AddParam(Type::Int());
  VarId x = b.DeclareVariable("x", Type::Bool());
  BlockId handler = b.CreateBlock();
  b.SetUnwind(handler);
  b.WriteVariable(x, b.ConstBool(true));
  b.WriteVariable(x, b.Emit(Op::kBoolNot, {b.ReadVariable(x)}));
  b.Return(b.ConstInt(1));
  b.SealBlock(handler);
  b.SetBlock(handler);
  b.Emit(Op::kExcCatch);
  b.Return(b.ConstInt(2));
  b.Finish();
  RequireValid(f.module);
  CHECK(f.fn.At(f.fn.entry).insts.size() == 4);
  CHECK_FALSE(f.fn.At(f.fn.entry).unwind.block);
}

TEST_CASE("a variable that may be unbound arrives as a nullable parameter") {
  Fixture f;
  Builder& b = f.b;
  ValueId c = b.AddParam(Type::Bool());
  ValueId o = b.AddParam(Type::Object());
  VarId x = b.DeclareVariable("x", Type::Object(), true);
  BlockId yes = b.CreateBlock(), join = b.CreateBlock();
  b.CondBr(c, yes, join);
  b.SealBlock(yes);
  b.SetBlock(yes);
  b.WriteVariable(x, o);
  b.Br(join);
  b.SealBlock(join);
  b.SetBlock(join);
  ValueId v = b.ReadVariable(x);
  ValueId checked = b.Emit(Op::kCheckBound, {v}, {f.module.AddName("x")}, Type::Object());
  b.Return(b.Emit(Op::kObjLen, {checked}));
  CHECK(f.Finish().find("b2(%3:object?)") != std::string::npos);
}

TEST_CASE("code after a terminator is dead but well-formed") {
  Fixture f;
  Builder& b = f.b;
  ValueId n = b.AddParam(Type::Int());
  VarId x = b.DeclareVariable("x", Type::Int());
  b.Return(n);
  CHECK_FALSE(b.IsReachable());
  BlockId loop = b.CreateBlock();
  b.Br(loop);
  b.SetBlock(loop);
  b.WriteVariable(x, b.Emit(Op::kIntAdd, {b.ReadVariable(x), n}));
  b.Br(loop);
  b.SealBlock(loop);
  f.Finish();
}

TEST_CASE("a dead loop that only reaches itself can read variables") {
  Fixture f;
  Builder& b = f.b;
  ValueId n = b.AddParam(Type::Int());
  b.Return(n);
  VarId x = b.DeclareVariable("x", Type::Int());
  BlockId loop = b.CreateBlock();
  b.SetBlock(loop);
  b.Br(loop);
  b.SealBlock(loop);
  BlockId after = b.CreateBlock();
  b.SetBlock(after);
  b.Return(b.ReadVariable(x));
  b.SealBlock(after);
  f.Finish();
}

TEST_CASE("ten thousand joins neither recurse deeply nor keep parameters") {
  Fixture f;
  Builder& b = f.b;
  ValueId c = b.AddParam(Type::Bool());
  VarId x = b.DeclareVariable("x", Type::Int());
  b.WriteVariable(x, b.ConstInt(7));
  for (int i = 0; i < 10000; ++i) {
    BlockId yes = b.CreateBlock(), join = b.CreateBlock();
    b.CondBr(c, yes, join);
    b.SealBlock(yes);
    b.SetBlock(yes);
    b.Br(join);
    b.SealBlock(join);
    b.SetBlock(join);
  }
  b.Return(b.ReadVariable(x));
  b.Finish();
  for (const Block& block : f.fn.blocks) CHECK((&block == &f.fn.At(f.fn.entry) || block.params.empty()));
  RequireValid(f.module);
}

}  // namespace
