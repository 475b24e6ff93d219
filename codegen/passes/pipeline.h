// Runs the passes of passes.def over a module, from stage Raw to the stage asked for. With `verify` the verifier (and
// at stage Split the ownership verifier) runs after every pass; what it finds is an internal error, given as text.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "codegen/ir/module.h"

namespace spy::ir {

struct PassInfo {
  std::string_view name;
  Stage input, output;
  int level;
  void (*run)(Module&, Function&);  // one of the two is null
  void (*run_on_module)(Module&);
};
std::span<const PassInfo> AllPasses();  // in order; a pass may be in several rows

struct PassOptions {
  int opt_level = 2;
  Stage until = Stage::kSplit;
  bool resume = false;  // the passes up to the module's present stage have run: go on from there
#ifdef SPYC_VERIFY
  bool verify = true;
#else
  bool verify = false;
#endif
  std::string dump_after;                                          // name of a pass; empty: none
  std::function<void(const Module&, std::string_view pass)> dump;  // called after every run of that pass
};

// False, with the reason, if a verifier found a defect of the compiler.
bool RunPasses(Module& module, const PassOptions& options, std::string* error);
// Runs one pass by name on all functions, whatever its place in the table; for tests. False if there is none.
bool RunPass(Module& module, std::string_view name);

}  // namespace spy::ir

namespace spy::passes {

// RunPasses up to a stage, for the driver: empty, or what a verifier found.
std::string RunTo(ir::Module& module, ir::Stage stage, int opt_level);

}  // namespace spy::passes
