// A descriptor being written: members in the order of abi.h. Local to the functions that fill tables.
#pragma once
#include <llvm/IR/Constants.h>

#include <vector>

#include "interop/abi/tables.h"

namespace spy::abi {

class Tables::Row {
 public:
  explicit Row(llvm::StructType* type) : type_(type) {}
  Row& Int(int64_t value) {  // of the member's width
    members_.push_back(llvm::ConstantInt::get(type_->getElementType(unsigned(members_.size())), uint64_t(value), true));
    return *this;
  }
  Row& Id(ir::ConstId id) { return Int(id ? int64_t(id.index) : -1); }
  Row& Real(double value) { return Pointer(llvm::ConstantFP::get(type_->getContext(), llvm::APFloat(value))); }
  Row& Pointer(llvm::Constant* value) {
    members_.push_back(value);
    return *this;
  }
  Row& Null() { return Pointer(llvm::ConstantPointerNull::get(llvm::PointerType::get(type_->getContext(), 0))); }
  llvm::Constant* Done() { return llvm::ConstantStruct::get(type_, members_); }

 private:
  llvm::StructType* type_;
  std::vector<llvm::Constant*> members_;
};

}  // namespace spy::abi
