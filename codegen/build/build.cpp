#include "codegen/build/build.h"

#include "codegen/build/function_builder.h"
#include "codegen/build/unit.h"

namespace spy::build {

std::unique_ptr<ir::Module> BuildUnit(const check::CheckedUnit& unit, const check::TypeStore& types,
                                      DiagnosticSink& sink) {
  auto module = std::make_unique<ir::Module>();
  Unit u(unit, types, sink, *module);
  u.Declare();
  for (size_t i = 0; i < unit.modules.size(); ++i) {
    FunctionBuilder(u, *unit.modules[i], module->sources[i].body, nullptr).BuildModuleBody();
  }
  for (const PendingFunction& f : u.pending) {
    FunctionBuilder(u, *f.module, u.FindFunction(f.symbol), f.symbol).BuildFunctionBody();
  }
  for (auto [thunk, implementation] : u.thunks) {
    FunctionBuilder(u, *unit.modules[module->infos[thunk.index].source], thunk, u.SymbolOf(thunk))
        .BuildThunk(implementation);
  }
  module->LayOut();
  return module;
}

}  // namespace spy::build
