// SourceFile and SourceManager: the texts of a compilation, with line tables.
//
// SourceManager owns every file (and the interner of their names) for the whole compilation; files are immutable once
// loaded and keep their address. The text is as on disk without a leading byte order mark, any line endings; whether it
// is valid UTF-8 is for the lexer to say. Load reports failures as text, for the driver's diagnostic.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/base/interner.h"
#include "frontend/source/span.h"

namespace spy {

// A place for people: line from 1; column from 0 in bytes, as CPython's `col_offset`.
struct LineCol {
  uint32_t line = 1;
  uint32_t col = 0;
  friend bool operator==(LineCol a, LineCol b) = default;
};

class SourceFile {
 public:
  SourceFile(std::string path, std::string text, Interner& names);
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;

  const std::string& path() const { return path_; }
  // Followed in memory by kPadding zero bytes, so that the lexer may read words past the end.
  std::string_view text() const { return {text_.data(), text_.size() - kPadding}; }
  std::string_view Text(Span span) const { return text().substr(span.begin, span.end - span.begin); }
  // True when the file on disk starts with a byte order mark that `text` does not show.
  bool had_bom() const { return had_bom_; }
  Interner& names() const { return names_; }

  // Lines end at "\n", "\r\n" or a lone "\r", as in Python.
  uint32_t LineCount() const { return uint32_t(line_starts_.size()); }
  // Byte offset of the start of line `line` (from 1).
  uint32_t LineStart(uint32_t line) const { return line_starts_[line - 1]; }
  // The text of line `line` (from 1) without its line ending.
  std::string_view Line(uint32_t line) const;
  LineCol Locate(uint32_t offset) const;
  // Column from 1 in code points: what editors show.
  uint32_t DisplayColumn(uint32_t offset) const;

 private:
  static constexpr size_t kPadding = 16;

  std::string path_;
  std::string text_;  // with the padding
  bool had_bom_ = false;
  Interner& names_;
  std::vector<uint32_t> line_starts_;
};

class SourceManager {
 public:
  // Reads a file. Returns nullptr and sets `error` (a phrase without the path) when that fails.
  const SourceFile* Load(const std::string& path, std::string* error);
  // Takes a text that is in memory already (tests, generated modules).
  const SourceFile* AddText(std::string path, std::string text);

  const std::vector<std::unique_ptr<SourceFile>>& files() const { return files_; }
  Interner& names() { return names_; }

 private:
  Interner names_;
  std::vector<std::unique_ptr<SourceFile>> files_;
};

}  // namespace spy
