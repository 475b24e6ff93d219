// Diagnostics: what the compiler has to say about the user's program.
//
// Each phase is given a DiagnosticSink (one per compilation, owned by the driver) and reports through a `Diagnostics`
// bound to its file:
//
//     Diagnostics diags(sink, module.source);
//     diags.Report(diag::kTypeMismatch, node.span, expected, got)
//         .Label("this is a `str`").Note(decl.span, "declared here").Help("...").Fix(node.span, "float(n)");
//
// The kinds are rows of <phase>.def, declared by <phase>.h, so that a new row recompiles the files of its phase only;
// the arguments are checked against the row's message at compile time. Reporting never fails and never throws; the sink
// sorts, drops duplicates and counts. Messages: lower case, no full stop, names in backticks.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontend/source/source.h"

namespace spy {

enum class Severity : uint8_t { Note, Warning, Error };
std::string_view SeverityName(Severity severity);

// The row of a diagnostic kind.
struct DiagnosticInfo {
  int code;
  std::string_view name;  // the identifier of the row
  std::string_view slug;
  Severity severity;
  std::string_view format;
};

// All rows in order of code.
const std::vector<DiagnosticInfo>& AllDiagnostics();
// The row of a code or slug; null when there is none.
const DiagnosticInfo* FindDiagnostic(int code);
const DiagnosticInfo* FindDiagnostic(std::string_view slug);
// As people write it: "SPY3001", "spy3001", "3001" or a slug.
const DiagnosticInfo* FindCodeOrSlug(std::string_view text);
// The code (`SPY3001`) or slug most like the misspelt `text`; empty when none is near.
std::string NearestCode(std::string_view text);

// A second place, or (without a file) a remark about the whole.
struct DiagnosticNote {
  const SourceFile* file = nullptr;
  Span span;
  std::string text;
};

// A proposed edit of the diagnostic's file.
struct DiagnosticFix {
  Span span;
  std::string replacement;
};

struct Diagnostic {
  const DiagnosticInfo* info = nullptr;
  const SourceFile* file = nullptr;  // null: about no file
  Span span;
  Severity severity = Severity::Error;
  std::string message;
  std::string label;
  std::vector<DiagnosticNote> notes;
  std::vector<std::string> help;
  std::vector<DiagnosticFix> fixes;
};

// What Report returns: adds details to the diagnostic just reported. Use it at once, in the same statement.
class DiagnosticBuilder {
 public:
  explicit DiagnosticBuilder(Diagnostic& diagnostic) : diagnostic_(&diagnostic) {}

  // The short local reason, shown under the primary span.
  DiagnosticBuilder& Label(std::string text);
  // A second place in the same file, or in another.
  DiagnosticBuilder& Note(Span span, std::string text);
  DiagnosticBuilder& Note(const SourceFile& file, Span span, std::string text);
  // A remark without place.
  DiagnosticBuilder& Note(std::string text);
  // A way out, in words.
  DiagnosticBuilder& Help(std::string text);
  // An edit that `spyc check --fix` applies.
  DiagnosticBuilder& Fix(Span span, std::string replacement);

 private:
  Diagnostic* diagnostic_;
};

// Collects the diagnostics of a compilation.
class DiagnosticSink {
 public:
  DiagnosticSink() = default;
  DiagnosticSink(const DiagnosticSink&) = delete;
  DiagnosticSink& operator=(const DiagnosticSink&) = delete;

  template <class Kind, class... Args>
  DiagnosticBuilder Report(const SourceFile* file, Kind, Span span, const Args&... args) {
    constexpr fmt::format_string<const Args&...> kChecked(Kind::kFormat);
    return Add(Kind::kInfo, file, span, fmt::vformat(kChecked, fmt::make_format_args(args...)));
  }

  // Sorted by file (in order of their first diagnostic), position and code; without duplicates (same kind, place,
  // text).
  const std::vector<std::unique_ptr<Diagnostic>>& Sorted();

  // For phases that try something: what was reported after the mark is forgotten. A mark is valid until Sorted is
  // called.
  size_t Mark() const { return diagnostics_.size(); }
  void Rollback(size_t mark);

  // Calls `keep` for each diagnostic, which may change its severity; those for which it gives false are forgotten.
  void Revise(const std::function<bool(Diagnostic&)>& keep);

  // Errors and warnings reported so far; may count duplicates until Sorted is called.
  int error_count() const { return error_count_; }
  int warning_count() const { return warning_count_; }
  bool HasErrors() const { return error_count_ > 0; }
  bool empty() const { return diagnostics_.empty(); }

 private:
  void CountAgain();
  DiagnosticBuilder Add(const DiagnosticInfo& info, const SourceFile* file, Span span, std::string message);

  std::vector<std::unique_ptr<Diagnostic>> diagnostics_;
  int error_count_ = 0;
  int warning_count_ = 0;
};

// The sink as one file's phases see it.
class Diagnostics {
 public:
  Diagnostics(DiagnosticSink& sink, const SourceFile& file) : sink_(sink), file_(file) {}

  template <class Kind, class... Args>
  DiagnosticBuilder Report(Kind kind, Span span, const Args&... args) {
    return sink_.Report(&file_, kind, span, args...);
  }

  DiagnosticSink& sink() { return sink_; }
  const SourceFile& file() const { return file_; }

 private:
  DiagnosticSink& sink_;
  const SourceFile& file_;
};

}  // namespace spy
