// Attributes: fields, properties, class variables, members of modules; anything else by getattr.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::AttributeInfo;
using check::AttributeKind;

// The attribute's name as CPython mangles it: `__x` in class C is `_C__x`.
std::string FunctionBuilder::AttributeName(const ast::Attribute& e) const {
  std::string name(e.attr.view());
  if (!name.starts_with("__") || name.ends_with("__")) return name;
  const check::ClassSymbol* cls = class_body_;
  for (const check::FunctionSymbol* f = fn_; f && !cls; f = f->enclosing) cls = f->owner_class;
  if (!cls) return name;
  std::string_view owner = cls->name;
  owner.remove_prefix(std::min(owner.find_first_not_of('_'), owner.size()));
  return owner.empty() ? name : "_" + std::string(owner) + name;
}

// The setter that belongs to a property's getter, in the class that declares it.
const check::FunctionSymbol* FunctionBuilder::SetterOf(const AttributeInfo& info) const {
  if (!info.function || !info.function->owner_class) return nullptr;
  return info.function->owner_class->FindMethod(info.function->name, check::MethodKind::kPropertySetter);
}

// C.member of a class of the unit
ValueId FunctionBuilder::LoadClassMember(const ast::Attribute& e, const check::Symbol* symbol) {
  const check::VariableSymbol* v = check::AsVariableSymbol(symbol);
  const MemberRef* member = v && v->storage == check::Storage::kClass ? u_.FindMember(v) : nullptr;
  const auto* name = ast::DynCast<ast::NameExpr>(e.value);
  const check::ClassSymbol* cls = name ? check::AsClassSymbol(m_.SymbolOf(*name)) : nullptr;
  if (member && cls && !cls->binding && !cls->enclosing && !v->is_implicit) {
    return Narrow(b_.Emit(Op::kClassVarGet, {}, {member->cls, member->index}), v->type);
  }
  ValueId receiver = ObjectExpr(*e.value);
  // The default of a field, read through the class.
  bool is_default = v && v->storage == check::Storage::kField && v->initializer && u_.IsLiteral(*v->initializer) &&
                    !v->has_other_defaults;
  if (is_default) return Const(u_.LiteralOf(*v->initializer));
  return Checked(b_.Emit(Op::kObjGetAttr, {receiver}, {ir_.AddName(AttributeName(e))}), StaticType(e));
}

// receiver.attr, the receiver evaluated already
ValueId FunctionBuilder::LoadAttribute(const ast::Attribute& e, ValueId receiver) {
  TypeRef type = StaticType(e);
  const AttributeInfo* info = m_.AttributeOf(e);
  if (info && info->kind == AttributeKind::kField && info->variable) {
    if (const MemberRef* field = u_.FindMember(info->variable)) {
      ir::Type field_type = ir_.At(field->cls).fields[field->index].type;
      ValueId value = b_.Emit(Op::kFieldGet, {receiver}, {field->cls, field->index}, field_type);
      bool may_differ =
          check::Contains(info->variable->type, check::TypeKind::kTypeVar) || info->variable->has_other_defaults;
      return may_differ ? Checked(value, type) : Narrow(value, type);
    }
  }
  if (info && info->kind == AttributeKind::kProperty) {
    if (ValueId value = CallSlot(receiver, AttributeName(e), {})) {
      return TypeOf(value).kind == ir::TypeKind::kObject ? Checked(value, type) : value;
    }
  }
  if (ValueId value = LoadMadeAttribute(e, receiver)) return Checked(value, type);
  ValueId value = b_.Emit(Op::kObjGetAttr, {Object(receiver)}, {ir_.AddName(AttributeName(e))});
  return Checked(value, type);
}

// value.attr
ValueId FunctionBuilder::Build(const ast::Attribute& e) {
  const AttributeInfo* info = m_.AttributeOf(e);
  if (info && info->kind == AttributeKind::kClassMember) return LoadClassMember(e, info->symbol);
  const check::Symbol* member = info && info->kind == AttributeKind::kModuleMember ? info->symbol : nullptr;
  // While modules are imported, those of a cycle are partly there: CPython's lookup says so.
  bool importing = !fn_ && member && member->module != m_.symbol;
  if (member && member->module && member->module->module_kind == check::ModuleKind::kUnit && !importing) {
    const check::VariableSymbol* v = check::AsVariableSymbol(member);
    b_.SetSpan(e.span);
    if (v && v->storage == check::Storage::kGlobal) {
      return Narrow(b_.Emit(Op::kGlobalMember, {}, {GlobalOf(v)}), v->type);
    }
    if (!v && member->kind != check::SymbolKind::kModule) {
      return b_.Emit(Op::kGlobalMember, {}, {u_.GlobalOf(member->module, member->name, u_.types.any)});
    }
  }
  ValueId receiver = Expr(*e.value);
  b_.SetSpan(e.span);
  return LoadAttribute(e, receiver);
}

// receiver.attr = value
void FunctionBuilder::StoreAttribute(const ast::Attribute& target, ValueId receiver, ValueId value, TypeRef from) {
  b_.SetSpan(target.span);
  const AttributeInfo* info = m_.AttributeOf(target);
  const MemberRef* member = info && info->variable ? u_.FindMember(info->variable) : nullptr;
  if (member && info->kind == AttributeKind::kField) {
    value = Coerce(value, from, info->variable->type);
    const ir::Type field_type = ir_.At(member->cls).fields[member->index].type;
    value = As(value, field_type, info->variable->type, false);
    b_.Emit(Op::kFieldSet, {receiver, value}, {member->cls, member->index});
    return;
  }
  if (info && info->kind == AttributeKind::kClassMember) {
    const check::VariableSymbol* v = check::AsVariableSymbol(info->symbol);
    const auto* name = ast::DynCast<ast::NameExpr>(target.value);
    const check::ClassSymbol* cls = name ? check::AsClassSymbol(m_.SymbolOf(*name)) : nullptr;
    member = v ? u_.FindMember(v) : nullptr;
    if (member && cls && !cls->enclosing && u_.FindClass(cls) == member->cls) {
      b_.Emit(Op::kClassVarSet, {Object(Coerce(value, from, v->type))}, {member->cls, member->index});
      return;
    }
  }
  if (info && info->kind == AttributeKind::kProperty) {
    const check::FunctionSymbol* setter = SetterOf(*info);
    std::string slot = AttributeName(target) + ".setter";
    if (setter && setter->params.size() == 2) {
      ValueId typed = Coerce(value, from, setter->params[1].type);
      if (CallSlot(receiver, slot, {typed})) return;
    }
  }
  TypeRef type = StaticType(target);
  value = Object(Coerce(value, from, type));
  b_.Emit(Op::kObjSetAttr, {Object(receiver), value}, {ir_.AddName(AttributeName(target))});
}

}  // namespace spy::build
