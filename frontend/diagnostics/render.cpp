#include "frontend/diagnostics/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace spy {

namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kBlue = "\x1b[1;34m";

std::string_view SeverityColour(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "\x1b[1;36m";
    case Severity::Warning:
      return "\x1b[1;33m";
    case Severity::Error:
      return "\x1b[1;31m";
  }
  __builtin_unreachable();
}

// A stretch to underline: '^' for the primary place, '-' for others.
struct Mark {
  Span span;
  std::string_view label;
  bool primary;
};

class FullRenderer {
 public:
  FullRenderer(const Diagnostic& diagnostic, bool colour) : diagnostic_(diagnostic), colour_(colour) {}

  std::string Run() {
    Headline();
    if (diagnostic_.file) {
      Excerpts();
    }
    for (const DiagnosticNote& note : diagnostic_.notes) {
      if (!note.file) Remark("note", note.text);
    }
    for (const std::string& help : diagnostic_.help) {
      Remark("help", help);
    }
    if (diagnostic_.help.empty()) {
      Fixes();
    }
    return std::move(out_);
  }

 private:
  std::string Paint(std::string_view colour, std::string_view text) const {
    return colour_ ? fmt::format("{}{}{}", colour, text, kReset) : std::string(text);
  }

  void Headline() {
    std::string head = fmt::format("{}[{}]", SeverityName(diagnostic_.severity), CodeText(diagnostic_.info->code));
    out_ += Paint(SeverityColour(diagnostic_.severity), head);
    out_ += Paint(kBold, ": " + diagnostic_.message);
    out_ += '\n';
  }

  // The primary file with all its marks first, then the other files.
  void Excerpts() {
    std::vector<const SourceFile*> files = {diagnostic_.file};
    for (const DiagnosticNote& note : diagnostic_.notes) {
      if (note.file && std::find(files.begin(), files.end(), note.file) == files.end()) files.push_back(note.file);
    }
    for (const SourceFile* file : files) {
      for (const Mark& mark : MarksOf(file)) {
        gutter_ = std::max(gutter_, std::to_string(file->Locate(mark.span.begin).line).size());
      }
    }
    for (const SourceFile* file : files) {
      std::vector<Mark> marks = MarksOf(file);
      Excerpt(*file, marks);
    }
  }

  std::vector<Mark> MarksOf(const SourceFile* file) const {
    std::vector<Mark> marks;
    if (file == diagnostic_.file) {
      marks.push_back({diagnostic_.span, diagnostic_.label, true});
    }
    for (const DiagnosticNote& note : diagnostic_.notes) {
      if (note.file == file) marks.push_back({note.span, note.text, false});
    }
    return marks;
  }

  void Excerpt(const SourceFile& file, const std::vector<Mark>& marks) {
    const Mark& first = marks[0];
    LineCol place = file.Locate(first.span.begin);
    out_ += std::string(gutter_, ' ');
    out_ += Paint(kBlue, first.primary ? "--> " : "::: ");
    fmt::format_to(std::back_inserter(out_), "{}:{}:{}\n", file.path(), place.line,
                   file.DisplayColumn(first.span.begin));
    EmptyGutter();
    std::map<uint32_t, std::vector<const Mark*>> by_line;
    for (const Mark& mark : marks) by_line[file.Locate(mark.span.begin).line].push_back(&mark);
    uint32_t previous = 0;
    for (const auto& [line, line_marks] : by_line) {
      if (previous != 0 && line > previous + 1) out_ += Paint(kBlue, "...") + "\n";
      previous = line;
      SourceLine(file, line);
      for (const Mark* mark : line_marks) Underline(file, line, *mark);
    }
  }

  void EmptyGutter() { out_ += std::string(gutter_ + 1, ' ') + Paint(kBlue, "|") + "\n"; }

  void SourceLine(const SourceFile& file, uint32_t line) {
    out_ += Paint(kBlue, fmt::format("{:>{}} |", line, gutter_));
    std::string text(file.Line(line));
    std::replace(text.begin(), text.end(), '\t', ' ');
    if (!text.empty()) out_ += " " + text;
    out_ += '\n';
  }

