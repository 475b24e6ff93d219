#include "codegen/driver/dump_types.h"

#include <fmt/format.h>

namespace spy::driver {

namespace {

constexpr size_t kMaxText = 60;

// Lists the expressions below a node, outer before inner.
class Lister {
 public:
  explicit Lister(const check::CheckedModule& module) : module_(module) {}

  void Visit(const ast::Node& node) {
    if (IsExpr(node)) Print(static_cast<const ast::Expr&>(node));
    ast::ForEachChild(node, [this](const ast::Node& child) { Visit(child); });
  }

  std::string text;

 private:
  static bool IsExpr(const ast::Node& node) {
    switch (node.kind) {
#define SPY_EXPR(kind, fields) case ast::NodeKind::kind:
#include "frontend/ast/nodes.def"
      return true;
#define SPY_STMT(kind, fields) case ast::NodeKind::kind:
#define SPY_PART(kind, fields) case ast::NodeKind::kind:
#define SPY_PATTERN(kind, fields) case ast::NodeKind::kind:
#define SPY_TYPE_PARAM(kind, fields) case ast::NodeKind::kind:
#include "frontend/ast/nodes.def"
      return false;
    }
    __builtin_unreachable();
  }

  void Print(const ast::Expr& expr) {
    const SourceFile& source = *module_.source;
    LineCol place = source.Locate(expr.span.begin);
    std::string_view source_text = source.Text(expr.span);
    bool is_long = source_text.size() > kMaxText || source_text.find('\n') != std::string_view::npos;
    std::string shown(source_text.substr(0, std::min(kMaxText, source_text.find('\n'))));
    check::TypeRef type = module_.TypeOf(expr);
    text += fmt::format("{}:{}: {}{} : {}\n", place.line, place.col + 1, shown, is_long ? "..." : "",
                        type == nullptr ? "-" : check::ToString(type));
  }

  const check::CheckedModule& module_;
};

}  // namespace

std::string DumpTypes(const check::CheckedModule& module) {
  Lister lister(module);
  for (const ast::Stmt* stmt : module.ast->body) lister.Visit(*stmt);
  return lister.text;
}

}  // namespace spy::driver
