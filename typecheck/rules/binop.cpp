// Binary operators through special methods.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"

namespace spy::check {
namespace {

bool IsTypeExpression(TypeRef type) { return type->kind == TypeKind::kClassObject || type->kind == TypeKind::kNone; }

// A non-negative integer literal, or a negative one.
std::optional<bool> IsNegativeLiteral(const ast::Expr& expr) {
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) {
    if (constant->constant_kind == ast::ConstantKind::Int) return false;
  }
  const auto* unary = ast::DynCast<ast::UnaryOp>(&expr);
  if (unary && unary->op == ast::UnaryOperator::USub && IsNegativeLiteral(*unary->operand) == false) return true;
  return std::nullopt;
}

// (1, "a") + (2.0,) -> tuple[int, str, float] where that is wanted. Elsewhere tuples get longer in loops.
TypeRef JoinedTuple(TypeStore& types, TypeRef left, TypeRef right, TypeRef expected) {
  const TupleType *first = AsTupleType(left), *second = AsTupleType(right);
  auto is_open = [](const TupleType* tuple) {
    return !tuple || tuple->variadic || Contains(tuple, TypeKind::kTypeVar);
  };
  if (!expected || is_open(first) || is_open(second)) return nullptr;
  std::vector<TypeRef> elements(first->elements.begin(), first->elements.end());
  elements.insert(elements.end(), second->elements.begin(), second->elements.end());
  TypeRef joined = types.Tuple(elements);
  auto wants = [&](TypeRef member) { return member->kind == TypeKind::kTuple && IsSubtype(types, joined, member); };
  return std::ranges::any_of(MembersOf(expected), wants) ? joined : nullptr;
}

}  // namespace

// left + right -> left.__add__(right), or right.__radd__(left)
TypeRef Checker::CheckExpr(const ast::BinOp& node, TypeRef expected) {
  bool repeats = node.op == ast::Operator::Mult;
  TypeRef left = Check(*node.left, WantsContext(*node.left) ? expected : nullptr);
  TypeRef wanted = nullptr;
  if (TypeRef merged = CheckTypedDictMerge(left, node.op, *node.right))
    return BinaryResult(node, node.op, node.op_span, *node.left, left, *node.right, merged, false);
  if (WantsContext(*node.right)) {
    wanted = repeats ? expected : left->kind == TypeKind::kInstance && !IsPending(left) ? left : expected;
    // [1] + ["a"] has elements of both types: the left side only helps where the right one does not know.
    TypeRef own = repeats ? nullptr : Quietly([&] { return Check(*node.right); });
    if (own && !Contains(own, TypeKind::kError) && !expected && OperatorOf(node.op, left, own, false)) wanted = nullptr;
  }
  TypeRef right = Check(*node.right, wanted);
  if (TypeRef joined = node.op == ast::Operator::Add ? JoinedTuple(types_, left, right, expected) : nullptr)
    return joined;
  return BinaryResult(node, node.op, node.op_span, *node.left, left, *node.right, right, false);
}

TypeRef Checker::BinaryResult(const ast::Expr& node, ast::Operator op, Span op_span, const ast::Expr& left,
                              TypeRef left_type, const ast::Expr& right, TypeRef right_type, bool in_place) {
  if (left_type->kind == TypeKind::kError || right_type->kind == TypeKind::kError) return types_.error;
  if (Contains(left_type, TypeKind::kError) || Contains(right_type, TypeKind::kError)) {
    TypeRef result = OperatorOf(op, left_type, right_type, in_place);
    return result ? result : types_.error;
  }
  if (IsTypeExpression(left_type) && IsTypeExpression(right_type) && op == ast::Operator::BitOr) return types_.any;
  NoteOperatorEffects(left_type, right_type, ast::MethodStem(op), node.span);
  if (op == ast::Operator::Pow) {
    if (TypeRef power = PowerOf(right, left_type, right_type)) return power;
  }
  if (TypeRef result = OperatorOf(op, left_type, right_type, in_place)) return result;
  if (TakeOperandsAsDynamic(left, left_type, right, right_type)) return types_.any;
  ReportOperand(node, op, op_span, left, left_type, right, right_type, in_place);
  return types_.error;
}

