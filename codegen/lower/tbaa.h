// Alias metadata: which kinds of memory never overlap. A load of a list's element is not affected by a store to a
// field. Nodes are made on demand in the module's context.
#pragma once
#include <llvm/IR/Instruction.h>
#include <llvm/IR/MDBuilder.h>

#include <cstdint>
#include <map>
#include <string>

namespace spy::lower {

enum class Memory : uint8_t {
  kHead,      // type words of objects
  kLength,    // lengths and buffer pointers of containers, their allocation
  kElement,   // pointers in list buffers and tuples
  kValue,     // payload of floats and ints
  kVtable,    // vtable words of instances and the tables themselves
  kVariable,  // module and class variables, cells
  kSlot,      // frames of generic bodies, exit buffers, argument arrays
};

class Tbaa {
 public:
  explicit Tbaa(llvm::LLVMContext& context);
  // Marks a load or store.
  template <class Inst>
  Inst* Mark(Inst* inst, Memory memory) {
    inst->setMetadata(llvm::LLVMContext::MD_tbaa, Kind(memory));
    return inst;
  }
  // A field: class that declares it and its index.
  template <class Inst>
  Inst* MarkField(Inst* inst, uint32_t class_index, uint32_t field) {
    inst->setMetadata(llvm::LLVMContext::MD_tbaa,
                      Node("field." + std::to_string(class_index) + "." + std::to_string(field)));
    return inst;
  }
  // Constant after module creation.
  template <class Inst>
  Inst* MarkInvariant(Inst* inst) {
    inst->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(context_, {}));
    return inst;
  }

 private:
  llvm::MDNode* Kind(Memory memory);
  llvm::MDNode* Node(const std::string& name);

  llvm::LLVMContext& context_;
  llvm::MDNode* root_;
  std::map<std::string, llvm::MDNode*> nodes_;
};

}  // namespace spy::lower
