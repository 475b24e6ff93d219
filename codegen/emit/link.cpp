#include "codegen/emit/link.h"

#include <fmt/format.h>
#include <lld/Common/Driver.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/CrashRecoveryContext.h>
#include <llvm/Support/raw_ostream.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

LLD_HAS_DRIVER(elf)

namespace spy::emit {
namespace {

// An object as a file that exists in memory only; lld opens it through /proc.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : fd_(memfd_create("spyc.o", MFD_CLOEXEC)) {
    for (size_t done = 0; fd_ >= 0 && done < bytes.size();) {
      ssize_t n = write(fd_, bytes.data() + done, bytes.size() - done);
      if (n <= 0) {
        close(fd_);
        fd_ = -1;
      } else {
        done += size_t(n);
      }
    }
  }
  MemoryFile(MemoryFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool ok() const { return fd_ >= 0; }
  std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }

 private:
  int fd_;
};

// A private directory for lld's output, removed at the end of the link.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::error_code error;
    std::string pattern = (std::filesystem::temp_directory_path(error) / "spyc-XXXXXX").string();
    if (!error && mkdtemp(pattern.data())) path_ = pattern;
  }
  ~ScratchDirectory() {
    std::error_code error;
    if (ok()) std::filesystem::remove_all(path_, error);
  }
  bool ok() const { return !path_.empty(); }
  std::string File(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

bool ReadFile(const std::string& path, std::string* bytes) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  *bytes = std::move(out).str();
  return bool(in);
}

std::string RunLld(const std::vector<std::string>& arguments) {
  static const bool once = (llvm::CrashRecoveryContext::Enable(), true);  // else a fatal error of lld ends the process
  (void)once;
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::string out, err;
  llvm::raw_string_ostream out_stream(out), err_stream(err);
  const lld::DriverDef drivers[] = {{lld::Gnu, &lld::elf::link}};
  lld::Result result = lld::lldMain(argv, out_stream, err_stream, drivers);
  return result.retCode == 0 ? "" : fmt::format("link failed: {}{}", err, out);
}

// What the process that imports the module provides.
bool IsHostSymbol(llvm::StringRef name) {
#ifdef SPYC_SANITIZE_RUNTIME
  if (name.starts_with("__asan_")) return true;
#endif
  return name.starts_with("Py") || name.starts_with("_Py");
}

// Calls `visit(name)` for each undefined symbol of a table.
template <class Range, class Visit>
std::string ForEachUndefined(Range symbols, Visit visit) {
  for (const llvm::object::ELFSymbolRef& symbol : symbols) {
    auto flags = symbol.getFlags();
    auto name = symbol.getName();
    if (!flags || !name) {
      llvm::consumeError(flags.takeError());
      llvm::consumeError(name.takeError());
      return "unreadable symbol table";
    }
    if ((*flags & llvm::object::SymbolRef::SF_Undefined) && !name->empty()) visit(*name);
  }
  return "";
}

llvm::MemoryBufferRef Buffer(std::string_view bytes) { return {llvm::StringRef(bytes.data(), bytes.size()), "spyc"}; }

}  // namespace

std::string LinkShared(std::span<const std::string_view> objects, std::string* library) {
  ScratchDirectory scratch;
  if (!scratch.ok()) return "no temporary directory for the link";
  std::string output = scratch.File("module.so");
  std::vector<std::string> arguments = {
      "ld.lld", "-shared", "-o",    output, "--gc-sections", "--hash-style=gnu", "--build-id=fast", "-z",
      "now",    "-z",      "relro", "-z",   "noexecstack",   "--eh-frame-hdr",   "--threads=1",     "-O1"};
  std::vector<MemoryFile> files;
  for (std::string_view object : objects) {
    files.emplace_back(object);
    if (!files.back().ok()) return "cannot keep an object file in memory";
    arguments.push_back(files.back().path());
  }
  if (std::string error = RunLld(arguments); !error.empty()) return error;
  if (!ReadFile(output, library)) return "the linker's output cannot be read";
  return CheckShared(*library);
}

std::string CheckShared(std::string_view library) {
  auto file = llvm::object::ELFObjectFile<llvm::object::ELF64LE>::create(Buffer(library));
  if (!file) return llvm::toString(file.takeError());
  std::string foreign;
  std::string error = ForEachUndefined(file->getDynamicSymbolIterators(), [&](llvm::StringRef name) {
    if (!IsHostSymbol(name)) foreign += (foreign.empty() ? "" : ", ") + name.str();
  });
  if (!error.empty()) return error;
  if (!foreign.empty()) return fmt::format("the module would need foreign symbols: {}", foreign);
  auto entries = file->getELFFile().dynamicEntries();
  if (!entries) return llvm::toString(entries.takeError());
  for (const auto& entry : *entries) {
    if (entry.d_tag == llvm::ELF::DT_NEEDED) return "the module would need another library";
  }
  return "";
}

}  // namespace spy::emit
