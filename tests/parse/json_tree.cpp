#include "tests/parse/json_tree.h"

#include <fmt/format.h>

#include <type_traits>

#include "frontend/diagnostics/render.h"

namespace spy::test {

namespace {

using namespace ast;

void AppendJson(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += char(c);
    } else if (c < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else {
      out += char(c);
    }
  }
  out += '"';
}

class JsonWriter {
 public:
  explicit JsonWriter(const Module& module) : module_(module) {}

  std::string Run() {
    Value(module_.body);
    return std::move(out_);
  }

 private:
  void Write(const Node* node) {
    if (!node) {
      out_ += "null";
      return;
    }
    out_ += "[\"";
    out_ += KindName(node->kind);
    out_ += "\",";
    LineCol begin = module_.source.Locate(node->span.begin), end = module_.source.Locate(node->span.end);
    fmt::format_to(std::back_inserter(out_), "[{},{},{},{}]", begin.line, begin.col, end.line, end.col);
    Dispatch(*node, [&](const auto& concrete) { Fields(concrete); });
    out_ += ']';
  }

  void Fields(const Constant& node) {
    static constexpr const char* kTypes[] = {"None",  "True",      "False", "Ellipsis", "int",
                                             "float", "imaginary", "str",   "bytes"};
    // A lone surrogate is not UTF-8: such a string is written as the bytes of its WTF-8.
    bool surrogates = node.constant_kind == ConstantKind::Str && node.text.find('\xED') != std::string_view::npos;
    fmt::format_to(std::back_inserter(out_), ",\"{}\",", surrogates ? "wtf8" : kTypes[int(node.constant_kind)]);
    if (node.constant_kind == ConstantKind::Bytes || surrogates) {
      std::string hex;
      for (unsigned char byte : node.text) hex += fmt::format("{:02x}", byte);
      AppendJson(out_, hex);
    } else if (node.constant_kind == ConstantKind::Str) {
      AppendJson(out_, node.text);
    } else if (node.constant_kind == ConstantKind::Int) {
      AppendJson(out_, node.is_big ? std::string(node.text) : fmt::format("{:x}", node.int_value));
    } else {
      uint64_t bits;
      static_assert(sizeof bits == sizeof node.float_value);
      __builtin_memcpy(&bits, &node.float_value, sizeof bits);
      AppendJson(out_, fmt::format("{:x}", bits));
    }
    out_ += node.u_prefix ? ",1" : ",0";
  }
  template <class T>
  void Fields(const T& node) {
    ForEachField(node, [&](const char*, const auto& field) {
      out_ += ',';
      Value(field);
    });
  }

  void Value(Name name) { name ? AppendJson(out_, name.view()) : void(out_ += "null"); }
  void Value(int value) { out_ += std::to_string(value); }
  void Value(bool value) { out_ += value ? "1" : "0"; }
  void Value(ConstantKind kind) {
    out_ += kind == ConstantKind::None ? "\"None\"" : kind == ConstantKind::True ? "\"True\"" : "\"False\"";
  }
  void Value(ExprContext context) { AppendJson(out_, ContextName(context)); }
  template <class T>
    requires std::is_base_of_v<Node, T>
  void Value(T* const& node) {
    Write(node);
  }
  template <class T>
  void Value(std::span<T> items) {
    out_ += "[\"[\"";
    for (const auto& item : items) {
      out_ += ',';
      Value(item);
    }
    out_ += ']';
  }
  template <class Op>
    requires std::is_enum_v<Op>
  void Value(Op op) {
    AppendJson(out_, OperatorName(op));
  }

  const Module& module_;
  std::string out_;
};

}  // namespace

std::string JsonTree(const Module& module) { return JsonWriter(module).Run(); }

std::string JsonErrors(DiagnosticSink& sink) {
  std::string out = "{\"errors\":[";
  bool first = true;
  for (const auto& diagnostic : sink.Sorted()) {
    out += first ? "" : ",";
    first = false;
    AppendJson(out, RenderLine(*diagnostic));
  }
  return out + "]}";
}

}  // namespace spy::test
