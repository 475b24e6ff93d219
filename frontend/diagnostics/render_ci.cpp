#include "frontend/diagnostics/render_ci.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "frontend/diagnostics/render.h"

namespace spy {

namespace {

using Json = nlohmann::ordered_json;

// Percent-escapes what would end a workflow command's text or property.
std::string Escaped(std::string_view text, bool property) {
  std::string result;
  for (char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result;
}

// Column from 1 in UTF-16 code units: what SARIF's viewers take for granted.
uint32_t Utf16Column(const SourceFile& file, uint32_t offset) {
  uint32_t start = file.LineStart(file.Locate(offset).line);
  std::string_view before = file.Text({start, offset});
  auto is_pair = [](char c) { return static_cast<unsigned char>(c) >= 0xF0; };  // first byte of four
  return file.DisplayColumn(offset) + uint32_t(std::count_if(before.begin(), before.end(), is_pair));
}

Json Region(const SourceFile& file, Span span) {
  return {{"startLine", file.Locate(span.begin).line},
          {"startColumn", Utf16Column(file, span.begin)},
          {"endLine", file.Locate(span.end).line},
          {"endColumn", Utf16Column(file, span.end)}};
}

// Characters that a URI has another use for, or none.
std::string Uri(std::string_view path) {
  std::string result;
  for (char c : path) {
    bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("/._-~").find(c) != std::string_view::npos;
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

Json Location(const SourceFile& file, Span span) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", Uri(file.path())}}}, {"region", Region(file, span)}}}};
}

Json SarifFix(const Diagnostic& diagnostic) {
  Json replacements = Json::array();
  for (const DiagnosticFix& fix : diagnostic.fixes) {
    replacements.push_back(
        {{"deletedRegion", Region(*diagnostic.file, fix.span)}, {"insertedContent", {{"text", fix.replacement}}}});
  }
  Json change = {{"artifactLocation", {{"uri", Uri(diagnostic.file->path())}}},
                 {"replacements", std::move(replacements)}};
  return {{"artifactChanges", Json::array({std::move(change)})}};
}

std::string Dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string RenderGithub(const Diagnostic& diagnostic) {
  std::string_view kind = diagnostic.severity == Severity::Note ? "notice" : SeverityName(diagnostic.severity);
  std::string place;
  if (diagnostic.file) {
    const SourceFile& file = *diagnostic.file;
    Span span = diagnostic.span;
    place = fmt::format("file={},line={},col={},endLine={},endColumn={},", Escaped(file.path(), true),
                        file.Locate(span.begin).line, file.DisplayColumn(span.begin), file.Locate(span.end).line,
                        file.DisplayColumn(span.end));
  }
  std::string text = diagnostic.message;
  for (const std::string& help : diagnostic.help) text += "\nhelp: " + help;
  return fmt::format("::{} {}title={}::{}", kind, place, CodeText(diagnostic.info->code), Escaped(text, false));
}

std::string RenderSarifResult(const Diagnostic& diagnostic) {
  Json json;
  json["ruleId"] = CodeText(diagnostic.info->code);
  json["level"] = SeverityName(diagnostic.severity);
  std::string text = diagnostic.message;
  for (const std::string& help : diagnostic.help) text += "\nhelp: " + help;
  json["message"] = {{"text", text}};
  if (diagnostic.file) json["locations"] = Json::array({Location(*diagnostic.file, diagnostic.span)});
  Json related = Json::array();
  for (const DiagnosticNote& note : diagnostic.notes) {
    if (!note.file) continue;
    Json place = Location(*note.file, note.span);
    place["message"] = {{"text", note.text}};
    related.push_back(std::move(place));
  }
  if (!related.empty()) json["relatedLocations"] = std::move(related);
  if (diagnostic.file && !diagnostic.fixes.empty()) json["fixes"] = Json::array({SarifFix(diagnostic)});
  return Dump(json, -1);
}

std::string RenderSarif(std::string_view version, const std::vector<std::string>& results) {
  Json rules = Json::array(), entries = Json::array();
  std::vector<std::string> seen;
  for (const std::string& result : results) {
    Json entry = Json::parse(result);
    std::string rule = entry["ruleId"];
    if (std::find(seen.begin(), seen.end(), rule) == seen.end()) {
      const DiagnosticInfo* info = FindCodeOrSlug(rule);
      rules.push_back(
          {{"id", rule}, {"name", info ? info->slug : ""}, {"shortDescription", {{"text", info ? info->format : ""}}}});
      seen.push_back(rule);
    }
    entries.push_back(std::move(entry));
  }
  Json driver = {{"name", "spyc"}, {"version", version}, {"rules", std::move(rules)}};
  Json run = {
      {"tool", {{"driver", std::move(driver)}}}, {"columnKind", "utf16CodeUnits"}, {"results", std::move(entries)}};
  return Dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({std::move(run)})}},
              2);
}

}  // namespace spy
