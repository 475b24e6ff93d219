// Sets of constants: CPython's compiler keeps one frozenset for all equal ones of a module, filled in the order of the
// first that it meets.
#include <algorithm>

#include "codegen/build/unit.h"

namespace spy::build {
namespace {

// The element as CPython tells constants apart: by kind and value.
std::string KeyOf(const ast::Expr& e, const SourceFile& source) {
  const auto* constant = ast::DynCast<ast::Constant>(&e);
  bool text = constant && (constant->constant_kind == ast::ConstantKind::Str ||
                           constant->constant_kind == ast::ConstantKind::Bytes);
  std::string kind = constant ? std::to_string(int(constant->constant_kind)) : "-";
  return kind + ":" + std::string(text ? std::string_view(constant->text) : source.Text(e.span));
}

std::string KeyOf(const ast::Set& set, const SourceFile& source) {
  std::vector<std::string> keys;
  for (const ast::Expr* element : set.elts) keys.push_back(KeyOf(*element, source));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::string all;
  for (const std::string& key : keys) all += key + '\0';
  return all;
}

// A set where CPython's compiler makes a constant of it: walked, searched, or with more than two elements.
class Finder {
 public:
  Finder(const SourceFile& source, std::map<std::string, const ast::Set*>& first) : source_(source), first_(first) {}

  void Walk(const ast::Node& node) {
    if (const auto* set = ast::DynCast<ast::Set>(&node); set && set->elts.size() > 2) Add(*set);
    if (const auto* loop = ast::DynCast<ast::For>(&node)) AddIfSet(*loop->iter);
    if (const auto* one = ast::DynCast<ast::Comprehension>(&node)) AddIfSet(*one->iter);
    if (const auto* compare = ast::DynCast<ast::Compare>(&node)) AddIfSet(*compare->comparators.back());
    ast::ForEachChild(node, [this](const ast::Node& child) { Walk(child); });
  }

 private:
  void AddIfSet(const ast::Expr& e) {
    if (const auto* set = ast::DynCast<ast::Set>(&e)) Add(*set);
  }
  void Add(const ast::Set& set) {
    if (std::all_of(set.elts.begin(), set.elts.end(), IsFolded)) first_.try_emplace(KeyOf(set, source_), &set);
  }

  const SourceFile& source_;
  std::map<std::string, const ast::Set*>& first_;
};

}  // namespace

// What CPython has as a constant.
bool IsFolded(const ast::Expr* e) {
  if (ast::Is<ast::Constant>(e)) return true;
  if (const auto* unary = ast::DynCast<ast::UnaryOp>(e)) return IsFolded(unary->operand);
  if (const auto* binary = ast::DynCast<ast::BinOp>(e)) return IsFolded(binary->left) && IsFolded(binary->right);
  const auto* tuple = ast::DynCast<ast::Tuple>(e);
  return tuple && std::all_of(tuple->elts.begin(), tuple->elts.end(), IsFolded);
}

const ast::Set& Unit::FirstEqualSet(const check::CheckedModule& where, const ast::Set& set) {
  auto [entry, added] = constant_sets_.try_emplace(where.ast);
  if (added) {
    for (const ast::Stmt* stmt : where.ast->body) Finder(*where.source, entry->second).Walk(*stmt);
  }
  auto found = entry->second.find(KeyOf(set, *where.source));
  return found == entry->second.end() ? set : *found->second;
}

}  // namespace spy::build
