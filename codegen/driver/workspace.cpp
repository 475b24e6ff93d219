#include "codegen/driver/workspace.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <unordered_map>

#include "codegen/driver/imports.h"
#include "frontend/diagnostics/driver.h"
#include "frontend/parse/parse.h"

namespace spy::driver {

namespace fs = std::filesystem;

namespace {

bool IsIdentifier(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

bool IsPackageFolder(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "__init__.spy", ignored) || fs::exists(folder / "__init__.py", ignored);
}

// The dotted name: the folders above, as long as they are packages, then the file's own stem.
std::string ModuleName(const fs::path& path) {
  fs::path absolute = fs::absolute(path).lexically_normal();
  std::string name = absolute.stem() == "__init__" ? "" : absolute.stem().string();
  for (fs::path folder = absolute.parent_path(); IsPackageFolder(folder); folder = folder.parent_path()) {
    name = folder.filename().string() + (name.empty() ? "" : "." + name);
    if (folder == folder.parent_path()) break;
  }
  return name.empty() ? absolute.stem().string() : name;
}

std::string_view FirstPart(std::string_view name) { return name.substr(0, name.find('.')); }

// Disjoint sets over the modules' numbers.
class Sets {
 public:
  explicit Sets(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), size_t{0}); }
  size_t Find(size_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }
  void Unite(size_t a, size_t b) { parent_[std::max(Find(a), Find(b))] = std::min(Find(a), Find(b)); }

 private:
  std::vector<size_t> parent_;
};

}  // namespace

std::string ModuleInput::RelativeOutput() const {
  std::string path = name;
  std::replace(path.begin(), path.end(), '.', '/');
  return path + (is_package ? "/__init__" : "") + ".abi3.so";
}

std::vector<std::string> UnitInputs(const std::string& path) {
  fs::path top;
  for (fs::path folder = fs::path(path).parent_path(); IsPackageFolder(folder); folder = folder.parent_path()) {
    top = folder;
    if (folder == folder.parent_path()) break;
  }
  return {top.empty() ? path : top.string()};
}

bool Unit::HasSyntaxErrors() const {
  return std::any_of(modules.begin(), modules.end(), [](const ModuleInput* m) { return m->tree == nullptr; });
}

Workspace::Workspace(const std::vector<std::string>& inputs, std::function<bool(const std::string&)> excludes)
    : excludes_(std::move(excludes)) {
  for (const std::string& input : inputs) AddPath(input);
  Group();
}

void Workspace::AddPath(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    AddFolder(path);
  } else {
    AddFile(path, false);
  }
}

void Workspace::AddFolder(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(path, error), end; it != end; it.increment(error)) {
    if (error) break;
    if (it->path().filename().string().starts_with(".")) {
      if (it->is_directory(error)) it.disable_recursion_pending();
    } else if (it->path().extension() == ".spy" && !(excludes_ && excludes_(it->path().string()))) {
      files.push_back(it->path().string());
    }
  }
  if (files.empty()) sink_.Report(nullptr, diag::kNoSources, Span{}, path);
  // "__init__" sorts among the members: put packages before what is in them.
  std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
    fs::path x(a), y(b);
    auto key = [](const fs::path& p) { return std::make_tuple(p.parent_path(), p.stem() != "__init__", p.stem()); };
    return key(x) < key(y);
  });
  for (const std::string& file : files) AddFile(file, true);
}

void Workspace::AddFile(const std::string& path, bool from_folder) {
  auto module = std::make_unique<ModuleInput>();
  module->path = path;
  module->name = ModuleName(path);
  module->is_package = fs::path(path).stem() == "__init__";
  module->from_folder = from_folder;
  module->syntax = std::make_unique<DiagnosticSink>();
  std::string error;
  module->source = sources_.Load(path, &error);
  if (module->source == nullptr) {
    sink_.Report(nullptr, diag::kCannotReadFile, Span{}, path, error);
    return;
  }
  if (!IsIdentifier(module->LastPart())) {
    sink_.Report(nullptr, diag::kNotAModuleName, Span{}, path, module->LastPart());
    return;
  }
  module->tree = parse::ParseModule(*module->source, *module->syntax);
  if (module->syntax->HasErrors()) module->tree = nullptr;
  modules_.push_back(std::move(module));
}

void Workspace::Group() {
  std::unordered_map<std::string_view, std::vector<size_t>> by_name;
  for (size_t i = 0; i < modules_.size(); ++i) by_name[modules_[i]->name].push_back(i);

  Sets sets(modules_.size());
  std::map<std::string_view, size_t> package_first;  // top-level packages named as folders
  for (size_t i = 0; i < modules_.size(); ++i) {
    const ModuleInput& module = *modules_[i];
    if (module.from_folder && (module.is_package || module.name.find('.') != std::string::npos)) {
      sets.Unite(i, package_first.emplace(FirstPart(module.name), i).first->second);
    }
    if (module.tree == nullptr) continue;
    for (const std::string& name : ImportedNames(*module.tree, module.name, module.is_package)) {
      auto found = by_name.find(name);
      // A name that two files claim belongs to neither: such files stay foreign to each other.
      if (found != by_name.end() && found->second.size() == 1) sets.Unite(i, found->second.front());
    }
  }

  std::unordered_map<size_t, size_t> unit_of_set;
  for (size_t i = 0; i < modules_.size(); ++i) {
    auto [it, is_new] = unit_of_set.emplace(sets.Find(i), units_.size());
    if (is_new) units_.push_back({{}, std::make_unique<DiagnosticSink>()});
    units_[it->second].modules.push_back(modules_[i].get());
  }
}

}  // namespace spy::driver
