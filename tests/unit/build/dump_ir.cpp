// build_dump file.spy...: prints the Raw IR of the files as one unit, and what the verifier has to say about it. For
// people at work on codegen/build; `spyc build --phase=raw --dump=ir` is the same for everybody else.
#include <cstdio>
#include <string>
#include <vector>

#include "codegen/build/build.h"
#include "codegen/ir/text.h"
#include "codegen/ir/verify.h"
#include "frontend/parse/parse.h"
#include "typecheck/rules/check.h"

namespace {

int PrintDiagnostics(spy::DiagnosticSink& sink) {
  for (const auto& d : sink.Sorted()) {
    auto place = d->file ? d->file->Locate(d->span.begin) : spy::LineCol{};
    fmt::print(stderr, "{}:{}: SPY{}: {}\n", d->file ? d->file->path() : "", place.line, d->info->code, d->message);
  }
  return sink.HasErrors() ? 1 : 0;
}

std::string ModuleName(std::string path) {
  path = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
  return path.substr(0, path.rfind('.'));
}

}  // namespace

int main(int argc, char** argv) {
  spy::SourceManager sources;
  spy::DiagnosticSink sink;
  std::vector<std::unique_ptr<spy::ast::Module>> trees;
  std::vector<spy::check::CheckInput> inputs;
  for (int i = 1; i < argc; ++i) {
    std::string error;
    const spy::SourceFile* file = sources.Load(argv[i], &error);
    if (!file) {
      fmt::print(stderr, "{}: {}\n", argv[i], error);
      return 2;
    }
    trees.push_back(spy::parse::ParseModule(*file, sink));
    inputs.push_back({file, trees.back().get(), ModuleName(argv[i]), false});
  }
  if (PrintDiagnostics(sink)) return 1;
  spy::check::Library library(sources, {spy::parse::ParseModule}, sink);
  spy::check::Program program(library, sink);
  auto checked = spy::check::CheckUnit(program, inputs);
  if (PrintDiagnostics(sink)) return 1;
  auto module = spy::build::BuildUnit(*checked, program.types, sink);
  int result = PrintDiagnostics(sink);
  fmt::print("{}", spy::ir::Print(*module));
  for (const std::string& error : spy::ir::Verify(*module)) {
    fmt::print(stderr, "verify: {}\n", error);
    result = 3;
  }
  return result;
}
