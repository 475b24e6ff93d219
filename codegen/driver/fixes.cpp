#include "codegen/driver/fixes.h"

#include <algorithm>
#include <map>

#include "codegen/driver/output.h"

namespace spy::driver {

namespace {

// The text with the edits made; edits are in order and do not overlap.
std::string Edited(const SourceFile& file, const std::vector<const DiagnosticFix*>& edits) {
  std::string_view text = file.text();
  std::string result = file.had_bom() ? "\xEF\xBB\xBF" : "";
  uint32_t at = 0;
  for (const DiagnosticFix* edit : edits) {
    result.append(text.substr(at, edit->span.begin - at));
    result += edit->replacement;
    at = edit->span.end;
  }
  result.append(text.substr(at));
  return result;
}

}  // namespace

FixResult ApplyFixes(DiagnosticSink& sink) {
  std::map<const SourceFile*, std::vector<const DiagnosticFix*>> edits;
  for (const auto& diagnostic : sink.Sorted()) {
    if (diagnostic->file == nullptr) continue;
    for (const DiagnosticFix& fix : diagnostic->fixes) edits[diagnostic->file].push_back(&fix);
  }
  FixResult result;
  for (auto& [file, list] : edits) {
    std::sort(list.begin(), list.end(), [](auto* a, auto* b) { return a->span.begin < b->span.begin; });
    std::vector<const DiagnosticFix*> chosen;
    for (const DiagnosticFix* fix : list) {
      if (chosen.empty() || fix->span.begin >= chosen.back()->span.end) chosen.push_back(fix);
    }
    std::string problem = WriteFileAtomically(file->path(), Edited(*file, chosen));
    if (!problem.empty()) return {result.applied, fmt::format("`{}`: {}", file->path(), problem)};
    result.applied += int(chosen.size());
  }
  return result;
}

}  // namespace spy::driver
