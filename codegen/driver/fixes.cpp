#include "codegen/driver/fixes.h"

#include <algorithm>
#include <filesystem>
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

bool IsInsertion(const DiagnosticFix& fix) { return fix.span.begin == fix.span.end; }

// Insertions stand before what replaces the text behind them.
bool Before(const DiagnosticFix* a, const DiagnosticFix* b) {
  if (a->span.begin != b->span.begin) return a->span.begin < b->span.begin;
  return IsInsertion(*a) && !IsInsertion(*b);
}

// Insertions at one place follow each other; an insertion inside of a replaced text would be lost.
bool Overlap(const DiagnosticFix& a, const DiagnosticFix& b) {
  return a.span.begin < b.span.end && b.span.begin < a.span.end && !(IsInsertion(a) && IsInsertion(b));
}

// The edits of one finding are made together, or not at all where another finding has changed the text before. What
// several findings ask for in the same words (an import) is done once.
void Choose(const Diagnostic& diagnostic, std::vector<const DiagnosticFix*>& chosen) {
  std::vector<const DiagnosticFix*> own;
  for (const DiagnosticFix& fix : diagnostic.fixes) {
    bool done = false;
    for (const DiagnosticFix* other : chosen) {
      if (Overlap(fix, *other)) return;
      done = done || (fix.span == other->span && fix.replacement == other->replacement);
    }
    if (!done) own.push_back(&fix);
  }
  for (const DiagnosticFix* fix : own) {
    chosen.insert(std::upper_bound(chosen.begin(), chosen.end(), fix, Before), fix);
  }
}

// The file behind links is replaced, with the permissions that it has.
std::string Rewrite(const SourceFile& file, const std::string& text) {
  std::error_code failed;
  std::filesystem::path target = std::filesystem::canonical(file.path(), failed);
  if (failed) return failed.message();
  auto permissions = std::filesystem::status(target, failed).permissions();
  std::string problem = WriteFileAtomically(target.string(), text);
  if (problem.empty()) std::filesystem::permissions(target, permissions, failed);
  return problem;
}

}  // namespace

FixResult ApplyFixes(DiagnosticSink& sink) {
  std::map<const SourceFile*, std::vector<const DiagnosticFix*>> edits;
  for (const auto& diagnostic : sink.Sorted()) {
    if (diagnostic->file != nullptr) Choose(*diagnostic, edits[diagnostic->file]);
  }
  FixResult result;
  for (auto& [file, chosen] : edits) {
    if (chosen.empty()) continue;
    std::string problem = Rewrite(*file, Edited(*file, chosen));
    if (!problem.empty()) return {result.applied, fmt::format("`{}`: {}", file->path(), problem)};
    result.applied += int(chosen.size());
  }
  return result;
}

}  // namespace spy::driver
