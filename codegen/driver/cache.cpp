#include "codegen/driver/cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "codegen/driver/version.h"

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

// FNV-1a over 128 bits: accidents are out of the question, and the cache is the user's own.
class Hash {
 public:
  void Add(std::string_view bytes) {
    AddRaw(fmt::format("{}:", bytes.size()));
    AddRaw(bytes);
  }

  std::string Hex() const { return fmt::format("{:016x}{:016x}", uint64_t(state_ >> 64), uint64_t(state_)); }

 private:
  void AddRaw(std::string_view bytes) {
    constexpr unsigned __int128 kPrime = ((unsigned __int128)1 << 88) + 0x13b;
    for (unsigned char byte : bytes) state_ = (state_ ^ byte) * kPrime;
  }

  unsigned __int128 state_ = ((unsigned __int128)0x6c62272e07bb0142 << 64) | 0x62b821756295c58d;
};

std::string CacheRoot() {
  if (const char* own = std::getenv("SPYC_CACHE"); own != nullptr && *own != '\0') return own;
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0')
    return std::string(xdg) + "/spyc";
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr && *home != '\0' ? home : "/tmp") + "/.cache/spyc";
}

// Changes with each build of the compiler, also between two of the same version.
std::string CompilerIdentity() {
  struct stat info{};
  if (stat("/proc/self/exe", &info) != 0) return VersionText();
  return fmt::format("{} {} {}.{}", VersionText(), info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

}  // namespace

std::string ExecutablePath() {
  std::error_code error;
  fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? std::string() : path.string();
}

std::string CacheEntry(const Unit& unit, const Options& options) {
  Hash hash;
  hash.Add(CompilerIdentity());
  hash.Add(fmt::format("{} {} {} {}", options.optimisation, options.generic_only, options.chaos, options.debug_info));
  hash.Add(options.march);
  std::error_code error;
  for (const ModuleInput* module : unit.modules) {
    hash.Add(module->name);
    hash.Add(fs::absolute(module->path, error).lexically_normal().string());  // it stands in tracebacks
    hash.Add(module->source->text());
  }
  std::string hex = hash.Hex();
  return CacheRoot() + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
}

std::string MakeStagingFolder(const std::string& entry) {
  std::error_code error;
  fs::create_directories(fs::path(entry).parent_path(), error);
  std::string pattern = entry + ".XXXXXX";
  const char* made = mkdtemp(pattern.data());
  return made == nullptr ? std::string() : pattern;
}

std::string CommitStagingFolder(const std::string& staging, const std::string& entry) {
  chmod(staging.c_str(), 0755);
  if (rename(staging.c_str(), entry.c_str()) == 0) return "";
  int reason = errno;
  DropStagingFolder(staging);
  if (reason == EEXIST || reason == ENOTEMPTY) return "";
  return std::strerror(reason);
}

void DropStagingFolder(const std::string& staging) {
  std::error_code error;
  fs::remove_all(staging, error);
}

}  // namespace spy::driver
