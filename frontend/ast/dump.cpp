#include "frontend/ast/dump.h"

#include <fmt/format.h>

#include <cmath>
#include <type_traits>

namespace spy::ast {

namespace {

bool HasPosition(const Node& node) {
  return node.kind != NodeKind::Arguments && node.kind != NodeKind::Comprehension && node.kind != NodeKind::WithItem &&
         node.kind != NodeKind::MatchCase;
}

std::string FloatText(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return fmt::format("{}", value);
}

void AppendConstant(std::string& out, const Constant& node) {
  switch (node.constant_kind) {
    case ConstantKind::None:
      out += " None";
      break;
    case ConstantKind::True:
      out += " True";
      break;
    case ConstantKind::False:
      out += " False";
      break;
    case ConstantKind::Ellipsis:
      out += " ...";
      break;
    case ConstantKind::Int:
      if (node.is_big) {
        out += " int 0x";
        out += node.text;
      } else {
        fmt::format_to(std::back_inserter(out), " int {}", node.int_value);
      }
      break;
    case ConstantKind::Float:
      out += " float " + FloatText(node.float_value);
      break;
    case ConstantKind::Imaginary:
      out += " imaginary " + FloatText(node.float_value);
      break;
    case ConstantKind::Str:
    case ConstantKind::Bytes:
      out += node.constant_kind == ConstantKind::Str ? " str " : " bytes ";
      AppendQuoted(out, node.text, node.constant_kind == ConstantKind::Bytes);
      if (node.u_prefix) out += " u";
      break;
  }
}

std::string_view SingletonName(ConstantKind kind) {
  return kind == ConstantKind::None ? "None" : kind == ConstantKind::True ? "True" : "False";
}

class Dumper {
 public:
  Dumper(const Module& module, bool positions) : module_(module), positions_(positions) {}

  std::string Run() {
    out_ += "Module\n";
    Field("body", module_.body);
    return std::move(out_);
  }

 private:
  void Child(std::string_view label, const Node* node) {
    // A chain of `elif` is one level of recursion for each link; the dump is for people and tests, who write short
    // ones.
    out_.append(2 * depth_, ' ');
    out_ += label;
    if (!node) {
      out_ += "-\n";
      return;
    }
    out_ += KindName(node->kind);
    Dispatch(*node, [&](const auto& concrete) { Scalars(concrete); });
    if (positions_ && HasPosition(*node)) {
      LineCol begin = module_.source.Locate(node->span.begin), end = module_.source.Locate(node->span.end);
      fmt::format_to(std::back_inserter(out_), " [{}:{}-{}:{}]", begin.line, begin.col, end.line, end.col);
    }
    out_ += '\n';
    ++depth_;
    Dispatch(*node, [&](const auto& concrete) { Children(concrete); });
    --depth_;
  }

  // Scalar fields go on the node's line.
  void Scalars(const Constant& node) { AppendConstant(out_, node); }
  template <class T>
  void Scalars(const T& node) {
    ForEachField(node, [&](const char* name, const auto& field) { Scalar(name, field); });
  }
  void Scalar(std::string_view name, Name value) {
    if (value) fmt::format_to(std::back_inserter(out_), " {}={}", name, value.view());
  }
  void Scalar(std::string_view name, int value) { fmt::format_to(std::back_inserter(out_), " {}={}", name, value); }
  void Scalar(std::string_view name, bool value) { Scalar(name, int(value)); }
  void Scalar(std::string_view name, ConstantKind value) {
    fmt::format_to(std::back_inserter(out_), " {}={}", name, SingletonName(value));
  }
  void Scalar(std::string_view, ExprContext value) { out_ += fmt::format(" {}", ContextName(value)); }
  void Scalar(std::string_view, std::span<const CmpOperator> ops) {
    for (CmpOperator op : ops) out_ += fmt::format(" {}", OperatorName(op));
  }
  void Scalar(std::string_view name, NameList names) {
    out_ += fmt::format(" {}=", name);
    for (size_t i = 0; i < names.size(); ++i) {
      out_ += i ? "," : "";
      out_ += names[i].view();
    }
  }
  // Operators; what is left are children.
  template <class T>
  void Scalar(std::string_view, const T& value) {
    if constexpr (requires { OperatorName(value); }) out_ += fmt::format(" {}", OperatorName(value));
  }

  // Children go below, each with its field's name.
  void Children(const Constant&) {}
  template <class T>
  void Children(const T& node) {
    ForEachField(node, [&](const char* name, const auto& field) { Field(name, field); });
  }
  template <class T>
    requires std::is_base_of_v<Node, T>
  void Field(std::string_view name, T* const& node) {
    if (node) Child(fmt::format("{}: ", name), node);
  }
  template <class T>
  void Field(std::string_view name, Seq<T> nodes) {
    for (size_t i = 0; i < nodes.size(); ++i) Child(fmt::format("{}[{}]: ", name, i), nodes[i]);
  }
  template <class T>
    requires(!std::is_pointer_v<T>)
  void Field(std::string_view, const T&) {}

  const Module& module_;
  bool positions_;
  std::string out_;
  size_t depth_ = 1;
};

}  // namespace

void AppendQuoted(std::string& out, std::string_view text, bool bytes) {
  out += '"';
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += char(c);
    } else if (c >= 0x20 && c < 0x7F) {
      out += char(c);
    } else if (c < 0x80 || bytes) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", c);
    } else {
      int more = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
      uint32_t code = c & (0x3Fu >> more);
      for (int k = 0; k < more && i + 1 < text.size(); ++k)
        code = code << 6 | (static_cast<unsigned char>(text[++i]) & 0x3F);
      code < 0x10000 ? fmt::format_to(std::back_inserter(out), "\\u{:04x}", code)
                     : fmt::format_to(std::back_inserter(out), "\\U{:08x}", code);
    }
  }
  out += '"';
}

std::string Dump(const Module& module, bool positions) { return Dumper(module, positions).Run(); }

}  // namespace spy::ast
