// super().
#include "frontend/diagnostics/types.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// The class that `super()` starts above: that of the innermost method around.
const ClassSymbol* Checker::ClassOfMethod() const {
  for (const FunctionSymbol* function = body_->function; function; function = function->enclosing) {
    if (function->owner_class) return function->owner_class;
  }
  return nullptr;
}

// super() -> the instance seen as its base class
TypeRef Checker::CheckSuperCall(const ast::Call& node) {
  const ClassSymbol* cls = ClassOfMethod();
  if (!cls && node.args.size() == 2) {
    CheckDynamicCall(node);
    return types_.any;
  }
  if (!cls) {
    CheckDynamicCall(node);
    Report(diag::kSuperOutside, node.span).Help("name the base class: `Base.method(x)`");
    return types_.error;
  }
  if (!node.args.empty()) {
    bool own = node.args.size() == 2 && AsClassObjectType(Quietly([&] { return Check(*node.args[0]); }));
    const ClassObjectType* object = own ? AsClassObjectType(out_.types_[node.args[0]->id]) : nullptr;
    if (!object || NominalView(types_, object->instance)->cls != cls) {  // an object like others: CPython looks up
      CheckDynamicCall(node);
      return types_.any;
    }
    InitTracking saved = body_->init;
    body_->init.cls = nullptr;
    Check(*node.args[1]);
    body_->init = saved;
  }
  if (cls->has_error_base) return types_.error;
  if (cls->has_foreign_base && (cls->bases.empty() || cls->bases[0] == types_.object_)) return types_.any;
  TypeRef base = cls->bases.empty() ? types_.object_ : cls->bases[0];
  const FunctionSymbol* method = body_->function;
  while (method && !method->owner_class) method = method->enclosing;
  bool in_class_method = method && (method->method_kind == MethodKind::kClass || method->name == "__new__");
  return in_class_method ? types_.ClassObject(base) : base;
}

}  // namespace spy::check
