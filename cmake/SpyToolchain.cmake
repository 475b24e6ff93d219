# Compiler warnings, sanitizers, ccache, a fast linker, and the third-party packages: everything that is not about spyc.
find_package(fmt REQUIRED)
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(spy_options INTERFACE)
target_compile_options(spy_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Werror>)
# fmt is used header-only: one archive less at run time, and format strings are checked when we compile.
target_link_libraries(spy_options INTERFACE fmt::fmt-header-only)
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
