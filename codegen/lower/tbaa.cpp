#include "codegen/lower/tbaa.h"

namespace spy::lower {

Tbaa::Tbaa(llvm::LLVMContext& context) : context_(context), root_(llvm::MDBuilder(context).createTBAARoot("spyc")) {}

llvm::MDNode* Tbaa::Kind(Memory memory) {
  static constexpr const char* kNames[] = {"head", "length", "element", "value", "vtable", "variable", "slot"};
  return Node(kNames[size_t(memory)]);
}

llvm::MDNode* Tbaa::Node(const std::string& name) {
  llvm::MDNode*& tag = nodes_[name];
  if (!tag) {
    llvm::MDBuilder builder(context_);
    llvm::MDNode* type = builder.createTBAAScalarTypeNode(name, root_);
    tag = builder.createTBAAStructTagNode(type, type, 0);
  }
  return tag;
}

}  // namespace spy::lower
