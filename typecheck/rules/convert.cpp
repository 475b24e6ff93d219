// Where a value of one type stands for another: what fits, and how to say that it does not.
#include <algorithm>

#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/type_queries.h"
#include "typecheck/rules/wording.h"

namespace spy::check {
namespace {

// Digits only, perhaps with a sign: `.0` makes a float of it.
bool IsPlainInteger(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

bool Checker::Require(const ast::Expr& value, TypeRef from, TypeRef to, std::string_view label, Span declared) {
  if (!to || !from || IsDynamic(from) || IsDynamic(to) || IsSubtype(types_, from, to)) return true;
  if (Contains(from, TypeKind::kError)) return true;
  if (const auto* choice = ast::DynCast<ast::IfExp>(&value)) {
    bool body = Require(*choice->body, out_.types_[choice->body->id], to, label, declared);
    return Require(*choice->orelse, out_.types_[choice->orelse->id], to, label, declared) && body;
  }
  if (RefuseConversion(value, from, to)) return false;
  if (IsOptional(from) && IsSubtype(types_, WithoutNone(types_, from), to)) {
    if (TakeAsDynamic(value)) return true;
    ReportPossiblyNone(value, from, fmt::format("`{}` is wanted here", ToString(to)));
    return false;
  }
  const InstanceType* have = AsInstanceType(StripLiteral(types_, from));
  const InstanceType* want = AsInstanceType(WithoutNone(types_, to));
  if (have && want && have->cls == want->cls && !have->args.empty()) {
    auto report = Report(diag::kInvariance, value.span, ToString(from), ToString(to));
    ExplainMismatch(report, from, WithoutNone(types_, to));
    if (!declared.empty()) report.Note(declared, "declared here");
    return false;
  }
  auto report = Report(diag::kTypeMismatch, value.span, ToString(to), ToString(from));
  report.Label(label.empty() ? fmt::format("this is {}", WithArticle(from)) : std::string(label));
  if (!declared.empty()) report.Note(declared, "declared here");
  ExplainMismatch(report, from, to);
  return false;
}

// x: int = None: the annotation does not say what the value is.
bool Checker::RefuseNoneFor(const ast::Expr& value, TypeRef from, TypeRef to, const ast::Expr* annotation,
                            Span declared) {
  bool none = from && from->kind == TypeKind::kNone && to && !IsDynamic(to);
  if (!none || !annotation || IsSubtype(types_, from, to) || Contains(to, TypeKind::kError)) return false;
  // Inside of the quotes of a quoted annotation.
  uint32_t at = annotation->span.end - (ast::Is<ast::Constant>(annotation) ? 1 : 0);
  bool simple = !ast::Is<ast::Constant>(annotation) || declared_.ast->source.text()[at] == '"' ||
                declared_.ast->source.text()[at] == '\'';
  auto report = Report(diag::kTypeMismatch, value.span, ToString(to), ToString(from));
  report.Label("this is `None`").Note(declared, "declared here");
  report.Help(fmt::format("declare it as `{} | None` if `None` is meant to be possible", ToString(to)));
  if (simple) report.Fix({at, at}, " | None");
  return true;
}

// 0 where a float is wanted -> 0.0; n -> float(n); a bool where an int is wanted -> int(b)
bool Checker::RefuseConversion(const ast::Expr& value, TypeRef from, TypeRef to) {
  if (!IsConvertibleNumber(types_, from, to)) return false;
  bool from_bool = StripLiteral(types_, WithoutNone(types_, from)) == types_.bool_;
  TypeRef plain = WithoutNone(types_, to);
  std::string_view text = TextOf(value);
  auto wants = [&](TypeRef type) {
    return std::ranges::any_of(MembersOf(plain), [&](TypeRef member) { return member == type; });
  };
  std::string function = wants(types_.int_) && from_bool ? "int" : wants(types_.float_) ? "float" : "complex";
  std::string fixed = fmt::format("{}({})", function, text);
  if (function == "float" && !from_bool && IsPlainInteger(text)) fixed = std::string(text) + ".0";
  bool from_float = StripLiteral(types_, WithoutNone(types_, from)) == types_.float_;
  auto report = from_bool ? Report(diag::kImplicitInt, value.span, ToString(to), ToString(from))
                          : Report(diag::kImplicitFloat, value.span, ToString(to), ToString(from),
                                   from_float ? "a float" : "an int", function);
  report.Label(fmt::format("this is {}", WithArticle(from)));
  if (IsOptional(from)) {
    report.Help(fmt::format("test for `None` first, then write `{}`", fixed));
  } else {
    report.Help(text.size() < 60 ? fmt::format("write `{}`", fixed) : fmt::format("write `{}(...)`", function))
        .Fix(value.span, fixed);
  }
  return true;
}

// A coroutine or a function where its result is wanted.
bool Checker::ExplainUnused(DiagnosticBuilder& report, TypeRef from, TypeRef to) {
  auto fits = [&](TypeRef type) { return type->kind != TypeKind::kAny && IsSubtype(types_, type, to); };
  if (TypeRef awaited = CoroutineResult(from); awaited && fits(awaited)) {
    report.Help("`await` it");
    return true;
  }
  const CallableType* function = AsCallableType(from);
  if (!function || to == types_.object_) return false;
  bool alone = std::ranges::all_of(function->params, [](const ParamType& param) {
    return param.has_default || param.kind == ParamKind::kVarArgs || param.kind == ParamKind::kKwArgs;
  });
  bool is_coroutine = CoroutineResult(function->result) && to->kind == TypeKind::kInstance &&
                      AsInstanceType(to)->cls == types_.coroutine_class;
  if (!is_coroutine && !(alone && fits(function->result))) return false;
  report.Help(alone ? "call it: write `()` behind it" : "call it");
  return true;
}

// What awaiting a coroutine gives; null for anything else.
TypeRef Checker::CoroutineResult(TypeRef type) {
  const InstanceType* instance = AsInstanceType(type);
  return instance && instance->cls == types_.coroutine_class ? instance->args[2] : nullptr;
}

void Checker::ExplainMismatch(DiagnosticBuilder& report, TypeRef from, TypeRef to) {
  if (ExplainUnused(report, from, to)) return;
  if (ExplainProtocol(report, from, WithoutNone(types_, to))) return;
  const InstanceType* have = AsInstanceType(StripLiteral(types_, from));
  const InstanceType* want = AsInstanceType(to);
  if (have && want && have->cls == want->cls && !have->args.empty()) {
    size_t i = 0;
    while (i + 1 < have->args.size() && have->args[i] == want->args[i]) ++i;
    std::string got = ToString(have->args[i]), wanted = ToString(want->args[i]);
    report.Label(
        fmt::format("whoever holds it as `{}` could put a `{}` into this `{}`", ToString(to), wanted, ToString(from)));
    if (have->cls == types_.list_class) {
      report.Help(IsSubtype(types_, have->args[i], want->args[i])
                      ? "take a `Sequence` where the list is only read, or pass a copy: `list(...)`"
                      : fmt::format("make a new list with elements of type `{}`", wanted));
    } else if (have->cls == types_.dict_class) {
      report.Help("take a `Mapping` where the dict is only read, or build a new one");
    }
    return;
  }
  if (from->kind == TypeKind::kNone && !IsOptional(to)) {
    report.Help(fmt::format("declare it as `{} | None` if `None` is meant to be possible", ToString(to)));
  }
  if (const UnionType* u = AsUnionType(from)) {
    for (TypeRef member : u->members) {
      if (IsSubtype(types_, member, to)) continue;
      report.Note(fmt::format("`{}` is the part that does not fit", ToString(member)));
      break;
    }
  }
}

// A field that was found not to be None, before code ran that the unit does not have: it may have assigned the field.
// Where None would not do, the value is taken as Any: what is done with it is CPython's own, so is what happens if it
// is None again.
bool Checker::TakeAsDynamic(const ast::Expr& value) {
  std::optional<uint32_t> place = PlaceOfExpr(value, false);
  auto lost = place ? body_->lost.find(*place) : body_->lost.end();
  bool taken = lost != body_->lost.end() && lost->second.by_unknown && !IsOptional(lost->second.type) &&
               body_->flow.Get(*place).type == nullptr;
  if (!taken) return false;
  SetType(value, types_.any);
  ForgetAfterCall(unit_.effects.Unknown(), value.span);
  return true;
}

// Of an operation that is not defined for the types: whether it is for those operands.
bool Checker::TakeOperandsAsDynamic(const ast::Expr& left, TypeRef left_type, const ast::Expr& right,
                                    TypeRef right_type) {
  bool taken = IsOptional(left_type) && TakeAsDynamic(left);
  return (IsOptional(right_type) && TakeAsDynamic(right)) || taken;
}

void Checker::ReportPossiblyNone(const ast::Expr& value, TypeRef type, std::string_view use) {
  std::optional<uint32_t> place = PlaceOfExpr(value, false);
  auto lost = place ? body_->lost.find(*place) : body_->lost.end();
  if (lost != body_->lost.end() && !IsOptional(lost->second.type) && body_->flow.Get(*place).type == nullptr) {
    Report(diag::kNarrowingLost, value.span, Quote(value))
        .Label(std::string(use))
        .Note(lost->second.narrowed, "found not to be `None` here")
        .Note(lost->second.lost, "this may have changed it since")
        .Help("bind it to a local variable first, and use that");
    return;
  }
  std::string text = Quote(value);
  auto report = Report(diag::kPossiblyNone, value.span, text == "this value" ? text : fmt::format("`{}`", text));
  report.Label(std::string(use));
  if (place) {
    const Place& known = body_->places()[*place];
    const VariableSymbol* variable = known.variable ? known.variable : known.field;
    if (!variable->name_span.empty() && variable->module == out_.symbol) {
      report.Note(variable->name_span,
                  fmt::format("`{}` is `{}`", variable->name, ToString(DeclaredTypeOf(*variable))));
    }
  } else if (const auto* call = ast::DynCast<ast::Call>(&value)) {
    const CallInfo* info = out_.calls_[call->id];
    if (info && info->function && !info->function->is_stub && info->function->module == out_.symbol) {
      report.Note(info->function->name_span, fmt::format("`{}` returns `{}`", info->function->name, ToString(type)));
    }
  }
  bool has_name = place || ast::Is<ast::NameExpr>(&value) || ast::Is<ast::Attribute>(&value);
  report.Help(has_name ? fmt::format("test it first: `if {} is not None:`", text)
                       : "give it a name and test that: `x = ...`, then `if x is not None:`");
}

}  // namespace spy::check
