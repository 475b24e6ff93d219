// Attributes that the class does not declare: the set of fields is closed.
#include "frontend/diagnostics/dialect.h"
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

void RefuseUndeclared(Diagnostics& diags, TypeStore&, const ast::Attribute& target, TypeRef receiver,
                      std::string_view near) {
  if (const ClassObjectType* object = AsClassObjectType(receiver)) {
    diags.Report(diag::kAssignClass, target.attr_span, target.attr.view(), ToString(object->instance))
        .Label("classes are sealed")
        .Help(fmt::format("declare it in the class body: `{}: ClassVar[...] = ...`", target.attr.view()));
    return;
  }
  if (receiver->kind == TypeKind::kCallable || receiver->kind == TypeKind::kOverloaded) {
    diags.Report(diag::kFunctionAttribute, target.attr_span, target.attr.view())
        .Label("compiled functions carry no attributes of their own")
        .Help("use a module variable");
    return;
  }
  auto report = diags.Report(diag::kUndeclaredField, target.attr_span, ToString(receiver), target.attr.view());
  report.Label("the fields of a class are fixed");
  if (!near.empty() && near != target.attr.view()) {
    report.Help(fmt::format("did you mean `{}`?", near)).Fix(target.attr_span, std::string(near));
  } else {
    report.Help("set it in `__init__`, or declare it in the class body");
  }
}

void RefuseClassVariableOnInstance(Diagnostics& diags, const ast::Attribute& target, const VariableSymbol& variable) {
  std::string_view cls = variable.owner_class ? variable.owner_class->name : "C";
  diags.Report(diag::kClassVarThroughSelf, target.attr_span, target.attr.view())
      .Label("one value for the whole class")
      .Help(fmt::format("assign `{}.{}`", cls, target.attr.view()))
      .Help(fmt::format("or annotate it in the class body to make it a field: `{}: {} = ...`", target.attr.view(),
                        ToString(variable.type)));
}

}  // namespace spy::check::dialect
