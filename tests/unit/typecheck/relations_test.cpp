#include <catch2/catch.hpp>

#include "world.h"

namespace spy::check {
namespace {

constexpr const char* kTypes =
    "from typing import Any, Callable, Hashable, Iterable, Iterator, Literal, Mapping, Sequence, Sized, SupportsIndex\n"
    "class Animal:\n"
    "    def __init__(self, name: str) -> None:\n"
    "        self.name = name\n"
    "class Cat(Animal):\n"
    "    def __eq__(self, other: object) -> bool: return True\n"
    "class Row:\n"
    "    def __iter__(self) -> Iterator[int]: return iter([1])\n"
    "    def __len__(self) -> int: return 1\n"
    "class Op:\n"
    "    def __call__(self, x: int) -> str: return ''\n";

// Declares `a: A` and `b: B` and asks IsSubtype(A, B).
bool Sub(const std::string& a, const std::string& b) {
  World world(kTypes + ("a: \"" + a + "\"\nb: \"" + b + "\"\n"));
  REQUIRE(world.Codes() == "");
  return IsSubtype(world.types(), world.Type("a"), world.Type("b"));
}

std::string Joined(const std::string& a, const std::string& b) {
  World world(kTypes + ("a: \"" + a + "\"\nb: \"" + b + "\"\n"));
  return ToString(Join(world.types(), world.Type("a"), world.Type("b")));
}

}  // namespace

TEST_CASE("classes are nominal", "[relations]") {
  CHECK(Sub("Cat", "Animal"));
  CHECK_FALSE(Sub("Animal", "Cat"));
  CHECK(Sub("Cat", "object"));
  CHECK(Sub("ValueError", "Exception"));
}

TEST_CASE("numbers do not convert by themselves", "[relations]") {
  CHECK_FALSE(Sub("int", "float"));
  CHECK_FALSE(Sub("bool", "int"));
  CHECK(Sub("Literal[True]", "bool"));
  World world("");
  TypeStore& types = world.types();
  CHECK(IsOperand(types, types.bool_, types.int_));
  CHECK(IsConvertibleNumber(types, types.int_, types.float_));
  CHECK(IsConvertibleNumber(types, types.bool_, types.Optional(types.int_)));
  CHECK_FALSE(IsConvertibleNumber(types, types.float_, types.int_));
  CHECK_FALSE(IsConvertibleNumber(types, types.str_, types.float_));
}

TEST_CASE("containers are invariant, tuples and abstract collections covariant", "[relations]") {
  CHECK_FALSE(Sub("list[Cat]", "list[Animal]"));
  CHECK_FALSE(Sub("dict[str, Cat]", "dict[str, Animal]"));
  CHECK(Sub("list[Cat]", "Sequence[Animal]"));
  CHECK(Sub("dict[str, Cat]", "Mapping[str, Animal]"));
  CHECK(Sub("tuple[Cat, int]", "tuple[Animal, int]"));
  CHECK(Sub("tuple[Cat, Cat]", "tuple[Animal, ...]"));
  CHECK_FALSE(Sub("tuple[Animal, ...]", "tuple[Animal, Animal]"));
  CHECK_FALSE(Sub("tuple[int]", "tuple[int, int]"));
  CHECK(Sub("list[Any]", "list[int]"));
}

TEST_CASE("protocols are structural", "[relations]") {
  CHECK(Sub("Row", "Iterable[int]"));
  CHECK_FALSE(Sub("Row", "Iterable[str]"));
  CHECK(Sub("Row", "Sized"));
  CHECK_FALSE(Sub("Animal", "Sized"));
  CHECK(Sub("str", "Iterable[str]"));
  CHECK(Sub("tuple[int, str]", "Iterable[int | str]"));
  CHECK(Sub("int", "SupportsIndex"));
  CHECK_FALSE(Sub("float", "SupportsIndex"));
}

TEST_CASE("hashable is what has __hash__", "[relations]") {
  CHECK(Sub("Animal", "Hashable"));
  CHECK_FALSE(Sub("Cat", "Hashable"));  // __eq__ without __hash__
  CHECK_FALSE(Sub("list[int]", "Hashable"));
  CHECK(Sub("frozenset[int]", "Hashable"));
  CHECK(Sub("None", "Hashable"));
}

TEST_CASE("unions and None", "[relations]") {
  CHECK(Sub("int", "int | None"));
  CHECK(Sub("None", "int | None"));
  CHECK_FALSE(Sub("int | None", "int"));
  CHECK(Sub("Literal[1] | Literal[2]", "int"));
  CHECK_FALSE(Sub("None", "object | int") == false);
}

TEST_CASE("callables: parameters contravariant, results covariant", "[relations]") {
  CHECK(Sub("Callable[[Animal], Cat]", "Callable[[Cat], Animal]"));
  CHECK_FALSE(Sub("Callable[[Cat], Cat]", "Callable[[Animal], Cat]"));
  CHECK_FALSE(Sub("Callable[[int], int]", "Callable[[], int]"));
  CHECK(Sub("Callable[..., int]", "Callable[[str], int]"));
  CHECK(Sub("Op", "Callable[[int], str]"));
  CHECK(Sub("type[Animal]", "Callable[[str], Animal]"));
  CHECK_FALSE(Sub("type[Animal]", "Callable[[int], Animal]"));
  CHECK(Sub("type[Cat]", "type[Animal]"));
}

TEST_CASE("joins", "[relations]") {
  CHECK(Joined("int", "int") == "int");
  CHECK(Joined("Literal[1]", "Literal[2]") == "int");
  CHECK(Joined("Cat", "Animal") == "Animal");
  CHECK(Joined("int", "None") == "int | None");
  CHECK(Joined("int", "str") == "int | str");
  CHECK(Joined("bool", "int") == "int | bool");
}

TEST_CASE("members of instances of generic classes", "[relations]") {
  World world("a: list[int] = []\nb: dict[str, float] = {}\nc: tuple[int, str] = (1, '')\n");
  auto member = [&](const char* variable, const char* name) {
    std::optional<Member> found = FindMember(world.types(), world.Type(variable), name);
    return found ? ToString(found->type) : "none";
  };
  CHECK(member("a", "append") == "Callable[[int], None]");
  CHECK(member("a", "pop") == "(int | SupportsIndex = ...) -> int");
  CHECK(member("b", "items") == "Callable[[], dict_items[str, float]]");
  CHECK(member("c", "__iter__") == "Callable[[], Iterator[int | str]]");
  CHECK(member("a", "missing") == "none");
}

TEST_CASE("self-typed overloads keep only what fits the receiver", "[relations]") {
  World world("class P:\n    pass\na: list[int] = []\nb: list[P] = []\n");
  CHECK(FindMember(world.types(), world.Type("a"), "sort")->type->kind == TypeKind::kOverloaded);
  CHECK(FindMember(world.types(), world.Type("b"), "sort")->type->kind == TypeKind::kCallable);
}

TEST_CASE("inference of type variables", "[relations]") {
  World world("a: dict[str, int] = {}\nb: tuple[int, float] = (1, 1.0)\n");
  TypeStore& types = world.types();
  auto solve = [&](const char* function, TypeRef argument) {
    const auto& symbol = *AsFunctionSymbol(world.program.builtins->Find(function));
    const CallableType& signature = symbol.overloads.empty() ? *symbol.type : *symbol.overloads[0]->type;
    Substitution bindings;
    CHECK(Infer(types, signature.params[0].type, argument, bindings));
    return ToString(Substitute(types, signature.result, bindings));
  };
  CHECK(solve("sorted", world.Type("a")) == "list[str]");
  CHECK(solve("sorted", world.Type("b")) == "list[int | float]");
  CHECK(solve("iter", types.str_) == "Iterator[str]");
  CHECK(solve("abs", types.complex_) == "float");
}

}  // namespace spy::check
