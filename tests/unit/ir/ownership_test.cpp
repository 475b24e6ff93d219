// Reference counts: what insert_ownership places, what elide_counts saves, and that the verifier catches seeded
// mistakes.
#include "codegen/passes/ownership_verify.h"
#include "codegen/passes/pipeline.h"
#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

const char* const kDeclarations =
    "class Node { object next object, float x float }\nglobal g\n"
    "func @callee(%0:object) -> object stage raw {\nb0:\n  %1:object = obj.iter %0\n  return %1\n}\n";

std::string Split(const std::string& text, int level) {
  auto module = ParseModule(kDeclarations + text);
  RequireValid(*module);
  PassOptions options;
  options.opt_level = level;
  options.verify = true;
  std::string error;
  INFO(text);
  bool ok = RunPasses(*module, options, &error);
  INFO(error);
  REQUIRE(ok);
  return Print(*module, Named(*module, "f"));
}

TEST_CASE("a result is released after its last use, and on the error path of that use") {
  CHECK(Split(R"(func @f(%0:object) -> int stage raw {
b0:
  %1:object = obj.iter %0
  %2:int = obj.len %1
  return %2
}
)",
              0) == R"(func @f(%0:object) -> int stage split {
b0:
  %1:object = obj.iter %0 error b2
  %2:int = obj.len %1 error b1
  release %1
  return %2
b1 cold:
  release %1
  br b2
b2 cold:
  unwind
}
)");
}

TEST_CASE("a returned result moves out, a returned parameter is retained") {
  CHECK(Split("func @f(%0:object) -> object stage raw {\nb0:\n  %1:object = obj.iter %0\n  return %1\n}\n", 0)
            .find("  return %1\n") != std::string::npos);
  CHECK(Split("func @f(%0:object) -> object stage raw {\nb0:\n  return %0\n}\n", 0)
            .find("  %1:object = retain %0\n  return %1\n") != std::string::npos);
  CHECK(Split("func @f() -> object stage raw {\nb0:\n  %0:none = const.none\n  return %0\n}\n", 0)
            .find("  %1:object = retain %0\n  return %1\n") != std::string::npos);
  CHECK(Split("func @f() -> none stage raw {\nb0:\n  %0:none = const.none\n  return %0\n}\n", 0).find("retain") ==
        std::string::npos);
}

TEST_CASE("a reference that dies on one edge only is released there") {
  CHECK(Split(R"(func @f(%0:object, %1:bool) -> object stage raw {
b0:
  %2:object = obj.iter %0
  cond_br %1, b1, b2
b1:
  return %2
b2:
  return %0
}
)",
              0) == R"(func @f(%0:object, %1:bool) -> object stage split {
b0:
  %2:object = obj.iter %0 error b3
  cond_br %1, b1, b2
b1:
  return %2
b2:
  release %2
  %3:object = retain %0
  return %3
b3 cold:
  unwind
}
)");
}

TEST_CASE("a critical edge on which a reference dies gets a block") {
  std::string text = Split(R"(func @f(%0:object, %1:bool) -> object stage raw {
b0:
  %2:object = obj.iter %0
  cond_br %1, b1, b3
b1:
  %3:int = obj.len %2
  br b3
b3:
  return %0
}
)",
                           0);
  INFO(text);
  CHECK(text.find("cond_br %1, b1, b3\n") != std::string::npos);
  CHECK(text.find("b3:\n  release %2\n  br b4\n") != std::string::npos);
  CHECK(text.find("  release %2\n  br b4\nb2 cold") != std::string::npos);
}

