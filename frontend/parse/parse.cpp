#include "frontend/parse/parse.h"

#include "frontend/parse/SpyParser.h"
#include "frontend/parse/lexer.h"
#include "frontend/parse/validate.h"

namespace spy::parse {

std::unique_ptr<ast::Module> ParseModule(const SourceFile& source, DiagnosticSink& sink) {
  auto module = std::make_unique<ast::Module>(source);
  Diagnostics diags(sink, source);
  int errors_before = sink.error_count();
  LexedSource lexed = Lexer(diags).Run();
  {
    SpyParser parser(*module, diags, lexed);
    try {
      parser.file_input();
    } catch (const NestingAbort&) {
      parser.ReportNesting();
    }
  }
  // A tree with holes would give errors that follow from the first.
  if (sink.error_count() == errors_before) {
    Validate(*module, diags);
  }
  return module;
}

}  // namespace spy::parse
