// sys.modules[name] = ..., del sys.modules[name]: imports are bound when the module is compiled.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"

namespace spy::check::dialect {

bool CheckSysModules(Diagnostics& diags, const ast::Subscript& target, TypeRef owner) {
  const auto* attribute = ast::DynCast<ast::Attribute>(target.value);
  const ModuleType* module = owner ? AsModuleType(owner) : nullptr;
  if (!attribute || !module || attribute->attr != "modules" || module->module->full_name != "sys") return false;
  diags.Report(diag::kSysModules, target.span)
      .Label("modules are bound where they are imported")
      .Help("import the module that is meant");
  return true;
}

}  // namespace spy::check::dialect