TEST_CASE("a loop passes references on: moved if dead, retained if borrowed or still needed") {
  std::string text = Split(R"(func @f(%0:object, %1:bool) -> object stage raw {
b0:
  br b1(%0)
b1(%2:object):
  %3:object = obj.iter %2
  cond_br %1, b1(%3), b2
b2:
  %4:object = obj.binary %2, %3, add
  return %4
}
)",
                           0);
  CHECK(text.find("  %2:object = retain %0\n  br b1(%2)\n") != std::string::npos);
  CHECK(text.find("cond_br %1, b2, b3\n") != std::string::npos);
  CHECK(text.find("b2:\n  release %3\n  br b1(%4)\n") != std::string::npos);
  CHECK(text.find("  %5:object = obj.binary %3, %4, add error b4\n  release %3\n  release %4\n  return %5\n") !=
        std::string::npos);
}

TEST_CASE("a handler takes what it is passed and what it uses, the error path gives up the rest") {
  std::string text = Split(R"(func @f(%0:object) -> object stage raw {
b0:
  %1:object = obj.iter %0
  %2:object = obj.iter %0
  br b1
b1 unwind b2(%1):
  %3:object = obj.iter %0
  %4:object = obj.binary %3, %2, add
  return %4
b2(%5:object):
  %6:object = exc.catch
  %7:object = obj.binary %5, %2, sub
  return %7
}
)",
                           0);
  CHECK(text.find("obj.binary %3, %2, add error b2") != std::string::npos);
  CHECK(text.find("b2 cold:\n  release %3\n  br b3\nb3 cold:\n  br b4(%1)\n") != std::string::npos);
  CHECK(text.find("b4(%5:object):\n  %6:object = exc.catch\n  release %6\n") != std::string::npos);
}

TEST_CASE("a borrowed value passed to a handler is retained on the error path") {
  std::string text = Split(R"(func @f(%0:object, %1:bool) -> object stage raw {
b0:
  cond_br %1, b1, b2
b1 unwind b3(%0):
  %2:object = obj.iter %0
  br b4(%2)
b2 unwind b3(%0):
  %3:object = obj.iter %0
  br b4(%3)
b3(%4:object):
  %5:object = exc.catch
  return %4
b4(%6:object) unwind b3(%6):
  %7:int = obj.len %6
  return %6
}
)",
                           0);
  CHECK(text.find("= retain %0\n  br ") != std::string::npos);
}

TEST_CASE("keep holds a reference to its place") {
  std::string text = Split(R"(func @f(%0:object) -> int stage raw {
b0:
  %1:object = obj.iter %0
  %2:int = obj.len %1
  %3:int = obj.len %0
  keep %1
  return %3
}
)",
                           2);
  CHECK(text.find("  %3:int = obj.len %0 error b1\n  release %1\n  return %3\n") != std::string::npos);
  CHECK(text.find("keep") == std::string::npos);
}

TEST_CASE("a loop over a list of instances that touches raw fields only needs no counts") {
  std::string text = Split(R"(func @f(%0:list, %1:int) -> float stage raw {
b0:
  %2:int = const.int 0
  %3:float = const.float 0
  %4:object? = const.unbound
  br b1(%2, %3, %4)
b1(%5:int, %6:float, %7:object?):
  %8:bool = int.compare %5, %1, lt
  cond_br %8, b2, b3
b2:
  %9:object = list.item %0, %5
  %10:instance<Node> = assume %9, {Node}
  keep %7
  %11:float = field.get %10, Node:x
  %12:float = float.add %6, %11
  field.set %10, %12, Node:x
  %13:int = int.add %5, %5
  safepoint
  br b1(%13, %12, %10)
b3:
  keep %7
  return %6
}
)",
                           2);
  CHECK(text.find(":object:elided = list.item") != std::string::npos);
  CHECK(text.find(":instance<Node>:elided = assume") != std::string::npos);
  CHECK(text.find("retain") == std::string::npos);
}

TEST_CASE("what lives across a call is counted") {
  std::string text = Split(R"(func @f(%0:instance<Node>) -> object stage raw {
b0:
  %1:object = field.get %0, Node:next
  %2:object = call %0, @callee
  %3:object = obj.binary %1, %2, add
  return %3
}
)",
                           2);
  CHECK(text.find("%1:object = field.get") != std::string::npos);
}