  void Underline(const SourceFile& file, uint32_t line, const Mark& mark) {
    uint32_t line_end = file.LineStart(line) + uint32_t(file.Line(line).size());
    uint32_t begin = std::min(mark.span.begin, line_end);
    uint32_t end = std::clamp(mark.span.end, begin, line_end);
    size_t indent = file.DisplayColumn(begin) - 1;
    size_t width = std::max<size_t>(1, file.DisplayColumn(end) - file.DisplayColumn(begin));
    std::string line_text(width, mark.primary ? '^' : '-');
    if (!mark.label.empty()) line_text += fmt::format(" {}", mark.label);
    out_ += std::string(gutter_ + 1, ' ') + Paint(kBlue, "|") + " " + std::string(indent, ' ');
    out_ += Paint(mark.primary ? SeverityColour(diagnostic_.severity) : kBlue, line_text);
    out_ += '\n';
  }

  void Remark(std::string_view kind, std::string_view text) {
    out_ += std::string(gutter_ + 1, ' ') + Paint(kBlue, "=") + " " + Paint(kBold, fmt::format("{}:", kind));
    fmt::format_to(std::back_inserter(out_), " {}\n", text);
  }

  // A fix is spelled out when no help says it in words.
  void Fixes() {
    if (diagnostic_.fixes.size() != 1 || !diagnostic_.file) return;
    const DiagnosticFix& fix = diagnostic_.fixes[0];
    std::string_view old = diagnostic_.file->Text(fix.span);
    if (old.find('\n') != std::string_view::npos || fix.replacement.find('\n') != std::string::npos) return;
    if (old.empty()) {
      Remark("help", fmt::format("insert `{}`", fix.replacement));
    } else if (fix.replacement.empty()) {
      Remark("help", fmt::format("remove `{}`", old));
    } else {
      Remark("help", fmt::format("write `{}` instead of `{}`", fix.replacement, old));
    }
  }

  const Diagnostic& diagnostic_;
  bool colour_;
  size_t gutter_ = 1;
  std::string out_;
};

nlohmann::ordered_json JsonPlace(const SourceFile& file, uint32_t offset) {
  LineCol place = file.Locate(offset);
  return {{"line", place.line}, {"column", file.DisplayColumn(offset)}, {"offset", offset}};
}

nlohmann::ordered_json JsonSpan(const SourceFile& file, Span span) {
  return {{"file", file.path()}, {"begin", JsonPlace(file, span.begin)}, {"end", JsonPlace(file, span.end)}};
}

std::string Count(int count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string CodeText(int code) { return fmt::format("SPY{:04}", code); }

std::string RenderFull(const Diagnostic& diagnostic, bool colour) { return FullRenderer(diagnostic, colour).Run(); }

std::string RenderLine(const Diagnostic& diagnostic) {
  std::string place = "spyc";
  if (diagnostic.file) {
    uint32_t line = diagnostic.file->Locate(diagnostic.span.begin).line;
    place =
        fmt::format("{}:{}:{}", diagnostic.file->path(), line, diagnostic.file->DisplayColumn(diagnostic.span.begin));
  }
  return fmt::format("{}: {}[{}]: {}", place, SeverityName(diagnostic.severity), CodeText(diagnostic.info->code),
                     diagnostic.message);
}

std::string RenderJson(const Diagnostic& diagnostic) {
  nlohmann::ordered_json json;
  json["code"] = CodeText(diagnostic.info->code);
  json["slug"] = diagnostic.info->slug;
  json["severity"] = SeverityName(diagnostic.severity);
  json["message"] = diagnostic.message;
  if (diagnostic.file) {
    json["place"] = JsonSpan(*diagnostic.file, diagnostic.span);
  }
  if (!diagnostic.label.empty()) {
    json["label"] = diagnostic.label;
  }
  json["notes"] = nlohmann::ordered_json::array();
  for (const DiagnosticNote& note : diagnostic.notes) {
    nlohmann::ordered_json entry = {{"text", note.text}};
    if (note.file) entry["place"] = JsonSpan(*note.file, note.span);
    json["notes"].push_back(std::move(entry));
  }
  json["help"] = diagnostic.help;
  json["fixes"] = nlohmann::ordered_json::array();
  for (const DiagnosticFix& fix : diagnostic.fixes) {
    if (diagnostic.file) {
      json["fixes"].push_back({{"place", JsonSpan(*diagnostic.file, fix.span)}, {"replacement", fix.replacement}});
    }
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string RenderSummary(const DiagnosticSink& sink) {
  std::string text = sink.error_count() ? Count(sink.error_count(), "error") : "";
  if (sink.warning_count()) {
    text += (text.empty() ? "" : " and ") + Count(sink.warning_count(), "warning");
  }
  return text;
}

}  // namespace spy
