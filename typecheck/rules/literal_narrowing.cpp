// Narrowing by values: literals, members of enums, True and False; and what the value of a tag says about its owner.
#include <algorithm>

#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// A type with bools and enums as the values they have.
std::vector<TypeRef> Spread(TypeStore& types, TypeRef type) {
  std::vector<TypeRef> parts;
  for (TypeRef member : MembersOf(type)) {
    std::vector<TypeRef> values = ValuesOf(types, member);
    if (values.empty()) values.push_back(member);
    parts.insert(parts.end(), values.begin(), values.end());
  }
  return parts;
}

// An enum with an `__eq__` of its own may say anything.
bool HasOwnEquality(TypeRef type) {
  const InstanceType* instance = AsInstanceType(type);
  const ClassSymbol* owner = instance ? instance->cls->Lookup("__eq__").owner : nullptr;
  return owner && owner->class_kind != ClassKind::kBuiltin;
}

bool Overlap(TypeStore& types, TypeRef a, TypeRef b) {
  if (a->kind == TypeKind::kNever || b->kind == TypeKind::kNever) return false;
  for (TypeRef left : Spread(types, a)) {
    for (TypeRef right : Spread(types, b)) {
      if (left->kind == TypeKind::kTypeVar || right->kind == TypeKind::kTypeVar) return true;
      if (IsSubtype(types, left, right) || IsSubtype(types, right, left)) return true;
    }
  }
  return false;
}

}  // namespace

TypeRef Checker::BaseOf(const ast::Constant& constant) const {
  switch (constant.constant_kind) {
    case ast::ConstantKind::None:
      return types_.none;
    case ast::ConstantKind::Ellipsis:
      return types_.ellipsis_;
    case ast::ConstantKind::Float:
      return types_.float_;
    case ast::ConstantKind::Imaginary:
      return types_.complex_;
    case ast::ConstantKind::True:
    case ast::ConstantKind::False:
      return types_.bool_;
    case ast::ConstantKind::Int:
      return types_.int_;
    case ast::ConstantKind::Str:
      return types_.str_;
    case ast::ConstantKind::Bytes:
      return types_.bytes_;
  }
  return types_.error;
}

// 3, -1, "a", True, Color.RED, and a Final name for one of them -> the literal type; null for any other expression. The
// expression has been checked.
TypeRef Checker::LiteralOf(const ast::Expr& expr) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) {
    TypeRef base = BaseOf(*constant);
    bool is_literal = base == types_.bool_ || base == types_.int_ || base == types_.str_ || base == types_.bytes_;
    return is_literal ? types_.Literal(base, constant) : nullptr;
  }
  if (const auto* unary = ast::DynCast<ast::UnaryOp>(&expr)) {
    const auto* number = ast::DynCast<ast::Constant>(unary->operand);
    bool negative = unary->op == ast::UnaryOperator::USub && number &&
                    number->constant_kind == ast::ConstantKind::Int && !number->is_big;
    return negative ? types_.LiteralInt(-number->int_value) : nullptr;
  }
  const Symbol* symbol = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) symbol = ResolveAlias(SymbolAt(*name));
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&expr)) {
    const AttributeInfo* info = out_.attributes_[attribute->id];
    if (info) symbol = ResolveAlias(info->symbol ? info->symbol : info->variable);
  }
  const VariableSymbol* variable = symbol ? AsVariableSymbol(symbol) : nullptr;
  if (!variable) return nullptr;
  if (variable->owner_class && IsEnumMember(*variable->owner_class, *variable))
    return types_.LiteralMember(variable->owner_class->self_type, variable);
  bool fixed = variable->is_written_final && variable->storage == Storage::kGlobal && variable->initializer;
  return fixed && ast::Is<ast::Constant>(variable->initializer) ? LiteralOf(*variable->initializer) : nullptr;
}

// The literal type of a name or attribute where one is wanted; else the type itself.
TypeRef Checker::AsWantedLiteral(const ast::Expr& expr, TypeRef type, TypeRef expected) {
  if (!expected || !Contains(expected, TypeKind::kLiteral) || type->kind == TypeKind::kLiteral) return type;
  TypeRef literal = LiteralOf(expr);
  return literal && AsLiteralType(literal)->base == type && IsSubtype(types_, literal, expected) ? literal : type;
}

// x == "a", x is Color.RED, x is True. False: the right side is no literal, or says nothing.
bool Checker::NarrowByLiteral(const ast::Expr& left, const ast::Expr& right, bool identity, Flow& same, Flow& other) {
  TypeRef literal = LiteralOf(right), type = out_.types_[left.id];
  if (!literal) return false;
  TypeRef base = AsLiteralType(literal)->base;
  if (!identity && HasOwnEquality(base)) return false;
  NarrowOwner(left, literal, same);
  bool telling = std::ranges::any_of(MembersOf(type), [&](TypeRef member) {
    return member->kind == TypeKind::kLiteral || (member == base && !ValuesOf(types_, member).empty());
  });
  if (!telling) return false;
  std::vector<TypeRef> matching, rest;
  for (TypeRef part : Spread(types_, type)) {
    bool may_be = part->kind == TypeKind::kLiteral ? part == literal
                  : part->kind == TypeKind::kNone  ? false
                                                   : !identity || Overlap(types_, part, literal);
    if (may_be) matching.push_back(part);
    if (part != literal) rest.push_back(part);
  }
  TypeRef left_over = types_.Union(rest);
  NarrowIn(same, left, types_.Union(matching));
  NarrowIn(other, left, left_over);
  NarrowOwner(left, left_over, other);
  return true;
}