void Checker::ReportOperand(const ast::Expr& node, ast::Operator op, Span op_span, const ast::Expr& left,
                            TypeRef left_type, const ast::Expr& right, TypeRef right_type, bool in_place) {
  std::string text = fmt::format("{}{}", ast::OperatorText(op), in_place ? "=" : "");
  for (auto [side, type, other] :
       {std::tuple(&left, left_type, right_type), std::tuple(&right, right_type, left_type)}) {
    if (!IsOptional(type)) continue;
    TypeRef rest = WithoutNone(types_, type);
    TypeRef partner = WithoutNone(types_, other);
    if (!(side == &left ? OperatorOf(op, rest, partner, in_place) : OperatorOf(op, partner, rest, in_place))) continue;
    return ReportPossiblyNone(*side, type, fmt::format("`{}` needs a value", text));
  }
  std::string method = fmt::format("__{}__", ast::MethodStem(op));
  if (const InstanceType* view = NominalView(types_, left_type)) {
    const FunctionSymbol* own = AsFunctionSymbol(view->cls->Lookup(method).symbol);
    if (own && !own->is_stub && own->params.size() == 2 && RefuseConversion(right, right_type, own->params[1].type))
      return;
  }
  auto report = Report(diag::kOperand, node.span, text, ToString(left_type), ToString(right_type));
  report.Label(fmt::format("`{}` has no fitting `{}`", ToString(left_type), method));
  (void)op_span;
  if (op == ast::Operator::Add && (left_type == types_.str_) != (right_type == types_.str_)) {
    const ast::Expr& number = left_type == types_.str_ ? right : left;
    report.Help(fmt::format("write `str({})`, or an f-string", Quote(number)));
  }
  for (auto [side, type] : {std::pair(&left, left_type), std::pair(&right, right_type)}) {
    if (CoroutineResult(type))
      report.Help(fmt::format("write `await {}`: a call makes only a coroutine", Quote(*side)));
  }
}

// int ** int is an int for an exponent that is not negative, else a float.
TypeRef Checker::PowerOf(const ast::Expr& right, TypeRef left_type, TypeRef right_type) {
  auto is_int = [&](TypeRef type) { return IsOperand(types_, type, types_.int_) && !IsDynamic(type); };
  if (!is_int(left_type) || !is_int(right_type)) return nullptr;
  return IsNegativeLiteral(right) == true ? types_.float_ : types_.int_;
}

// `"x" * v`, `[] + v`: sequences have no number methods, so that a class's own reflected one is asked first.
bool Checker::YieldsToReflected(ast::Operator op, TypeRef left, TypeRef right) {
  if (op != ast::Operator::Add && op != ast::Operator::Mult) return false;
  const InstanceType* view = NominalView(types_, left);
  constexpr std::string_view kSequences[] = {"str", "bytes", "list", "tuple", "bytearray"};
  bool sequence = view && view->cls->module == program_.builtins &&
                  std::find(std::begin(kSequences), std::end(kSequences), view->cls->name) != std::end(kSequences);
  const InstanceType* other = sequence ? NominalView(types_, right) : nullptr;
  const FunctionSymbol* own =
      other ? AsFunctionSymbol(other->cls->Lookup(fmt::format("__r{}__", ast::MethodStem(op))).symbol) : nullptr;
  return own && !own->is_stub;
}

