#include "codegen/emit/runtime_blob.h"

extern "C" {
extern const char spy_runtime_bitcode_begin[], spy_runtime_bitcode_end[];
extern const char spy_runtime_object_begin[], spy_runtime_object_end[];
extern const char spy_runtime_memory_begin[], spy_runtime_memory_end[];
}

namespace spy::emit {

std::string_view RuntimeBitcode() {
  return {spy_runtime_bitcode_begin, size_t(spy_runtime_bitcode_end - spy_runtime_bitcode_begin)};
}

std::string_view RuntimeObject() {
  return {spy_runtime_object_begin, size_t(spy_runtime_object_end - spy_runtime_object_begin)};
}

std::string_view MemoryObject() {
  return {spy_runtime_memory_begin, size_t(spy_runtime_memory_end - spy_runtime_memory_begin)};
}

}  // namespace spy::emit
