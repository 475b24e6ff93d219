#include "codegen/driver/imports.h"

namespace spy::driver {

namespace {

class Collector {
 public:
  Collector(const std::string& module_name, bool is_package) : package_(module_name) {
    if (!is_package) DropLast();
  }

  void Visit(const ast::Node& node) {
    if (const auto* import = ast::DynCast<ast::Import>(&node)) {
      for (const ast::Alias* alias : import->names) names.emplace_back(alias->name.view());
    } else if (const auto* from = ast::DynCast<ast::ImportFrom>(&node)) {
      AddFrom(*from);
    } else if (HoldsStatements(node)) {
      ast::ForEachChild(node, [this](const ast::Node& child) { Visit(child); });
    }
  }

  std::vector<std::string> names;

 private:
  // Expressions hold no imports: only compound statements and their parts are entered.
  static bool HoldsStatements(const ast::Node& node) {
    switch (node.kind) {
#define SPY_STMT(kind, fields) case ast::NodeKind::kind:
#define SPY_PART(kind, fields) case ast::NodeKind::kind:
#include "frontend/ast/nodes.def"
      return true;
#define SPY_EXPR(kind, fields) case ast::NodeKind::kind:
#define SPY_PATTERN(kind, fields) case ast::NodeKind::kind:
#define SPY_TYPE_PARAM(kind, fields) case ast::NodeKind::kind:
#include "frontend/ast/nodes.def"
      return false;
    }
    __builtin_unreachable();
  }

  void DropLast() {
    size_t dot = package_.rfind('.');
    package_.resize(dot == std::string::npos ? 0 : dot);
  }

  void AddFrom(const ast::ImportFrom& from) {
    std::string base(from.module.view());
    if (from.level > 0) {
      std::string saved = package_;
      for (int level = 1; level < from.level; ++level) DropLast();
      base = base.empty() ? package_ : package_ + "." + base;
      package_ = saved;
    }
    names.push_back(base);
    for (const ast::Alias* alias : from.names) names.push_back(base + "." + std::string(alias->name.view()));
  }

  std::string package_;
};

}  // namespace

std::vector<std::string> ImportedNames(const ast::Module& tree, const std::string& module_name, bool is_package) {
  Collector collector(module_name, is_package);
  for (const ast::Stmt* stmt : tree.body) collector.Visit(*stmt);
  return std::move(collector.names);
}

}  // namespace spy::driver
