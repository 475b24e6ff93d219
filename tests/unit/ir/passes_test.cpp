// Each pass on small functions: what it changes, and what it must leave alone.
#include "codegen/passes/pipeline.h"
#include "tests/unit/ir/ir_test.h"

using namespace spy::ir;

namespace {

const char* const kDeclarations = R"(class Shape { float size float }
class Square(Shape) { }
class Point final { object next object }
global g
func @area(%0:instance<Shape>) -> float stage raw {
b0:
  %1:float = field.get %0, Shape:size
  return %1
}
func @square_area(%0:instance<Square>) -> float stage raw {
b0:
  %1:float = field.get %0, Shape:size
  %2:float = float.mul %1, %1
  return %2
}
func @point_area(%0:instance<Point>) -> float stage raw {
b0:
  %1:float = const.float 0
  return %1
}
slot Shape:area @area
slot Square:area @area @square_area
slot Point:area @point_area
)";

// The function @f after the passes named, in order.
std::string After(const std::vector<std::string>& passes, const std::string& text) {
  auto module = ParseModule(kDeclarations + text);
  RequireValid(*module);
  for (const std::string& pass : passes) {
    INFO(pass);
    REQUIRE(RunPass(*module, pass));
    RequireValid(*module);
  }
  return Print(*module, Named(*module, "f"));
}

bool Contains(const std::string& text, const std::string& part) {
  UNSCOPED_INFO(text);
  return text.find(part) != std::string::npos;
}

std::string Folded(const std::string& body, const std::string& result) {
  return After({"fold"}, "func @f(%0:int, %1:object, %2:object?) -> " + result + " stage raw {\nb0:\n" + body + "}\n");
}

std::string FoldBinary(const std::string& op, int64_t a, int64_t b, const std::string& type = "int") {
  return Folded("  %5:int = const.int " + std::to_string(a) + "\n  %6:int = const.int " + std::to_string(b) +
                    "\n  %7:" + type + " = " + op + "\n  return %7\n",
                type);
}

TEST_CASE("fold: int arithmetic has Python's meaning") {
  CHECK(Contains(FoldBinary("int.add %5, %6", 2, 3), "%5:int = const.int 5"));
  CHECK(Contains(FoldBinary("int.floordiv %5, %6", -7, 2), "%5:int = const.int -4"));
  CHECK(Contains(FoldBinary("int.mod %5, %6", -7, 2), "%5:int = const.int 1"));
  CHECK(Contains(FoldBinary("int.mod %5, %6", 7, -2), "%5:int = const.int -1"));
  CHECK(Contains(FoldBinary("int.pow %5, %6", 3, 4), "%5:int = const.int 81"));
  CHECK(Contains(FoldBinary("int.pow %5, %6", -1, 1001), "%5:int = const.int -1"));
  CHECK(Contains(FoldBinary("int.shl %5, %6", -3, 4), "%5:int = const.int -48"));
  CHECK(Contains(FoldBinary("int.shr %5, %6", -3, 90), "%5:int = const.int -1"));
  CHECK(Contains(FoldBinary("int.compare %5, %6, le", 3, 3, "bool"), "%5:bool = const.bool 1"));
  CHECK(Contains(FoldBinary("int.truediv %5, %6", 1, 4, "float"), "%5:float = const.float 0.25"));
  CHECK(Contains(FoldBinary("int.min %5, %6", 1, 4), "%5:int = const.int 1"));
}

TEST_CASE("fold: what leaves 64 bits or raises stays") {
  CHECK(Contains(FoldBinary("int.add %5, %6", INT64_MAX, 1), "int.add"));
  CHECK(Contains(FoldBinary("int.mul %5, %6", INT64_MIN, -1), "int.mul"));
  CHECK(Contains(FoldBinary("int.floordiv %5, %6", INT64_MIN, -1), "int.floordiv"));
  CHECK(Contains(FoldBinary("int.floordiv %5, %6", 1, 0), "int.floordiv"));
  CHECK(Contains(FoldBinary("int.mod %5, %6", 1, 0), "int.mod"));
  CHECK(Contains(FoldBinary("int.pow %5, %6", 2, 63), "int.pow"));
  CHECK(Contains(FoldBinary("int.pow %5, %6", 2, -1), "int.pow"));
  CHECK(Contains(FoldBinary("int.shl %5, %6", 1, 63), "int.shl"));
  CHECK(Contains(FoldBinary("int.shr %5, %6", 1, -1), "int.shr"));
  CHECK(Contains(Folded("  %3:int = const.int 0\n  %4:int = int.add %0, %3\n  return %4\n", "int"), "int.add"));
  // A mixed operation on an int that has arrived in a float's place gives an int in the generic body.
  CHECK(Contains(Folded("  %3:int = const.int 1\n  %4:float = int.promote %3\n  return %4\n", "float"), "int.promote"));
}

