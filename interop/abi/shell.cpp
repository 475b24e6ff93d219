// The end of a module: all tables filled, and one PyInit_<name> for each source.
#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>

#include <map>
#include <span>

#include "interop/abi/init_symbol.h"
#include "interop/abi/row.h"
#include "interop/abi/tables.h"

namespace spy::abi {

// The words of constants and built-ins, now that their number is known.
void Tables::FinishConsts() {
  auto close = [&](llvm::GlobalVariable*& open, size_t words, const char* name) {
    llvm::GlobalVariable* closed = Declare(llvm::PointerType::get(context_, 0), words, name);
    open->replaceAllUsesWith(closed);
    open->eraseFromParent();
    open = closed;
  };
  std::vector<llvm::Constant*> names, rows;
  for (const std::string& name : builtins_) names.push_back(Text(name));
  for (size_t i = 0; i < pool_.consts.size(); ++i) rows.push_back(ConstRow(pool_.consts[i]));
  builtin_names_ = Array(llvm::PointerType::get(context_, 0), names, "spy.builtin_names", true);
  address_table_ = Array(llvm::PointerType::get(context_, 0), addresses_, "spy.addresses", true);
  const_table_ = Array(layouts_.constant, rows, "spy.const_table", true);
  close(consts_, rows.size(), "spy.consts");
  close(builtin_words_, names.size(), "spy.builtins");
}

// The generic bodies of all functions, one behind the other.
llvm::Constant* Tables::GenericCode(std::span<const FunctionCode> functions) {
  std::vector<uint32_t> words;
  for (const FunctionCode& code : functions) words.insert(words.end(), code.generic.begin(), code.generic.end());
  auto* data = llvm::ConstantDataArray::get(context_, words);
  return new llvm::GlobalVariable(out_, data->getType(), true, llvm::GlobalValue::InternalLinkage, data, "spy.code");
}

void Tables::Finish(std::span<const FunctionCode> functions, std::span<const ClassCode> classes, int64_t seed) {
  std::vector<llvm::Constant*> rows;
  // Rows of functions and classes add their names to the constants: those come last.
  uint64_t words = 0;
  llvm::Constant* generic = GenericCode(functions);
  for (size_t i = 0; i < functions.size(); ++i) {
    rows.push_back(FunctionRow(module_.infos[i], functions[i], At(generic, 4 * words)));
    words += functions[i].generic.size();
  }
  Define(functions_, rows);
  rows.clear();
  for (size_t i = 0; i < classes.size(); ++i) {
    FinishClass(module_.classes[i]);
    rows.push_back(ClassRow(module_.classes[i], classes[i]));
  }
  Define(classes_, rows);
  rows.clear();
  for (const ir::Global& global : module_.globals) {
    ir::ConstId name = AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = global.name, .items = {}});
    rows.push_back(Row(layouts_.global)
                       .Id(name)
                       .Int(0)
                       .Pointer(Optional(global.check))
                       .Null()
                       .Pointer(Module(global.source))
                       .Done());
  }
  Define(globals_, rows);
  rows.clear();
  for (const ir::TypeCheck& check : module_.checks) rows.push_back(CheckRow(check));
  Define(checks_, rows);
  FinishConsts();
  rows.clear();
  for (const ir::SourceModule& source : module_.sources) rows.push_back(ModuleRow(source));
  Define(modules_, rows);
  std::map<std::string, std::vector<uint32_t>> by_symbol;
  for (uint32_t i = 0; i < module_.sources.size(); ++i) by_symbol[InitSymbol(module_.sources[i].name)].push_back(i);
  for (const auto& [symbol, sources] : by_symbol) EmitInit(sources, seed);
}

// modules `a.name`, `b.name` -> PyObject* PyInit_name(void), which makes all of them known: the runtime tells them
// apart
void Tables::EmitInit(std::span<const uint32_t> sources, int64_t seed) {
  llvm::Type* pointer = llvm::PointerType::get(context_, 0);
  auto* type = llvm::FunctionType::get(pointer, false);
  auto* init = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                      InitSymbol(module_.sources[sources[0]].name), out_);
  init->addFnAttr(llvm::Attribute::NoUnwind);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(context_, "entry", init));
  if (seed != 0) {
    auto seeder = out_.getOrInsertFunction("spyrt_chaos_seed", b.getVoidTy(), b.getInt64Ty());
    b.CreateCall(seeder, b.getInt64(uint64_t(seed)));
  }
  llvm::Value* definition = nullptr;
  for (uint32_t source : sources) {
    definition = b.CreateCall(out_.getOrInsertFunction("spyrt_module_def", pointer, pointer), Module(source));
  }
  b.CreateRet(definition);
}

}  // namespace spy::abi
