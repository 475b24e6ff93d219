// Functions, lambdas, parameters, classes, type parameters.
#include <string_view>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// def name[T](args) -> returns: body -> FunctionDef, AsyncFunctionDef
void AstBuilder::BuildFunctionDef(size_t m, const Token* t, const Token* name) {
  FunctionBase* node =
      t->kind == token::ASYNC ? static_cast<FunctionBase*>(NewFrom<AsyncFunctionDef>(t)) : NewFrom<FunctionDef>(t);
  node->name = NameOf(name);
  node->name_span = name->span();
  node->decorator_list = ListAt<Expr>(m);
  node->type_params = ListAt<TypeParam>(m + 1);
  node->args = static_cast<Arguments*>(NodeAt(m + 2));
  node->returns = ExprAt(m + 3);
  node->body = ListAt<Stmt>(m + 4);
  Reduce(m, node);
}

// class name[T](bases): body -> ClassDef
void AstBuilder::BuildClassDef(size_t m, const Token* t, const Token* name) {
  ClassDef* node = NewFrom<ClassDef>(t);
  node->name = NameOf(name);
  node->name_span = name->span();
  node->decorator_list = ListAt<Expr>(m);
  node->type_params = ListAt<TypeParam>(m + 1);
  SplitArguments(ListAt<Node>(m + 2), &node->bases, &node->keywords);
  node->body = ListAt<Stmt>(m + 3);
  for (const Expr* base : node->bases) {
    if (Is<GeneratorExp>(base) && !base->parenthesised) {
      diags_.Report(diag::kGeneratorUnparenthesised, base->span);
    }
  }
  Reduce(m, node);
}

// lambda args: body -> Lambda
void AstBuilder::BuildLambda(size_t m, const Token* t) {
  Lambda* node = NewFrom<Lambda>(t);
  node->args = static_cast<Arguments*>(NodeAt(m));
  node->body = ExprAt(m + 1);
  Reduce(m, node);
}

// One parameter: what stands at `m` is its annotation and, for a plain one, its default.
void AstBuilder::AddParameter(size_t m, const Token* t, ParameterKind kind) {
  Parameter parameter{kind, nullptr, nullptr, t};
  if (kind != ParameterKind::Slash && kind != ParameterKind::BareStar) {
    const Token* name = kind == ParameterKind::Plain ? t : t + 1;
    Expr* annotation = ExprAt(m);
    Arg* arg = New<Arg>({name->begin, annotation ? values_[m].end : name->end});
    arg->name = NameOf(name);
    arg->name_span = name->span();
    arg->annotation = annotation;
    parameter.arg = arg;
    parameter.default_value = kind == ParameterKind::Plain ? ExprAt(m + 1) : nullptr;
  }
  // Defaults and annotations stay on the value stack for their depth, until BuildParameters.
  parameters_.push_back(parameter);
}

namespace {

enum Section { kPositional, kKeywordOnly, kAfterAll };

}  // namespace

// The rules that a list of parameters keeps: `/` once and early, `*` once, `**` last, defaults to the right.
void AstBuilder::CheckParameterOrder(size_t first) {
  Section section = kPositional;
  const Parameter* slash = nullptr;
  const Parameter* bare_star = nullptr;
  bool seen_default = false;
  auto report = [&](const Parameter& parameter, std::string_view message) {
    diags_.Report(diag::kParameterOrder, parameter.arg ? parameter.arg->name_span : parameter.token->span(), message);
  };
  for (size_t i = first; i < parameters_.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    if (section == kAfterAll) {
      report(parameter, "parameters cannot follow `**` parameter");
      return;
    }
    switch (parameter.kind) {
      case ParameterKind::Slash:
        if (slash) return report(parameter, "`/` may appear only once");
        if (section != kPositional) return report(parameter, "`/` must be ahead of `*`");
        if (i == first) return report(parameter, "at least one parameter must precede `/`");
        slash = &parameter;
        break;
      case ParameterKind::BareStar:
      case ParameterKind::Star:
        if (section != kPositional) return report(parameter, "`*` may appear only once");
        section = kKeywordOnly;
        bare_star = parameter.kind == ParameterKind::BareStar ? &parameter : nullptr;
        break;
      case ParameterKind::DoubleStar:
        if (bare_star) return report(*bare_star, "named parameters must follow bare `*`");
        section = kAfterAll;
        break;
      case ParameterKind::Plain:
        if (section == kPositional && seen_default && !parameter.default_value) {
          return report(parameter, "parameter without a default follows parameter with a default");
        }
        seen_default |= section == kPositional && parameter.default_value;
        bare_star = nullptr;
        break;
    }
  }
  if (bare_star) report(*bare_star, "named parameters must follow bare `*`");
}

