// The name of the function that CPython calls to make a module (PEP 489): `PyInit_mod` for `pkg.mod`; where the last
// part is not ASCII, `PyInitU_` and its punycode (RFC 3492) with underscores for hyphens.
#pragma once
#include <string>
#include <string_view>

namespace spy::abi {

std::string InitSymbol(std::string_view module_name);  // UTF-8

}  // namespace spy::abi
