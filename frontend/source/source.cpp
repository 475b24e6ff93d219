#include "frontend/source/source.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace spy {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Offsets are 32 bits; one byte is kept so that the end offset always fits.
constexpr size_t kLargestFile = 0xFFFFFFF0u;

std::vector<uint32_t> FindLineStarts(std::string_view text) {
  std::vector<uint32_t> starts;
  starts.reserve(text.size() / 32 + 1);
  starts.push_back(0);
  const char* data = text.data();
  // A lone "\r" is rare: look for it once, and only then scan byte by byte.
  if (text.find('\r') == std::string_view::npos) {
    const char* end = data + text.size();
    for (const char* at = data; (at = static_cast<const char*>(std::memchr(at, '\n', size_t(end - at)))) != nullptr;) {
      ++at;
      starts.push_back(uint32_t(at - data));
    }
    return starts;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    bool lone_return = text[i] == '\r' && !(i + 1 < text.size() && text[i + 1] == '\n');
    if (text[i] == '\n' || lone_return) {
      starts.push_back(uint32_t(i + 1));
    }
  }
  return starts;
}

bool ReadAll(const std::string& path, std::string* text) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) {
    return false;
  }
  char buffer[1 << 16];
  size_t count;
  while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0) {
    text->append(buffer, count);
  }
  int failure = std::ferror(file) ? errno : 0;
  std::fclose(file);
  errno = failure;
  return failure == 0;
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string text, Interner& names)
    : path_(std::move(path)), text_(std::move(text)), names_(names) {
  if (text_.starts_with(kByteOrderMark)) {
    text_.erase(0, kByteOrderMark.size());
    had_bom_ = true;
  }
  text_.append(kPadding, '\0');
  line_starts_ = FindLineStarts(this->text());
}

std::string_view SourceFile::Line(uint32_t line) const {
  size_t begin = LineStart(line);
  size_t end = line < LineCount() ? LineStart(line + 1) : text().size();
  std::string_view result = text().substr(begin, end - begin);
  while (!result.empty() && (result.back() == '\n' || result.back() == '\r')) {
    result.remove_suffix(1);
  }
  return result;
}

LineCol SourceFile::Locate(uint32_t offset) const {
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  uint32_t line = uint32_t(after - line_starts_.begin());
  return {line, offset - LineStart(line)};
}

uint32_t SourceFile::DisplayColumn(uint32_t offset) const {
  LineCol place = Locate(offset);
  std::string_view before = text().substr(LineStart(place.line), place.col);
  auto starts_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
  return 1 + uint32_t(std::count_if(before.begin(), before.end(), starts_character));
}

const SourceFile* SourceManager::Load(const std::string& path, std::string* error) {
  std::string text;
  if (!ReadAll(path, &text)) {
    *error = std::generic_category().message(errno);
    return nullptr;
  }
  if (text.size() > kLargestFile) {
    *error = "the file is larger than 4 GB";
    return nullptr;
  }
  return AddText(path, std::move(text));
}

const SourceFile* SourceManager::AddText(std::string path, std::string text) {
  files_.push_back(std::make_unique<SourceFile>(std::move(path), std::move(text), names_));
  return files_.back().get();
}

}  // namespace spy