// x in ("a", "b"), x in (Color.RED, Color.GREEN); of any other container: no None is found where there is none
void Checker::NarrowByMembership(const ast::Expr& left, const ast::Expr& right, Flow& in, Flow& out) {
  TypeRef type = out_.types_[left.id];
  if (type->kind == TypeKind::kError || type->kind == TypeKind::kAny) return;
  ast::Seq<ast::Expr> elements;
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&right)) elements = tuple->elts;
  if (const auto* list = ast::DynCast<ast::List>(&right)) elements = list->elts;
  if (const auto* set = ast::DynCast<ast::Set>(&right)) elements = set->elts;
  std::vector<TypeRef> values;
  for (const ast::Expr* element : elements) {
    const auto* constant = ast::DynCast<ast::Constant>(element);
    bool is_none = constant && constant->constant_kind == ast::ConstantKind::None;
    TypeRef value = is_none ? types_.none : LiteralOf(*element);
    if (!value || (AsLiteralType(value) && HasOwnEquality(AsLiteralType(value)->base))) break;
    values.push_back(value);
  }
  bool telling = !values.empty() && values.size() == elements.size();
  if (!telling) {
    TypeRef element = TryElementOf(out_.types_[right.id]);
    if (element && IsOptional(type) && !IsOperand(types_, types_.none, element))
      NarrowIn(in, left, WithoutNone(types_, type));
    return;
  }
  std::vector<TypeRef> inside, outside;
  for (TypeRef part : Spread(types_, type)) {
    bool listed = std::ranges::find(values, part) != values.end();
    bool single = part->kind == TypeKind::kLiteral || part->kind == TypeKind::kNone;
    if (listed || !single) inside.push_back(part);
    if (!listed) outside.push_back(part);
  }
  NarrowIn(in, left, types_.Union(inside));
  NarrowIn(out, left, types_.Union(outside));
}

// The type of a tag, `kind: Literal["circle"]`, in one class of a union; null where it may be anything. A subclass made
// in Python could hide a field of a class that is not final.
TypeRef Checker::TagOf(const ast::Expr& tag, TypeRef owner) {
  const InstanceType* instance = AsInstanceType(owner);
  if (!instance) return nullptr;
  if (const auto* item = ast::DynCast<ast::Subscript>(&tag)) {
    const auto* key = ast::DynCast<ast::Constant>(item->slice);
    bool named = key && key->constant_kind == ast::ConstantKind::Str && IsOfKind(*instance->cls, DataKind::kTypedDict);
    const DataField* field = named ? instance->cls->data->Find(key->text) : nullptr;
    return field && field->default_kind == DataDefault::kNone ? field->type : nullptr;
  }
  const auto* attribute = ast::DynCast<ast::Attribute>(&tag);
  if (!attribute) return nullptr;
  std::optional<Member> member = FindMember(types_, owner, MemberName(*attribute).view());
  const VariableSymbol* field = member ? AsVariableSymbol(member->symbol) : nullptr;
  if (!field || field->storage != Storage::kField) return nullptr;
  // What is stored is checked against the literals. A default in the class body is not: subclasses in Python may have
  // another one, except that of a data class, which its `__init__` is given.
  bool stored = instance->cls->class_kind == ClassKind::kNative && field->owner_class &&
                (!field->initializer || IsOfKind(*field->owner_class, DataKind::kData));
  return instance->cls->is_final || stored ? member->type : nullptr;
}

// `tag` (x.kind, x["kind"]) has one of the values of `type`: x is of a class whose tag may have.
void Checker::NarrowOwner(const ast::Expr& tag, TypeRef type, Flow& flow) {
  const auto* attribute = ast::DynCast<ast::Attribute>(&tag);
  const auto* item = ast::DynCast<ast::Subscript>(&tag);
  const ast::Expr* owner = attribute ? attribute->value : item ? item->value : nullptr;
  if (!owner || !out_.types_[owner->id] || !AsUnionType(out_.types_[owner->id])) return;
  std::vector<TypeRef> kept;
  for (TypeRef member : MembersOf(out_.types_[owner->id])) {
    TypeRef known = TagOf(tag, member);
    if (!known || Overlap(types_, known, type)) kept.push_back(member);
  }
  NarrowIn(flow, *owner, types_.Union(kept));
}

}  // namespace spy::check
