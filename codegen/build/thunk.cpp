// Thunks: functions of a slot's signature that call an override of another one.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

// slot(self, a, b) -> override(self, a, b, its own defaults)
void FunctionBuilder::BuildThunk(ir::FunctionId implementation) {
  const check::FunctionSymbol& declared = *fn_;
  const check::FunctionSymbol& target = *u_.SymbolOf(implementation);
  Values params;
  for (const check::Param& p : declared.params) {
    ir::Type type = u_.TypeOf(p.type);
    if (p.kind == check::ParamKind::kVarArgs) type = {ir::TypeKind::kTuple, {}};
    if (p.kind == check::ParamKind::kKwArgs) type = {ir::TypeKind::kDict, {}};
    params.push_back(b_.AddParam(type));
  }
  Values args;
  size_t next = 0;
  bool fits = true;
  for (size_t i = 0; i < target.params.size(); ++i) {
    const check::Param& p = target.params[i];
    size_t source = next;
    if (p.kind == check::ParamKind::kKeywordOnly) {
      auto same = [&](const check::Param& d) { return d.name == p.name; };
      source = size_t(std::find_if(declared.params.begin(), declared.params.end(), same) - declared.params.begin());
    }
    bool spread = p.kind == check::ParamKind::kVarArgs || p.kind == check::ParamKind::kKwArgs;
    if (spread) {
      fits = fits && source < params.size() && declared.params[source].kind == p.kind;
      if (!fits) break;
      args.push_back(params[source]);
      next = source + 1;
    } else if (source < params.size() && declared.params[source].kind != check::ParamKind::kVarArgs &&
               declared.params[source].kind != check::ParamKind::kKwArgs) {
      // A type variable of a generic base says nothing about what comes.
      bool trusted = !check::Contains(declared.params[source].type, check::TypeKind::kTypeVar);
      args.push_back(As(params[source], u_.TypeOf(p.type), p.type, trusted));
      next = std::max(next, source + 1);
    } else if (p.default_value) {
      args.push_back(DefaultOf(target, i));
    } else {
      fits = false;
      break;
    }
  }
  if (!fits || next < params.size()) {
    const auto* def = static_cast<const ast::FunctionBase*>(target.def);
    for (const auto& m : u_.checked.modules) {
      if (m->symbol == target.module) u_.Unsupported(*m, def->name_span, "an override with parameters of other kinds");
    }
    b_.Finish();
    return;
  }
  ValueId value = b_.Emit(Op::kCall, args, {implementation}, u_.ResultOf(target));
  b_.Return(As(value, u_.ResultOf(declared), declared.result, true));
  b_.Finish();
}

}  // namespace spy::build
