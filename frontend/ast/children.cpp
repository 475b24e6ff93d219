#include <type_traits>

#include "frontend/ast/ast.h"

namespace spy::ast::internal {

namespace {

// Calls f for the nodes that a field holds: none, one or a list.
struct ChildVisitor {
  void (*f)(void* context, const Node& child);
  void* context;

  template <class Field>
  void operator()(const char*, const Field& field) const {
    if constexpr (std::is_convertible_v<Field, const Node*>) {
      if (field) f(context, static_cast<const Node&>(*field));
    } else if constexpr (requires { static_cast<const Node*>(field[0]); }) {
      for (const Node* child : field) {
        if (child) f(context, *child);
      }
    }
  }
};

}  // namespace

void ForEachChild(const Node& node, void (*f)(void* context, const Node& child), void* context) {
  const ChildVisitor visitor{f, context};
  Dispatch(node, [&](const auto& concrete) { ForEachField(concrete, visitor); });
}

}  // namespace spy::ast::internal
