// The cache of compiled modules: $SPYC_CACHE, else $XDG_CACHE_HOME/spyc, else ~/.cache/spyc. An entry is a folder named
// by the hash of all that decides its content; it is complete when it exists, since it is made aside and renamed.
// Entries are never changed; deleting any of them, or all, is always safe.
#pragma once

#include <string>

#include "codegen/driver/options.h"
#include "codegen/driver/workspace.h"

namespace spy::driver {

// The folder of the unit's entry, which may not exist yet. Depends on the sources' names and texts, on this compiler
// (version, size and time of its file) and on the options that change the code.
std::string CacheEntry(const Unit& unit, const Options& options);

// The folder in which a new entry for `entry` is made, empty and of this process's own.
std::string MakeStagingFolder(const std::string& entry);

// Moves a finished staging folder into place. When another process was faster, its entry stays and ours is dropped.
// Empty on success, else the reason.
std::string CommitStagingFolder(const std::string& staging, const std::string& entry);

// Removes a staging folder that will not be finished.
void DropStagingFolder(const std::string& staging);

// This executable's path, through links.
std::string ExecutablePath();

}  // namespace spy::driver
