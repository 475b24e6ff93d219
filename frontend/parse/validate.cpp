#include "frontend/parse/validate.h"

#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

void Validator::Run(const Module& module) {
  FindFutureBlock(module);
  Push(FrameKind::Module, "module");
  VisitAll(module.body);
  Pop();
}

void Validator::Push(FrameKind kind, std::string_view what) {
  bool in_iterable = !frames_.empty() && frames_.back().in_iterable;
  frames_.push_back({.kind = kind, .what = what});
  frames_.back().in_iterable = in_iterable;
}

void Validator::Visit(const Node* node) {
  if (node) {
    Dispatch(*node, [this](const auto& concrete) { Check(concrete); });
  }
}

void Validator::VisitChildren(const Node& node) {
  ForEachChild(node, [this](const Node& child) { Visit(&child); });
}

void Validator::VisitIn(FrameKind kind, std::string_view what, const Node* node) {
  Push(kind, what);
  Visit(node);
  Pop();
}

void Validate(const Module& module, Diagnostics& diags) {
  Validator validator(diags);
  validator.Run(module);
  if (validator.HasDeclarations()) {
    ValidateScopes(module, diags);
  }
}

}  // namespace spy::parse
