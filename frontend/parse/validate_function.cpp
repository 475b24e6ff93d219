// Functions, lambdas, classes, calls, type parameters, comprehensions.
#include <fmt/format.h>

#include <algorithm>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

void Validator::VisitAnnotation(const Expr* annotation) {
  if (!annotation) return;
  if (future_annotations_) {
    VisitIn(FrameKind::TypeScope, "an annotation", annotation);
  } else {
    Visit(annotation);
  }
}

void Validator::CheckParameters(const Arguments& args) {
  std::vector<const Arg*> seen;
  auto check = [&](const Arg* arg) {
    if (!arg) return;
    CheckBinding(arg->name, arg->name_span);
    auto same = std::find_if(seen.begin(), seen.end(), [arg](const Arg* other) { return other->name == arg->name; });
    if (same != seen.end()) {
      diags_.Report(diag::kParameterRepeated, arg->name_span, arg->name.view())
          .Note((*same)->name_span, "the first is here");
    }
    seen.push_back(arg);
  };
  for (const Arg* arg : args.posonlyargs) check(arg);
  for (const Arg* arg : args.args) check(arg);
  check(args.vararg);
  for (const Arg* arg : args.kwonlyargs) check(arg);
  check(args.kwarg);
}

void Validator::VisitDefaults(const Arguments& args) {
  VisitAll(args.defaults);
  VisitAll(args.kw_defaults);
}

void Validator::VisitAnnotations(const Arguments& args) {
  auto visit_all = [this](Seq<Arg> list) {
    for (const Arg* arg : list) VisitAnnotation(arg->annotation);
  };
  visit_all(args.posonlyargs);
  visit_all(args.args);
  visit_all(args.kwonlyargs);
  if (args.kwarg) VisitAnnotation(args.kwarg->annotation);
  if (args.vararg) {
    // `*args: *Ts` is the one annotation with a star
    const Starred* starred = DynCast<Starred>(args.vararg->annotation);
    VisitAnnotation(starred && !starred->parenthesised ? starred->value : args.vararg->annotation);
  }
}

// def name[T](args) -> returns: body
void Validator::CheckFunction(const FunctionBase& node, FrameKind kind) {
  CheckBinding(node.name, node.name_span);
  VisitAll(node.decorator_list);
  VisitDefaults(*node.args);
  bool generic = !node.type_params.empty();
  if (generic) {
    Push(FrameKind::TypeScope, "the definition of a generic");
    CheckTypeParameters(node.type_params);
  }
  VisitAnnotations(*node.args);
  VisitAnnotation(node.returns);
  CheckParameters(*node.args);
  Push(kind, "function");
  Top().in_iterable = false;
  VisitAll(node.body);
  if (kind == FrameKind::AsyncFunction && Top().has_yield) {
    for (Span span : Top().value_returns) {
      diags_.Report(diag::kAsyncGenerator, span, "`return` with a value in an async generator");
    }
  }
  Pop();
  if (generic) Pop();
}

// lambda args: body
void Validator::Check(const Lambda& node) {
  VisitDefaults(*node.args);
  CheckParameters(*node.args);
  VisitIn(FrameKind::Lambda, "lambda", node.body);
}

// class name[T](bases): body
void Validator::Check(const ClassDef& node) {
  CheckBinding(node.name, node.name_span);
  VisitAll(node.decorator_list);
  bool generic = !node.type_params.empty();
  if (generic) {
    Push(FrameKind::TypeScope, "the definition of a generic");
    CheckTypeParameters(node.type_params);
  }
  CheckArguments(node.bases, node.keywords);
  Push(FrameKind::Class, "class");
  VisitAll(node.body);
  Pop();
  if (generic) Pop();
}

// func(args, keywords)
void Validator::Check(const Call& node) {
  Visit(node.func);
  CheckArguments(node.args, node.keywords);
}

void Validator::CheckArguments(Seq<Expr> args, Seq<Keyword> keywords) {
  const Keyword* first_named = nullptr;
  const Keyword* first_unpacked = nullptr;
  for (size_t i = 0; i < keywords.size(); ++i) {
    const Keyword& keyword = *keywords[i];
    const Keyword*& first = keyword.arg ? first_named : first_unpacked;
    first = first ? first : &keyword;
    CheckBinding(keyword.arg, keyword.arg_span);
    for (size_t k = 0; keyword.arg && k < i; ++k) {
      if (keywords[k]->arg == keyword.arg) {
        diags_.Report(diag::kArgumentRepeated, keyword.arg_span, keyword.arg.view())
            .Note(keywords[k]->arg_span, "the first is here");
        break;
      }
    }
  }
  for (const Expr* arg : args) {
    bool starred = Is<Starred>(arg);
    if (first_unpacked && arg->span.begin > first_unpacked->span.begin) {
      diags_
          .Report(diag::kArgumentOrder, arg->span,
                  starred ? "iterable argument unpacking follows keyword argument unpacking"
                          : "positional argument follows keyword argument unpacking")
          .Note(first_unpacked->span, "the unpacking is here");
      break;
    }
    if (!starred && first_named && arg->span.begin > first_named->span.begin) {
      diags_.Report(diag::kArgumentOrder, arg->span, "positional argument follows keyword argument")
          .Note(first_named->span, "the keyword argument is here");
      break;
    }
  }
  VisitElements(args);
  for (const Keyword* keyword : keywords) Visit(keyword->value);
}

