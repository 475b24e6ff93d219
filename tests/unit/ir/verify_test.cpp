// The verifier rejects what is ill-formed: each case is one mistake.
#include "codegen/ir/builder.h"
#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

std::string ErrorsOf(Module& module) { return Joined(Verify(module)); }

std::string ErrorsOf(const std::string& body, const std::string& stage = "raw") {
  auto module = ParseModule(
      "class A { int x int }\nclass B(A) { }\nglobal g\n"
      "func @callee(%0:int, %1:instance<A>) -> int stage raw {\nb0:\n  return %0\n}\n"
      "func @f(%0:int, %1:object, %2:bool) -> int stage " +
      stage + " {\n" + body + "}\n");
  return ErrorsOf(*module);
}

void Rejects(const std::string& body, const std::string& what, const std::string& stage = "raw") {
  std::string errors = ErrorsOf(body, stage);
  INFO(body);
  INFO(errors);
  CHECK(errors.find(what) != std::string::npos);
}

TEST_CASE("the verifier accepts what is right") {
  CHECK(ErrorsOf("b0:\n  return %0\n") == "");
  CHECK(ErrorsOf("b0:\n  %3:instance<B> = assume %1, {B}\n  %4:int = call %0, %3, @callee\n  return %4\n") == "");
}

TEST_CASE("the verifier rejects wrong structure") {
  Rejects("b0:\n  br b1\nb1:\n", "the block is empty");
  Rejects("b0:\n  %3:int = const.int 1\n", "does not end with a terminator");
  Rejects("b0:\n  return %0\n  return %0\n", "a terminator in mid-block");
  Rejects("b0:\n  br b1\nb1:\n  br b0\n", "a branch to the entry block");
  Rejects("b0 unwind b1:\n  %3:int = obj.len %1\n  return %3\nb1:\n  return %0\n", "does not start with exc.catch");
  Rejects("b0:\n  %3:int = const.int 1 inlined 3\n  return %0\n", "an unknown inline site");
}

TEST_CASE("the verifier rejects what belongs to another stage") {
  Rejects("b0:\n  %3:object = retain %1\n  return %0\n", "an op of stage split");
  Rejects("b0:\n  %3:int = obj.len %1 error b1\n  return %3\nb1:\n  return %0\n", "an error edge before stage split");
  Rejects("b0:\n  %3:object:elided = obj.iter %1\n  return %0\n", "an elided value at stage raw");
  Rejects("b0:\n  keep %1\n  return %0\n", "keep at stage split", "split");
  Rejects("b0:\n  %3:int = obj.len %1\n  return %3\n", "no error edge", "split");
  Rejects("b0:\n  %3:bool = bool.not %2 error b1\n  return %0\nb1:\n  unwind\n", "cannot raise", "split");
  Rejects("b0:\n  %3:int = obj.len %1 error b1\n  return %3\nb1(%4:int):\n  unwind\n", "has parameters", "split");
  Rejects("b0 unwind b1:\n  return %0\nb1:\n  %3:object = exc.catch\n  unwind\n", "an unwind target at stage split",
          "split");
}