TEST_CASE("an argument of a call is counted, for the callee may drop it from where it was loaded") {
  std::string text = Split(R"(func @f(%0:instance<Node>) -> object stage raw {
b0:
  %1:object = field.get %0, Node:next
  %2:object = call %1, @callee
  return %2
}
)",
                           2);
  CHECK(text.find("%1:object = field.get") != std::string::npos);
}

TEST_CASE("a value stored elsewhere needs no count of its own") {
  std::string text = Split(R"(func @f(%0:instance<Node>) -> none stage raw {
b0:
  %1:object = field.get %0, Node:next
  field.set %0, %1, Node:next
  %2:none = const.none
  return %2
}
)",
                           2);
  CHECK(text.find("%1:object:elided = field.get") != std::string::npos);
}

TEST_CASE("a cast result that is returned takes over its operand's reference") {
  std::string text = Split(R"(func @f(%0:object) -> instance<Node> stage raw {
b0:
  %1:object = obj.iter %0
  %2:instance<Node> = cast %1, {Node}
  return %2
}
)",
                           2);
  CHECK(text.find("%2:instance<Node>:elided = cast %1") != std::string::npos);
  CHECK(text.find("  %3:instance<Node> = retain %2 moved\n  release %2\n  release %1 moved\n  return %3\n") !=
        std::string::npos);
}

TEST_CASE("a tuple keeps its items alive through calls") {
  std::string text = Split(R"(func @f(%0:tuple) -> object stage raw {
b0:
  %1:object = tuple.item %0, 0
  %2:object = call %1, @callee
  return %2
}
)",
                           2);
  CHECK(text.find("%1:object:elided = tuple.item") != std::string::npos);
}

TEST_CASE("the release of another object ends what hangs on the heap") {
  std::string text = Split(R"(func @f(%0:object, %1:list, %2:int) -> bool stage raw {
b0:
  %3:object = obj.iter %0
  %4:object = list.item %1, %2
  %5:bool = obj.is %4, %3
  %6:bool = obj.is_none %4
  %7:bool = bool.compare %5, %6, eq
  return %7
}
)",
                           2);
  // %3 is released between %4 and its last use.
  CHECK(text.find("%4:object = list.item") != std::string::npos);
}

// ---- the verifier
// -------------------------------------------------------------------------------------------------------

std::string Errors(const std::string& body) {
  auto module =
      ParseModule(kDeclarations + ("func @f(%0:object, %1:bool, %2:list) -> object stage split {\n" + body + "}\n"));
  Function& fn = Named(*module, "f");
  INFO(body);
  REQUIRE(Joined(Verify(*module, fn)) == "");
  return Joined(VerifyOwnership(*module, fn));
}

void Rejects(const std::string& body, const std::string& what) {
  std::string errors = Errors(body);
  INFO(body);
  INFO(errors);
  CHECK(errors.find(what) != std::string::npos);
}

TEST_CASE("the ownership verifier accepts what is right") {
  CHECK(Errors("b0:\n  %3:object = obj.iter %0 error b1\n  return %3\nb1:\n  unwind\n") == "");
}

TEST_CASE("the ownership verifier finds leaks") {
  Rejects("b0:\n  %3:object = obj.iter %0 error b1\n  %4:object = retain %0\n  return %4\nb1:\n  unwind\n", "leaked");
  Rejects(
      "b0:\n  %3:object = obj.iter %0 error b1\n  %4:object = obj.iter %3 error b1\n  release %3\n  return %4\nb1:\n  "
      "unwind\n",
      "other references are held here than on another path");
  Rejects(
      "b0:\n  %3:object = obj.iter %0 error b2\n  %4:object = obj.iter %3 error b1\n  release %3\n  return %4\nb1:\n  "
      "unwind\nb2:\n  unwind\n",
      "leaked");
  Rejects(
      "b0:\n  %3:object = retain %0\n  cond_br %1, b1, b2\nb1:\n  return %3\nb2:\n  %4:object = retain %0\n  return "
      "%4\n",
      "leaked");
}

