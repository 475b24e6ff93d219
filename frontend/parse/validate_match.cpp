// Patterns: names bound once, alternatives that bind the same, reachable cases.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

namespace {

// A capture or wildcard that matches everything, or null.
const MatchAs* Irrefutable(const Pattern* pattern) {
  if (const MatchAs* as = DynCast<MatchAs>(pattern)) {
    return as->pattern ? Irrefutable(as->pattern) : as;
  }
  if (const MatchOr* alternatives = DynCast<MatchOr>(pattern)) {
    return Irrefutable(alternatives->patterns.back());
  }
  return nullptr;
}

std::string DescribeCapture(const MatchAs& as) {
  return as.name ? fmt::format("name capture `{}`", as.name.view()) : std::string("wildcard");
}

// A text that is equal for keys that are equal; empty for keys that are not constants.
std::string KeyText(const Expr& key) {
  if (const UnaryOp* minus = DynCast<UnaryOp>(&key)) return "-" + KeyText(*minus->operand);
  const Constant* constant = DynCast<Constant>(&key);
  if (!constant) return "";
  switch (constant->constant_kind) {
    case ConstantKind::None:
      return "None";
    case ConstantKind::True:
      return "1";
    case ConstantKind::False:
      return "0";
    case ConstantKind::Ellipsis:
      return "...";
    case ConstantKind::Int:
      return constant->is_big ? fmt::format("0x{}", constant->text) : fmt::format("{}", constant->int_value);
    case ConstantKind::Float:
      return fmt::format("{}", constant->float_value);
    case ConstantKind::Imaginary:
      return fmt::format("{}j", constant->float_value);
    case ConstantKind::Str:
      return fmt::format("'{}", constant->text);
    case ConstantKind::Bytes:
      return fmt::format("b'{}", constant->text);
  }
  __builtin_unreachable();
}

}  // namespace

void Validator::AddPatternName(Name name, Span span, std::vector<Name>& names) {
  if (!name) return;
  CheckBinding(name, span);
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    diags_.Report(diag::kPatternRepeated, span, fmt::format("name `{}` is bound twice", name.view()));
  }
  names.push_back(name);
}

void Validator::CheckPattern(const Pattern& pattern, std::vector<Name>& names) {
  if (const MatchOr* alternatives = DynCast<MatchOr>(&pattern)) {
    CheckPattern(*alternatives, names);
  } else if (const MatchSequence* sequence = DynCast<MatchSequence>(&pattern)) {
    CheckPattern(*sequence, names);
  } else if (const MatchMapping* mapping = DynCast<MatchMapping>(&pattern)) {
    CheckPattern(*mapping, names);
  } else if (const MatchClass* instance = DynCast<MatchClass>(&pattern)) {
    CheckPattern(*instance, names);
  } else if (const MatchAs* as = DynCast<MatchAs>(&pattern)) {
    if (as->pattern) CheckPattern(*as->pattern, names);
    AddPatternName(as->name, as->name_span, names);
  } else if (const MatchStar* star = DynCast<MatchStar>(&pattern)) {
    AddPatternName(star->name, star->name_span, names);
  } else {
    VisitChildren(pattern);
  }
}

// a | b
void Validator::CheckPattern(const MatchOr& node, std::vector<Name>& names) {
  std::vector<Name> first;
  for (size_t i = 0; i < node.patterns.size(); ++i) {
    const Pattern& alternative = *node.patterns[i];
    if (i + 1 < node.patterns.size() && Irrefutable(&alternative)) {
      diags_.Report(diag::kPatternUnreachable, alternative.span, DescribeCapture(*Irrefutable(&alternative)));
    }
    std::vector<Name> bound;
    CheckPattern(alternative, bound);
    std::sort(bound.begin(), bound.end(), [](Name a, Name b) { return a.id() < b.id(); });
    if (i == 0) {
      first = bound;
    } else if (bound != first) {
      diags_.Report(diag::kPatternNames, node.span)
          .Note(alternative.span, "binds other names than the first alternative");
      break;
    }
  }
  for (Name name : first) AddPatternName(name, node.span, names);
}

// [a, *b]
void Validator::CheckPattern(const MatchSequence& node, std::vector<Name>& names) {
  bool star = false;
  for (const Pattern* pattern : node.patterns) {
    if (star && Is<MatchStar>(pattern)) {
      diags_.Report(diag::kPatternRepeated, pattern->span, "multiple starred patterns");
    }
    star |= Is<MatchStar>(pattern);
    CheckPattern(*pattern, names);
  }
}

// {key: pattern, **rest}
void Validator::CheckPattern(const MatchMapping& node, std::vector<Name>& names) {
  std::set<std::string> seen;
  for (const Expr* key : node.keys) {
    std::string text = KeyText(*key);
    if (!text.empty() && !seen.insert(text).second) {
      diags_.Report(diag::kPatternRepeated, key->span, "mapping key is repeated");
    }
    Visit(key);
  }
  for (const Pattern* pattern : node.patterns) CheckPattern(*pattern, names);
  AddPatternName(node.rest, node.rest_span, names);
}

// cls(a, b=c)
void Validator::CheckPattern(const MatchClass& node, std::vector<Name>& names) {
  Visit(node.cls);
  for (const Pattern* pattern : node.patterns) CheckPattern(*pattern, names);
  for (size_t i = 0; i < node.kwd_attrs.size(); ++i) {
    auto begin = node.kwd_attrs.begin();
    if (std::find(begin, begin + ptrdiff_t(i), node.kwd_attrs[i]) != begin + ptrdiff_t(i)) {
      diags_.Report(diag::kPatternRepeated, node.kwd_attr_spans[i],
                    fmt::format("attribute `{}` is repeated", node.kwd_attrs[i].view()));
    }
    CheckPattern(*node.kwd_patterns[i], names);
  }
}

// match subject: cases
void Validator::Check(const Match& node) {
  Visit(node.subject);
  for (const MatchCase* match_case : node.cases) {
    std::vector<Name> names;
    CheckPattern(*match_case->pattern, names);
    const MatchAs* all = Irrefutable(match_case->pattern);
    if (all && !match_case->guard && match_case != node.cases.back()) {
      diags_.Report(diag::kPatternUnreachable, match_case->pattern->span, DescribeCapture(*all));
    }
    Visit(match_case->guard);
    VisitAll(match_case->body);
  }
}

}  // namespace spy::parse
