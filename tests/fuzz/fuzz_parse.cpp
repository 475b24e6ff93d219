// Any bytes as a source file: lexer, parser and the tree's checks must come to an end with a tree or with diagnostics.
#include "frontend/ast/dump.h"
#include "frontend/parse/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  spy::SourceManager sources;
  spy::DiagnosticSink sink;
  const spy::SourceFile* file = sources.AddText("fuzz.spy", std::string(reinterpret_cast<const char*>(data), size));
  const auto module = spy::parse::ParseModule(*file, sink);
  if (!sink.HasErrors()) spy::ast::Dump(*module, true);
  return 0;
}
