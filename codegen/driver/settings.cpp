#include "codegen/driver/settings.h"

#include <fnmatch.h>

#include <charconv>
#include <filesystem>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/driver.h"

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

// Reads one file's table.
class Reader {
 public:
  Reader(const fs::path& file, DiagnosticSink& sink) : file_(file), sink_(sink) {}

  CheckSettings Run() {
    toml::parse_result result = toml::parse_file(file_.string());
    if (!result) {
      Problem(std::string(result.error().description()));
      return {};
    }
    const toml::table* table = result["tool"]["spyc"].as_table();
    if (table != nullptr) Read(*table);
    return std::move(settings_);
  }

 private:
  // "did you mean `paths`? ", or nothing.
  static std::string DidYouMean(std::string_view word, std::span<const std::string_view> known,
                                std::string_view before = "") {
    std::string_view near = Suggest(word, known);
    return near.empty() ? "" : fmt::format("{}did you mean `{}`? ", before, near);
  }

  void Problem(std::string what) { sink_.Report(nullptr, diag::kBadSettings, Span{}, file_.string(), what); }

  void Read(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key == "paths") {
        settings_.paths = Paths(key.str(), node);
      } else if (key == "exclude") {
        settings_.exclude = Paths(key.str(), node);
      } else if (key == "severity") {
        ReadSeverity(node);
      } else {
        Problem(fmt::format("`[tool.spyc]` has no setting `{}`; {}there are `paths`, `exclude` and `severity`",
                            key.str(), DidYouMean(key.str(), {{"paths", "exclude", "severity"}})));
      }
    }
  }

  // Texts, relative to the folder of the file.
  std::vector<std::string> Paths(std::string_view key, const toml::node& node) {
    std::vector<std::string> result;
    const toml::array* array = node.as_array();
    if (array == nullptr) {
      Problem(fmt::format("`{}` is a list of texts", key));
      return result;
    }
    for (const toml::node& item : *array) {
      std::optional<std::string> text = item.value<std::string>();
      if (text) {
        result.push_back((file_.parent_path() / *text).lexically_normal().string());
      } else {
        Problem(fmt::format("`{}` is a list of texts", key));
      }
    }
    return result;
  }

  void ReadSeverity(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return Problem("`severity` is a table: `SPY3011 = \"off\"`");
    for (const auto& [key, value] : *table) {
      const DiagnosticInfo* info = FindCodeOrSlug(key.str());
      std::optional<Level> level = LevelOf(value.value_or(std::string_view{}));
      if (info == nullptr) {
        std::string near = NearestCode(key.str());
        Problem(fmt::format("`{}` is no diagnostic; {}`spyc explain` lists them", key.str(),
                            near.empty() ? "" : fmt::format("did you mean `{}`? ", near)));
      } else if (!level) {
        std::string_view given = value.value_or(std::string_view{});
        Problem(fmt::format("the severity of `{}` is \"error\", \"warning\" or \"off\"{}", key.str(),
                            DidYouMean(given, {{"error", "warning", "off"}}, ": ")));
      } else if (info->code < 2000 || info->code >= 9000) {
        Problem(fmt::format("the severity of `{}` cannot be changed", key.str()));
      } else {
        settings_.levels[info->code] = *level;
      }
    }
  }

  static std::optional<Level> LevelOf(std::string_view text) {
    if (text == "off") return Level::Off;
    if (text == "warning") return Level::Warning;
    if (text == "error") return Level::Error;
    return std::nullopt;
  }

  const fs::path file_;
  DiagnosticSink& sink_;
  CheckSettings settings_;
};

}  // namespace

bool CheckSettings::Excludes(const std::string& path) const {
  std::string absolute = fs::absolute(path).lexically_normal().string();
  for (const std::string& glob : exclude) {
    if (fnmatch(glob.c_str(), absolute.c_str(), 0) == 0 || absolute.starts_with(glob + "/")) return true;
  }
  return false;
}

CheckSettings LoadCheckSettings(const std::string& start, DiagnosticSink& sink) {
  std::error_code ignored;
  fs::path folder = fs::absolute(start, ignored).lexically_normal();
  for (;; folder = folder.parent_path()) {
    fs::path file = folder / "pyproject.toml";
    if (fs::is_regular_file(file, ignored)) return Reader(file, sink).Run();
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace spy::driver