TEST_CASE("fold: through built-ins on constant objects") {
  CHECK(
      Contains(Folded("  %3:str = const.object \"abc\"\n  %4:int = str.len %3\n  return %4\n", "int"), "const.int 3"));
  CHECK(Contains(Folded("  %3:str = const.object \"a\u00e9\u4e2d\"\n  %4:int = str.len %3\n  return %4\n", "int"),
                 "const.int 3"));
  CHECK(Contains(Folded("  %3:str = const.object \"\u4e2d\"\n  %4:int = str.ord %3\n  return %4\n", "int"),
                 "const.int 20013"));
  CHECK(
      Contains(Folded("  %3:tuple = const.object tuple (int 1, \"x\")\n  %4:int = tuple.len %3\n  return %4\n", "int"),
               "const.int 2"));
  CHECK(Contains(
      Folded("  %3:tuple = const.object tuple (int 1, \"x\")\n  %4:object = tuple.item %3, 1\n  return %4\n", "object"),
      "%4:object = const.object \"x\""));
  CHECK(Contains(Folded("  %3:str = const.object \"ab\"\n  %4:str = str.concat %3, %3\n  return %4\n", "str"),
                 "const.object \"abab\""));
  CHECK(Contains(
      Folded("  %3:str = const.object \"ab\"\n  %4:int = const.int -1\n  %5:str = str.item %3, %4\n  return %5\n",
             "str"),
      "const.object i\"b\""));
  CHECK(Contains(
      Folded("  %3:str = const.object \"ab\"\n  %4:int = const.int 2\n  %5:str = str.item %3, %4\n  return %5\n",
             "str"),
      "str.item"));
  CHECK(
      Contains(Folded("  %3:int = const.int 7\n  %4:object = box %3\n  return %4\n", "object"), "const.object int 7"));
}

TEST_CASE("fold: tests for null and None where the answer is known") {
  CHECK(Contains(Folded("  %3:bool = is_null %1\n  return %3\n", "bool"), "const.bool 0"));
  CHECK(Contains(Folded("  %3:bool = is_null %2\n  return %3\n", "bool"), "is_null"));
  CHECK_FALSE(Contains(Folded("  %3:object = check_bound %1, \"x\"\n  return %3\n", "object"), "check_bound"));
  CHECK(Contains(Folded("  %3:object = check_bound %2, \"x\"\n  return %3\n", "object"), "check_bound"));
  CHECK(Contains(Folded("  %3:none = const.none\n  %4:bool = obj.is_none %3\n  return %4\n", "bool"), "const.bool 1"));
  CHECK(Contains(Folded("  %4:bool = obj.is_none %1\n  return %4\n", "bool"), "obj.is_none"));
}

TEST_CASE("fold and remove_unreachable: a branch on a constant leaves one arm") {
  std::string text = After({"fold", "remove_unreachable"}, R"(func @f(%0:int) -> int stage raw {
b0:
  %1:bool = const.bool 0
  cond_br %1, b1, b2
b1:
  %2:int = int.add %0, %0
  br b3(%2)
b2:
  br b3(%0)
b3(%3:int):
  return %3
}
)");
  CHECK_FALSE(Contains(text, "int.add"));
  CHECK_FALSE(Contains(text, "cond_br"));
}

TEST_CASE("remove_unreachable: nothing runs after a raise") {
  std::string text = After({"remove_unreachable"}, R"(func @f(%0:object) -> object stage raw {
b0:
  raise %0
  %1:object = obj.iter %0
  return %1
}
)");
  CHECK(Contains(text, "  raise %0\n  unreachable\n}"));
}

TEST_CASE("simplify_cfg: chains are joined and jumps to jumps go through") {
  std::string text = After({"simplify_cfg", "remove_unreachable"}, R"(func @f(%0:int, %1:bool) -> int stage raw {
b0:
  cond_br %1, b1, b2(%0)
b1:
  %2:int = int.neg %0
  br b4
b2(%3:int):
  br b3(%3)
b3(%5:int):
  return %5
b4:
  %6:int = int.neg %2
  br b3(%6)
}
)");
  CHECK(text == R"(func @f(%0:int, %1:bool) -> int stage raw {
b0:
  cond_br %1, b1, b2(%0)
b1:
  %2:int = int.neg %0
  %3:int = int.neg %2
  br b2(%3)
b2(%4:int):
  return %4
}
)");
}

TEST_CASE("simplify_cfg: blocks that unwind with other values stay apart") {
  std::string text = After({"simplify_cfg", "remove_unreachable"}, R"(func @f(%0:object) -> int stage raw {
b0:
  %1:int = const.int 1
  br b1
b1 unwind b3(%1):
  %2:int = obj.len %0
  br b2
b2 unwind b3(%2):
  %3:int = obj.len %0
  return %3
b3(%4:int):
  %5:object = exc.catch
  return %4
}
)");
  CHECK(Contains(text, "unwind b3(%1)"));
  CHECK(Contains(text, "unwind b3(%2)"));
}

