#include "frontend/diagnostics/diagnostic.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <charconv>
#include <tuple>
#include <unordered_map>

#include "frontend/base/suggest.h"

namespace spy {

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  __builtin_unreachable();
}

const std::vector<DiagnosticInfo>& AllDiagnostics() {
  static const std::vector<DiagnosticInfo> rows = {
#define SPY_DIAG(code, name, slug, severity, format) {code, #name, slug, Severity::severity, format},
#include "frontend/diagnostics/all.def"
  };
  return rows;
}

const DiagnosticInfo* FindDiagnostic(int code) {
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    if (info.code == code) return &info;
  }
  return nullptr;
}

const DiagnosticInfo* FindDiagnostic(std::string_view slug) {
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    if (info.slug == slug) return &info;
  }
  return nullptr;
}

const DiagnosticInfo* FindCodeOrSlug(std::string_view text) {
  bool prefixed = text.size() > 3 && strncasecmp(text.data(), "spy", 3) == 0;
  std::string_view digits = prefixed ? text.substr(3) : text;
  int code = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  bool is_number = error == std::errc() && end == digits.data() + digits.size() && code >= 0;
  return is_number ? FindDiagnostic(code) : FindDiagnostic(text);
}

std::string NearestCode(std::string_view text) {
  std::vector<std::string> codes;
  for (const DiagnosticInfo& info : AllDiagnostics()) codes.push_back(fmt::format("SPY{:04}", info.code));
  std::vector<std::string_view> words(codes.begin(), codes.end());
  for (const DiagnosticInfo& info : AllDiagnostics()) words.push_back(info.slug);
  return std::string(Suggest(text, words));
}

DiagnosticBuilder& DiagnosticBuilder::Label(std::string text) {
  diagnostic_->label = std::move(text);
  return *this;
}

DiagnosticBuilder& DiagnosticBuilder::Note(Span span, std::string text) {
  diagnostic_->notes.push_back({diagnostic_->file, span, std::move(text)});
  return *this;
}

DiagnosticBuilder& DiagnosticBuilder::Note(const SourceFile& file, Span span, std::string text) {
  diagnostic_->notes.push_back({&file, span, std::move(text)});
  return *this;
}

DiagnosticBuilder& DiagnosticBuilder::Note(std::string text) {
  diagnostic_->notes.push_back({nullptr, {}, std::move(text)});
  return *this;
}

DiagnosticBuilder& DiagnosticBuilder::Help(std::string text) {
  diagnostic_->help.push_back(std::move(text));
  return *this;
}

DiagnosticBuilder& DiagnosticBuilder::Fix(Span span, std::string replacement) {
  diagnostic_->fixes.push_back({span, std::move(replacement)});
  return *this;
}

DiagnosticBuilder DiagnosticSink::Add(const DiagnosticInfo& info, const SourceFile* file, Span span,
                                      std::string message) {
  auto diagnostic = std::make_unique<Diagnostic>();
  diagnostic->info = &info;
  diagnostic->file = file;
  diagnostic->span = span;
  diagnostic->severity = info.severity;
  diagnostic->message = std::move(message);
  error_count_ += info.severity == Severity::Error;
  warning_count_ += info.severity == Severity::Warning;
  diagnostics_.push_back(std::move(diagnostic));
  return DiagnosticBuilder(*diagnostics_.back());
}

void DiagnosticSink::Revise(const std::function<bool(Diagnostic&)>& keep) {
  std::erase_if(diagnostics_, [&](const std::unique_ptr<Diagnostic>& diagnostic) { return !keep(*diagnostic); });
  CountAgain();
}

void DiagnosticSink::CountAgain() {
  error_count_ = 0;
  warning_count_ = 0;
  for (const auto& diagnostic : diagnostics_) {
    error_count_ += diagnostic->severity == Severity::Error;
    warning_count_ += diagnostic->severity == Severity::Warning;
  }
}

void DiagnosticSink::Rollback(size_t mark) {
  for (size_t i = mark; i < diagnostics_.size(); ++i) {
    error_count_ -= diagnostics_[i]->severity == Severity::Error;
    warning_count_ -= diagnostics_[i]->severity == Severity::Warning;
  }
  if (mark < diagnostics_.size()) diagnostics_.resize(mark);
}

const std::vector<std::unique_ptr<Diagnostic>>& DiagnosticSink::Sorted() {
  // Files in order of their first diagnostic: the order in which the driver took them up.
  std::unordered_map<const SourceFile*, size_t> file_order;
  for (const auto& diagnostic : diagnostics_) {
    file_order.emplace(diagnostic->file, file_order.size());
  }
  auto key = [&](const Diagnostic& d) {
    return std::make_tuple(file_order[d.file], d.span.begin, d.span.end, d.info->code, std::string_view(d.message));
  };
  std::sort(diagnostics_.begin(), diagnostics_.end(), [&](const auto& a, const auto& b) { return key(*a) < key(*b); });
  auto same = [&](const auto& a, const auto& b) { return key(*a) == key(*b); };
  diagnostics_.erase(std::unique(diagnostics_.begin(), diagnostics_.end(), same), diagnostics_.end());
  CountAgain();
  return diagnostics_;
}

}  // namespace spy
