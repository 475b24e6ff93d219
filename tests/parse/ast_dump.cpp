// spy-ast-dump: the parser by itself, for the tests of this folder.
//
//   spy-ast-dump FILE...            the tree of each file as text, or its diagnostics
//   spy-ast-dump --plain FILE...    the same without positions
//   spy-ast-dump --json             reads paths from stdin, one a line; for each prints one line: the tree as JSON in
//   the
//                                   shape of json_tree.h, or {"errors": [...]}
//   spy-ast-dump --check            as --json, but prints only "ok" or "error: " and the first diagnostic
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>

#include "frontend/ast/dump.h"
#include "frontend/diagnostics/render.h"
#include "frontend/parse/parse.h"
#include "tests/parse/json_tree.h"

namespace {

using namespace spy;

enum class Mode { Text, Plain, Json, Check };

// The tree or the diagnostics of one file; false when there are errors.
bool DumpFile(const std::string& path, Mode mode) {
  SourceManager sources;
  DiagnosticSink sink;
  std::string error;
  const SourceFile* source = sources.Load(path, &error);
  if (!source) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), error.c_str());
    return false;
  }
  auto module = parse::ParseModule(*source, sink);
  bool failed = sink.HasErrors();
  std::string out;
  if (mode == Mode::Check) {
    out = failed ? "error: " + RenderLine(*sink.Sorted()[0]) + "\n" : "ok\n";
  } else if (mode == Mode::Json) {
    out = (failed ? test::JsonErrors(sink) : test::JsonTree(*module)) + "\n";
  } else if (failed) {
    for (const auto& diagnostic : sink.Sorted()) out += RenderFull(*diagnostic, false) + "\n";
  } else {
    out = ast::Dump(*module, mode == Mode::Text);
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
  return !failed;
}

}  // namespace

int main(int argc, char** argv) {
  Mode mode = Mode::Text;
  int first = 1;
  if (argc > 1 && std::strncmp(argv[1], "--", 2) == 0) {
    std::string option = argv[1];
    mode = option == "--json" ? Mode::Json : option == "--check" ? Mode::Check : Mode::Plain;
    first = 2;
  }
  bool good = true;
  if (mode == Mode::Json || mode == Mode::Check) {
    for (std::string path; std::getline(std::cin, path);) DumpFile(path, mode);
    return 0;
  }
  for (int i = first; i < argc; ++i) good &= DumpFile(argv[i], mode);
  return good ? 0 : 1;
}
