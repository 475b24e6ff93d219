#include "interop/abi/tables.h"

#include <llvm/IR/Constants.h>

#include "interop/abi/row.h"

namespace spy::abi {

Tables::Tables(const ir::Module& module, llvm::Module& out)
    : module_(module), out_(out), context_(out.getContext()), layouts_(context_) {
  for (const ir::Const& c : module.consts) pool_.AddConst(c);
  functions_ = Declare(layouts_.function, module.functions.size(), "spy.functions");
  classes_ = Declare(layouts_.klass, module.classes.size(), "spy.classes");
  checks_ = Declare(layouts_.check, module.checks.size(), "spy.checks");
  globals_ = Declare(layouts_.global, module.globals.size(), "spy.globals");
  modules_ = Declare(layouts_.module, module.sources.size(), "spy.modules");
  consts_ = Declare(llvm::PointerType::get(context_, 0), 0, "spy.consts.open");
  builtin_words_ = Declare(llvm::PointerType::get(context_, 0), 0, "spy.builtins.open");
  for (const ir::Class& c : module.classes) {
    fields_.push_back(Declare(layouts_.field, c.fields.size(), "spy.fields"));
    class_vars_.push_back(Declare(layouts_.class_var, c.class_vars.size(), "spy.class_vars"));
  }
}

llvm::GlobalVariable* Tables::Declare(llvm::Type* element, size_t count, const char* name) {
  llvm::Type* type = llvm::ArrayType::get(element, count);
  return new llvm::GlobalVariable(out_, type, false, llvm::GlobalValue::InternalLinkage,
                                  llvm::Constant::getNullValue(type), name);
}

void Tables::Define(llvm::GlobalVariable* array, const std::vector<llvm::Constant*>& rows) {
  array->setInitializer(llvm::ConstantArray::get(llvm::cast<llvm::ArrayType>(array->getValueType()), rows));
}

llvm::Constant* Tables::Element(llvm::GlobalVariable* array, llvm::Type* type, uint64_t index) const {
  return At(array, index * out_.getDataLayout().getTypeAllocSize(type));
}

llvm::Constant* Tables::At(llvm::Constant* base, uint64_t offset) const {
  if (offset == 0) return base;
  llvm::Constant* index = llvm::ConstantInt::get(llvm::Type::getInt64Ty(context_), offset);
  return llvm::ConstantExpr::getInBoundsGetElementPtr(llvm::Type::getInt8Ty(context_), base, index);
}

llvm::Constant* Tables::ClassTypeWord(ir::ClassId c) const { return At(Class(c), offsetof(SpyClass, type)); }

uint32_t Tables::Builtin(const std::string& name) {
  auto [at, is_new] = builtin_index_.try_emplace(name, uint32_t(builtins_.size()));
  if (is_new) builtins_.push_back(name);
  return at->second;
}

uint32_t Tables::Address(llvm::Constant* address) {
  auto [at, is_new] = address_index_.try_emplace(address, uint32_t(addresses_.size()));
  if (is_new) addresses_.push_back(address);
  return at->second;
}

llvm::Constant* Tables::Null() const { return llvm::ConstantPointerNull::get(llvm::PointerType::get(context_, 0)); }

llvm::Constant* Tables::Word(uint32_t value) const {
  return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context_), value);
}

llvm::Constant* Tables::Text(std::string_view text) {
  auto [at, is_new] = texts_.try_emplace(std::string(text), nullptr);
  if (is_new) {
    auto* bytes = llvm::ConstantDataArray::getString(context_, llvm::StringRef(text.data(), text.size()), true);
    auto* variable =
        new llvm::GlobalVariable(out_, bytes->getType(), true, llvm::GlobalValue::PrivateLinkage, bytes, "text");
    variable->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    variable->setAlignment(llvm::Align(1));
    at->second = variable;
  }
  return at->second;
}

llvm::Constant* Tables::Array(llvm::Type* type, const std::vector<llvm::Constant*>& rows, const char* name,
                              bool constant) {
  if (rows.empty()) return Null();
  auto* array = llvm::ConstantArray::get(llvm::ArrayType::get(type, rows.size()), rows);
  return new llvm::GlobalVariable(out_, array->getType(), constant, llvm::GlobalValue::InternalLinkage, array, name);
}

llvm::Constant* Tables::Indices(std::span<const ir::ConstId> ids) {
  std::vector<llvm::Constant*> words;
  for (ir::ConstId id : ids) words.push_back(Word(id.index));
  return Array(llvm::Type::getInt32Ty(context_), words, "spy.items", true);
}

llvm::Constant* Tables::Zeroed(size_t words, const char* name) {
  if (words == 0) return Null();
  return Declare(llvm::PointerType::get(context_, 0), words, name);
}

}  // namespace spy::abi
