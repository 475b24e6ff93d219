#include "codegen/driver/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

// A name in the same folder that no other process uses.
std::string TemporaryName(const std::string& path) {
  auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  fs::path target(path);
  return (target.parent_path() / fmt::format(".{}.{}.{:x}.new", target.filename().string(), getpid(), now)).string();
}

std::string Reason() { return std::strerror(errno); }

std::string WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Reason();
    content.remove_prefix(size_t(written));
  }
  return "";
}

// Makes the temporary by `make`, then puts it in place of `path`.
std::string Replace(const std::string& path, const std::function<std::string(const std::string&)>& make) {
  std::error_code error;
  fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  fs::file_status old = fs::symlink_status(path, error);
  if (fs::exists(old) && !fs::is_regular_file(old) && !fs::is_symlink(old)) {
    return fs::is_directory(old) ? "it is a folder" : "it is not a regular file";
  }
  std::string temporary = TemporaryName(path);
  std::string problem = make(temporary);
  if (problem.empty() && rename(temporary.c_str(), path.c_str()) != 0) problem = Reason();
  if (!problem.empty()) unlink(temporary.c_str());
  return problem;
}

}  // namespace

std::string WriteFileAtomically(const std::string& path, std::string_view content, bool executable) {
  return Replace(path, [&](const std::string& temporary) {
    int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, executable ? 0777 : 0666);
    if (file < 0) return Reason();
    std::string problem = WriteAll(file, content);
    if (close(file) != 0 && problem.empty()) problem = Reason();
    return problem;
  });
}

std::string LinkFileAtomically(const std::string& path, const std::string& target) {
  return Replace(path, [&](const std::string& temporary) {
    return symlink(target.c_str(), temporary.c_str()) == 0 ? std::string() : Reason();
  });
}

}  // namespace spy::driver