TEST_CASE("the verifier rejects wrong types") {
  Rejects("b0:\n  %3:int = int.add %0\n  return %0\n", "too few operands");
  Rejects("b0:\n  %3:int = int.add %0, %0, %0\n  return %0\n", "too many operands");
  Rejects("b0:\n  %3:int = int.add %0, %2\n  return %0\n", "operand `b` cannot be bool");
  Rejects("b0:\n  %3:int = obj.len %0\n  return %0\n", "operand `o` cannot be int");
  Rejects("b0:\n  %3:int = list.len %1\n  return %0\n", "operand `a` cannot be object");
  Rejects("b0:\n  %3:str = int.add %0, %0\n  return %0\n", "the result's type is not the op's");
  Rejects("b0:\n  return %1\n", "the function returns int");
  Rejects("b0:\n  cond_br %0, b1, b1\nb1:\n  return %0\n", "operand `c` cannot be int");
  Rejects("b0:\n  br b1(%1)\nb1(%3:int):\n  return %3\n", "block argument object for a parameter int");
  Rejects("b0:\n  br b1\nb1(%3:int):\n  return %3\n", "0 arguments for 1 block parameters");
  Rejects("b0:\n  %3:object? = const.unbound\n  br b1(%3)\nb1(%4:object):\n  return %0\n", "a nullable argument");
  Rejects("b0:\n  %3:int = call %0, @callee\n  return %3\n", "the callee has 2 parameters");
  Rejects("b0:\n  %3:int = call %0, %1, @callee\n  return %3\n", "argument 1 is object");
  Rejects("b0:\n  %3:instance<A> = assume %1, {A}\n  %4:bool = call %0, %3, @callee\n  return %0\n",
          "the callee returns int");
  Rejects("b0:\n  %3:float = field.get %1, A:x\n  return %0\n", "the field is int");
  Rejects("b0:\n  field.set %1, %2, A:x\n  return %0\n", "the field is int");
  Rejects("b0:\n  %3:object = global.get $#7\n  return %0\n", "an immediate names what does not exist");
  Rejects("b0:\n  %3:object = class.object #9\n  return %0\n", "an immediate names what does not exist");
  Rejects("b0:\n  %3:int = field.get %1, A:4\n  return %0\n", "an immediate names what does not exist");
  Rejects("b0:\n  release %0\n  return %0\n", "operand `v` cannot be int", "split");
}

TEST_CASE("the verifier rejects uses that their definitions do not reach") {
  Rejects("b0:\n  %4:int = int.add %3, %0\n  %3:int = const.int 1\n  return %4\n", "does not reach");
  Rejects("b0:\n  cond_br %2, b1, b2\nb1:\n  %3:int = const.int 1\n  br b2\nb2:\n  return %3\n", "does not reach");
  // A value of the block itself is not there at its entry, where the handler's arguments are taken.
  Rejects(
      "b0 unwind b1(%3):\n  %3:int = obj.len %1\n  %4:int = obj.len %1\n  return %4\n"
      "b1(%5:int):\n  %6:object = exc.catch\n  return %5\n",
      "not available at the block's entry");
  // Nor is the value of a block that unwinds known in the handler.
  Rejects("b0 unwind b1:\n  %3:int = obj.len %1\n  return %3\nb1:\n  %6:object = exc.catch\n  return %3\n",
          "does not reach");
  // The result of a raising instruction does not exist on its error edge; what came before it does.
  Rejects("b0:\n  %3:int = obj.len %1 error b1\n  return %3\nb1:\n  return %3\n", "does not reach", "split");
  CHECK(ErrorsOf("b0:\n  %3:int = const.int 1\n  %4:int = obj.len %1 error b1\n  return %4\nb1:\n  return %3\n",
                 "split") == "");
  // An error block shared with an earlier instruction must not use what is defined between the two.
  Rejects("b0:\n  %3:int = obj.len %1 error b1\n  %4:int = obj.len %1 error b1\n  return %4\nb1:\n  return %3\n",
          "does not reach", "split");
}

TEST_CASE("the verifier survives records that make no sense") {
  auto module = ParseModule("func @f(%0:int) -> int stage raw {\nb0:\n  br b1(%0)\nb1(%1:int):\n  return %1\n}\n");
  Function& fn = module->functions[0];
  SECTION("a value out of range") { fn.insts[1].operands[0] = ValueId{77}; }
  SECTION("a block out of range") { fn.insts[0].targets[0].block = BlockId{99}; }
  SECTION("an instruction out of range") { fn.blocks[1].insts[0] = InstId{99}; }
  SECTION("an instruction twice") { fn.blocks[1].insts[0] = fn.blocks[0].insts[0]; }
  SECTION("a parameter of another block") { fn.values[1].block = BlockId{0}; }
  SECTION("no entry") { fn.entry = BlockId{}; }
  SECTION("parameters that are not the entry's") { fn.params.clear(); }
  CHECK(ErrorsOf(*module) != "");
}

}  // namespace
