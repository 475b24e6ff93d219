// The stub files of typecheck/stubs, embedded in the binary at build time: `builtins` and the typed modules of CPython.
// Static text; no errors.
#pragma once

#include <string_view>

namespace spy::check {

// The text of a module's stub (`os.path`, `math`); empty when there is none.
std::string_view FindStub(std::string_view module);

}  // namespace spy::check
