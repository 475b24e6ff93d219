// Calls of `typing` that mean something to the checker, and TypeGuard functions.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/rules/callee.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// Null: an ordinary call.
TypeRef Checker::CheckTypingCall(const ast::Call& node, std::string_view name) {
  if (name == "assert_type") return CheckAssertType(node);
  if (name == "assert_never") return CheckAssertNever(node);
  if (name == "NewType") return CheckNewTypeCall(node);
  if (name == "NamedTuple" || name == "TypedDict") {  // a class that CPython makes
    Quietly([&] { CheckDynamicCall(node); });
    return types_.any;
  }
  if (name != "TypeVar" && name != "ParamSpec" && name != "TypeVarTuple") return nullptr;
  Quietly([&] { CheckDynamicCall(node); });
  for (Symbol* member : out_.symbol->members) {
    const VariableSymbol* variable = AsVariableSymbol(member);
    if (variable && variable->initializer == &node) TypeMadeByCall(program_, *variable);  // reports what is wrong in it
  }
  return types_.any;
}

// assert_type(x, T) -> x
TypeRef Checker::CheckAssertType(const ast::Call& node) {
  if (node.args.size() != 2 || !node.keywords.empty()) return nullptr;
  TypeRef type = Check(*node.args[0]);
  AnnotationOptions options;
  options.deferred = true;
  TypeRef wanted = EvaluateAnnotation(program_, declared_, *body_->scope, *node.args[1], options).type;
  SetType(*node.args[1], types_.any);
  if (wanted && wanted != type && StripLiteral(types_, type) != wanted && !Contains(type, TypeKind::kError) &&
      wanted->kind != TypeKind::kError) {
    Report(diag::kAssertType, node.args[0]->span, ToString(type), ToString(wanted))
        .Note(node.args[1]->span, "asserted here");
  }
  return type;
}

// assert_never(x): nothing is left that x could be
TypeRef Checker::CheckAssertNever(const ast::Call& node) {
  if (node.args.size() != 1 || !node.keywords.empty()) return nullptr;
  TypeRef type = Check(*node.args[0]);
  if (type->kind != TypeKind::kNever && type->kind != TypeKind::kError && body_->flow.IsLive()) {
    Report(diag::kNotExhaustive, node.args[0]->span, ToString(type))
        .Label("this should never be reached")
        .Help("handle it before");
  }
  return types_.never;
}

// Id = NewType("Id", int): a function from int to Id
TypeRef Checker::CheckNewTypeCall(const ast::Call& node) {
  for (Symbol* member : out_.symbol->members) {
    const VariableSymbol* variable = AsVariableSymbol(member);
    if (!variable || variable->initializer != &node) continue;
    for (const ast::Expr* arg : node.args) Quietly([&] { return Check(*arg); });
    TypeRef made = TypeMadeByCall(program_, *variable);
    const InstanceType* instance = made ? AsInstanceType(made) : nullptr;
    if (!instance || !instance->cls->new_type_of) return types_.error;
    ParamType param{{}, ParamKind::kPositionalOnly, instance->cls->new_type_of, false};
    return types_.Callable(std::span(&param, 1), made);
  }
  for (const ast::Expr* arg : node.args) Quietly([&] { return Check(*arg); });  // elsewhere: no type of its own
  return types_.any;
}

// T with a narrower bound: still a T.
TypeRef Checker::NarrowedVar(const TypeVarType& variable, TypeRef bound) {
  auto [entry, added] = unit_.narrowed_vars.try_emplace({variable.symbol, bound}, nullptr);
  if (added) {
    TypeVarSymbol* narrowed =
        program_.symbols.NewTypeVar(variable.symbol->name, variable.symbol->name_span, variable.symbol->module);
    narrowed->bound = bound;
    narrowed->origin = variable.symbol;
    narrowed->is_self = variable.symbol->is_self;
    entry->second = narrowed;
  }
  return types_.TypeVar(entry->second);
}

// The function of a call whose answer says what its first argument is.
const FunctionSymbol* Checker::GuardOf(const ast::Call& node) {
  if (node.args.empty() || ast::Is<ast::Starred>(node.args[0])) return nullptr;
  const FunctionSymbol* function = nullptr;
  if (const auto* name = ast::DynCast<ast::NameExpr>(node.func))
    function = AsFunctionSymbol(ResolveAlias(SymbolAt(*name)));
  if (const auto* attribute = ast::DynCast<ast::Attribute>(node.func)) {
    const AttributeInfo* info = out_.attributes_[attribute->id];
    if (info) function = info->function ? info->function : AsFunctionSymbol(ResolveAlias(info->symbol));
  }
  return function && function->guard && function->guard->kind != TypeKind::kError ? function : nullptr;
}

