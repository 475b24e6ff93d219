// Between the files that print IR: names and immediates as text. Pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "codegen/ir/module.h"

namespace spy::ir {

std::string Quoted(std::string_view text);
std::string NameText(std::string_view name);  // bare where it lexes as one word, else quoted
std::string ClassText(const Module& module, ClassId c);
std::string FunctionText(const Module& module, FunctionId f);
std::vector<std::string> Immediates(const Module& module, const Inst& inst);

}  // namespace spy::ir
