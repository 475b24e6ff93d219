// Compilation: one unit on its way through the compiler, from trees to a shared library. It owns the value of each
// phase, in the order of the pipeline; Run<Phase> makes one from those before it, and each is immutable from then on.
//
// Run<Phase> returns false when the unit cannot go on; why is in the unit's sink. Made by a command from a Workspace,
// which must outlive it.
#pragma once

#include <memory>
#include <string>

#include "codegen/driver/options.h"
#include "codegen/driver/workspace.h"
#include "typecheck/checked/checked_module.h"
#include "typecheck/names/declare.h"

namespace spy::driver {

struct BackHalf;  // the values behind the checker; back_half.cpp, or nothing in a build without LLVM

class Compilation {
 public:
  // Compilations of one workspace may share a library of stubs; null: one of its own.
  Compilation(Workspace& workspace, Unit& unit, const Options& options, check::Library* library = nullptr);
  ~Compilation();

  // Runs all phases up to and including `last`, printing the dumps that were asked for on stdout.
  bool RunTo(Phase last);

  bool RunCheck();
  bool RunRaw();
  bool RunOptimised();
  bool RunSplit();
  bool RunLlvm();
  bool RunLink();

  const Unit& unit() const { return unit_; }
  // The bytes of the shared library; after RunLink.
  const std::string& library() const;

 private:
  bool RunPhase(Phase phase);
  void Print(Dump dump);
  void PrintBackHalf(Dump dump);

  Workspace& workspace_;
  Unit& unit_;
  const Options& options_;
  check::Library* library_;
  std::unique_ptr<check::Library> own_library_;
  // The values, in order. The trees are the unit's.
  std::unique_ptr<check::Program> program_;
  std::unique_ptr<check::CheckedUnit> checked_;
  std::unique_ptr<BackHalf> back_;
};

}  // namespace spy::driver
