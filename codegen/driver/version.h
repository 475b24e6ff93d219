// The version of this compiler: a constant of the build.
#pragma once

#include <string>

namespace spy::driver {

// "spyc 0.1.0 (LLVM 19.1.7)"
std::string VersionText();

}  // namespace spy::driver
