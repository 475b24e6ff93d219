// for.
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// for target in iter: body else: orelse
void Checker::CheckStmt(const ast::For& node) {
  TypeRef iterable = Check(*node.iter);
  TypeRef element = ElementOf(*node.iter, iterable);
  if (RefusePairsOfKeys(node, iterable)) element = types_.error;
  CheckLoopBody(
      [&](Flow& if_done) {
        if_done = body_->flow;
        Assign(*node.target, nullptr, element);
        CheckBlock(node.body);
      },
      node.orelse);
}

// for k, v in d: the keys of a dict are gone through, not its items
bool Checker::RefusePairsOfKeys(const ast::For& node, TypeRef iterable) {
  const auto* pair = ast::DynCast<ast::Tuple>(node.target);
  TypeRef dict = pair && pair->elts.size() == 2 ? AsBase(types_, iterable, types_.dict_class) : nullptr;
  if (!dict) return false;
  TypeRef key = AsInstanceType(dict)->args[0];
  if (key != types_.str_ && key != types_.int_) return false;
  Report(diag::kUnpackCount, node.iter->span, ToString(key), 2)
      .Label("this goes through the keys")
      .Help(fmt::format("write `{}.items()`", Quote(*node.iter)))
      .Fix({node.iter->span.end, node.iter->span.end}, ".items()");
  return true;
}

// async for target in iter: body else: orelse
void Checker::CheckStmt(const ast::AsyncFor& node) {
  TypeRef iterable = Check(*node.iter);
  TypeRef element = AsyncElementOf(*node.iter, iterable);
  CheckLoopBody(
      [&](Flow& if_done) {
        NoteSuspension(node.iter->span);
        if_done = body_->flow;
        Assign(*node.target, nullptr, element);
        CheckBlock(node.body);
      },
      node.orelse);
}

}  // namespace spy::check
