// Narrowing: what a test says about the type of a place.
#include "typecheck/rules/narrowing.h"

#include <algorithm>

#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

template <class F>
TypeRef FilterMembers(TypeStore& types, TypeRef type, F&& keep) {
  std::vector<TypeRef> kept;
  for (TypeRef member : MembersOf(type)) {
    if (TypeRef part = keep(member)) kept.push_back(part);
  }
  return types.Union(kept);
}

bool IsNoneConstant(const ast::Expr& expr) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  return constant && constant->constant_kind == ast::ConstantKind::None;
}

}  // namespace

void Checker::NarrowIn(Flow& flow, const ast::Expr& expr, TypeRef type) {
  std::optional<uint32_t> place = PlaceOfExpr(expr, true);
  if (!place) return;
  if (type->kind == TypeKind::kNever) flow.impossible = true;
  PlaceState state = flow.Get(*place);
  if (state.type == type || (!state.type && DeclaredTypeOfPlace(*place) == type)) return;
  state.type = type;
  flow.Set(*place, state);
  body_->narrowed_at[*place] = expr.span;
}

TypeRef Checker::TruthyPart(TypeRef type) {
  return FilterMembers(types_, type, [&](TypeRef member) -> TypeRef {
    if (member->kind == TypeKind::kNone) return nullptr;
    const LiteralType* literal = AsLiteralType(member);
    if (literal && literal->value && LiteralTruth(*literal->value) == false) return nullptr;
    return member;
  });
}

TypeRef Checker::FalsyPart(TypeRef type) {
  return FilterMembers(types_, type, [&](TypeRef member) -> TypeRef {
    switch (member->kind) {
      case TypeKind::kClassObject:
      case TypeKind::kCallable:
      case TypeKind::kOverloaded:
      case TypeKind::kModule:
        return nullptr;
      case TypeKind::kLiteral:
        return AsLiteralType(member)->value && LiteralTruth(*AsLiteralType(member)->value) == true ? nullptr : member;
      case TypeKind::kTuple: {
        const TupleType& tuple = *AsTupleType(member);
        return !tuple.variadic && !tuple.elements.empty() ? nullptr : member;
      }
      case TypeKind::kInstance: {
        // A subclass made in Python may define __bool__: only a final class is surely true.
        const ClassSymbol& cls = *AsInstanceType(member)->cls;
        bool has_truth = cls.Lookup("__bool__").symbol || cls.Lookup("__len__").symbol;
        return cls.is_final && cls.class_kind == ClassKind::kNative && !has_truth ? nullptr : member;
      }
      case TypeKind::kError:
      case TypeKind::kNever:
      case TypeKind::kAny:
      case TypeKind::kNone:
      case TypeKind::kUnion:
      case TypeKind::kTypeVar:
        return member;
    }
    return member;
  });
}

void Checker::NarrowTruth(const ast::Expr& expr, TypeRef type, Flow& if_true, Flow& if_false) {
  if (type->kind == TypeKind::kError || type->kind == TypeKind::kAny || type->kind == TypeKind::kNever) return;
  TypeRef truthy = TruthyPart(type), falsy = FalsyPart(type);
  if (truthy != type && truthy->kind != TypeKind::kNever) NarrowIn(if_true, expr, truthy);
  if (falsy != type && falsy->kind != TypeKind::kNever) NarrowIn(if_false, expr, falsy);
  if (type->kind == TypeKind::kNone) if_true.impossible = true;
}

// The part of `type` that is also `wanted` (the class of an isinstance test).
TypeRef Checker::IntersectWith(TypeRef type, TypeRef wanted) {
  return FilterMembers(types_, type, [&](TypeRef member) -> TypeRef {
    if (member->kind == TypeKind::kAny || member->kind == TypeKind::kError) return wanted;
    if (const TypeVarType* var = AsTypeVarType(member)) {
      TypeRef part = IntersectWith(UpperOf(types_, member), wanted);
      if (part->kind == TypeKind::kNever) return nullptr;
      return part == UpperOf(types_, member) ? member : NarrowedVar(*var, part);
    }
    std::vector<TypeRef> parts;
    for (TypeRef want : MembersOf(wanted)) {
      if (IsOperand(types_, member, want)) return member;
      if (IsOperand(types_, want, member)) {
        parts.push_back(want);
      } else if (const InstanceType* instance = AsInstanceType(want);
                 instance && MayShareSubclass(member, *instance->cls)) {
        parts.push_back(want);
      }
    }
    return parts.empty() ? nullptr : types_.Union(parts);
  });
}

