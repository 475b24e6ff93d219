// The runtime library, embedded in the compiler by embed_runtime.S. Static data: the views live as long as the process.
#pragma once
#include <string_view>

namespace spy::emit {

std::string_view RuntimeBitcode();  // LLVM bitcode; optimised modules take the functions to inline
std::string_view RuntimeObject();   // ELF object, linked to every module
std::string_view MemoryObject();    // ELF object with memcpy and its kin, which code generation may ask for

}  // namespace spy::emit
