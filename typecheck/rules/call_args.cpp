// Arguments to parameters: who goes where.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// Its type depends on what is wanted: lambdas, displays, comprehensions, calls like `set()`.
bool Checker::WantsContext(const ast::Expr& expr) {
  constexpr ast::NodeKind kDisplays[] = {ast::NodeKind::Lambda,   ast::NodeKind::List,        ast::NodeKind::Dict,
                                         ast::NodeKind::Set,      ast::NodeKind::ListComp,    ast::NodeKind::SetComp,
                                         ast::NodeKind::DictComp, ast::NodeKind::GeneratorExp};
  if (std::ranges::find(kDisplays, expr.kind) != std::end(kDisplays)) return true;
  if (const auto* choice = ast::DynCast<ast::IfExp>(&expr))
    return WantsContext(*choice->body) || WantsContext(*choice->orelse);
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&expr))
    return std::ranges::any_of(tuple->elts, [&](const ast::Expr* one) { return WantsContext(*one); });
  if (const auto* binary = ast::DynCast<ast::BinOp>(&expr))
    return WantsContext(*binary->left) || WantsContext(*binary->right);
  if (const auto* either = ast::DynCast<ast::BoolOp>(&expr)) return WantsContext(*either->values.back());
  const auto* call = ast::DynCast<ast::Call>(&expr);
  // key=cmp_to_key(lambda a, b: ...): what is compared is known from the other arguments
  if (call && std::ranges::any_of(call->args, [](const ast::Expr* one) { return ast::Is<ast::Lambda>(one); }))
    return true;
  const auto* name = call ? ast::DynCast<ast::NameExpr>(call->func) : nullptr;
  if (!name) return false;
  const ClassSymbol* cls = AsClassSymbol(ResolveAlias(SymbolAt(*name)));
  return cls && !cls->type_params.empty();
}

// Binds a name, which the arguments behind it may read.
static bool Binds(const ast::Node& node) {
  bool found = ast::Is<ast::NamedExpr>(&node);
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || Binds(child); });
  return found;
}

std::vector<Argument> Checker::CollectArguments(const ast::Call& node) {
  std::vector<Argument> result;
  result.reserve(node.args.size() + node.keywords.size());
  auto type_of = [&](const ast::Expr& expr) -> TypeRef {
    return WantsContext(expr) && !Binds(expr) ? nullptr : Check(expr);
  };
  for (const ast::Expr* arg : node.args) {
    if (const auto* star = ast::DynCast<ast::Starred>(arg)) {
      TypeRef type = Check(*star->value);
      SetType(*star, type);
      result.push_back({Argument::kStar, star->value, nullptr, type});
    } else {
      result.push_back({Argument::kPositional, arg, nullptr, type_of(*arg)});
    }
  }
  for (const ast::Keyword* keyword : node.keywords) {
    bool spread = !keyword->arg;
    TypeRef type = spread ? Check(*keyword->value) : type_of(*keyword->value);
    result.push_back({spread ? Argument::kDoubleStar : Argument::kKeyword, keyword->value, keyword, type});
  }
  return result;
}

namespace {

// The state of one matching: which parameters have their argument.
struct Matching {
  const CallableType& signature;
  std::vector<bool> given;
  size_t position = 0;
  bool open_positional = false;  // a `*` argument may fill more
  bool open_keyword = false;     // a `**` argument may fill more

  explicit Matching(const CallableType& callable) : signature(callable), given(callable.params.size()) {}

  const ParamType* NextPositional(size_t& index) {
    while (position < signature.params.size() && signature.params[position].kind <= ParamKind::kPositionalOrKeyword) {
      index = position++;
      return &signature.params[index];
    }
    return OfKind(ParamKind::kVarArgs);
  }
  const ParamType* OfKind(ParamKind kind) const {
    auto found = std::ranges::find(signature.params, kind, &ParamType::kind);
    return found == signature.params.end() ? nullptr : &*found;
  }
};

}  // namespace

