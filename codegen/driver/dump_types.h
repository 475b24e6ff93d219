// `--dump=types`: what the checker decided, for people: one line per expression with its place, text and type.
#pragma once

#include <string>

#include "typecheck/checked/checked_module.h"

namespace spy::driver {

std::string DumpTypes(const check::CheckedModule& module);

}  // namespace spy::driver