// What is left of `type` where the isinstance test failed.
TypeRef Checker::ExcludeFrom(TypeRef type, TypeRef unwanted) {
  return FilterMembers(types_, type, [&](TypeRef member) -> TypeRef {
    if (member->kind == TypeKind::kAny || member->kind == TypeKind::kError) return member;
    return IsOperand(types_, member, unwanted) ? nullptr : member;
  });
}

// x is None, x == "a", type(x) is C; true when the comparison was of a known form
bool Checker::ConditionOfCompare(const ast::Compare& node, Flow& if_true, Flow& if_false) {
  if (node.ops.size() != 1) return true;
  ast::CmpOperator op = node.ops[0];
  bool equal = op == ast::CmpOperator::Is || op == ast::CmpOperator::Eq;
  bool unequal = op == ast::CmpOperator::IsNot || op == ast::CmpOperator::NotEq;
  const ast::Expr *left = node.left, *right = node.comparators[0];
  if (op == ast::CmpOperator::In || op == ast::CmpOperator::NotIn) {
    bool in = op == ast::CmpOperator::In;
    NarrowByMembership(*left, *right, in ? if_true : if_false, in ? if_false : if_true);
    return true;
  }
  if (!equal && !unequal) return true;
  if (IsNoneConstant(*left)) std::swap(left, right);
  Flow& same = equal ? if_true : if_false;
  Flow& other = equal ? if_false : if_true;
  TypeRef type = out_.types_[left->id], compared = out_.types_[right->id];
  if (type->kind == TypeKind::kError || type->kind == TypeKind::kAny) {
    if (IsNoneConstant(*right) && (op == ast::CmpOperator::Is || op == ast::CmpOperator::IsNot))
      NarrowIn(same, *left, types_.none);
    return true;
  }
  if (IsNoneConstant(*right)) {
    TypeRef rest = WithoutNone(types_, type);
    bool has_none = type->kind == TypeKind::kNone || IsOptional(type) || type == types_.object_;
    NarrowIn(same, *left, has_none ? types_.none : types_.never);
    NarrowIn(other, *left, rest);
    return true;
  }
  if (NarrowByClassOf(*left, *right, same, other)) return true;
  bool identity = op == ast::CmpOperator::Is || op == ast::CmpOperator::IsNot;
  if (NarrowByLiteral(*left, *right, identity, same, other)) return true;
  if (IsOptional(type) && compared->kind != TypeKind::kAny && !IsOperand(types_, types_.none, compared)) {
    NarrowIn(same, *left, IntersectWith(WithoutNone(types_, type), types_.object_));
  }
  return true;
}

// type(x) is C, x.__class__ is C
bool Checker::NarrowByClassOf(const ast::Expr& left, const ast::Expr& right, Flow& same, Flow&) {
  const auto* call = ast::DynCast<ast::Call>(&left);
  if (!call || call->args.size() != 1 ||
      !IsBuiltin(ast::Is<ast::NameExpr>(call->func) ? SymbolAt(*call->func) : nullptr, "type"))
    return false;
  const ClassObjectType* object = AsClassObjectType(out_.types_[right.id]);
  if (!object) return true;
  TypeRef type = out_.types_[call->args[0]->id];
  NarrowIn(same, *call->args[0], IntersectWith(type, WithAnyArguments(object->instance)));
  return true;
}

// isinstance(x, C), issubclass(c, C), callable(x)
bool Checker::ConditionOfCall(const ast::Call& node, Flow& if_true, Flow& if_false) {
  const auto* name = ast::DynCast<ast::NameExpr>(node.func);
  if (const FunctionSymbol* guard = GuardOf(node)) return NarrowByGuard(node, *guard, if_true, if_false), true;
  if (name && IsBuiltin(SymbolAt(*name), "callable") && node.args.size() == 1) {
    return NarrowByCallable(*node.args[0], if_true, if_false), true;
  }
  if (!name || !IsBuiltin(SymbolAt(*name), "isinstance") || node.args.size() != 2 || !node.keywords.empty())
    return false;
  bool is_exact = true;
  TypeRef wanted = ClassesOfIsInstance(*node.args[1], is_exact);
  if (!wanted) return true;
  TypeRef type = out_.types_[node.args[0]->id];
  if (type->kind == TypeKind::kError) return true;
  NarrowIn(if_true, *node.args[0], IntersectWith(type, wanted));
  if (is_exact) NarrowIn(if_false, *node.args[0], ExcludeFrom(type, wanted));
  return true;
}

