// The structures of runtime/include/abi.h as LLVM types. Created once per llvm::Module, owned by its context.
#pragma once
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/LLVMContext.h>

namespace spy::abi {

struct Layouts {
  explicit Layouts(llvm::LLVMContext& context);

  llvm::StructType* constant;
  llvm::StructType* check;
  llvm::StructType* param;
  llvm::StructType* live;
  llvm::StructType* exit;
  llvm::StructType* gen_state;
  llvm::StructType* gen_body;
  llvm::StructType* place;
  llvm::StructType* function;
  llvm::StructType* field;
  llvm::StructType* method;
  llvm::StructType* class_var;
  llvm::StructType* klass;
  llvm::StructType* global;
  llvm::StructType* module;
};

}  // namespace spy::abi
