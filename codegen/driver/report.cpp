#include "codegen/driver/report.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "frontend/diagnostics/render.h"
#include "frontend/diagnostics/render_ci.h"

namespace spy::driver {

namespace {

bool WantsColour(std::FILE* stream) {
  const char* no_colour = std::getenv("NO_COLOR");
  return isatty(fileno(stream)) && (no_colour == nullptr || *no_colour == '\0');
}

std::string CountText(int count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

Report::Report(std::vector<OutputSpec> specs, std::FILE* stream) {
  if (specs.empty()) specs.push_back({isatty(fileno(stream)) ? OutputFormat::Full : OutputFormat::Text, ""});
  for (OutputSpec& spec : specs) {
    Output output{std::move(spec), stream, false, false, {}};
    if (!output.spec.file.empty()) {
      output.file = std::fopen(output.spec.file.c_str(), "we");
      output.owned = true;
      if (output.file == nullptr) {
        fmt::print(stderr, "spyc: cannot write `{}`: {}\n", output.spec.file, std::strerror(errno));
        failed_ = true;
        continue;
      }
    } else {
      output.colour = WantsColour(stream);
    }
    outputs_.push_back(std::move(output));
  }
}

void Report::Print(Output& output, const Diagnostic& diagnostic) {
  std::string text;
  switch (output.spec.format) {
    case OutputFormat::Text:
      text = RenderLine(diagnostic);
      break;
    case OutputFormat::Full:
      text = RenderFull(diagnostic, output.colour);
      break;
    case OutputFormat::Json:
      text = RenderJson(diagnostic);
      break;
    case OutputFormat::Github:
      text = RenderGithub(diagnostic);
      break;
    case OutputFormat::Sarif:
      output.results.push_back(RenderSarifResult(diagnostic));
      return;
  }
  if (text.empty() || text.back() != '\n') text += '\n';
  if (output.spec.format == OutputFormat::Full) text += '\n';  // a blank line between what is several lines each
  std::fwrite(text.data(), 1, text.size(), output.file);
}

void Report::Add(DiagnosticSink& sink) {
  for (const auto& diagnostic : sink.Sorted()) {
    errors_ += diagnostic->severity == Severity::Error;
    warnings_ += diagnostic->severity == Severity::Warning;
    for (Output& output : outputs_) Print(output, *diagnostic);
  }
}

ExitCode Report::Finish() {
  std::string summary = errors_ ? CountText(errors_, "error") : "";
  if (warnings_) summary += (summary.empty() ? "" : " and ") + CountText(warnings_, "warning");
  for (Output& output : outputs_) {
    if (output.spec.format == OutputFormat::Full && !summary.empty()) fmt::print(output.file, "{}\n", summary);
    if (output.spec.format == OutputFormat::Sarif)
      fmt::print(output.file, "{}\n", RenderSarif(SPYC_VERSION, output.results));
    if (output.owned ? std::fclose(output.file) != 0 : std::fflush(output.file) != 0) failed_ = true;
  }
  outputs_.clear();
  if (failed_) return kUsage;
  return errors_ ? kFindings : kClean;
}

}  // namespace spy::driver
