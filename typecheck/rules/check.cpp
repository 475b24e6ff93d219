#include "typecheck/rules/check.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

// A module being checked: its tables, and the checker that fills them.
struct ModuleState {
  std::unique_ptr<CheckedModule> checked;
  std::unique_ptr<Checker> checker;
  bool visited = false;
};

class UnitChecker {
 public:
  explicit UnitChecker(Program& program) : unit_(program) {}

  std::unique_ptr<CheckedUnit> Run(std::span<const CheckInput> inputs) {
    Program& program = unit_.program;
    program.infer_initializer = [this](const ast::Expr& expr, const Scope& scope, DeclaredModule& module) {
      return StateOf(module).checker->InferDetached(expr, scope);
    };
    std::vector<UnitModule> modules;
    for (const CheckInput& input : inputs) modules.push_back({input.full_name, input.ast, input.is_package});
    std::vector<DeclaredModule*> declared = DeclareUnit(program, modules);
    for (DeclaredModule* module : declared) {
      Prepare(*module);
      unit_.effects.Add(*module);
    }
    unit_.effects.Close();
    for (DeclaredModule* module : declared) VisitBody(*module);
    for (DeclaredModule* module : declared) StateOf(*module).checker->CheckFunctions();
    auto result = std::make_unique<CheckedUnit>();
    for (size_t i = 0; i < declared.size(); ++i) {
      ModuleState& state = StateOf(*declared[i]);
      state.checker->Finish();
      result->modules.push_back(std::move(state.checked));
    }
    program.CheckBounds();
    program.infer_initializer = nullptr;
    return result;
  }

 private:
  // The tables exist as soon as a declaration asks for the type of an initialiser.
  ModuleState& StateOf(DeclaredModule& module) {
    ModuleState& state = states_[&module];
    if (state.checker) return state;
    state.checked = std::make_unique<CheckedModule>();
    CheckedModule& out = *state.checked;
    uint32_t count = module.ast->node_count;
    out.source = &module.ast->source;
    out.ast = module.ast;
    out.symbol = module.symbol;
    out.types_.assign(count, nullptr);
    out.calls_.assign(count, nullptr);
    out.attributes_.assign(count, nullptr);
    out.bound_checks_.assign(count, false);
    out.unreachable_.assign(count, false);
    out.symbols_ = module.scopes.symbols;
    state.checker = std::make_unique<Checker>(unit_, module, out);
    return state;
  }

  void Prepare(DeclaredModule& module) {
    CheckedModule& out = *StateOf(module).checked;
    out.symbols_ = module.scopes.symbols;
    out.functions.assign(module.scopes.functions.begin(), module.scopes.functions.end());
    out.classes.assign(module.scopes.classes.begin(), module.scopes.classes.end());
    // Bases before subclasses: a class has a longer MRO than each of its bases.
    auto order = [](const ClassSymbol* cls) { return std::pair(cls->mro.size(), cls->name_span.begin); };
    std::sort(out.classes.begin(), out.classes.end(),
              [&](const ClassSymbol* a, const ClassSymbol* b) { return order(a) < order(b); });
  }

  // Module bodies in the order in which they run: what a module imports comes first.
  void VisitBody(DeclaredModule& module) {
    ModuleState& state = StateOf(module);
    if (std::exchange(state.visited, true)) return;
    for (const ImportBinding& binding : module.scopes.imports) {
      const Symbol* target = ResolveAlias(binding.variable);
      const ModuleSymbol* imported = AsModuleSymbol(target) ? AsModuleSymbol(target) : target->module;
      DeclaredModule* other = imported ? unit_.program.DeclarationsOf(imported) : nullptr;
      if (other && !other->is_stub) VisitBody(*other);
    }
    StateOf(module).checker->CheckModuleBody();
  }

  UnitState unit_;
  std::unordered_map<DeclaredModule*, ModuleState> states_;
};

}  // namespace

std::unique_ptr<CheckedUnit> CheckUnit(Program& program, std::span<const CheckInput> inputs) {
  return UnitChecker(program).Run(inputs);
}

}  // namespace spy::check