TEST_CASE("simplify_cfg: an endless loop of jumps ends the pass") {
  After({"simplify_cfg", "remove_unreachable"},
        "func @f() -> int stage raw {\nb0:\n  br b1\nb1:\n  br b2\nb2:\n  br b1\n}\n");
}

TEST_CASE("value_numbering: computations on exact values and repeated checks are done once") {
  std::string text = After({"value_numbering"}, R"(func @f(%0:object, %1:list, %2:bool) -> bool stage raw {
b0:
  %3:int = list.len %1
  %4:int = const.int 2
  %5:int = int.add %3, %4
  %6:instance<Shape> = assume %0, {Shape}
  cond_br %2, b1, b2
b1:
  %7:int = const.int 2
  %8:int = int.add %3, %7
  %9:instance<Shape> = assume %0, {Shape}
  %10:bool = int.compare %5, %8, eq
  %11:bool = obj.is %6, %9
  %12:bool = bool.compare %10, %11, eq
  return %12
b2:
  return %2
}
)");
  CHECK_FALSE(Contains(text.substr(text.find("b1:")), "int.add"));
  CHECK_FALSE(Contains(text.substr(text.find("b1:")), "assume"));
}

TEST_CASE("value_numbering: an op on a parameter may run code in the generic body, and so stays") {
  std::string text = After({"value_numbering"}, R"(func @f(%0:int) -> bool stage raw {
b0:
  %1:int = int.add %0, %0
  %2:int = int.add %0, %0
  %3:bool = int.compare %1, %2, eq
  return %3
}
)");
  CHECK(Contains(text, "%2:int = int.add"));
}

TEST_CASE("eliminate_dead: drops what nobody can miss and keeps what may raise or run code") {
  std::string text = After({"eliminate_dead"}, R"(func @f(%0:int, %1:object, %2:list) -> int stage raw {
b0:
  %3:int = const.int 1
  %4:int = int.add %3, %3
  %5:list = list.new %1
  %6:bool = obj.is_none %1
  %7:int = int.neg %0
  %8:int = obj.len %1
  %9:int = int.floordiv %3, %3
  return %0
}
)");
  for (const char* gone : {"int.add", "list.new", "is_none"}) CHECK_FALSE(Contains(text, gone));
  for (const char* kept : {"int.neg", "obj.len", "int.floordiv"}) CHECK(Contains(text, kept));
}

TEST_CASE("devirtualise: new receivers and final classes get direct calls, others do not") {
  std::string text = After({"devirtualise"}, R"(func @f(%0:instance<Shape>, %1:instance<Point>) -> float stage raw {
b0:
  %2:instance<Square> = inst.new Square
  %3:instance<Shape> = assume %2, {Shape}
  %4:float = call.virtual %3, Shape:area
  %5:float = call.virtual %0, Shape:area
  %6:float = call.virtual %1, Point:area
  return %4
}
)");
  CHECK(Contains(text, "%4:float = call %2, @square_area"));
  CHECK(Contains(text, "%5:float = call.virtual %0, Shape:area"));
  CHECK(Contains(text, "%6:float = call %1, @point_area"));
}

TEST_CASE("inline_calls: a small callee's body stands in the caller and says where it is from") {
  std::string text = After({"inline_calls", "remove_unreachable"}, R"(func @f(%0:instance<Square>) -> float stage raw {
b0:
  %1:float = call %0, @square_area
  return %1
}
)");
  CHECK_FALSE(Contains(text, "call"));
  CHECK(Contains(text, "site @square_area 0"));
  CHECK(Contains(text, "float.mul %1, %1 inlined 1"));
}

TEST_CASE("fuse_generators: a loop over a generator that is made for it runs the body in place") {
  const std::string body = R"(func @body(%0:int) -> object generator stage raw {
b0:
  %1:int = const.int 0
  br b1(%1)
b1(%2:int):
  %3:bool = int.compare %2, %0, lt
  cond_br %3, b2, b3
b2:
  %4:object = box %2
  %5:object = yield %4
  %6:int = const.int 1
  %7:int = int.add %2, %6
  br b1(%7)
b3:
  %8:none = const.none
  return %8
}
)";
  const std::string loop = R"(b1(%3:object):
  %4:object? = obj.next %2
  %5:bool = is_null %4
  cond_br %5, b3, b2
b2:
  %7:object = obj.binary %3, %4, add
  br b1(%7)
