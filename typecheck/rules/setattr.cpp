// setattr(x, "field", value), object.__setattr__(self, "field", value): the assignment that they stand for.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

const ast::Constant* LiteralName(const ast::Call& node, size_t at) {
  const auto* constant = at < node.args.size() ? ast::DynCast<ast::Constant>(node.args[at]) : nullptr;
  return constant && constant->constant_kind == ast::ConstantKind::Str ? constant : nullptr;
}

}  // namespace

// A declared field of a class of the unit: the value has its type, flow knows that it was set. The call itself is
// CPython's own, so that a frozen data class refuses `setattr` and lets `object.__setattr__` through.
bool Checker::SetsDeclaredField(const ast::Call& node, TypeRef receiver, const ast::Expr* object, size_t name_at) {
  const ast::Constant* name = LiteralName(node, name_at);
  if (!name || node.args.size() != name_at + 2 || !node.keywords.empty()) return false;
  if (ast::Is<ast::Starred>(node.args[name_at + 1])) return false;
  std::optional<Member> member =
      receiver->kind == TypeKind::kInstance ? FindMember(types_, receiver, name->text) : std::nullopt;
  const VariableSymbol* field = member ? AsVariableSymbol(member->symbol) : nullptr;
  if (!field || field->storage != Storage::kField || field->is_written_final) return false;
  Check(*name);
  const ast::Expr& value = *node.args[name_at + 1];
  TypeRef type = Check(value, member->type);
  Require(value, type, member->type, {}, field->module == out_.symbol ? field->name_span : Span{});
  ForgetField(*field, ~0u, node.span);
  if (!object || IsInitSelf(*object)) {
    if (InInit()) MarkFieldSet(*field);
  }
  NoteRaise();
  return true;
}

// setattr(x, "field", v) stands for x.field = v; on Any it is CPython's own
TypeRef Checker::CheckSetattrCall(const ast::Call& node) {
  if (node.args.empty() || ast::Is<ast::Starred>(node.args[0])) return nullptr;
  const ast::Expr& object = *node.args[0];
  TypeRef receiver = CheckReceiver(object);
  if (receiver->kind == TypeKind::kAny) {
    ForgetAfterCall(unit_.effects.Unknown(), node.span);
    return nullptr;
  }
  if (SetsDeclaredField(node, receiver, &object, 1)) return types_.none;
  CheckDynamicCall(node);
  const ast::Constant* name = LiteralName(node, 1);
  std::string assignment;
  if (name && node.args.size() == 3)
    assignment = fmt::format("{}.{} = {}", TextOf(object), name->text, TextOf(*node.args[2]));
  dialect::RefuseSetattr(declared_.diagnostics, node, assignment);
  return types_.error;
}

// object.__setattr__(self, "field", v), super().__setattr__("field", v): how the methods of a frozen data class set
// its fields
TypeRef Checker::CheckSetattrMethod(const ast::Call& node) {
  const auto* method = ast::DynCast<ast::Attribute>(node.func);
  if (!method || method->attr != "__setattr__") return nullptr;
  bool is_super = IsSuperCall(*method->value);
  TypeRef owner = out_.types_[method->value->id];
  const ClassObjectType* cls = owner ? AsClassObjectType(owner) : nullptr;
  if (owner && owner->kind == TypeKind::kAny) return nullptr;
  TypeRef receiver = nullptr;
  const ast::Expr* object = nullptr;
  if (is_super) {
    const ClassSymbol* around = ClassOfMethod();
    receiver = around ? around->self_type : nullptr;
  } else if (cls && !node.args.empty() && !ast::Is<ast::Starred>(node.args[0])) {
    object = node.args[0];
    receiver = CheckReceiver(*object);
  }
  if (receiver && receiver->kind == TypeKind::kAny) return nullptr;
  if (receiver && SetsDeclaredField(node, receiver, object, is_super ? 0 : 1)) return types_.none;
  CheckDynamicCall(node);
  dialect::RefuseSetattr(declared_.diagnostics, node, {});
  return types_.error;
}

}  // namespace spy::check