TypeRef Checker::OperatorOf(ast::Operator op, TypeRef left, TypeRef right, bool in_place) {
  OperatorKey key{int(op) * 2 + in_place, left, right};
  auto found = unit_.operators.find(key);
  if (found != unit_.operators.end()) return found->second;
  std::string_view stem = ast::MethodStem(op);
  TypeRef result = types_.never;
  TypeRef lefts = AsUnionType(UpperOf(types_, left)) ? UpperOf(types_, left) : left;
  TypeRef rights = AsUnionType(UpperOf(types_, right)) ? UpperOf(types_, right) : right;
  for (TypeRef l : MembersOf(lefts)) {
    for (TypeRef r : MembersOf(rights)) {
      TypeRef one = nullptr;
      if (IsDynamic(l) || IsDynamic(r)) {
        one = l->kind == TypeKind::kError || r->kind == TypeKind::kError ? types_.error : types_.any;
      }
      if (!one && !in_place && YieldsToReflected(op, l, r)) {
        one = SpecialMethodResult(r, fmt::format("__r{}__", stem), std::span(&l, 1));
      }
      if (!one && in_place) one = SpecialMethodResult(l, fmt::format("__i{}__", stem), std::span(&r, 1));
      if (!one) one = SpecialMethodResult(l, fmt::format("__{}__", stem), std::span(&r, 1));
      if (!one) one = SpecialMethodResult(r, fmt::format("__r{}__", stem), std::span(&l, 1));
      if (!one) {
        unit_.operators[key] = nullptr;
        return nullptr;
      }
      result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
    }
  }
  unit_.operators[key] = result;
  return result;
}

// receiver.method(args) by types alone; null when there is no such method or it does not accept them
TypeRef Checker::SpecialMethodResult(TypeRef receiver, std::string_view method, std::span<const TypeRef> args) {
  if (receiver->kind == TypeKind::kNone && method != "__bool__" && method != "__eq__" && method != "__ne__")
    return nullptr;
  std::optional<Member> member = FindMember(types_, receiver, method);
  if (!member) {  // a base class that we do not see may have it
    const InstanceType* view = AsInstanceType(receiver);
    return view && view->cls->has_foreign_base ? types_.any : nullptr;
  }
  if (receiver->kind == TypeKind::kClassObject && member->owner && member->owner != types_.type_class &&
      member->owner != types_.object_class && member->owner->name != "EnumType") {
    return nullptr;  // C.__add__ is not what `C + x` calls
  }
  auto accepts = [&](const CallableType& signature) -> TypeRef {
    if (signature.any_params) return signature.result;
    bool trusted = signature.function && !signature.function->is_stub;
    Substitution bindings;
    size_t given = 0;
    for (const ParamType& param : signature.params) {
      if (param.kind > ParamKind::kVarArgs) continue;
      if (given == args.size()) {
        if (!param.has_default && param.kind != ParamKind::kVarArgs) return nullptr;
        continue;
      }
      TypeRef wanted = param.type;
      if (Contains(wanted, TypeKind::kTypeVar)) {
        std::vector<const TypeVarSymbol*> open = OpenVars(signature);
        Infer(types_, wanted, args[given], bindings, &open);
        wanted = Substitute(types_, wanted, bindings);
      }
      if (!(trusted ? IsSubtype(types_, args[given], wanted) : IsOperand(types_, args[given], wanted))) return nullptr;
      ++given;
      while (param.kind == ParamKind::kVarArgs && given < args.size() && IsOperand(types_, args[given], wanted))
        ++given;
    }
    return given < args.size() ? nullptr : Substitute(types_, signature.result, bindings);
  };
  if (const CallableType* callable = AsCallableType(member->type)) return accepts(*callable);
  if (const OverloadedType* overloaded = AsOverloadedType(member->type)) {
    for (const CallableType* signature : overloaded->signatures) {
      if (TypeRef result = accepts(*signature)) return result;
    }
  }
  return member->type->kind == TypeKind::kAny ? types_.any : nullptr;
}

// Operators on instances of the unit's classes run its special methods.
void Checker::NoteOperatorEffects(TypeRef left, TypeRef right, std::string_view, Span where) {
  auto runs_code = [](TypeRef type) {
    for (TypeRef member : MembersOf(type)) {
      if (member->kind == TypeKind::kAny) return true;
      const InstanceType* instance = AsInstanceType(member);
      if (instance && (instance->cls->class_kind != ClassKind::kBuiltin || !instance->args.empty() ||
                       instance->cls->mro.size() < 2))
        return true;
    }
    return false;
  };
  bool dynamic = left->kind == TypeKind::kAny || right->kind == TypeKind::kAny;
  if (dynamic || runs_code(left) || runs_code(right)) {
    ForgetAfterCall(dynamic ? unit_.effects.Unknown() : unit_.effects.OfOperators(), where);
  }
}

}  // namespace spy::check
