// Report: prints what the sinks of a run hold, in the formats that were asked for. Lives for one command.
//
// A file that cannot be written is reported on stderr and makes Finish return kUsage.
#pragma once

#include <cstdio>
#include <vector>

#include "codegen/driver/options.h"
#include "frontend/diagnostics/diagnostic.h"

namespace spy::driver {

class Report {
 public:
  // Without specs: to `stream`, as rustc does on a terminal, one line each elsewhere.
  Report(std::vector<OutputSpec> specs, std::FILE* stream);

  // Prints all of a sink's diagnostics. Call once per sink.
  void Add(DiagnosticSink& sink);

  // Closes the outputs. kFindings when an error was among the diagnostics.
  ExitCode Finish();

 private:
  struct Output {
    OutputSpec spec;
    std::FILE* file = nullptr;
    bool owned = false;
    bool colour = false;
    std::vector<std::string> results;  // of a format that is one document
  };

  void Print(Output& output, const Diagnostic& diagnostic);

  std::vector<Output> outputs_;
  int errors_ = 0;
  int warnings_ = 0;
  bool failed_ = false;
};

}  // namespace spy::driver
