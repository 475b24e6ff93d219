#include <catch2/catch.hpp>

#include "world.h"

namespace spy::check {
namespace {

std::string Names(const std::vector<VariableSymbol*>& variables) {
  std::string out;
  for (const VariableSymbol* variable : variables) {
    out += (out.empty() ? "" : " ") + std::string(variable->name);
    if (variable->storage == Storage::kCell) out += "*";
  }
  return out;
}

}  // namespace

TEST_CASE("locals in order, parameters first", "[scope]") {
  World world("def f(a: int, *b: int, c: int, **d: int) -> None:\n    x = 1\n    for y in [1]:\n        z = y\n");
  CHECK(Names(world.Function("f").locals) == "a c b d x y z");
  CHECK(world.Codes() == "");
}

TEST_CASE("a value bound once before the closure is captured by value, others in cells", "[scope]") {
  World world(
      "def f(a: int, b: int) -> None:\n"
      "    b = 2\n"
      "    c = 1\n"
      "    def g() -> int:\n"
      "        return a + b + c + d\n"
      "    d = 1\n"
      "    for e in [1]:\n"
      "        h = lambda: e\n");
  CHECK(Names(world.Nested("f.<locals>.g").captures) == "a b* c d*");
  CHECK(Names(world.Nested("f.<locals>.<lambda>").captures) == "e*");
}

TEST_CASE("a binding in another branch does not reach the closure by value", "[scope]") {
  World world(
      "def f(flag: bool) -> None:\n"
      "    if flag:\n"
      "        x = 1\n"
      "    def g() -> int:\n"
      "        return x\n");
  CHECK(Names(world.Nested("f.<locals>.g").captures) == "x*");
}

TEST_CASE("nonlocal binds the outer variable and makes it a cell", "[scope]") {
  World world(
      "def f() -> None:\n"
      "    n = 0\n"
      "    def g() -> None:\n"
      "        nonlocal n\n"
      "        n = 1\n");
  CHECK(Names(world.Nested("f.<locals>.g").captures) == "n*");
  CHECK(Names(world.Nested("f.<locals>.g").locals) == "");
}

TEST_CASE("captures pass through the functions between", "[scope]") {
  World world(
      "def f(x: int) -> None:\n"
      "    def g() -> None:\n"
      "        def h() -> int:\n"
      "            return x\n");
  CHECK(Names(world.Nested("f.<locals>.g").captures) == "x");
  CHECK(Names(world.Nested("f.<locals>.g.<locals>.h").captures) == "x");
}

TEST_CASE("a nested function that calls itself lives in a cell of its own", "[scope]") {
  World world("def f() -> None:\n    def g(n: int) -> int:\n        return g(n - 1)\n");
  const FunctionSymbol& g = world.Nested("f.<locals>.g");
  CHECK(Names(g.captures) == "g*");
  CHECK_FALSE(g.is_rebound);
}

TEST_CASE("class names are not seen in methods", "[scope]") {
  World world("class C:\n    n = 1\n    def m(self) -> int:\n        return n\n");
  CHECK(world.Codes() == "2001");
}

TEST_CASE("comprehension variables stay inside, walrus goes outside", "[scope]") {
  CHECK(World("def f() -> None:\n    a = [x for x in [1]]\n    print(x)\n").Codes() == "2001");
  World walrus("def f() -> None:\n    a = [(y := x) for x in [1]]\n    print(y)\n");
  CHECK(walrus.Codes() == "");
  CHECK(Names(walrus.Function("f").locals) == "x y a");
}

TEST_CASE("module variables are final when bound once, outside loops and not by global", "[scope]") {
  World world(
      "A = 1\nB = 1\nB = 2\nfor C in [1]: pass\nD = 1\n"
      "def f() -> None:\n    global D\n    D = 2\n");
  CHECK(world.Variable("A").is_final);
  CHECK_FALSE(world.Variable("B").is_final);
  CHECK_FALSE(world.Variable("C").is_final);
  CHECK_FALSE(world.Variable("D").is_final);
}

TEST_CASE("a rebound function is a variable's value", "[scope]") {
  World world("def f() -> int:\n    return 1\ndef f() -> int:\n    return 2\n");
  REQUIRE(AsVariableSymbol(world.Find("f")) != nullptr);
  CHECK(world.Variable("f").binding_count == 2);
  CHECK(world.declared[0]->scopes.functions[1]->binding == &world.Variable("f"));
}

TEST_CASE("private names are mangled in their class", "[scope]") {
  World world("class _C:\n    def __init__(self) -> None:\n        self.__x = 1\n    def __m(self) -> None: ...\n");
  CHECK(world.Class("_C").FindField("_C__x") != nullptr);
  CHECK(world.Class("_C").FindMethod("_C__m") != nullptr);
}

TEST_CASE("undefined names propose the nearest", "[scope]") {
  World world("count = 1\nprint(cuont)\n");
  REQUIRE(world.Codes() == "2001");
  CHECK(world.sink.Sorted()[0]->help[0] == "did you mean `count`?");
}

TEST_CASE("imports are aliases of what they name", "[scope]") {
  World world({{"main", "import math\nimport json\nfrom other import f as g, X\nfrom math import sqrt\nimport numpy\n"},
               {"other", "def f() -> int:\n    return 1\nX: int = 1\n"}});
  CHECK(world.Codes() == "");
  CHECK(ResolveAlias(world.Find("g")) == world.Find("f", 1));
  CHECK(ResolveAlias(world.Find("X")) == world.Find("X", 1));
  CHECK(AsModuleSymbol(ResolveAlias(world.Find("math")))->module_kind == ModuleKind::kStub);
  CHECK(AsModuleSymbol(ResolveAlias(world.Find("numpy")))->module_kind == ModuleKind::kForeign);
  CHECK(AsFunctionSymbol(ResolveAlias(world.Find("sqrt"))) != nullptr);
}

TEST_CASE("modules may import each other", "[scope]") {
  World world({{"a", "from b import B\nclass A:\n    def m(self) -> B:\n        return B()\n"},
               {"b", "import a\nclass B:\n    def m(self) -> \"a.A\":\n        return a.A()\n"}});
  CHECK(world.Codes() == "");
  CHECK(ToString(world.Class("A").FindMethod("m")->result) == "B");
}

}  // namespace spy::check