void Checker::NarrowByGuard(const ast::Call& node, const FunctionSymbol& guard, Flow& if_true, Flow& if_false) {
  const ast::Expr& argument = *node.args[0];
  TypeRef type = out_.types_[argument.id], proven = guard.guard;
  size_t first = size_t(guard.BoundParams());
  if (first < guard.params.size() && Contains(proven, TypeKind::kTypeVar)) {
    Substitution map;
    std::vector<const TypeVarSymbol*> open = OpenVars(*guard.type);
    Infer(types_, guard.params[first].type, type, map, &open);
    proven = Substitute(types_, proven, map);
  }
  if (type->kind == TypeKind::kError || HasOpenVars(proven)) return;
  TypeRef both = guard.guard_is ? IntersectWith(type, proven) : proven;
  if (guard.guard_is && both->kind == TypeKind::kNever) both = proven;
  NarrowIn(if_true, argument, both);
  if (guard.guard_is) NarrowIn(if_false, argument, ExcludeFrom(type, proven));
}

// Elements are checked where they are read: only the class itself has to be proven.
bool Checker::SameErased(TypeRef proven, TypeRef wanted) {
  if (IsSubtype(types_, proven, wanted)) return true;
  const InstanceType *left = AsInstanceType(proven), *right = AsInstanceType(wanted);
  if (left && right) return AsBase(types_, proven, right->cls) != nullptr;
  if (const UnionType* u = AsUnionType(wanted)) {
    return std::ranges::any_of(u->members, [&](TypeRef member) { return SameErased(proven, member); });
  }
  return AsTupleType(proven) && AsTupleType(wanted);
}

// return test, in `def f(x) -> TypeGuard[T]`: where the test holds, x is a T. True: the statement is done.
bool Checker::CheckGuardReturn(const ast::Return& node) {
  const FunctionSymbol& function = *body_->function;
  size_t first = size_t(function.BoundParams());
  const VariableSymbol* subject = first < function.params.size() ? function.params[first].variable : nullptr;
  if (!subject) return false;
  Flow holds, fails;
  Condition(*node.value, holds, fails);
  uint32_t place = PlaceOf(*subject);
  auto type_in = [&](const Flow& flow) {
    TypeRef type = flow.Get(place).type;
    return type ? type : DeclaredTypeOf(*subject);
  };
  const auto* constant = ast::DynCast<ast::Constant>(node.value);
  bool never_true = !holds.IsLive() || (constant && constant->constant_kind == ast::ConstantKind::False);
  bool never_false = !fails.IsLive() || (constant && constant->constant_kind == ast::ConstantKind::True);
  TypeRef proven = type_in(holds), rest = type_in(fails);
  Require(*node.value, out_.types_[node.value->id], types_.bool_, {}, body_->result_span);
  bool good = never_true || (proven->kind != TypeKind::kAny && SameErased(proven, function.guard)) ||
              (proven->kind == TypeKind::kAny && IsDynamicGuard(function.guard));
  TypeRef opposite = ExcludeFrom(DeclaredTypeOf(*subject), function.guard);
  bool exact = !function.guard_is || never_false || IsSubtype(types_, rest, opposite) || rest->kind == TypeKind::kAny;
  if (!good || !exact) {
    auto report = Report(diag::kUnprovenGuard, node.value->span, function.name, WithArticle(function.guard));
    report.Label(good ? fmt::format("where this is false, `{}` may still be one", subject->name)
                      : fmt::format("where this is true, `{}` is known to be {}", subject->name, WithArticle(proven)));
    report.Note(body_->result_span, "promised here");
    report.Help(good ? "write `TypeGuard`: it says nothing about the false answer"
                     : "test with `isinstance`; or return `bool` and `cast` where it is used");
  }
  body_->flow = holds;
  body_->flow.Merge(types_, fails);
  Flow leaving = body_->flow;
  Jump(PendingJump::kReturn, leaving);
  body_->flow = Flow::Unreachable();
  return true;
}

// Nothing is trusted of it at run time.
bool Checker::IsDynamicGuard(TypeRef guard) const { return guard->kind == TypeKind::kAny || guard == types_.object_; }

}  // namespace spy::check
