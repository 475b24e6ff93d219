// lambda.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// What the lambda is called with: a member that is a callable, or a protocol with `__call__`.
const CallableType* CallablePart(TypeStore& types, TypeRef expected) {
  if (!expected) return nullptr;
  if (expected->kind == TypeKind::kAny) return AsCallableType(types.Callable({}, types.any, true));
  for (TypeRef member : MembersOf(expected)) {
    if (const CallableType* callable = AsCallableType(member)) return callable;
    const InstanceType* instance = AsInstanceType(member);
    if (!instance || !instance->cls->is_protocol) continue;
    std::optional<Member> call = FindMember(types, member, "__call__");
    if (const CallableType* callable = call ? AsCallableType(call->type) : nullptr) return callable;
  }
  return nullptr;
}

// The type of the keyword that the lambda is called with; null: none of that name.
TypeRef KeywordOf(const CallableType& wanted, std::string_view name) {
  auto known = std::ranges::find_if(wanted.params, [&](const ParamType& param) {
    return param.kind == ParamKind::kKeywordOnly && param.name == name;
  });
  return known == wanted.params.end() ? nullptr : known->type;
}

}  // namespace

// lambda x: body -> a callable; parameters have the types that the expected callable gives them
TypeRef Checker::CheckExpr(const ast::Lambda& node, TypeRef expected) {
  auto* function = const_cast<FunctionSymbol*>(AsFunctionSymbol(SymbolAt(node)));
  if (!function) return types_.error;
  const CallableType* wanted = CallablePart(types_, expected);
  CheckLambdaDefaults(node, *function);
  if (!TypeLambdaParameters(node, *function, wanted)) return types_.error;
  Body inner;
  inner.function = function;
  inner.outer = body_;
  inner.lambda = true;
  inner.rigid = body_->rigid;
  inner.scope = declared_.scopes.ScopeOf(node);
  if (!inner.scope) inner.scope = body_->scope;
  TypeRef result = wanted && !HasOpenVars(wanted->result) ? wanted->result : nullptr;
  CaptureFrom(*body_, body_->flow, inner, *function);
  {
    BodyScope inside(body_, inner);
    BindParameters(*function, inner);
    TypeRef type = Check(*node.body, result && result->kind != TypeKind::kNone ? result : nullptr);
    bool fixed =
        result && result->kind != TypeKind::kAny && result->kind != TypeKind::kNone && result->kind != TypeKind::kError;
    if (fixed && !Require(*node.body, type, result)) return types_.error;
    function->result = fixed ? result : StripLiteral(types_, type);
  }
  if (function->result->kind == TypeKind::kError) return types_.error;
  std::vector<ParamType> params;
  for (const Param& param : function->params)
    params.push_back({param.name, param.kind, param.type, param.default_value != nullptr});
  function->type = types_.Callable(params, function->result, false, function);
  return function->type;
}

void Checker::CheckLambdaDefaults(const ast::Lambda& node, FunctionSymbol& function) {
  for (Param& param : function.params) {
    if (param.default_value) Check(*param.default_value);
  }
  (void)node;
}

// Each parameter takes the type of the wanted callable's at its place, or of its default.
bool Checker::TypeLambdaParameters(const ast::Lambda& node, FunctionSymbol& function, const CallableType* wanted) {
  size_t position = 0;
  for (Param& param : function.params) {
    TypeRef type = nullptr;
    if (param.kind <= ParamKind::kPositionalOrKeyword && wanted) {
      if (wanted->any_params) {
        type = types_.any;
      } else if (position < wanted->params.size() && wanted->params[position].kind <= ParamKind::kPositionalOrKeyword) {
        type = wanted->params[position].type;
      }
      ++position;
    }
    if (!type && wanted && param.kind != ParamKind::kPositionalOnly) type = KeywordOf(*wanted, param.name);
    if ((!type || HasOpenVars(type)) && param.default_value)
      type = StripLiteral(types_, out_.types_[param.default_value->id]);
    if (!type && wanted && !wanted->any_params && !param.default_value &&
        param.kind <= ParamKind::kPositionalOrKeyword) {
      Report(diag::kLambdaArity, node.span, function.params.size(), wanted->params.size())
          .Label(fmt::format("`{}` is wanted", ToString(wanted)));
      return false;
    }
    bool collects = param.kind == ParamKind::kVarArgs || param.kind == ParamKind::kKwArgs;
    if (!type && collects)
      type = wanted && wanted->any_params ? types_.any : types_.object_;  // whatever it is called with
    if (!type || HasOpenVars(type)) {
      Report(diag::kLambdaParameter, node.span, param.name)
          .Label("nothing here says what it is called with")
          .Help("write a `def` with annotations, or annotate the variable: `f: Callable[[int], int] = lambda x: ...`");
      return false;
    }
    param.type = type;
    if (param.variable) param.variable->type = ParameterVariableType(param);
  }
  return wanted == nullptr || TakesAllOf(node, function, *wanted, position);
}

// Every positional parameter of the wanted callable needs one of the lambda.
bool Checker::TakesAllOf(const ast::Lambda& node, const FunctionSymbol& function, const CallableType& wanted,
                         size_t taken) {
  auto is_variadic = [](const Param& param) { return param.kind == ParamKind::kVarArgs; };
  auto is_positional = [](const ParamType& param) { return param.kind <= ParamKind::kPositionalOrKeyword; };
  if (wanted.any_params || taken >= wanted.params.size() || std::ranges::any_of(function.params, is_variadic) ||
      !std::ranges::all_of(wanted.params, is_positional))
    return true;
  Report(diag::kLambdaArity, node.span, function.params.size(), wanted.params.size())
      .Label(fmt::format("`{}` is wanted", ToString(&wanted)));
  return false;
}

}  // namespace spy::check
