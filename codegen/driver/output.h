// Writing files so that readers see the old content or the new, never a part: beside the target under a name of its
// own, then renamed. Concurrent writers do not disturb each other; the last one wins. Failures are texts for a
// diagnostic.
#pragma once

#include <string>
#include <string_view>

namespace spy::driver {

// Empty on success, else the reason. Makes the folders above.
std::string WriteFileAtomically(const std::string& path, std::string_view content, bool executable = false);

// Makes `path` a symbolic link to `target`, given relative to the folder of `path`.
std::string LinkFileAtomically(const std::string& path, const std::string& target);

}  // namespace spy::driver