TEST_CASE("the ownership verifier finds references given up twice") {
  Rejects("b0:\n  %3:object = retain %0\n  release %3\n  release %3\n  %4:object = retain %0\n  return %4\n",
          "after the reference has gone");
  Rejects("b0:\n  %3:object = retain %0\n  release %3\n  return %3\n", "after the reference has gone");
  Rejects("b0:\n  %3:object = retain %0\n  br b1(%3, %3)\nb1(%4:object, %5:object):\n  release %4\n  return %5\n",
          "consumed twice");
  Rejects("b0:\n  release %0\n  %3:object = retain %0\n  return %3\n", "holds no reference");
}

TEST_CASE("the ownership verifier finds uses after the reference has gone") {
  Rejects(
      "b0:\n  %3:object = retain %0\n  release %3\n  %4:bool = obj.is_none %3\n  %5:object = retain %0\n  return %5\n",
      "after the reference has gone");
  Rejects("b0:\n  %3:object = retain %0\n  br b1(%3)\nb1(%4:object):\n  %5:bool = obj.is %3, %4\n  return %4\n",
          "after the reference has gone");
}

TEST_CASE("the ownership verifier finds borrowed values that are consumed") {
  Rejects("b0:\n  return %0\n", "without a reference of its own");
  Rejects("b0:\n  br b1(%0)\nb1(%3:object):\n  return %3\n", "without a reference of its own");
}

TEST_CASE("the ownership verifier finds references held on one path only") {
  Rejects(
      "b0:\n  %3:object = retain %0\n  cond_br %1, b1, b2\nb1:\n  release %3\n  br b2\nb2:\n  %4:object = retain %0\n  "
      "return %4\n",
      "other references are held");
  Rejects("b0:\n  br b1\nb1:\n  %3:object = retain %0\n  br b1\n", "other references are held");
}

TEST_CASE("the ownership verifier finds elided values that outlive what they hang on") {
  const std::string load = "b0:\n  %3:int = const.int 0\n  %4:object:elided = list.item %2, %3 error b1\n";
  const std::string end =
      "  release %4\n  %9:object = retain %0\n  return %9\nb1:\n  unwind\nb2:\n  release %4\n  unwind\n";
  CHECK(Errors(load + "  %5:bool = obj.is_none %4\n" + end) == "");
  Rejects(load + "  %5:int = obj.len %0 error b2\n" + end, "lives across what may free it");
  Rejects(load + "  %5:int = obj.len %4 error b2\n" + end, "lives across what may free it");
  Rejects(load + "  %5:object = retain %0\n  release %5\n  %6:bool = obj.is_none %4\n" + end,
          "lives across what may free it");
  Rejects(
      "b0:\n  %3:object = obj.iter %0 error b1\n  %4:list:elided = list.iterable %2 error b2\n  release %3\n  release "
      "%4\n"
      "  %5:object = retain %0\n  return %5\nb1:\n  unwind\nb2:\n  release %3\n  unwind\n",
      "");
  Rejects(
      "b0:\n  %3:object = obj.iter %0 error b1\n  %4:instance<Node>:elided = assume %3, {Node} error b2\n  release %3\n"
      "  %5:bool = obj.is_none %4\n  release %4\n  %6:object = retain %0\n  return %6\nb1:\n  unwind\nb2:\n  release "
      "%3\n  unwind\n",
      "a use after the support has gone");
  Rejects(load + "  return %4\nb1:\n  unwind\n", "without a reference of its own");
  Rejects(
      "b0:\n  %3:object:elided = obj.iter %0 error b1\n  release %3\n  %4:object = retain %0\n  return %4\nb1:\n  "
      "unwind\n",
      "cannot be elided");
}

TEST_CASE("the ownership verifier finds moved retains without their release") {
  Rejects("b0:\n  %3:object = retain %0\n  %4:object = retain %3 moved\n  release %3\n  return %4\n",
          "no release goes with");
}

}  // namespace
