#include "typecheck/names/imports.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "frontend/base/suggest.h"
#include "frontend/diagnostics/names.h"

namespace spy::check {
namespace {

class ImportLinker {
 public:
  ImportLinker(Program& program, DeclaredModule& module) : program_(program), module_(module) {}

  void Run() {
    for (ImportBinding& binding : module_.scopes.imports) {
      if (const auto* stmt = ast::DynCast<ast::ImportFrom>(binding.stmt)) {
        LinkFrom(*stmt, binding);
      } else {
        LinkImport(binding);
      }
    }
    for (ImportBinding& binding : module_.scopes.imports) Decide(binding);
  }

 private:
  ModuleSymbol* FindModule(std::string_view full_name) { return program_.FindModule(full_name, module_.is_stub); }

  // The name is an alias when every binding imports the same thing (`import os` and `import os.path`).
  void Decide(ImportBinding& binding) {
    VariableSymbol& variable = *binding.variable;
    uint32_t same = 0;
    for (const ImportBinding& other : module_.scopes.imports) {
      same += other.variable == &variable && other.target == binding.target;
    }
    if (same == variable.binding_count && !variable.alias_of) {
      if (LeadsTo(binding.target, variable)) binding.target = LeaveCircle(binding);
      variable.binding_count = 1;
      variable.alias_of = binding.target;
    }
    if (!binding.target) {
      variable.is_foreign = true;
      variable.type = program_.types.any;
    }
  }

  // Whether following the aliases from `symbol` comes to `wanted`. The chain ends: Decide never closes a circle.
  static bool LeadsTo(const Symbol* symbol, const VariableSymbol& wanted) {
    while (symbol && symbol != &wanted) {
      const VariableSymbol* variable = AsVariableSymbol(symbol);
      symbol = variable ? variable->alias_of : nullptr;
    }
    return symbol != nullptr;
  }

  // Modules import the name from each other and none defines it. CPython then takes the submodule of that name, which
  // one of the modules may have as a package; else the import fails. The binding would close the circle.
  const Symbol* LeaveCircle(const ImportBinding& binding) {
    for (const Symbol* symbol = binding.target; symbol;) {
      if (ModuleSymbol* submodule = FindSubmodule(*symbol->module, symbol->name)) return submodule;
      symbol = symbol == binding.variable ? nullptr : AsVariableSymbol(symbol)->alias_of;
    }
    ReportUnknownMember(*binding.target->module, *binding.alias);
    return nullptr;
  }

  // The module `parent.name` if it has types; null otherwise.
  ModuleSymbol* FindSubmodule(const ModuleSymbol& parent, std::string_view name) {
    ModuleSymbol* found = FindModule(std::string(parent.full_name) + "." + std::string(name));
    return found->module_kind != ModuleKind::kForeign ? found : nullptr;
  }

  // import a.b.c -> binds a (and loads a.b.c); import a.b.c as d -> binds a.b.c
  void LinkImport(ImportBinding& binding) {
    std::string_view dotted = binding.alias->name.view();
    ModuleSymbol* top = nullptr;
    ModuleSymbol* parent = nullptr;
    for (size_t dot = 0; dot != std::string_view::npos;) {
      dot = dotted.find('.', dot ? dot + 1 : 0);
      ModuleSymbol* part = FindModule(dotted.substr(0, dot));
      AddSubmodule(parent, part);
      if (!top) top = part;
      parent = part;
    }
    binding.target = binding.alias->asname ? parent : top;
    binding.submodule = parent;
  }

  static void AddSubmodule(ModuleSymbol* parent, ModuleSymbol* part) {
    if (parent && parent->module_kind != ModuleKind::kForeign && !parent->Find(part->name)) parent->Add(part);
  }

  // `from .m import f` imports the module, and so binds `m` in its package.
  void BindInParent(ModuleSymbol& source) {
    size_t dot = source.full_name.rfind('.');
    if (source.module_kind != ModuleKind::kUnit || dot == std::string_view::npos) return;
    ModuleSymbol* parent = FindModule(std::string(source.full_name.substr(0, dot)));
    if (parent->module_kind == ModuleKind::kUnit) AddSubmodule(parent, &source);
  }

