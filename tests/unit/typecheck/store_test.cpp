#include <catch2/catch.hpp>

#include "world.h"

namespace spy::check {

TEST_CASE("equal types are one object", "[types]") {
  World world("a: list[int] = []\nb: list[int] = []\nc: list[str] = []\nd: int | None = None\ne: None | int = None\n");
  CHECK(world.Type("a") == world.Type("b"));
  CHECK(world.Type("a") != world.Type("c"));
  CHECK(world.Type("d") == world.Type("e"));
  CHECK(world.Codes() == "");
}

TEST_CASE("unions are flat, without duplicates, Never and absorbed literals", "[types]") {
  World world("");
  TypeStore& types = world.types();
  TypeRef optional = types.Optional(types.int_);
  CHECK(types.Union(optional, types.str_) == types.Union(types.str_, types.Union(types.none, types.int_)));
  CHECK(types.Union(types.int_, types.never) == types.int_);
  CHECK(types.Union({}) == types.never);
  CHECK(types.Union(types.int_, types.any) == types.any);
  CHECK(types.Union(types.int_, types.error) == types.error);
  CHECK(types.Union(types.int_, types.LiteralInt(3)) == types.int_);
  CHECK(types.Union(types.LiteralBool(true), types.LiteralBool(false)) == types.bool_);
  CHECK(types.Union(types.LiteralInt(3), types.LiteralInt(4))->kind == TypeKind::kUnion);
}

TEST_CASE("literals are equal by value", "[types]") {
  World world("from typing import Literal\na: Literal['x'] = 'x'\nb: Literal[-1] = -1\n");
  CHECK(world.Type("a") == world.types().LiteralStr("x"));
  CHECK(world.Type("b") == world.types().LiteralInt(-1));
  CHECK(StripLiteral(world.types(), world.Type("b")) == world.types().int_);
}

TEST_CASE("types print as users write them", "[types]") {
  World world(
      "from typing import Any, Callable, Literal\n"
      "a: dict[str, list[int]] | None = None\n"
      "b: Callable[[int, str], bool]\n"
      "c: tuple[int, ...]\n"
      "d: tuple[()]\n"
      "e: type[int]\n"
      "f: Literal['it\\'s', 3]\n"
      "g: Callable[..., Any]\n"
      "def h(x: int, /, y: str = '', *z: float, k: bool, **w: int) -> None: ...\n");
  CHECK(world.Text("a") == "dict[str, list[int]] | None");
  CHECK(world.Text("b") == "Callable[[int, str], bool]");
  CHECK(world.Text("c") == "tuple[int, ...]");
  CHECK(world.Text("d") == "tuple[()]");
  CHECK(world.Text("e") == "type[int]");
  CHECK(world.Text("f") == "Literal['it\\'s', 3]");
  CHECK(world.Text("g") == "Callable[..., Any]");
  CHECK(world.Text("h") == "(int, y: str = ..., *float, k: bool, **int) -> None");
  CHECK(world.Codes() == "");
}

TEST_CASE("many types keep their identity", "[types]") {
  World world("");
  TypeStore& types = world.types();
  std::vector<TypeRef> made;
  for (int64_t i = 0; i < 5000; ++i) made.push_back(types.List(types.LiteralInt(i)));
  for (int64_t i = 0; i < 5000; ++i) CHECK(types.List(types.LiteralInt(i)) == made[size_t(i)]);
}

}  // namespace spy::check