// callable(x): a union keeps what is certainly callable, and loses it in the other branch.
void Checker::NarrowByCallable(const ast::Expr& value, Flow& if_true, Flow& if_false) {
  TypeRef type = out_.types_[value.id];
  auto is_callable = [&](TypeRef member) {
    bool function = member->kind == TypeKind::kCallable || member->kind == TypeKind::kOverloaded ||
                    member->kind == TypeKind::kClassObject;
    return function || (member->kind == TypeKind::kInstance && FindMember(types_, member, "__call__").has_value());
  };
  auto may_be = [&](TypeRef member) { return is_callable(member) || member->kind == TypeKind::kAny; };
  TypeRef yes = FilterMembers(types_, type, [&](TypeRef member) { return may_be(member) ? member : nullptr; });
  TypeRef no = FilterMembers(types_, type, [&](TypeRef member) { return is_callable(member) ? nullptr : member; });
  if (yes != type && yes->kind != TypeKind::kNever) NarrowIn(if_true, value, yes);
  if (no != type && no->kind != TypeKind::kNever) NarrowIn(if_false, value, no);
}

// The second argument of isinstance as a type; null when it is not known.
TypeRef Checker::ClassesOfIsInstance(const ast::Expr& classes, bool& is_exact) {
  TypeRef type = out_.types_[classes.id];
  if (const auto* either = ast::DynCast<ast::BinOp>(&classes); either && either->op == ast::Operator::BitOr) {
    TypeRef left = ClassesOfIsInstance(*either->left, is_exact), right = ClassesOfIsInstance(*either->right, is_exact);
    return left && right ? types_.Union(left, right) : nullptr;
  }
  if (type->kind == TypeKind::kNone) return types_.none;
  if (const ClassObjectType* object = AsClassObjectType(type)) {
    // A variable of type type[C] may hold a subclass: the failed test says nothing.
    const Symbol* symbol = ast::Is<ast::NameExpr>(&classes) ? ResolveAlias(SymbolAt(classes)) : nullptr;
    if (ast::Is<ast::NameExpr>(&classes) && AsVariableSymbol(symbol)) is_exact = false;
    return WithAnyArguments(object->instance);
  }
  const TupleType* tuple = AsTupleType(type);
  if (!tuple || tuple->variadic) return nullptr;
  const auto* display = ast::DynCast<ast::Tuple>(&classes);
  std::vector<TypeRef> members;
  for (size_t i = 0; i < tuple->elements.size(); ++i) {
    if (display && i < display->elts.size()) {
      TypeRef one = ClassesOfIsInstance(*display->elts[i], is_exact);
      if (!one) return nullptr;
      members.push_back(one);
    } else if (const ClassObjectType* object = AsClassObjectType(tuple->elements[i])) {
      members.push_back(WithAnyArguments(object->instance));
    } else {
      return nullptr;
    }
  }
  return types_.Union(members);
}

// list[T] of the class itself -> list[Any]: a test of the class says nothing about elements.
TypeRef Checker::WithAnyArguments(TypeRef instance) {
  if (instance->kind == TypeKind::kTuple) return types_.VariadicTuple(types_.any);
  const InstanceType* known = AsInstanceType(instance);
  if (!known) return instance;
  if (known->cls == types_.tuple_class) return types_.VariadicTuple(types_.any);
  if (known->cls == types_.none_class) return types_.none;
  if (known->args.empty() || !Contains(instance, TypeKind::kTypeVar)) return instance;
  std::vector<TypeRef> args(known->args.size(), types_.any);
  return types_.Instance(known->cls, args);
}

// A class may derive from both: not two with layouts of their own.
bool Checker::MayShareSubclass(TypeRef member, const ClassSymbol& wanted) {
  const InstanceType* instance = AsInstanceType(member);
  if (!instance) return false;
  const ClassSymbol& cls = *instance->cls;
  if (cls.is_final || wanted.is_final) return false;
  return cls.is_protocol || wanted.is_protocol || cls.is_abstract || wanted.is_abstract;
}

std::optional<bool> LiteralTruth(const ast::Constant& constant) {
  switch (constant.constant_kind) {
    case ast::ConstantKind::True:
      return true;
    case ast::ConstantKind::None:
    case ast::ConstantKind::False:
      return false;
    case ast::ConstantKind::Int:
      return constant.is_big || constant.int_value != 0;
    case ast::ConstantKind::Str:
    case ast::ConstantKind::Bytes:
      return !constant.text.empty();
    case ast::ConstantKind::Ellipsis:
    case ast::ConstantKind::Float:
    case ast::ConstantKind::Imaginary:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace spy::check
