// Strings and f-strings: adjacent literals become one; the shape and the positions are CPython's.
#include <fmt/format.h>

#include <string>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// 'a' -> Constant
void AstBuilder::PushString() {
  Constant* node = NewAt<Constant>(Last());
  literals_.String(node->span, *node);
  Push(node);
}

// text of an f-string -> Constant
void AstBuilder::PushFStringText(const Token* start) {
  Constant* node = NewAt<Constant>(Last());
  std::string_view prefix = TextOf(start);
  bool raw = (prefix[0] | 0x20) == 'r' || (prefix[1] | 0x20) == 'r';
  literals_.FStringText(node->span, raw, *node);
  Push(node);
}

namespace {

bool IsBytes(const Node* node) {
  return Is<Constant>(node) && As<Constant>(*node).constant_kind == ConstantKind::Bytes;
}

}  // namespace

// Joins neighbouring constants from height `m` on and drops empty ones.
Seq<Expr> AstBuilder::FoldStrings(size_t m) {
  size_t out = m;
  for (size_t i = m; i < values_.size();) {
    if (!Is<Constant>(NodeAt(i))) {
      values_[out++] = values_[i++];
      continue;
    }
    Constant& first = As<Constant>(*NodeAt(i));
    size_t end = i + 1;
    while (end < values_.size() && Is<Constant>(NodeAt(end))) ++end;
    if (end > i + 1) {
      std::string text;
      for (size_t k = i; k < end; ++k) text += As<Constant>(*NodeAt(k)).text;
      first.text = module_.arena.CopyString(text);
      first.span.end = NodeAt(end - 1)->span.end;
    }
    if (!first.text.empty()) {
      values_[out++] = values_[i];
    }
    i = end;
  }
  values_.resize(out);
  return Nodes<Expr>(m);
}

// 'a' "b" f"c" -> Constant or JoinedStr
void AstBuilder::BuildStrings(size_t m, const Token* t, bool formatted) {
  size_t count = values_.size() - m;
  if (!formatted && count == 1) {
    return;
  }
  const Node* bytes = nullptr;
  const Node* text = nullptr;
  for (size_t i = m; i < values_.size(); ++i) {
    (IsBytes(NodeAt(i)) ? bytes : text) = NodeAt(i);
  }
  if (bytes && (text || formatted)) {
    diags_.Report(diag::kStringsMixed, {t->begin, LastEnd()}).Note(bytes->span, "this is bytes");
  }
  if (formatted) {
    JoinedStr* node = NewFrom<JoinedStr>(t);
    uint32_t depth = DepthFrom(m);
    node->values = FoldStrings(m);
    if (values_.size() > m) values_[m].depth = depth;
    Reduce(m, node);
    return;
  }
  Constant& first = As<Constant>(*NodeAt(m));
  std::string joined;
  for (size_t i = m; i < values_.size(); ++i) {
    joined += As<Constant>(*NodeAt(i)).text;
  }
  first.text = module_.arena.CopyString(joined);
  first.span = {t->begin, LastEnd()};
  values_.resize(m);
  Push(&first);
}

// :spec -> JoinedStr
void AstBuilder::BuildFormatSpec(size_t m, const Token* colon) {
  JoinedStr* node = NewFrom<JoinedStr>(colon);
  uint32_t depth = DepthFrom(m);
  node->values = FoldStrings(m);
  if (values_.size() > m) values_[m].depth = depth;
  Reduce(m, node);
}

// The source text of `{value=}` from behind the brace, without comments.
std::string_view AstBuilder::DebugText(const Token* brace, uint32_t end) {
  std::string_view source = diags_.file().text();
  std::string_view whole = source.substr(brace->end, end - brace->end);
  if (whole.find_first_of("#\r") == std::string_view::npos) {
    return whole;
  }
  std::string text;
  const Token* next = brace + 1;
  for (uint32_t at = brace->end; at < end;) {
    while (next->end <= at) ++next;
    bool between_tokens = at < next->begin;
    if (between_tokens && source[at] == '#') {
      while (at < end && source[at] != '\n' && source[at] != '\r') ++at;
    } else if (source[at] == '\r') {
      text += '\n';
      at += source[at + 1] == '\n' ? 2 : 1;
    } else {
      text += source[at++];
    }
  }
  return module_.arena.CopyString(text);
}

// {value=!r:spec} -> FormattedValue, after the Constant of its source text when there is `=`
void AstBuilder::BuildReplacement(size_t m, const Token* t, const Token* equal, const Token* bang, const Token* colon) {
  FormattedValue* node = NewFrom<FormattedValue>(t);
  node->value = ExprAt(m);
  node->format_spec = ExprAt(m + 1);
  node->conversion = equal && !colon ? 'r' : -1;
  if (bang) {
    std::string_view conversion = TextOf(bang + 1);
    node->conversion = conversion[0];
    if (conversion != "s" && conversion != "r" && conversion != "a") {
      diags_.Report(diag::kFStringInvalid, bang[1].span(),
                    fmt::format("invalid conversion `{}`: expected `s`, `r` or `a`", conversion));
    } else if (bang->end != bang[1].begin) {
      diags_.Report(diag::kFStringInvalid, bang[1].span(), "the conversion must come right after the `!`");
    }
  }
  Reduce(m, node);
  if (!equal) {
    return;
  }
  // The text from the brace to what follows the `=` and its blanks.
  uint32_t text_end = bang ? bang->begin : colon ? colon->begin : Last()->begin;
  Constant* text = New<Constant>({t->end, text_end});
  text->constant_kind = ConstantKind::Str;
  text->text = DebugText(t, text_end);
  values_.push_back(values_.back());
  values_[values_.size() - 2] = {text, 1, text->span.begin, text->span.end, 1};
}

}  // namespace spy::parse
