// The last net: a crash of the compiler becomes a message and exit code 3, and deep programs get a deep stack.
#pragma once

#include <functional>

namespace spy::driver {

// Installs handlers for fatal signals: they print `what` (a literal) and leave the process with kInternal.
void InstallCrashHandlers();

// Runs the function on a thread with a stack large enough for the deepest tree the parser accepts.
int RunOnLargeStack(const std::function<int()>& function);

}  // namespace spy::driver
