// Type expressions with structure: subscripts, unions, callables, literals, special forms.
#include <algorithm>
#include <string>

#include "frontend/diagnostics/names.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/names/data_class.h"
#include "typecheck/names/declarer.h"
#include "typecheck/names/type_evaluator.h"
#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

// The arguments of a subscript: the elements of a bare tuple, else the one expression.
ast::Seq<ast::Expr> ArgumentsOf(const ast::Subscript& expr) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(expr.slice); tuple && !tuple->parenthesised) return tuple->elts;
  return ast::Seq<ast::Expr>(&expr.slice, 1);
}

bool IsEllipsis(const ast::Expr& expr) {
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  return constant && constant->constant_kind == ast::ConstantKind::Ellipsis;
}

}  // namespace

TypeRef TypeEvaluator::Invalid(const ast::Expr& expr, std::string_view what) {
  module_.diagnostics.Report(diag::kInvalidTypeForm, SpanOf(expr), what);
  return types_.error;
}

TypeRef TypeEvaluator::WrongCount(std::string_view name, size_t wanted, size_t given, const ast::Expr& expr) {
  module_.diagnostics.Report(diag::kTypeArgumentCount, SpanOf(expr), name, wanted, given);
  return types_.error;
}

TypeRef TypeEvaluator::EvaluateForm(const ast::Expr& expr) {
  if (const auto* subscript = ast::DynCast<ast::Subscript>(&expr)) return EvaluateSubscript(*subscript);
  if (const auto* binary = ast::DynCast<ast::BinOp>(&expr); binary && binary->op == ast::Operator::BitOr) {
    TypeRef left = Evaluate(*binary->left);
    return types_.Union(left, Evaluate(*binary->right));
  }
  if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) {
    if (constant->constant_kind == ast::ConstantKind::None) return types_.none;
    return Invalid(expr, constant->constant_kind == ast::ConstantKind::Ellipsis ? "`...`" : "a value");
  }
  if (ast::Is<ast::List>(&expr)) return Invalid(expr, "a list display (write `list[T]`)");
  if (ast::Is<ast::Tuple>(&expr)) return Invalid(expr, "a tuple display (write `tuple[A, B]`)");
  if (ast::Is<ast::Dict>(&expr)) return Invalid(expr, "a dict display (write `dict[K, V]`)");
  if (ast::Is<ast::Call>(&expr)) return Invalid(expr, "a call");
  if (ast::Is<ast::BoolOp>(&expr)) return Invalid(expr, "`and` or `or` (write `A | B`)");
  return Invalid(expr, "this expression");
}

// Any, Self, Never: forms that stand alone.
TypeRef TypeEvaluator::EvaluateBareSpecial(std::string_view special, const ast::Expr& expr) {
  if (special == "Any") return types_.any;
  if (special == "Never" || special == "NoReturn") return types_.never;
  if (special == "LiteralString" || special == "Text") return types_.str_;
  if (special == "Self") {
    if (!scope_.cls) {
      module_.diagnostics.Report(diag::kSelfOutsideClass, SpanOf(expr));
      return types_.error;
    }
    return types_.TypeVar(scope_.cls->self_var);
  }
  if (special == "Callable" || special == "Tuple") {
    if (module_.is_stub && special == "Callable") return types_.Callable({}, types_.any, true);
    ReportBareGeneric(special, 1, expr);
    return types_.error;
  }
  if (special == "Type") return types_.Instance(types_.type_class);
  if (special == "AnyStr") return types_.TypeVar(AnyStr());
  if (special == "TypeGuard" || special == "TypeIs") return types_.bool_;
  module_.diagnostics.Report(diag::kMisplacedQualifier, SpanOf(expr), special);
  return types_.error;
}

// The type variable of typing.AnyStr.
const TypeVarSymbol* TypeEvaluator::AnyStr() {
  const ModuleSymbol* typing = program_.FindModule("typing", true);
  auto* variable = AsVariableSymbol(typing->Find("AnyStr"));
  if (!variable->type_var) {
    variable->type_var = program_.symbols.NewTypeVar("AnyStr", variable->name_span, typing);
    variable->type_var->constraints = {types_.str_, types_.bytes_};
  }
  return variable->type_var;
}

TypeRef TypeEvaluator::EvaluateSubscript(const ast::Subscript& expr) {
  NamedType head = Resolve(*expr.value);
  ++nesting_;
  TypeRef result = EvaluateArguments(head, expr);
  --nesting_;
  return result;
}

