// CheckUnit: from syntax trees to a CheckedUnit, the input of the code generator.
//
// Declares all modules (names, types, classes), then checks every body and fills the side tables of each CheckedModule.
// Findings go to program.sink; the unit is complete even then, but only one without errors may be compiled. The Program
// and the trees outlive the result.
#pragma once
#include <memory>
#include <span>
#include <string>

#include "typecheck/checked/checked_module.h"
#include "typecheck/names/declare.h"

namespace spy::check {

struct CheckInput {
  const SourceFile* source = nullptr;
  const ast::Module* ast = nullptr;
  std::string full_name;    // dotted
  bool is_package = false;  // an __init__ file
};

std::unique_ptr<CheckedUnit> CheckUnit(Program& program, std::span<const CheckInput> inputs);

}  // namespace spy::check
