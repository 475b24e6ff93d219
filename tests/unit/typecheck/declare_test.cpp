#include <catch2/catch.hpp>

#include "world.h"

namespace spy::check {

TEST_CASE("fields come from the class body and from __init__", "[declare]") {
  World world(
      "from typing import ClassVar\n"
      "class A:\n"
      "    a: int\n"
      "    b: str = 'x'\n"
      "    c: ClassVar[int] = 0\n"
      "    d = 1.5\n"
      "    def __init__(self, e: list[int]) -> None:\n"
      "        self.a = 1\n"
      "        self.e = e\n"
      "        self.f, self.g = 1, not e\n"
      "        if e:\n"
      "            self.h: int | None = None\n"
      "        else:\n"
      "            self.h = 1\n");
  CHECK(world.Codes() == "");
  std::string fields;
  for (const VariableSymbol* field : world.Class("A").fields) {
    fields += std::string(field->name) + ": " + ToString(field->type) + "; ";
  }
  CHECK(fields == "a: int; b: str; e: list[int]; f: int; g: bool; h: int | None; ");
  CHECK(world.Class("A").FindClassVar("c") != nullptr);
  CHECK(ToString(world.Class("A").FindClassVar("d")->type) == "float");
}

TEST_CASE("inherited fields are not declared again", "[declare]") {
  World world(
      "class A:\n    def __init__(self) -> None:\n        self.x = 1\n"
      "class B(A):\n    def __init__(self) -> None:\n        super().__init__()\n        self.x = 2\n        self.y = "
      "3\n");
  CHECK(world.Class("B").fields.size() == 1);
  CHECK(world.Class("A").subclasses.size() == 1);
}

TEST_CASE("kinds of classes", "[declare]") {
  World world(
      "import socketserver\nclass A: ...\nclass B(A): ...\nclass E(ValueError): ...\nclass T(socketserver.TCPServer): "
      "...\n");
  CHECK(world.Class("A").class_kind == ClassKind::kNative);
  CHECK(world.Class("B").class_kind == ClassKind::kNative);
  CHECK(world.Class("E").class_kind == ClassKind::kOpen);
  CHECK(world.Class("E").is_exception);
  CHECK(world.Class("T").class_kind == ClassKind::kOpen);
  CHECK(world.Class("T").has_foreign_base);
}

TEST_CASE("method resolution order", "[declare]") {
  World world("class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B, C): ...\n");
  std::string order;
  for (const ClassSymbol* cls : world.Class("D").mro) order += std::string(cls->name) + " ";
  CHECK(order == "D B C A object ");
  CHECK(World("class A: ...\nclass B(A): ...\nclass C(A, B): ...\n").Codes() == "3110");
  CHECK(World("class A(A): ...\n").Codes() == "3111");
}

TEST_CASE("kinds of methods", "[declare]") {
  World world(
      "class A:\n"
      "    @staticmethod\n    def s(x: int) -> int: return x\n"
      "    @classmethod\n    def c(cls) -> int: return 1\n"
      "    @property\n    def p(self) -> int: return 1\n"
      "    @p.setter\n    def p(self, v: int) -> None: ...\n");
  const ClassSymbol& cls = world.Class("A");
  CHECK(cls.FindMethod("s")->method_kind == MethodKind::kStatic);
  CHECK(cls.FindMethod("c")->method_kind == MethodKind::kClass);
  CHECK(cls.FindMethod("p")->method_kind == MethodKind::kPropertyGetter);
  CHECK(cls.FindMethod("p", MethodKind::kPropertySetter) != nullptr);
  CHECK(world.Codes() == "");
}

TEST_CASE("overrides", "[declare]") {
  auto codes = [](const std::string& base, const std::string& own) {
    return World("from typing import final, override\nclass A:\n    " + base + "\nclass B(A):\n    " + own + "\n")
        .Codes();
  };
  CHECK(codes("def f(self, x: int) -> object: ...", "def f(self, x: object) -> int: ...") == "");
  CHECK(codes("def f(self, x: int) -> int: ...", "def f(self, x: str) -> int: ...") == "3120");
  CHECK(codes("def f(self, x: int) -> int: ...", "def f(self, y: int) -> int: ...") == "3120");
  CHECK(codes("def f(self) -> int: ...", "def f(self, x: int = 1) -> int: ...") == "");
  CHECK(codes("def f(self) -> int: ...", "def f(self, x: int) -> int: ...") == "3120");
  CHECK(codes("x: int = 1", "x: int | None") == "3122");
  CHECK(codes("x: int = 1", "x: int = 2") == "");  // another default for an inherited field
  CHECK(codes("def x(self) -> int: ...", "x: int = 1") == "3121");
  CHECK(codes("@final\n    def f(self) -> int: ...", "def f(self) -> int: ...") == "3123");
  CHECK(codes("def f(self) -> int: ...", "@override\n    def g(self) -> int: ...") == "3124");
  CHECK(codes("pass", "def __eq__(self, other: \"B\") -> bool: ...") == "3120");
}

TEST_CASE("annotations: what is written and what it means", "[annotation]") {
  auto text = [](const std::string& annotation) {
    World world(
        "from __future__ import annotations\nimport typing\nfrom typing import *\nfrom typing import Any, Callable, "
        "Dict, "
        "Final, List, Literal, Optional, Tuple, Type, Union\nPair = tuple[int, int]\ntype Row = list[Pair]\nx: " +
        annotation + "\n");
    return world.Codes().empty() ? world.Text("x") : world.Codes();
  };
  CHECK(text("Optional[int]") == "int | None");
  CHECK(text("Union[int, str, None]") == "int | str | None");
  CHECK(text("List[Dict[str, int]]") == "list[dict[str, int]]");
  CHECK(text("Tuple[int, ...]") == "tuple[int, ...]");
  CHECK(text("Type[int]") == "type[int]");
  CHECK(text("typing.Sequence[int]") == "Sequence[int]");
  CHECK(text("\"list[Pair]\"") == "list[tuple[int, int]]");
  CHECK(text("Row | None") == "list[tuple[int, int]] | None");
  CHECK(text("Final[int]") == "int");
  CHECK(text("Callable[[Pair], None]") == "Callable[[tuple[int, int]], None]");
  CHECK(text("list") == "4003");
  CHECK(text("Callable") == "4003");
  CHECK(text("dict[int]") == "3100");
  CHECK(text("print") == "2005");
  CHECK(text("typing") == "2005");
  CHECK(text("[int]") == "2007");
  CHECK(text("'list of int'") == "2008");
  CHECK(text("Literal[1.5]") == "3102");
  CHECK(text("Missing") == "2001");
  CHECK(text("list[Final[int]]") == "3101");
}

TEST_CASE("an annotation that CPython evaluates too early", "[annotation]") {
  CHECK(World("class A:\n    def m(self) -> A: ...\n").Codes() == "2006");
  CHECK(World("class A:\n    def m(self) -> \"A\": ...\n").Codes() == "");
  CHECK(World("def f(x: B) -> None: ...\nclass B: ...\n").Codes() == "2006");
  CHECK(World("from __future__ import annotations\ndef f(x: B) -> None: ...\nclass B: ...\n").Codes() == "");
}

TEST_CASE("missing types", "[declare]") {
  CHECK(World("def f(x) -> None: ...\n").Codes() == "");  // reported by rules/, which know what it is called with
  CHECK(World("class A:\n    def __init__(self) -> None:\n        self.x = None\n").Codes() == "4002");
  CHECK(World("class A:\n    n: int = 0\n    def __init__(self) -> None:\n        self.n: int = 1\n").Codes() ==
        "3126");
}

TEST_CASE("every stub declares without findings", "[stubs]") {
  World world(
      "import __future__, abc, argparse, array, asyncio, base64, bisect, builtins, collections, collections.abc\n"
      "import contextlib, contextvars, copy, csv, dataclasses, datetime, decimal, enum, fnmatch, fractions\n"
      "import functools, glob, hashlib, heapq, html, io, itertools, json, logging, math, numbers, operator, os\n"
      "import os.path, pathlib, pprint, queue, random, re, secrets, shlex, shutil, statistics, string, struct\n"
      "import subprocess, sys, tempfile, textwrap, threading, time, traceback, types, typing, typing_extensions\n"
      "import uuid, warnings, weakref, zlib\n");
  CHECK(world.Codes() == "");
  size_t checked = 0;
  for (const auto& module : world.library.modules()) {
    for (const FunctionSymbol* function : module->scopes.functions) {
      INFO(module->symbol->full_name << "." << function->qualname);
      REQUIRE(function->type != nullptr);
      CHECK_FALSE(Contains(function->type, TypeKind::kError));
      ++checked;
    }
  }
  CHECK(checked > 1000);
}

}  // namespace spy::check
