# Compiler warnings, sanitizers, ccache, a fast linker, and the third-party packages: everything that is not about spyc.
find_package(fmt REQUIRED)
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(spy_options INTERFACE)
# No char8_t: ANTLR's tool writes u8"" literals for which char must be char.
target_compile_options(spy_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Werror -fno-char8_t>)
# GCC 12 takes the inlined operator+ of std::string for an overlapping copy (GCC bug 105651).
target_compile_options(spy_options INTERFACE $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)
# fmt's headers; its out-of-line part is compiled once, in frontend/base, because Debian has it only as a shared object.
get_target_property(SPY_FMT_INCLUDES fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
target_include_directories(spy_options SYSTEM INTERFACE ${SPY_FMT_INCLUDES})
if(SPYC_SANITIZE)
  target_compile_options(spy_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(spy_options INTERFACE -fsanitize=address,undefined)
endif()
if(SPYC_FUZZ)
  target_compile_options(spy_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(SPYC_VERIFY)
  target_compile_definitions(spy_options INTERFACE SPYC_VERIFY=1)
endif()
find_program(LLD_PROGRAM NAMES ld.lld-19)
if(LLD_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(spy_options INTERFACE --ld-path=${LLD_PROGRAM})
endif()

if(SPYC_WITH_LLVM)
  # The version must be 19.1: plain 19 is refused by Debian's version file.
  find_package(LLVM 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/llvm)
  find_package(LLD 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/lld)
  llvm_map_components_to_libnames(SPY_LLVM_LIBS core support irreader bitreader bitwriter linker passes ipo transformutils
                                  target targetparser x86codegen x86asmparser x86desc x86info mc mcparser object lto option)
  # Debian's LLVM names Polly, of another package, as its extension: codegen/emit has an empty one instead.
  set_target_properties(LLVMExtensions PROPERTIES INTERFACE_LINK_LIBRARIES LLVMSupport)
  separate_arguments(SPY_LLVM_DEFS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
  add_library(spy_llvm INTERFACE)
  target_include_directories(spy_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${LLD_INCLUDE_DIRS})
  target_compile_definitions(spy_llvm INTERFACE ${SPY_LLVM_DEFS})
  # lld by file, not by target: the imported targets name the LLVM dylib, and two copies of LLVM abort at start.
  target_link_libraries(spy_llvm INTERFACE $<TARGET_FILE:lldELF> $<TARGET_FILE:lldCommon> ${SPY_LLVM_LIBS})
endif()

# The standard library's and LLVM's headers are most of a file's compile time: precompiled once. A file still includes
# what it uses (-DSPYC_PCH=OFF builds without).
option(SPYC_PCH "Precompile the headers of the standard library, fmt and LLVM" ON)
function(spy_precompile target)
  cmake_parse_arguments(ARG "LLVM" "" "" ${ARGN})
  if(NOT SPYC_PCH OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  if(ARG_LLVM)
    set(base spy_pch_llvm)
  else()
    set(base spy_pch)
  endif()
  if(NOT TARGET ${base})
    file(WRITE ${CMAKE_BINARY_DIR}/pch/${base}.cpp "")
    add_library(${base} OBJECT ${CMAKE_BINARY_DIR}/pch/${base}.cpp)
    target_link_libraries(${base} PRIVATE spy_options $<$<BOOL:${ARG_LLVM}>:spy_llvm>)
    target_precompile_headers(${base} PRIVATE <algorithm> <cstdint> <functional> <map> <memory> <optional> <set> <span>
      <string> <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h>
      $<$<BOOL:${ARG_LLVM}>:<llvm/IR/IRBuilder.h$<ANGLE-R>>)
    # Without a time stamp, and with its macros ignored, ccache can tell two equal ones.
    target_compile_options(${base} PUBLIC "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_precompile_headers(${target} REUSE_FROM ${base})
endfunction()
