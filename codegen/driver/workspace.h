// Workspace: the input files of a command as parsed modules, grouped into compilation units.
//
// A file's module name follows from the folders above it that hold an `__init__.spy` or `__init__.py`. Modules that
// import each other, and the modules of one package folder that was named as input, form a unit: calls between them are
// direct. Owns sources and trees; must outlive the Compilations made from its units. What is wrong with files and their
// syntax goes to the sink of the module.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "codegen/driver/options.h"
#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"
#include "frontend/source/source.h"

namespace spy::driver {

struct ModuleInput {
  std::string path;
  std::string name;  // dotted
  bool is_package = false;
  bool from_folder = false;  // found in a folder that was named as input
  const SourceFile* source = nullptr;
  std::unique_ptr<DiagnosticSink> syntax;  // what the parser says about it
  std::unique_ptr<ast::Module> tree;       // null: syntax errors

  // "mod" of "pkg.mod".
  std::string_view LastPart() const { return std::string_view(name).substr(name.rfind('.') + 1); }
  // Path of the compiled module below the folder that holds the top-level package: "pkg/mod.abi3.so".
  std::string RelativeOutput() const;
};

struct Unit {
  std::vector<ModuleInput*> modules;     // in order of input; a package before its members
  std::unique_ptr<DiagnosticSink> sink;  // for the phases after parsing

  bool HasSyntaxErrors() const;
};

class Workspace {
 public:
  // Finds, loads and parses everything. Never fails: problems are in `sink()` and in the sinks of the units.
  // Files for which `excludes` is true are not taken from folders.
  explicit Workspace(const std::vector<std::string>& inputs, std::function<bool(const std::string&)> excludes = {});

  SourceManager& sources() { return sources_; }
  // Problems with the inputs themselves (unreadable, not a module name).
  DiagnosticSink& sink() { return sink_; }
  const std::vector<std::unique_ptr<ModuleInput>>& modules() const { return modules_; }
  std::vector<Unit>& units() { return units_; }

 private:
  void AddPath(const std::string& path);
  void AddFolder(const std::string& path);
  void AddFile(const std::string& path, bool from_folder);
  void Group();

  std::function<bool(const std::string&)> excludes_;
  SourceManager sources_;
  DiagnosticSink sink_;
  std::vector<std::unique_ptr<ModuleInput>> modules_;
  std::vector<Unit> units_;
};

// What must be compiled together with a file that is imported or run on its own: the file, or the outermost package
// folder around it.
std::vector<std::string> UnitInputs(const std::string& path);

}  // namespace spy::driver
