// import and from ... import.
#include "frontend/diagnostics/dialect.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::CheckStmt(const ast::Import& node) { CheckImport(node, node.names); }

// from m import a as b; `import *` is refused
void Checker::CheckStmt(const ast::ImportFrom& node) {
  for (const ast::Alias* alias : node.names) {
    if (alias->name == std::string_view("*")) {
      Report(diag::kImportStar, alias->span)
          .Label("names would come from elsewhere")
          .Help("write the names: `from m import a, b`");
      return;
    }
  }
  CheckImport(node, node.names);
}

namespace {

// Importing one of the modules that have a stub of ours calls nothing of this unit.
bool IsOfStub(const VariableSymbol& variable) {
  const Symbol* target = variable.alias_of;
  const ModuleSymbol* module = target ? AsModuleSymbol(target) : nullptr;
  if (target && !module) module = target->module;
  return module && module->module_kind == ModuleKind::kStub;
}

}  // namespace

void Checker::CheckImport(const ast::Stmt&, ast::Seq<ast::Alias> names) {
  for (const ast::Alias* alias : names) {
    const VariableSymbol* variable = AsVariableSymbol(SymbolAt(*alias));
    if (!variable) continue;
    if (body_ == module_body_ && !IsOfStub(*variable)) ++turn_;
    TypeRef type = variable->alias_of ? TypeOfSymbol(types_, *variable) : variable->type ? variable->type : types_.any;
    auto* symbol = const_cast<VariableSymbol*>(variable);
    if (variable->is_declared || variable->alias_of) {
      bool declared = std::exchange(symbol->is_declared, true);
      if (!symbol->type) symbol->type = type;
      BindVariable(*variable, type, nullptr);
      symbol->is_declared = declared;
    } else {
      BindVariable(*variable, type, type);
    }
    NoteModuleBinding(*variable);
  }
}

}  // namespace spy::check
