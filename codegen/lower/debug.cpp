#include "codegen/lower/debug.h"

#include <llvm/BinaryFormat/Dwarf.h>

#include <filesystem>

namespace spy::lower {

DebugInfo::DebugInfo(const ir::Module& ir, llvm::Module& out, bool enabled) : ir_(ir) {
  if (!enabled || ir.sources.empty()) return;
  builder_ = std::make_unique<llvm::DIBuilder>(out);
  for (uint32_t i = 0; i < ir.sources.size(); ++i) files_.push_back(FileOf(i));
  builder_->createCompileUnit(llvm::dwarf::DW_LANG_Python, files_[0], "spyc", true, "", 0);
  out.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  out.addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
}

llvm::DIFile* DebugInfo::FileOf(uint32_t source) {
  std::filesystem::path path(ir_.sources[source].source_path);
  return builder_->createFile(path.filename().string(), path.parent_path().string());
}

void DebugInfo::Begin(llvm::Function* fn, ir::FunctionId f) {
  if (!builder_) return;
  const ir::FunctionInfo& info = ir_.infos[f.index];
  auto* type = builder_->createSubroutineType(builder_->getOrCreateTypeArray({}));
  llvm::DIFile* file = files_[info.source];
  current_ = builder_->createFunction(file, info.qualname, fn->getName(), file, info.first_line, type, info.first_line,
                                      llvm::DINode::FlagPrototyped,
                                      llvm::DISubprogram::SPFlagDefinition | llvm::DISubprogram::SPFlagLocalToUnit);
  fn->setSubprogram(current_);
}

llvm::DIType* DebugInfo::TypeOf(ir::Type type) {
  switch (ir::RepOf(type)) {
    case ir::Rep::I64:
      return builder_->createBasicType("int", 64, llvm::dwarf::DW_ATE_signed);
    case ir::Rep::F64:
      return builder_->createBasicType("float", 64, llvm::dwarf::DW_ATE_float);
    case ir::Rep::I1:
      return builder_->createBasicType("bool", 8, llvm::dwarf::DW_ATE_boolean);
    case ir::Rep::Pointer:
      break;
  }
  return builder_->createPointerType(builder_->createUnspecifiedType(ir::ToString(type)), 64);
}

void DebugInfo::Parameters(llvm::IRBuilder<>& b, llvm::Function* fn, const ir::Function& f) {
  if (!builder_) return;
  const ir::FunctionInfo& info = ir_.infos[f.id.index];
  size_t cells = f.params.size() - info.params.size();
  auto* where = llvm::DILocation::get(b.getContext(), info.first_line, 0, current_);
  for (size_t i = cells; i < f.params.size(); ++i) {
    llvm::DILocalVariable* variable =
        builder_->createParameterVariable(current_, info.params[i - cells].name, unsigned(i + 1), files_[info.source],
                                          info.first_line, TypeOf(f.At(f.params[i]).type), true);
    builder_->insertDbgValueIntrinsic(fn->getArg(unsigned(i)), variable, builder_->createExpression(), where,
                                      b.GetInsertBlock());
  }
}

void DebugInfo::SetLine(llvm::IRBuilder<>& b, uint32_t line) {
  if (builder_) b.SetCurrentDebugLocation(llvm::DILocation::get(b.getContext(), line, 0, current_));
}

void DebugInfo::Finish() {
  if (builder_) builder_->finalize();
}

}  // namespace spy::lower
