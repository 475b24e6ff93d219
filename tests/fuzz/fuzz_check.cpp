// Any bytes that parse as a source file: declarations and rules must come to an end, with side tables or with
// diagnostics.
#include "frontend/parse/parse.h"
#include "typecheck/rules/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  spy::SourceManager sources;
  spy::DiagnosticSink sink;
  const spy::SourceFile* file = sources.AddText("fuzz.spy", std::string(reinterpret_cast<const char*>(data), size));
  const auto module = spy::parse::ParseModule(*file, sink);
  if (sink.HasErrors()) return -1;  // not kept in the corpus: the checker is what is tested here
  spy::check::Library library(sources, {spy::parse::ParseModule}, sink);
  spy::check::Program program(library, sink);
  const spy::check::CheckInput input{file, module.get(), "fuzz", false};
  spy::check::CheckUnit(program, {&input, 1});
  return 0;
}
