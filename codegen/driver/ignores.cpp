#include "codegen/driver/ignores.h"

#include <algorithm>

#include "frontend/diagnostics/driver.h"

namespace spy::driver {

namespace {

constexpr std::string_view kMark = "spyc: ignore";

// One code of one comment.
struct Ignore {
  uint32_t line = 0;  // whose diagnostics it silences
  Span code_span;
  Span comment;  // with the blanks before it
  const DiagnosticInfo* info = nullptr;
  bool used = false;
};

// Spans of text in the source where a `#` begins no comment.
void CollectStrings(const ast::Node& node, std::vector<Span>& strings) {
  const auto* constant = ast::DynCast<ast::Constant>(&node);
  bool text = constant && (constant->constant_kind == ast::ConstantKind::Str ||
                           constant->constant_kind == ast::ConstantKind::Bytes);
  if (text || ast::Is<ast::JoinedStr>(&node)) strings.push_back(node.span);
  ast::ForEachChild(node, [&](const ast::Node& child) { CollectStrings(child, strings); });
}

class IgnoreFinder {
 public:
  IgnoreFinder(const SourceFile& file, const ast::Module& tree, DiagnosticSink& sink)
      : file_(file), diagnostics_(sink, file) {
    for (const ast::Stmt* stmt : tree.body) CollectStrings(*stmt, strings_);
  }

  std::vector<Ignore> Run() {
    std::string_view text = file_.text();
    for (size_t at = text.find(kMark); at != std::string_view::npos; at = text.find(kMark, at + 1))
      Comment(uint32_t(at));
    return std::move(found_);
  }

 private:
  // `mark`: the offset of "spyc: ignore".
  void Comment(uint32_t mark) {
    uint32_t line = file_.Locate(mark).line, begin = file_.LineStart(line);
    std::string_view before = file_.text().substr(begin, mark - begin);
    size_t hash = before.find_last_not_of(" \t");
    if (hash == std::string_view::npos || before[hash] != '#') return;
    uint32_t start = begin + uint32_t(hash);
    if (std::ranges::any_of(strings_, [&](Span span) { return span.begin < start && start < span.end; })) return;
    bool alone = before.find_first_not_of(" \t") == hash;
    size_t blanks = before.find_last_not_of(" \t#");
    Span comment{begin + (blanks == std::string_view::npos ? 0 : uint32_t(blanks) + 1),
                 begin + uint32_t(file_.Line(line).size())};
    std::string_view rest = file_.Line(line).substr(mark - begin + kMark.size());
    size_t close = rest.find(']');
    if (!rest.starts_with('[') || close == std::string_view::npos) {
      diagnostics_.Report(diag::kBadIgnore, Span{start, mark + uint32_t(kMark.size())}, "it names no diagnostic")
          .Help("write `# spyc: ignore[SPY3001] reason`");
      return;
    }
    uint32_t offset = mark + uint32_t(kMark.size()) + 1;
    Codes(rest.substr(1, close - 1), offset, alone ? NextCodeLine(line) : line, comment);
  }

  void Codes(std::string_view list, uint32_t offset, uint32_t line, Span comment) {
    while (true) {
      size_t comma = std::min(list.find(','), list.size());
      std::string_view item = list.substr(0, comma);
      size_t first = std::min(item.find_first_not_of(' '), item.size());
      std::string_view code = item.substr(first, item.find_last_not_of(' ') + 1 - first);
      Span span{offset + uint32_t(first), offset + uint32_t(first + code.size())};
      const DiagnosticInfo* info = FindCodeOrSlug(code);
      if (info == nullptr) {
        diagnostics_.Report(diag::kBadIgnore, span, fmt::format("`{}` is no diagnostic", code))
            .Help("`spyc explain` lists them");
      } else {
        found_.push_back({line, span, comment, info, false});
      }
      if (comma == list.size()) return;
      offset += uint32_t(comma) + 1;
      list.remove_prefix(comma + 1);
    }
  }

  uint32_t NextCodeLine(uint32_t line) const {
    for (++line; line < file_.LineCount(); ++line) {
      std::string_view text = file_.Line(line);
      size_t first = text.find_first_not_of(" \t");
      if (first != std::string_view::npos && text[first] != '#') break;
    }
    return line;
  }

  const SourceFile& file_;
  Diagnostics diagnostics_;
  std::vector<Span> strings_;
  std::vector<Ignore> found_;
};

}  // namespace

void ApplyIgnores(const SourceFile& file, const ast::Module* tree, std::span<DiagnosticSink* const> sinks) {
  if (tree == nullptr || file.text().find(kMark) == std::string_view::npos) return;
  std::vector<Ignore> ignores = IgnoreFinder(file, *tree, *sinks.front()).Run();
  for (DiagnosticSink* sink : sinks) {
    sink->Revise([&](Diagnostic& diagnostic) {
      if (diagnostic.file != &file || diagnostic.info->code < 2000 || diagnostic.info->code >= 6000) return true;
      uint32_t line = file.Locate(diagnostic.span.begin).line;
      bool keep = true;
      for (Ignore& ignore : ignores) {
        if (ignore.line != line || ignore.info->code != diagnostic.info->code) continue;
        ignore.used = true;
        keep = false;
      }
      return keep;
    });
  }
  Diagnostics diagnostics(*sinks.front(), file);
  for (const Ignore& ignore : ignores) {
    if (ignore.used) continue;
    auto same = [&](const Ignore& other) { return other.comment == ignore.comment; };
    auto report = diagnostics.Report(diag::kUnusedIgnore, ignore.code_span, file.Text(ignore.code_span));
    if (std::ranges::count_if(ignores, same) == 1) report.Fix(ignore.comment, "");
  }
}

}  // namespace spy::driver
