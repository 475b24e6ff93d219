// The link step: lld inside this process, over objects in memory. The result depends on no library and leaves only
// symbols of CPython undefined; anything else is reported as an error. Not reentrant: lld keeps global state.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace spy::emit {

// Links `objects` into a shared library; its bytes go to `library`. Returns an error text, empty on success.
std::string LinkShared(std::span<const std::string_view> objects, std::string* library);
// Checks the rules above on a linked library.
std::string CheckShared(std::string_view library);

}  // namespace spy::emit
