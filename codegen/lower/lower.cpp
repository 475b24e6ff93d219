#include "codegen/lower/lower.h"

#include <algorithm>

#include "codegen/ir/cfg.h"
#include "codegen/lower/boxed.h"
#include "codegen/lower/fast.h"
#include "codegen/lower/generic.h"
#include "codegen/lower/raw_entry.h"
#include "codegen/lower/unit.h"

namespace spy::lower {
namespace {

constexpr const char* kDataLayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128";

llvm::Function* Declare(Unit& unit, llvm::FunctionType* type, const std::string& name) {
  auto* fn = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, unit.out);
  fn->addFnAttr(llvm::Attribute::NoUnwind);
  return fn;
}

bool HasLoop(const ir::Function& f) {
  std::vector<bool> repeated = ir::BlocksInLoops(f, ir::Cfg(f));
  return std::find(repeated.begin(), repeated.end(), true) != repeated.end();
}

// The body of a module without loops runs once: a fast version would cost more to build than it ever gives back. The
// test mode of failing guards keeps it.
bool RunsOnce(const Unit& unit, const ir::Function& f) {
  return unit.ir.infos[f.id.index].kind == ir::FunctionInfo::kModuleBody && unit.options.chaos_seed == 0 && !HasLoop(f);
}

void DeclareFunction(Unit& unit, const ir::Function& f) {
  abi::FunctionCode& code = unit.code[f.id.index];
  bool suspends = f.suspends != ir::Suspends::kNever;
  if (!unit.HasFast() || RunsOnce(unit, f)) return;
  unit.fast[f.id.index] = Declare(unit, unit.FastType(f), f.name + ".fast");
  if (suspends) {
    code.gen.fast = unit.fast[f.id.index];
  } else {
    code.boxed = Declare(unit, llvm::FunctionType::get(unit.pointer, {unit.pointer}, false), f.name + ".boxed");
  }
}

void LowerFunction(Unit& unit, const ir::Function& f) {
  SlotMap slots(unit, f);
  std::vector<ir::InstId> resume_points;
  if (unit.fast[f.id.index]) {
    FastBody fast(unit, f, slots);
    fast.Emit();
    resume_points = fast.resume_points();
  }
  GenericBody generic(unit, f, slots, resume_points);
  abi::FunctionCode& code = unit.code[f.id.index];
  code.generic = generic.Emit();
  code.n_slots = generic.n_slots();
  if (code.boxed) EmitBoxed(unit, f);
}

}  // namespace

std::unique_ptr<llvm::Module> LowerModule(const ir::Module& module, llvm::LLVMContext& context,
                                          const LowerOptions& options) {
  auto out = std::make_unique<llvm::Module>(module.sources.empty() ? "spy" : module.sources[0].name, context);
  out->setDataLayout(kDataLayout);
  out->setPICLevel(llvm::PICLevel::BigPIC);
  Unit unit(module, *out, options);
  for (const ir::Function& f : module.functions) DeclareFunction(unit, f);
  for (const ir::Function& f : module.functions) LowerFunction(unit, f);
  for (const ir::Class& c : module.classes) unit.class_code[c.id.index] = EmitVtables(unit, c);
  PublishRawEntries(unit);
  unit.tables.Finish(unit.code, unit.class_code, options.chaos_seed);
  unit.debug.Finish();
  return out;
}

}  // namespace spy::lower