void Validator::VisitTypeParameter(const TypeParam& param) {
  if (const TypeVar* variable = DynCast<TypeVar>(&param)) {
    bool constraints = Is<Tuple>(variable->bound);
    VisitIn(FrameKind::TypeScope, constraints ? "a TypeVar constraint" : "a TypeVar bound", variable->bound);
    VisitIn(FrameKind::TypeScope, "a TypeVar default", variable->default_value);
  } else if (const ParamSpec* spec = DynCast<ParamSpec>(&param)) {
    VisitIn(FrameKind::TypeScope, "a ParamSpec default", spec->default_value);
  } else if (const TypeVarTuple* tuple = DynCast<TypeVarTuple>(&param)) {
    const Starred* starred = DynCast<Starred>(tuple->default_value);
    VisitIn(FrameKind::TypeScope, "a TypeVarTuple default",
            starred && !starred->parenthesised ? starred->value : tuple->default_value);
  }
}

// [T, *Ts, **P]
void Validator::CheckTypeParameters(Seq<TypeParam> params) {
  struct Row {
    Name name;
    Span span;
    const Expr* default_value;
  };
  auto row_of = [](const TypeParam& param) -> Row {
    if (const TypeVar* variable = DynCast<TypeVar>(&param))
      return {variable->name, variable->name_span, variable->default_value};
    if (const ParamSpec* spec = DynCast<ParamSpec>(&param)) return {spec->name, spec->name_span, spec->default_value};
    const TypeVarTuple& tuple = As<TypeVarTuple>(static_cast<const Node&>(param));
    return {tuple.name, tuple.name_span, tuple.default_value};
  };
  std::vector<Name> seen;
  bool seen_default = false;
  for (const TypeParam* param : params) {
    Row row = row_of(*param);
    CheckBinding(row.name, row.span);
    if (std::find(seen.begin(), seen.end(), row.name) != seen.end()) {
      diags_.Report(diag::kTypeParameterInvalid, row.span,
                    fmt::format("duplicate type parameter `{}`", row.name.view()));
    }
    if (seen_default && !row.default_value) {
      diags_.Report(diag::kTypeParameterInvalid, row.span,
                    fmt::format("type parameter `{}` without a default follows one with a default", row.name.view()));
    }
    seen.push_back(row.name);
    seen_default |= row.default_value != nullptr;
    VisitTypeParameter(*param);
  }
}

// type name[T] = value
void Validator::Check(const TypeAlias& node) {
  CheckTarget(*node.name);
  bool generic = !node.type_params.empty();
  if (generic) {
    Push(FrameKind::TypeScope, "the definition of a generic");
    CheckTypeParameters(node.type_params);
  }
  VisitIn(FrameKind::TypeScope, "a type alias", node.value);
  if (generic) Pop();
}

namespace {

void AddNames(const Expr& target, std::vector<Name>& names) {
  if (const NameExpr* name = DynCast<NameExpr>(&target)) {
    names.push_back(name->name);
  } else if (Is<Tuple>(&target) || Is<List>(&target) || Is<Starred>(&target)) {
    ForEachChild(target, [&](const Node& child) { AddNames(static_cast<const Expr&>(child), names); });
  }
}

}  // namespace

void Validator::VisitGenerator(const Comprehension& generator, bool first) {
  std::vector<Name> names;
  AddNames(*generator.target, names);
  for (Name name : names) {
    if (std::find(Top().walrus.begin(), Top().walrus.end(), name) != Top().walrus.end()) {
      diags_.Report(diag::kWalrusMisplaced, generator.target->span,
                    fmt::format("target `{}` cannot be rebound by an inner loop of the comprehension", name.view()));
    }
    Top().targets.push_back(name);
  }
  CheckTarget(*generator.target);
  if (!first) {
    FlagScope iterable(Top().in_iterable, true);
    Visit(generator.iter);
  }
  VisitAll(generator.ifs);
  Top().async_comprehension |= generator.is_async;
}

void Validator::CheckComprehension(const Expr& node, std::string_view what, Seq<Comprehension> generators,
                                   const Expr* key, const Expr* value) {
  {
    // The first iterable is evaluated outside.
    FlagScope iterable(Top().in_iterable, true);
    Visit(generators[0]->iter);
  }
  Push(FrameKind::Comprehension, what);
  Top().generator_expression = Is<GeneratorExp>(&node);
  for (size_t i = 0; i < generators.size(); ++i) VisitGenerator(*generators[i], i == 0);
  for (const Expr* element : {key, value}) {
    if (Is<Starred>(element)) {
      diags_.Report(diag::kComprehensionUnpacking, element->span, "iterable");
    } else {
      Visit(element);
    }
  }
  bool async = Top().async_comprehension && !Top().generator_expression;
  Pop();
  if (!async) return;
  if (Top().kind == FrameKind::Comprehension) {
    Top().async_comprehension = true;
  } else if (Top().kind == FrameKind::TypeScope) {
    diags_.Report(diag::kScopeMisplaced, node.span, "asynchronous comprehension", Top().what);
  } else {
    RequireAsync(node.span, "asynchronous comprehension");
  }
}

void Validator::Check(const ListComp& node) {
  CheckComprehension(node, "list comprehension", node.generators, node.elt, nullptr);
}
void Validator::Check(const SetComp& node) {
  CheckComprehension(node, "set comprehension", node.generators, node.elt, nullptr);
}
void Validator::Check(const DictComp& node) {
  CheckComprehension(node, "dict comprehension", node.generators, node.key, node.value);
}
void Validator::Check(const GeneratorExp& node) {
  CheckComprehension(node, "generator expression", node.generators, node.elt, nullptr);
}

}  // namespace spy::parse
