#include "frontend/parse/validate.h"

namespace spy::parse {
void Validate(const ast::Module&, Diagnostics&) {}
}  // namespace spy::parse