b3:
  return %3
}
)";
  std::string text = After({"fuse_generators"}, body + R"(func @f(%0:int, %1:object) -> object stage raw {
b0:
  %2:object = gen.make %0, @body
  br b1(%1)
)" + loop);
  for (const char* gone : {"gen.make", "obj.next", "yield"}) CHECK_FALSE(Contains(text, gone));
  CHECK(Contains(text, "site @body 0"));
  // Others may see the generator: it stays.
  text = After({"fuse_generators"}, body + R"(func @f(%0:int, %1:object) -> object stage raw {
b0:
  %2:object = gen.make %0, @body
  %6:object = obj.call %1, %2, -
  br b1(%6)
)" + loop);
  CHECK(Contains(text, "gen.make"));
  CHECK(Contains(text, "obj.next"));
}

TEST_CASE("forward_parts: items of tuples and boxes that are made here") {
  std::string text = After({"forward_parts", "eliminate_dead"}, R"(func @f(%0:int, %1:object) -> object stage raw {
b0:
  %2:object = box %0
  %3:tuple = tuple.new %2, %1
  %4:tuple = obj.unpack %3, 2
  %5:object = tuple.item %4, 0
  %6:object = tuple.item %4, 1
  %7:object = obj.binary %5, %6, add
  return %7
}
)");
  for (const char* gone : {"tuple", "unpack"}) CHECK_FALSE(Contains(text, gone));
  CHECK(Contains(text, "obj.binary"));
}

TEST_CASE("ranges: a counting loop needs no overflow checks") {
  std::string text = After({"ranges"}, R"(func @f(%0:list) -> int stage raw {
b0:
  %1:int = const.int 0
  %2:int = const.int 1
  %3:int = list.len %0
  br b1(%1)
b1(%4:int):
  %5:bool = int.compare %4, %3, lt
  cond_br %5, b2, b3
b2:
  %6:object = list.item %0, %4
  %7:int = int.add %4, %2
  br b1(%7)
b3:
  %8:int = int.add %4, %4
  return %8
}
)");
  CHECK(Contains(text, "list.item %0, %4 no_overflow"));
  CHECK(Contains(text, "int.add %4, %2 no_overflow"));
}

TEST_CASE("relax_keeps: only where no code runs and nothing is let go of") {
  CHECK_FALSE(Contains(After({"relax_keeps"},
                             "func @f(%0:object, %1:list) -> bool stage raw {\nb0:\n  %2:bool = obj.is %0, %1\n"
                             "  keep %0\n  safepoint\n  return %2\n}\n"),
                       "keep"));
  CHECK(
      Contains(After({"relax_keeps"},
                     "func @f(%0:object) -> int stage raw {\nb0:\n  %1:int = obj.len %0\n  keep %0\n  return %1\n}\n"),
               "keep"));
}

TEST_CASE("the pipeline's rows go from stage to stage without gaps") {
  Stage at = Stage::kRaw;
  for (const PassInfo& pass : AllPasses()) {
    CHECK(pass.input == at);
    CHECK(pass.output >= pass.input);
    at = pass.output;
  }
  CHECK(at == Stage::kSplit);
  // What every level runs reaches the last stage too.
  at = Stage::kRaw;
  for (const PassInfo& pass : AllPasses()) {
    if (pass.level > 0) continue;
    CHECK(pass.input == at);
    at = pass.output;
  }
  CHECK(at == Stage::kSplit);
}

TEST_CASE("the whole pipeline is verified and gives the same text twice") {
  const std::string text = std::string(kDeclarations) + R"(func @f(%0:list, %1:instance<Shape>) -> float stage raw {
b0:
  %2:int = const.int 0
  %3:float = const.float 0
  br b1(%2, %3)
b1(%4:int, %5:float):
  %6:int = list.len %0
  %7:bool = int.compare %4, %6, lt
  cond_br %7, b2, b5
b2 unwind b4(%5):
  %8:object = list.item %0, %4
  %9:instance<Shape> = cast %8, {Shape}
  %10:float = call.virtual %9, Shape:area
  br b3(%10)
b3(%11:float):
  %12:float = float.add %5, %11
  %13:int = const.int 1
  %14:int = int.add %4, %13
  safepoint
  br b1(%14, %12)
b4(%15:float):
  %16:object = exc.catch
  %17:object = exc.enter %16
  exc.leave %17
  br b5
b5:
  return %5
}
)";
  std::string outputs[2];
  for (std::string& output : outputs) {
    auto module = ParseModule(text);
    RequireValid(*module);
    PassOptions options;
    options.verify = true;
    std::string error;
    bool ok = RunPasses(*module, options, &error);
    INFO(error);
    REQUIRE(ok);
    output = Print(*module);
    CHECK(Print(*ParseModule(output)) == output);
  }
  CHECK(outputs[0] == outputs[1]);
}

}  // namespace
