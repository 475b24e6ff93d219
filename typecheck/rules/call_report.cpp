// What is wrong with the arguments of a call.
#include <algorithm>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// Shows where the parameter is declared.
void Checker::NoteParameter(DiagnosticBuilder& report, const CallableType& signature, const ParamType& param) {
  const FunctionSymbol* function = signature.function;
  if (!function || function->is_stub) return;
  const DeclaredModule* module = program_.DeclarationsOf(function->module);
  for (const Param& declared : function->params) {
    if (declared.name != param.name || !declared.variable || !module) continue;
    report.Note(module->ast->source, declared.variable->name_span, "the parameter is declared here");
  }
}

void Checker::ReportTooMany(const CallSite& site, const CallableType& signature) {
  size_t takes = 0, given = 0;
  for (const ParamType& param : signature.params) takes += param.kind <= ParamKind::kPositionalOrKeyword;
  const ast::Expr* first = nullptr;
  for (const Argument& arg : site.args) {
    if (arg.kind > Argument::kStar) continue;
    const TupleType* tuple = arg.kind == Argument::kStar ? AsTupleType(arg.type) : nullptr;
    given += tuple ? tuple->elements.size() : 1;
    if (given > takes && !first) first = arg.expr;
  }
  auto report = Report(diag::kTooManyArguments, first ? first->span : site.callee, site.name, takes, given);
  report.Label("one too many");
  const FunctionSymbol* function = signature.function;
  if (function && !function->is_stub && function->module == out_.symbol && !function->name_span.empty()) {
    report.Note(function->name_span, fmt::format("`{}` is defined here", function->name));
  }
  bool keyword_only = std::ranges::any_of(signature.params,
                                          [](const ParamType& param) { return param.kind == ParamKind::kKeywordOnly; });
  if (keyword_only) report.Help("the other parameters are keyword-only: write `name=value`");
}

void Checker::ReportMissing(const CallSite& site, const CallableType& signature, const ParamType& param) {
  std::string name =
      param.name.empty() ? fmt::format("{}", &param - signature.params.data() + 1) : std::string(param.name);
  auto report = Report(diag::kMissingArgument, site.callee, name, site.name);
  report.Label(fmt::format("it wants {}", WithArticle(param.type)));
  NoteParameter(report, signature, param);
}

void Checker::ReportUnknownKeyword(const CallSite& site, const Argument& arg, const CallableType& signature) {
  std::string_view name = arg.keyword->arg.view();
  std::vector<std::string_view> names;
  for (const ParamType& param : signature.params) {
    if (param.kind == ParamKind::kPositionalOnly && param.name == name) {
      auto report = Report(diag::kPositionalOnly, arg.keyword->arg_span, name, site.name);
      report.Help("leave out the name").Fix({arg.keyword->span.begin, arg.expr->span.begin}, "");
      NoteParameter(report, signature, param);
      return;
    }
    if (param.kind == ParamKind::kPositionalOrKeyword || param.kind == ParamKind::kKeywordOnly)
      names.push_back(param.name);
  }
  auto report = Report(diag::kUnknownKeyword, arg.keyword->arg_span, site.name, name);
  std::string_view near = Suggest(name, names);
  if (!near.empty()) {
    report.Label("no such parameter")
        .Help(fmt::format("did you mean `{}`?", near))
        .Fix(arg.keyword->arg_span, std::string(near));
  } else {
    report.Label("no such parameter");
  }
}

void Checker::ReportArgument(const CallSite& site, const CallableType& signature, const ParamType& param,
                             const ast::Expr& value, TypeRef wanted, TypeRef got) {
  if (Contains(got, TypeKind::kError)) return;
  if (RefuseConversion(value, got, wanted)) return;
  const FunctionSymbol* function = signature.function;
  if (IsOptional(got) && IsSubtype(types_, WithoutNone(types_, got), wanted)) {
    return ReportPossiblyNone(value, got, fmt::format("`{}` wants {}", site.name, WithArticle(wanted)));
  }
  if (SameContainer(got, wanted)) {
    auto report = Report(diag::kInvariance, value.span, ToString(got), ToString(wanted));
    ExplainMismatch(report, got, WithoutNone(types_, wanted));
    NoteParameter(report, signature, param);
    return;
  }
  size_t index = size_t(&param - signature.params.data());
  std::string name = param.name.empty() || (function && function->is_stub && param.kind == ParamKind::kPositionalOnly)
                         ? fmt::format("{}", index + 1)
                         : std::string(param.name);
  // What the protocol of indexing means to callers.
  const InstanceType* protocol = AsInstanceType(wanted);
  bool is_index = protocol && protocol->cls->name == "SupportsIndex";
  std::string shown = is_index ? "int" : ToString(wanted);
  auto report = Report(diag::kArgumentType, value.span, name, site.name, WithArticle(got), shown);
  report.Label(fmt::format("`{}` is wanted", shown));
  const auto* division = ast::DynCast<ast::BinOp>(&value);
  if (is_index && got == types_.float_) {
    report.Help(division && division->op == ast::Operator::Div ? "`/` gives a float: write `//`"
                                                               : fmt::format("write `int({})`", Quote(value)));
  }
  NoteParameter(report, signature, param);
  ExplainMismatch(report, got, wanted);
}

void Checker::ReportNoOverload(const CallSite& site, const OverloadedType& overloaded) {
  std::string given;
  for (const Argument& arg : site.args) {
    TypeRef type = arg.type ? arg.type : out_.types_[arg.expr->id];
    if (type && Contains(type, TypeKind::kError)) return;
    if (!given.empty()) given += ", ";
    if (arg.kind == Argument::kStar) given += "*";
    if (arg.kind == Argument::kDoubleStar) given += "**";
    if (arg.kind == Argument::kKeyword) given += fmt::format("{}=", arg.keyword->arg.view());
    given += type ? ToString(type) : "...";
  }
  auto report = Report(diag::kNoOverload, site.node->span, site.name, given);
  report.Label("no signature fits");
  TypeRef summed =
      site.name == "sum" && !site.args.empty() && site.args[0].type ? TryElementOf(site.args[0].type) : nullptr;
  if (summed == types_.str_) {
    report.Help(fmt::format("write `\"\".join({})`", Quote(*site.args[0].expr)));
    return;
  }
  size_t shown = 0;
  for (const CallableType* signature : overloaded.signatures) {
    if (++shown > 4) {
      report.Note(fmt::format("and {} more", overloaded.signatures.size() - 4));
      break;
    }
    report.Note(fmt::format("it takes `{}`", ToString(signature)));
  }
}

}  // namespace spy::check