  // from ..m import f -> the module, with the dots counted from this one
  void LinkFrom(const ast::ImportFrom& stmt, ImportBinding& binding) {
    std::string full;
    if (!AbsoluteName(stmt, full)) return;
    ModuleSymbol* source = FindModule(full);
    BindInParent(*source);
    std::string_view wanted = binding.alias->name.view();
    if (source->module_kind == ModuleKind::kForeign) {
      binding.target = FindSubmodule(*source, wanted);  // of a package whose own module is not compiled
      if (stmt.level > 0 && !binding.target && !binding.is_guarded && !IsOnDisk(stmt)) {
        module_.diagnostics.Report(diag::kUnknownUnitModule, stmt.module ? stmt.module_span : stmt.span, full);
      }
      return;
    }
    Symbol* symbol = source->Find(wanted);
    if (symbol && symbol != binding.variable) {
      binding.target = symbol;
    } else if (ModuleSymbol* submodule = FindSubmodule(*source, wanted)) {
      AddSubmodule(source, submodule);  // does nothing in the package's own `from package import submodule`
      binding.target = submodule;
    } else if (symbol && binding.variable->binding_count > 1) {
      binding.target = symbol;  // another statement binds what the module imports from itself
    } else if (!IsUnlisted(*source, wanted) && !binding.is_guarded) {
      ReportUnknownMember(*source, *binding.alias);
    }
  }

  // What `from .m import f` names is beside the module, though not compiled with it: a source, a package, a library.
  bool IsOnDisk(const ast::ImportFrom& stmt) const {
    namespace fs = std::filesystem;
    fs::path folder = fs::path(module_.ast->source.path()).parent_path();
    for (int level = 1; level < stmt.level; ++level) folder = folder.empty() ? ".." : folder / "..";
    std::string wanted(stmt.module.view());
    std::ranges::replace(wanted, '.', '/');
    fs::path named = wanted.empty() ? folder : folder / wanted;
    std::error_code failed;
    if (fs::is_directory(named.empty() ? "." : named, failed)) return true;
    fs::path parent = named.parent_path();
    for (const fs::directory_entry& entry : fs::directory_iterator(parent.empty() ? "." : parent, failed)) {
      std::string name = entry.path().filename().string();
      if (name.starts_with(named.filename().string() + ".")) return true;
    }
    return false;
  }

  bool AbsoluteName(const ast::ImportFrom& stmt, std::string& full) {
    if (stmt.level == 0) {
      full = stmt.module.view();
      return true;
    }
    full = module_.symbol->full_name;
    for (int level = module_.is_package ? 1 : 0; level < stmt.level; ++level) {
      size_t dot = full.rfind('.');
      if (full.empty() || (dot == std::string::npos && level + 1 < stmt.level) ||
          (dot == std::string::npos && !stmt.module && level + 1 == stmt.level)) {
        module_.diagnostics.Report(diag::kRelativeImportBeyondTop, stmt.span);
        return false;
      }
      full = dot == std::string::npos ? "" : full.substr(0, dot);
    }
    if (stmt.module) full += (full.empty() ? "" : ".") + std::string(stmt.module.view());
    return true;
  }

  void ReportUnknownMember(const ModuleSymbol& source, const ast::Alias& alias) {
    std::vector<std::string_view> candidates;
    for (const Symbol* member : source.members) candidates.push_back(member->name);
    auto builder =
        module_.diagnostics.Report(diag::kUnknownImport, alias.name_span, source.full_name, alias.name.view());
    std::string_view near = Suggest(alias.name.view(), candidates);
    if (!near.empty()) {
      builder.Help("did you mean `" + std::string(near) + "`?").Fix(alias.name_span, std::string(near));
    }
  }

  Program& program_;
  DeclaredModule& module_;
};

}  // namespace

void LinkImports(Program& program, DeclaredModule& module) { ImportLinker(program, module).Run(); }

bool IsUnlisted(const ModuleSymbol& module, std::string_view name) {
  if (module.module_kind != ModuleKind::kStub) return false;
  return (name.starts_with("_") && !name.starts_with("__")) || AsFunctionSymbol(module.Find("__getattr__"));
}

}  // namespace spy::check
