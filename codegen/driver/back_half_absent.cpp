// The back half in a build without LLVM: every phase behind the checker says that it is not there.
#include "codegen/driver/compilation.h"
#include "frontend/diagnostics/driver.h"

namespace spy::driver {

struct BackHalf {};

namespace {

bool Refuse(Unit& unit, const char* what) {
  unit.sink->Report(nullptr, diag::kNoBackHalf, Span{}, what);
  return false;
}

const std::string kNothing;

}  // namespace

Compilation::Compilation(Workspace& workspace, Unit& unit, const Options& options, check::Library* library)
    : workspace_(workspace), unit_(unit), options_(options), library_(library) {}
Compilation::~Compilation() = default;

bool Compilation::RunRaw() { return Refuse(unit_, "build"); }
bool Compilation::RunOptimised() { return Refuse(unit_, "build"); }
bool Compilation::RunSplit() { return Refuse(unit_, "build"); }
bool Compilation::RunLlvm() { return Refuse(unit_, "build"); }
bool Compilation::RunLink() { return Refuse(unit_, "build"); }
void Compilation::PrintBackHalf(Dump) {}
const std::string& Compilation::library() const { return kNothing; }

}  // namespace spy::driver
