#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

const char* const kEverything = R"(class Node { int value int, object next object, float weight float }
class Leaf(Node) final { bool "on top" bool }
slot Node:area @area @area
global counter

func @area(%0:instance<Node>) -> int stage raw {
b0:
  %1:int = field.get %0, Node:value
  %2:bool = int.compare %1, %1, lt
  cond_br %2, b1, b3
b1 unwind b2(%0):
  %3:object = obj.call %0, %0, tuple (i"a", int 4)
  %4:object = obj.call_method %3, "append", -
  %5:object = global.get $counter
  br b3
b2(%6:object) cold:
  %7:object = exc.catch
  %8:object? = const.unbound
  %9:object = box %1
  %10:int = cast %9, {int}
  %11:float = const.float 0.1
  %12:float = const.float 0x7ff8000000000000
  %13:int = const.int -9223372036854775808
  %14:int = int.mod %10, %13 no_overflow non_negative
  return %14
b3:
  return %1
}

func @"f.<locals>.g"(%0:list) -> object cells stage split {
  site @area 0
b0:
  %1:int = const.int 0
  %2:object:elided = list.item %0, %1 inlined 1 error b1
  %3:object = retain %2
  release %2
  return %3
b1 cold:
  unwind
}
)";

TEST_CASE("what is printed parses back to the same text") {
  auto module = ParseModule(kEverything);
  std::string printed = Print(*module);
  CHECK(printed == kEverything);
  CHECK(Print(*ParseModule(printed)) == printed);
}

TEST_CASE("names that are not unique print with their id") {
  auto module = ParseModule(
      "class A { }\nclass A { int x int }\nfunc @f(%0:instance<#1>) -> int stage raw {\nb0:\n"
      "  %1:int = field.get %0, #1:x\n  return %1\n}\n");
  CHECK(Print(*module).find("field.get %0, #1:x") != std::string::npos);
  RequireValid(*module);
}

TEST_CASE("values and blocks may be used before their definition in the text") {
  auto module = ParseModule(R"(func @f(%0:int) -> int stage raw {
b7:
  br b3
b5:
  return %9
b3:
  %9:int = int.add %0, %0
  br b5
}
)");
  RequireValid(*module);
  CHECK(Print(*module).find("b1:\n  %1:int = int.add %0, %0\n  br b2") != std::string::npos);
}

std::string ErrorOf(const std::string& body) {
  Module module;
  std::string error;
  CHECK_FALSE(ParseText("func @f(%0:int) -> int stage raw {\n" + body + "}\n", module, &error));
  return error;
}

TEST_CASE("mistakes in the text are errors with their line") {
  CHECK(ErrorOf("b0:\n  %1:int = int.plus %0, %0\n").find("line 3: unknown op") == 0);
  CHECK(ErrorOf("  return %0\n").find("before the first block") != std::string::npos);
  CHECK(ErrorOf("b0:\n  return %8\n").find("%8 is not defined") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %0:int = const.int 1\n  return %0\n").find("defined twice") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %1:int = const.int x\n").find("expected an integer") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %1:float = const.float 1.5z\n").find("expected a number") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %1:none = obj.setattr %0, %0, \"x\"\n").find("the op has no result") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %1:instance<Nix> = const.int 1\n").find("unknown name `Nix`") != std::string::npos);
  CHECK(ErrorOf("b0:\n  return %0 and more\n").find("unexpected text") != std::string::npos);
  CHECK(ErrorOf("b0:\n  %1:str = const.object \"abc, str\n").find("unterminated string") != std::string::npos);
  Module module;
  std::string error;
  CHECK_FALSE(ParseText("func @f() -> int stage raw {\nb0:\n", module, &error));
  CHECK(error.find("no `}`") != std::string::npos);
  CHECK_FALSE(ParseText("}", module, &error));
}

TEST_CASE("constants are pooled by value, and the two zeros are two") {
  Module module;
  Const zero{.kind = ConstKind::kFloat, .text = {}, .real = 0.0, .items = {}};
  Const minus = zero;
  minus.real = -0.0;
  CHECK(module.AddConst(zero) == module.AddConst(zero));
  CHECK(module.AddConst(zero) != module.AddConst(minus));
  CHECK(module.AddName("x") == module.AddName("x"));
  CHECK(module.AddName("x") != module.AddConst({.kind = ConstKind::kStr, .text = "x", .items = {}}));
}

TEST_CASE("fields are laid out after the base's, words before bytes") {
  auto module = ParseModule("class A { bool flag bool, int x int }\nclass B(A) { float y float }\n");
  module->LayOut();
  CHECK(module->classes[0].fields[0].offset == kFirstFieldOffset + 8);
  CHECK(module->classes[0].fields[1].offset == kFirstFieldOffset);
  CHECK(module->classes[0].size == kFirstFieldOffset + 16);
  CHECK(module->classes[1].fields[0].offset == kFirstFieldOffset + 16);
  CHECK(module->classes[1].size == kFirstFieldOffset + 24);
}

TEST_CASE("every op's facts are at hand by mnemonic") {
  for (const OpInfo& info : AllOps()) {
    Op op;
    REQUIRE(FindOp(info.mnemonic, &op));
    CHECK(InfoOf(op).name == info.name);
  }
  Op op;
  CHECK_FALSE(FindOp("int.plus", &op));
  CHECK(InfoOf(Op::kIntNeg).IsPure() == false);
  CHECK(InfoOf(Op::kBoolNot).IsPure());
}

}  // namespace
