#include "codegen/lower/raw_entry.h"

#include <algorithm>
#include <set>

namespace spy::lower {
namespace {

constexpr size_t kMaxParams = 14;

// Instances have no code: whether one fits depends on its class.
uint64_t CodeOf(ir::Type type) {
  bool plain = type.kind != ir::TypeKind::kInstance && type.kind != ir::TypeKind::kObject;
  return plain ? uint64_t(type.kind) + 1 : 0;
}

// The check asks for nothing beyond what the type's form says: a literal's does.
bool IsPlain(ir::CheckKind kind) { return kind >= ir::CheckKind::kInt && kind <= ir::CheckKind::kSet; }

uint64_t FormOf(const Unit& unit, const ir::Function& f) {
  const ir::FunctionInfo& info = unit.ir.infos[f.id.index];
  if (f.suspends != ir::Suspends::kNever) return 0;
  std::vector<ir::Type> types;
  for (size_t i = f.has_cells ? 1 : 0; i < f.params.size(); ++i) types.push_back(f.At(f.params[i]).type);
  if (types.size() != info.params.size()) return 0;
  for (const ir::Param& param : info.params) {
    bool positional = param.kind <= ir::ParamKind::kPositionalOrKeyword;
    if (!positional || !param.check || !IsPlain(unit.ir.checks[param.check.index].kind)) return 0;
  }
  uint64_t form = RawForm(types, f.result);
  return form != 0 && f.has_cells ? form | kFormCells : form;
}

// Names of module variables that some code uses: a `def` is among them if it is used other than by calls.
std::set<std::string_view> NamesRead(const ir::Module& module) {
  std::set<std::string_view> names;
  for (const ir::Function& f : module.functions) {
    std::vector<bool> used(f.values.size());
    auto use = [&](ir::ValueId v) { used[v.index] = true; };
    for (const ir::Inst& inst : f.insts) {
      if (inst.op == ir::Op::kRelease) continue;
      std::ranges::for_each(inst.operands, use);
      for (const ir::Target& target : inst.targets) std::ranges::for_each(target.args, use);
    }
    for (const ir::Inst& inst : f.insts) {
      const bool reads = inst.op == ir::Op::kGlobalGet || inst.op == ir::Op::kGlobalMember;
      if (reads && used[inst.result.index]) names.insert(module.globals[size_t(inst.imm[0])].name);
    }
  }
  return names;
}

}  // namespace

uint64_t RawForm(const std::vector<ir::Type>& params, ir::Type result) {
  if (params.size() > kMaxParams) return 0;
  bool any = result.kind == ir::TypeKind::kObject;
  uint64_t form = any ? 15 : CodeOf(result);
  for (size_t i = 0; i < params.size() && form != 0; ++i) {
    uint64_t code = CodeOf(params[i]);
    form = code == 0 ? 0 : form | code << (4 * (i + 1));
  }
  return form;
}

void PublishRawEntries(Unit& unit) {
  if (!unit.HasFast()) return;
  std::set<std::string_view> read = NamesRead(unit.ir);
  for (const ir::Function& f : unit.ir.functions) {
    const ir::FunctionInfo& info = unit.ir.infos[f.id.index];
    bool inner = info.qualname.find("<locals>") != std::string::npos;
    bool is_value = info.kind == ir::FunctionInfo::kLambda ||
                    (info.kind == ir::FunctionInfo::kFunction && (inner || read.contains(info.name)));
    uint64_t form = is_value ? FormOf(unit, f) : 0;
    if (form == 0) continue;
    unit.code[f.id.index].raw = unit.fast[f.id.index];
    unit.code[f.id.index].raw_form = form;
  }
}

}  // namespace spy::lower