TypeRef TypeEvaluator::EvaluateArguments(const NamedType& head, const ast::Subscript& expr) {
  if (head.cls) return EvaluateClass(*head.cls, expr);
  if (!head.special.empty()) return EvaluateSpecial(head.special, expr);
  if (head.type->kind == TypeKind::kError || head.type->kind == TypeKind::kAny) return head.type;
  if (head.alias || (Contains(head.type, TypeKind::kTypeVar) && head.type->kind != TypeKind::kTypeVar)) {
    return EvaluateAlias(head, expr);
  }
  return WrongCount(ToString(head.type), 0, ArgumentsOf(expr).size(), expr);
}

TypeRef TypeEvaluator::EvaluateClass(const ClassSymbol& cls, const ast::Subscript& expr) {
  ast::Seq<ast::Expr> args = ArgumentsOf(expr);
  if (&cls == types_.tuple_class || (module_.is_stub && cls.name == "tuple")) return EvaluateTuple(args, expr);
  if (&cls == types_.type_class || (module_.is_stub && cls.name == "type")) return EvaluateClassObject(*args[0]);
  std::vector<TypeRef> evaluated;
  if (!FillArguments(cls.type_params, args, evaluated)) {
    return WrongCount(cls.name, cls.type_params.size(), args.size(), expr);
  }
  if (std::ranges::find(evaluated, types_.error) != evaluated.end()) return types_.error;
  if (!module_.is_stub) NoteBounds(cls.type_params, evaluated, cls.name, expr);
  return types_.Instance(&cls, evaluated);
}

TypeRef TypeEvaluator::EvaluateSpecial(std::string_view special, const ast::Subscript& expr) {
  ast::Seq<ast::Expr> args = ArgumentsOf(expr);
  if (special == "Optional") {
    if (args.size() != 1) return WrongCount(special, 1, args.size(), expr);
    return types_.Optional(Evaluate(*args[0]));
  }
  if (special == "Union") return EvaluateUnion(args);
  if (special == "Callable") return EvaluateCallable(args, expr);
  if (special == "Tuple") return EvaluateTuple(args, expr);
  if (special == "Type") return EvaluateClassObject(*args[0]);
  if (special == "Literal") return EvaluateLiteral(args);
  if (special == "Annotated" || special == "Required" || special == "NotRequired") return Evaluate(*args[0]);
  if (special == "TypeGuard" || special == "TypeIs") {
    Evaluate(*args[0]);
    return types_.bool_;
  }
  if (special == "Unpack") return EvaluateUnpack(*args[0]);
  if (special == "Concatenate") return ParamsOf(expr);
  module_.diagnostics.Report(diag::kMisplacedQualifier, SpanOf(expr), special);
  return types_.error;
}

// tuple[()], tuple[A, B], tuple[A, ...]
TypeRef TypeEvaluator::EvaluateTuple(ast::Seq<ast::Expr> args, const ast::Subscript& expr) {
  if (const auto* empty = ast::DynCast<ast::Tuple>(expr.slice); empty && empty->elts.empty()) return types_.Tuple({});
  std::vector<TypeRef> elements;
  bool variadic = args.size() == 2 && IsEllipsis(*args[1]);
  for (const ast::Expr* arg : args.subspan(0, variadic ? 1 : args.size())) {
    TypeRef element = ast::Is<ast::Starred>(arg) ? EvaluateUnpack(*ast::As<ast::Starred>(*arg).value) : Evaluate(*arg);
    const TupleType* inner = ast::Is<ast::Starred>(arg) ? AsTupleType(element) : nullptr;
    if (inner && inner->variadic) return types_.VariadicTuple(types_.any);
    if (inner) {
      elements.insert(elements.end(), inner->elements.begin(), inner->elements.end());
    } else {
      elements.push_back(element);
    }
  }
  if (std::ranges::find(elements, types_.error) != elements.end()) return types_.error;
  return variadic ? types_.VariadicTuple(elements[0]) : types_.Tuple(elements);
}

