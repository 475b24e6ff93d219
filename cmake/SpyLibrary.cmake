# spy_library(<folder-target> [DEPS <targets>...] [LLVM]): one static library per second-level folder.
#
# Sources are the .cpp files of the calling folder. A library sees the headers of the folders it names in DEPS, and of
# nothing else: forbidden edges of the architecture do not link, and tests/tools/check_layering.py refuses the include.
function(spy_library name)
  cmake_parse_arguments(ARG "LLVM" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${name} PUBLIC spy_options ${ARG_DEPS})
    if(ARG_LLVM)
      target_link_libraries(${name} PUBLIC spy_llvm)
      spy_precompile(${name} LLVM)
    else()
      spy_precompile(${name})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${name} INTERFACE spy_options ${ARG_DEPS})
  endif()
endfunction()
