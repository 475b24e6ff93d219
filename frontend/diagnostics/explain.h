// Explain pages: frontend/diagnostics/explain/SPYnnnn.md, embedded in the binary at build time. Static text, no errors.
#pragma once

#include <string_view>

namespace spy {

// The page (Markdown) of a diagnostic's code; empty when there is none.
std::string_view ExplainPage(int code);

}  // namespace spy
