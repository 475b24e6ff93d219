// Thunks: functions of a slot's signature that call an override of another one.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::ParamKind;

// Where each parameter of an override comes from: the index of the slot's parameter, or -1 for its own default.
// Nothing: the parameters are of other kinds, calls of the method look it up by name.
std::optional<std::vector<int>> ThunkSources(const check::FunctionSymbol& declared,
                                             const check::FunctionSymbol& target) {
  auto spreads = [](const check::Param& p) { return p.kind == ParamKind::kVarArgs || p.kind == ParamKind::kKwArgs; };
  std::vector<int> sources;
  size_t next = 0;
  for (const check::Param& p : target.params) {
    size_t source = next;
    if (p.kind == ParamKind::kKeywordOnly) {
      auto same = [&](const check::Param& d) { return d.name == p.name; };
      source = size_t(std::find_if(declared.params.begin(), declared.params.end(), same) - declared.params.begin());
    }
    bool given = source < declared.params.size();
    if (spreads(p)) {
      if (!given || declared.params[source].kind != p.kind) return std::nullopt;
      sources.push_back(int(source));
      next = source + 1;
    } else if (given && !spreads(declared.params[source])) {
      sources.push_back(int(source));
      next = std::max(next, source + 1);
    } else if (p.default_value) {
      sources.push_back(-1);
    } else {
      return std::nullopt;
    }
  }
  return next < declared.params.size() ? std::nullopt : std::optional(sources);
}

// slot(self, a, b) -> override(self, a, b, its own defaults)
void FunctionBuilder::BuildThunk(ir::FunctionId implementation) {
  const check::FunctionSymbol& declared = *fn_;
  const check::FunctionSymbol& target = *u_.SymbolOf(implementation);
  Values params, args;
  for (const check::Param& p : declared.params) {
    ir::Type type = u_.TypeOf(p.type);
    if (p.kind == ParamKind::kVarArgs) type = {ir::TypeKind::kTuple, {}};
    if (p.kind == ParamKind::kKwArgs) type = {ir::TypeKind::kDict, {}};
    params.push_back(b_.AddParam(type));
  }
  const std::vector<int> sources = ThunkSources(declared, target).value();
  for (size_t i = 0; i < sources.size(); ++i) {
    const check::Param& p = target.params[i];
    if (sources[i] < 0) {
      args.push_back(DefaultOf(target, i));
      continue;
    }
    const check::Param& from = declared.params[size_t(sources[i])];
    ValueId value = params[size_t(sources[i])];
    bool spread = p.kind == ParamKind::kVarArgs || p.kind == ParamKind::kKwArgs;
    // A type variable of a generic base says nothing about what comes.
    bool trusted = !check::Contains(from.type, check::TypeKind::kTypeVar);
    args.push_back(spread ? value : As(value, u_.TypeOf(p.type), p.type, trusted));
  }
  ValueId value = b_.Emit(Op::kCall, args, {implementation}, u_.ResultOf(target));
  b_.Return(As(value, u_.ResultOf(declared), declared.result, true));
  b_.Finish();
}

}  // namespace spy::build