Arguments* AstBuilder::CollectParameters(size_t first, Span span) {
  Arguments* node = New<Arguments>(span);
  std::vector<Arg*> positional, keyword_only;
  std::vector<Expr*> defaults, keyword_defaults;
  bool after_star = false;
  for (size_t i = first; i < parameters_.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    switch (parameter.kind) {
      case ParameterKind::Plain:
        (after_star ? keyword_only : positional).push_back(parameter.arg);
        if (after_star) {
          keyword_defaults.push_back(parameter.default_value);
        } else if (parameter.default_value) {
          defaults.push_back(parameter.default_value);
        }
        break;
      case ParameterKind::Slash:
        node->posonlyargs = module_.arena.Copy(positional);
        positional.clear();
        break;
      case ParameterKind::Star:
        node->vararg = parameter.arg;
        [[fallthrough]];
      case ParameterKind::BareStar:
        after_star = true;
        break;
      case ParameterKind::DoubleStar:
        node->kwarg = parameter.arg;
        break;
    }
  }
  node->args = module_.arena.Copy(positional);
  node->kwonlyargs = module_.arena.Copy(keyword_only);
  node->defaults = module_.arena.Copy(defaults);
  node->kw_defaults = module_.arena.Copy(keyword_defaults);
  return node;
}

// a, /, b=1, *args, c, **kwargs -> arguments
void AstBuilder::BuildParameters(size_t first, const Token* t) {
  CheckParameterOrder(first);
  Arguments* node = CollectParameters(first, {t->begin, LastEnd()});
  size_t values = 0;
  for (size_t i = first; i < parameters_.size(); ++i) {
    ParameterKind kind = parameters_[i].kind;
    values += kind == ParameterKind::Plain                                       ? 2
              : kind == ParameterKind::Star || kind == ParameterKind::DoubleStar ? 1
                                                                                 : 0;
  }
  parameters_.resize(first);
  Reduce(values_.size() - values, node);
}

void AstBuilder::EmptyParameters() { Push(New<Arguments>({at_->begin, at_->begin})); }

// T: bound = default -> TypeVar
void AstBuilder::BuildTypeVar(size_t m, const Token* t) {
  TypeVar* node = NewFrom<TypeVar>(t);
  node->name = NameOf(t);
  node->name_span = t->span();
  node->bound = ExprAt(m);
  node->default_value = ExprAt(m + 1);
  Reduce(m, node);
}

// *Ts = default -> TypeVarTuple
void AstBuilder::BuildTypeVarTuple(size_t m, const Token* t) {
  TypeVarTuple* node = NewFrom<TypeVarTuple>(t);
  node->name = NameOf(t + 1);
  node->name_span = t[1].span();
  node->default_value = ExprAt(m);
  Reduce(m, node);
}

// **P = default -> ParamSpec
void AstBuilder::BuildParamSpec(size_t m, const Token* t) {
  ParamSpec* node = NewFrom<ParamSpec>(t);
  node->name = NameOf(t + 1);
  node->name_span = t[1].span();
  node->default_value = ExprAt(m);
  Reduce(m, node);
}

}  // namespace spy::parse
