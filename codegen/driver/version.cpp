#include "codegen/driver/version.h"

namespace spy::driver {

std::string VersionText() { return "spyc " SPYC_VERSION " (" SPYC_BACKEND ")"; }

}  // namespace spy::driver