bool Checker::BindArguments(const CallSite& site, const CallableType& signature, std::vector<BoundArgument>& bound,
                            bool report) {
  Matching matching(signature);
  for (const Argument& arg : site.args) {
    if (arg.kind == Argument::kPositional) {
      size_t index = signature.params.size();
      const ParamType* param = matching.NextPositional(index);
      // Behind a `*` of unknown length it may stand at any place: the call itself decides.
      if (!param && matching.open_positional && matching.position > 0) {
        if (!arg.type) bound.push_back({&signature.params[matching.position - 1], &arg, nullptr});
        continue;
      }
      if (!param) {
        if (report) ReportTooMany(site, signature);
        return false;
      }
      if (index < matching.given.size()) matching.given[index] = true;
      bound.push_back({param, &arg, arg.type});
    } else if (arg.kind == Argument::kStar) {
      const TupleType* tuple = AsTupleType(arg.type);
      if (matching.open_positional && tuple) continue;
      if (!BindStar(site, arg, signature, matching.position, matching.given, bound, report)) return false;
      matching.open_positional = matching.open_positional || !tuple || tuple->variadic;
    } else if (arg.kind == Argument::kKeyword) {
      if (!BindKeyword(site, arg, signature, matching.given, bound, report)) return false;
    } else {
      matching.open_keyword = true;
      if (!BindDoubleStar(arg, signature, matching.given, bound, report)) return false;
    }
  }
  for (size_t i = 0; i < signature.params.size(); ++i) {
    const ParamType& param = signature.params[i];
    if (matching.given[i] || param.has_default || param.kind == ParamKind::kVarArgs || param.kind == ParamKind::kKwArgs)
      continue;
    if (matching.open_positional && param.kind <= ParamKind::kPositionalOrKeyword) continue;
    if (matching.open_keyword && param.kind >= ParamKind::kPositionalOrKeyword) continue;
    if (report) ReportMissing(site, signature, param);
    return false;
  }
  return true;
}

// *values -> the rest of the positional parameters
bool Checker::BindStar(const CallSite& site, const Argument& arg, const CallableType& signature, size_t& position,
                       std::vector<bool>& given, std::vector<BoundArgument>& bound, bool report) {
  auto is_positional = [&](size_t i) {
    return i < signature.params.size() && signature.params[i].kind <= ParamKind::kPositionalOrKeyword;
  };
  auto rest = std::ranges::find(signature.params, ParamKind::kVarArgs, &ParamType::kind);
  const TupleType* tuple = AsTupleType(arg.type);
  if (tuple && !tuple->variadic) {
    for (TypeRef element : tuple->elements) {
      if (is_positional(position)) {
        given[position] = true;
        bound.push_back({&signature.params[position++], &arg, element});
      } else if (rest != signature.params.end()) {
        bound.push_back({&*rest, &arg, element});
      } else {
        if (report) ReportTooMany(site, signature);
        return false;
      }
    }
    return true;
  }
  TypeRef element = report ? ElementOf(*arg.expr, arg.type) : TryElementOf(arg.type);
  if (!element) return false;
  for (; is_positional(position) && !given[position]; ++position)
    bound.push_back({&signature.params[position], &arg, element});
  if (rest != signature.params.end()) bound.push_back({&*rest, &arg, element});
  return true;
}

bool Checker::BindKeyword(const CallSite& site, const Argument& arg, const CallableType& signature,
                          std::vector<bool>& given, std::vector<BoundArgument>& bound, bool report) {
  std::string_view name = arg.keyword->arg.view();
  for (size_t i = 0; i < signature.params.size(); ++i) {
    const ParamType& param = signature.params[i];
    bool keyword = param.kind == ParamKind::kPositionalOrKeyword || param.kind == ParamKind::kKeywordOnly;
    if (!keyword || param.name != name) continue;
    if (given[i]) {
      if (report) {
        auto builder = Report(diag::kDuplicateArgument, arg.keyword->arg_span, name, site.name);
        builder.Label("it has a positional argument already");
        NoteParameter(builder, signature, param);
      }
      return false;
    }
    given[i] = true;
    bound.push_back({&param, &arg, arg.type});
    return true;
  }
  auto rest = std::ranges::find(signature.params, ParamKind::kKwArgs, &ParamType::kind);
  if (rest != signature.params.end()) {
    bound.push_back({&*rest, &arg, arg.type});
    return true;
  }
  if (report) ReportUnknownKeyword(site, arg, signature);
  return false;
}

// **mapping -> parameters that have no argument yet, and **kwargs
bool Checker::BindDoubleStar(const Argument& arg, const CallableType& signature, const std::vector<bool>& given,
                             std::vector<BoundArgument>& bound, bool report) {
  if (arg.type->kind == TypeKind::kAny || arg.type->kind == TypeKind::kError) return true;
  TypeRef base = AsBase(types_, arg.type, types_.mapping_class);
  if (!base) base = AsBase(types_, arg.type, types_.dict_class);
  bool text_keys = base && IsSubtype(types_, AsInstanceType(base)->args[0], types_.str_);
  if (!text_keys) {
    if (report) Report(diag::kNotMapping, arg.expr->span, ToString(arg.type)).Help("pass a `dict[str, ...]`");
    return false;
  }
  TypeRef value = AsInstanceType(base)->args[1];
  for (size_t i = 0; i < signature.params.size(); ++i) {
    ParamKind kind = signature.params[i].kind;
    bool takes =
        kind == ParamKind::kPositionalOrKeyword || kind == ParamKind::kKeywordOnly || kind == ParamKind::kKwArgs;
    if (takes && !given[i]) bound.push_back({&signature.params[i], &arg, value});
  }
  return true;
}

}  // namespace spy::check
