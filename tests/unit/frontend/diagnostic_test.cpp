// The sink and the renderers.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "frontend/diagnostics/explain.h"
#include "frontend/diagnostics/names.h"
#include "frontend/diagnostics/render.h"

using namespace spy;

TEST_CASE("the sink sorts, drops duplicates and counts") {
  SourceManager sources;
  DiagnosticSink sink;
  Diagnostics diags(sink, *sources.AddText("x.spy", "one two\n"));
  diags.Report(diag::kUndefinedName, {4, 7}, "two");
  diags.Report(diag::kUndefinedName, {0, 3}, "one");
  diags.Report(diag::kUndefinedName, {4, 7}, "two");
  const auto& sorted = sink.Sorted();
  REQUIRE(sorted.size() == 2);
  REQUIRE(sorted[0]->span.begin == 0);
  REQUIRE(sink.error_count() == 2);
  REQUIRE(RenderSummary(sink) == "2 errors");
}

TEST_CASE("renderings") {
  SourceManager sources;
  DiagnosticSink sink;
  Diagnostics diags(sink, *sources.AddText("x.spy", "a = 1\nb = \xC3\xA9 + cc\n"));
  uint32_t cc = 6 + uint32_t(std::string_view("b = \xC3\xA9 + ").size());
  diags.Report(diag::kUndefinedName, {cc, cc + 2}, "cc")
      .Label("here")
      .Note({0, 1}, "there")
      .Help("write it")
      .Fix({cc, cc + 2}, "a");
  const Diagnostic& diagnostic = *sink.Sorted()[0];
  REQUIRE(RenderLine(diagnostic) == "x.spy:2:9: error[SPY2001]: " + diagnostic.message);
  std::string full = RenderFull(diagnostic, false);
  REQUIRE(full.find(" --> x.spy:2:9\n  |\n1 | a = 1\n  | - there\n2 | b = \xC3\xA9 + cc\n  |         ^^ here\n") !=
          std::string::npos);
  REQUIRE(full.find("  = help: write it\n") != std::string::npos);
  REQUIRE(RenderFull(diagnostic, true).find("\x1b[") != std::string::npos);
  nlohmann::json json = nlohmann::json::parse(RenderJson(diagnostic));
  REQUIRE(json["code"] == "SPY2001");
  REQUIRE(json["place"]["begin"]["column"] == 9);
  REQUIRE(json["fixes"][0]["replacement"] == "a");
}

TEST_CASE("every syntax diagnostic has a page") {
  for (const DiagnosticInfo& info : AllDiagnostics()) {
    if (info.code >= 2000) continue;
    INFO(info.code);
    REQUIRE_FALSE(ExplainPage(info.code).empty());
    REQUIRE(FindDiagnostic(info.code)->slug == info.slug);
    REQUIRE(FindDiagnostic(info.slug)->code == info.code);
  }
  REQUIRE(ExplainPage(1).empty());
}
