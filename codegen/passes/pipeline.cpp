#include "codegen/passes/pipeline.h"

#include <algorithm>

#include "codegen/ir/verify.h"
#include "codegen/passes/ownership_verify.h"
#include "codegen/passes/passes.h"

namespace spy::ir {
namespace {

constexpr PassInfo kPasses[] = {
#define SPY_PASS(function, name, input, output, level) {name, Stage::input, Stage::output, level, function, nullptr},
#define SPY_MODULE_PASS(function, name, input, output, level) \
  {name, Stage::input, Stage::output, level, nullptr, function},
#include "codegen/passes/passes.def"
};

void RunOn(Module& module, const PassInfo& pass) {
  if (pass.run_on_module) pass.run_on_module(module);
  for (Function& fn : module.functions) {
    if (pass.run && fn.entry) pass.run(module, fn);  // without an entry it has no code
    fn.stage = pass.output;
  }
}

std::string VerifyAll(const Module& module) {
  std::string text;
  for (const Function& fn : module.functions) {
    std::vector<std::string> errors = Verify(module, fn);
    if (errors.empty() && fn.stage == Stage::kSplit) errors = VerifyOwnership(module, fn);
    for (const std::string& error : errors) text += fn.name + ": " + error + "\n";
    if (!errors.empty()) text += Print(module, fn);
  }
  return text;
}

bool VerifyAfter(const Module& module, std::string_view pass, std::string* error) {
  std::string found = VerifyAll(module);
  if (found.empty()) return true;
  *error = "after " + std::string(pass) + ":\n" + found;
  return false;
}

}  // namespace

std::span<const PassInfo> AllPasses() { return kPasses; }

bool RunPasses(Module& module, const PassOptions& options, std::string* error) {
  if (options.verify && !VerifyAfter(module, "build", error)) return false;
  Stage reached = module.functions.empty() ? Stage::kRaw : module.functions.front().stage;
  for (const PassInfo& pass : kPasses) {
    if (pass.output > options.until) break;
    if (options.resume && pass.output <= reached) continue;
    if (pass.level > options.opt_level) continue;
    RunOn(module, pass);
    if (options.verify && !VerifyAfter(module, pass.name, error)) return false;
    if (options.dump && options.dump_after == pass.name) options.dump(module, pass.name);
  }
  return true;
}

bool RunPass(Module& module, std::string_view name) {
  auto pass = std::find_if(std::begin(kPasses), std::end(kPasses), [&](const PassInfo& p) { return p.name == name; });
  if (pass == std::end(kPasses)) return false;
  RunOn(module, *pass);
  return true;
}

}  // namespace spy::ir

namespace spy::passes {

std::string RunTo(ir::Module& module, ir::Stage stage, int opt_level) {
  ir::PassOptions options;
  options.opt_level = opt_level;
  options.until = stage;
  options.resume = !module.functions.empty() && module.functions.front().stage != ir::Stage::kRaw;
  std::string error;
  ir::RunPasses(module, options, &error);
  return error;
}

}  // namespace spy::passes
