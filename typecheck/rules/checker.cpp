#include "typecheck/rules/checker.h"

namespace spy::check {

Checker::Checker(UnitState& unit, DeclaredModule& declared, CheckedModule& out) : CheckerState(unit, declared, out) {}

}  // namespace spy::check