// Callable[[A, B], R], Callable[..., R]
TypeRef TypeEvaluator::EvaluateCallable(ast::Seq<ast::Expr> args, const ast::Subscript& expr) {
  if (args.size() != 2) return WrongCount("Callable", 2, args.size(), expr);
  std::vector<ParamType> params;
  bool any_params = false;
  bool good = AddParamsOf(*args[0], params, any_params);
  TypeRef result = Evaluate(*args[1]);
  if (!good || result->kind == TypeKind::kError) return types_.error;
  return types_.Callable(params, result, any_params);
}

TypeRef TypeEvaluator::EvaluateUnion(ast::Seq<ast::Expr> args) {
  std::vector<TypeRef> members;
  for (const ast::Expr* arg : args) members.push_back(Evaluate(*arg));
  return types_.Union(members);
}

TypeRef TypeEvaluator::EvaluateLiteral(ast::Seq<ast::Expr> args) {
  std::vector<TypeRef> members;
  for (const ast::Expr* arg : args) {
    TypeRef member = LiteralValue(*arg);
    if (!member) {
      module_.diagnostics.Report(diag::kLiteralArgument, SpanOf(*arg));
      return types_.error;
    }
    members.push_back(member);
  }
  return types_.Union(members);
}

// Color.RED; null: no member of an enum
TypeRef TypeEvaluator::LiteralMember(const ast::Attribute& expr) {
  bool named = ast::Is<ast::NameExpr>(expr.value) || ast::Is<ast::Attribute>(expr.value);
  const ClassSymbol* cls = named ? Resolve(*expr.value).cls : nullptr;
  if (!cls) return nullptr;
  EnsureHeader(program_, *cls);
  if (!IsOfKind(*cls, DataKind::kEnum)) return nullptr;
  const DeclaredModule* owner = program_.DeclarationsOf(cls->module);
  const Scope* scope = owner && cls->def ? owner->scopes.ScopeOf(*cls->def) : nullptr;
  const VariableSymbol* member = scope ? AsVariableSymbol(scope->Find(expr.attr)) : nullptr;
  return member && member->owner_class == cls && member->initializer ? types_.LiteralMember(cls->self_type, member)
                                                                     : nullptr;
}

TypeRef TypeEvaluator::LiteralValue(const ast::Expr& expr) {
  if (const auto* negative = ast::DynCast<ast::UnaryOp>(&expr); negative && negative->op == ast::UnaryOperator::USub) {
    const auto* constant = ast::DynCast<ast::Constant>(negative->operand);
    bool plain = constant && constant->constant_kind == ast::ConstantKind::Int && !constant->is_big;
    return plain ? types_.LiteralInt(-constant->int_value) : nullptr;
  }
  const auto* constant = ast::DynCast<ast::Constant>(&expr);
  if (const auto* member = ast::DynCast<ast::Attribute>(&expr)) {
    if (TypeRef literal = LiteralMember(*member)) return literal;
  }
  if (!constant) {
    if (!ast::Is<ast::Subscript>(&expr) && !ast::Is<ast::NameExpr>(&expr)) return nullptr;
    TypeRef nested = Evaluate(expr);
    bool literal =
        std::ranges::all_of(MembersOf(nested), [](TypeRef member) { return AsLiteralType(member) != nullptr; });
    return literal || nested->kind == TypeKind::kError ? nested : nullptr;
  }
  switch (constant->constant_kind) {
    case ast::ConstantKind::None:
      return types_.none;
    case ast::ConstantKind::True:
      return types_.LiteralBool(true);
    case ast::ConstantKind::False:
      return types_.LiteralBool(false);
    case ast::ConstantKind::Int:
      return types_.Literal(types_.int_, constant);
    case ast::ConstantKind::Str:
      return types_.Literal(types_.str_, constant);
    case ast::ConstantKind::Bytes:
      return types_.Literal(types_.bytes_, constant);
    case ast::ConstantKind::Ellipsis:
    case ast::ConstantKind::Float:
    case ast::ConstantKind::Imaginary:
      return nullptr;
  }
  return nullptr;
}

TypeRef TypeEvaluator::EvaluateClassObject(const ast::Expr& arg) {
  TypeRef instance = Evaluate(arg);
  if (instance->kind == TypeKind::kAny) return types_.Instance(types_.type_class);
  if (const UnionType* u = AsUnionType(instance)) {
    std::vector<TypeRef> members;
    for (TypeRef member : u->members) members.push_back(types_.ClassObject(member));
    return types_.Union(members);
  }
  return types_.ClassObject(instance);
}

}  // namespace spy::check
