#include "codegen/driver/commands.h"
#include "frontend/diagnostics/diagnostic.h"
#include "frontend/diagnostics/explain.h"
#include "frontend/diagnostics/render.h"

namespace spy::driver {

namespace {

void ListAll() {
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    fmt::print("{}  {:<7}  {}\n", CodeText(info.code), SeverityName(info.severity), info.slug);
  }
}

}  // namespace

// spyc explain CODE -> its page on stdout
ExitCode RunExplainCommand(const Options& options) {
  if (options.inputs.empty()) {
    ListAll();
    return kClean;
  }
  const DiagnosticInfo* info = FindCodeOrSlug(options.inputs[0]);
  if (info == nullptr) {
    std::string near = NearestCode(options.inputs[0]);
    fmt::print(stderr, "spyc: no diagnostic `{}`; {}`spyc explain` lists all\n", options.inputs[0],
               near.empty() ? "" : fmt::format("did you mean `{}`? ", near));
    return kUsage;
  }
  std::string_view page = ExplainPage(info->code);
  if (page.empty()) {
    fmt::print("{} ({}): {}\n", CodeText(info->code), info->slug, info->format);
  } else {
    fmt::print("{}", page);
  }
  return kClean;
}

}  // namespace spy::driver
