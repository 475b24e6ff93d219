// The lowering of small IR functions: what their LLVM code holds and does not hold, and that a library comes out of it.
#include "codegen/lower/lower.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <catch2/catch.hpp>

#include "codegen/emit/emit.h"
#include "codegen/ir/text.h"
#include "codegen/lower/code_writer.h"
#include "codegen/passes/pipeline.h"
#include "interop/abi/layouts.h"
#include "runtime/include/abi.h"
#include "runtime/include/generic_code.h"

using namespace spy;

namespace {

const char* const kModule = R"(
class Point { float x float, int n int }
func @step(%0:instance<Point>, %1:int) -> float stage raw {
b0:
  %2:float = field.get %0, Point:x
  %3:int = int.add %1, %1
  %4:float = int.promote %3
  %5:float = float.mul %2, %4
  return %5
}
func @main() -> none stage raw {
b0:
  %0:none = const.none
  return %0
}
)";

class Lowered {
 public:
  explicit Lowered(const lower::LowerOptions& options) {
    std::string error;
    ir_.sources.push_back({"toy", "toy.spy", {}, nullptr, {}});
    bool parsed = ir::ParseText(kModule, ir_, &error);
    INFO(error);
    REQUIRE(parsed);
    ir_.LayOut();
    ir_.sources[0].body = ir::FunctionId{1};
    REQUIRE(passes::RunTo(ir_, ir::Stage::kSplit, options.opt_level).empty());
    module_ = lower::LowerModule(ir_, context_, options);
    llvm::raw_string_ostream problems(error);
    bool broken = llvm::verifyModule(*module_, &problems);
    INFO(problems.str());
    REQUIRE(!broken);
  }
  // The text of one function, `step.fast` say.
  std::string Text(const char* name) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    if (llvm::Function* fn = module_->getFunction(name)) fn->print(stream);
    return stream.str();
  }
  // The text of a table.
  std::string Data(const char* name) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    if (llvm::GlobalVariable* table = module_->getNamedGlobal(name)) table->print(stream);
    return stream.str();
  }
  std::unique_ptr<llvm::Module> Take() { return std::move(module_); }

 private:
  ir::Module ir_;
  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
};

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST_CASE("a fast body computes on raw values and leaves by an exit") {
  std::string text = Lowered({}).Text("step.fast");
  CHECK(Has(text, "load double, ptr"));
  CHECK(Has(text, "llvm.sadd.with.overflow.i64"));
  CHECK(Has(text, "@spyrt_exit("));
  CHECK(!Has(text, "spyrt_fast_retain"));
  CHECK(!Has(text, "spyrt_chaos"));
}

TEST_CASE("a generic body is data that names the runtime function of each op and where it can be resumed") {
  Lowered lowered({});
  CHECK(lowered.Text("step.generic").empty());
  std::string addresses = lowered.Data("spy.addresses");
  CHECK(Has(addresses, "@spyrt_field_get"));
  CHECK(Has(addresses, "@spyrt_int_add"));
  CHECK(Has(lowered.Data("spy.code"), "[i32 "));
}

TEST_CASE("generic-only modules have no code but the entry that CPython calls") {
  Lowered lowered({.generic_only = true});
  CHECK(lowered.Text("step.fast").empty());
  CHECK(lowered.Text("step.boxed").empty());
  CHECK(Has(lowered.Text("PyInit_toy"), "@spyrt_module_def("));
}

TEST_CASE("a jump to what follows it is not written") {
  lower::CodeWriter code;
  auto loop = code.NewLabel(), next = code.NewLabel();
  code.Bind(loop);
  code.Jump(next);
  code.Bind(next);
  code.Word(kSpyLeave);
  code.Jump(loop);
  CHECK(code.Take() == std::vector<uint32_t>{kSpyLeave, kSpyJump, 0});
}

TEST_CASE("with a seed every guard may fail") {
  CHECK(Has(Lowered({.chaos_seed = 7}).Text("step.fast"), "@spyrt_chaos("));
}

TEST_CASE("a library needs nothing but CPython") {
  for (int level : {0, 1, 2}) {
    auto result = emit::EmitSharedLibrary(Lowered({.opt_level = level}).Take(), {.opt_level = level, .cpu = {}});
    INFO(result.error);
    CHECK(result);
    CHECK(
        result.value.starts_with("\x7f"
                                 "ELF"));
  }
}

TEST_CASE("an unknown processor is an error") {
  auto result = emit::EmitSharedLibrary(Lowered({}).Take(), {.opt_level = 2, .cpu = "abacus"});
  CHECK(Has(result.error, "abacus"));
}

TEST_CASE("the descriptors have the layouts of the runtime's header") {
  llvm::LLVMContext context;
  llvm::Module module("layouts", context);
  module.setDataLayout("e-i64:64");
  abi::Layouts layouts(context);
  auto size = [&](llvm::Type* type) { return size_t(module.getDataLayout().getTypeAllocSize(type)); };
  CHECK(size(layouts.constant) == sizeof(SpyConst));
  CHECK(size(layouts.check) == sizeof(SpyCheck));
  CHECK(size(layouts.param) == sizeof(SpyParam));
  CHECK(size(layouts.live) == sizeof(SpyLive));
  CHECK(size(layouts.exit) == sizeof(SpyExit));
  CHECK(size(layouts.function) == sizeof(SpyFunction));
  CHECK(size(layouts.field) == sizeof(SpyField));
  CHECK(size(layouts.method) == sizeof(SpyMethod));
  CHECK(size(layouts.class_var) == sizeof(SpyClassVar));
  CHECK(size(layouts.klass) == sizeof(SpyClass));
  CHECK(size(layouts.global) == sizeof(SpyGlobal));
  CHECK(size(layouts.module) == sizeof(SpyModule));
}

}  // namespace
