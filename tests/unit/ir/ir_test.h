// Helpers of the IR's unit tests: functions written as text, and what a verifier says about them.
#pragma once
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "codegen/ir/text.h"
#include "codegen/ir/verify.h"

namespace spy::ir {

inline std::unique_ptr<Module> ParseModule(const std::string& text) {
  auto module = std::make_unique<Module>();
  std::string error;
  bool ok = ParseText(text, *module, &error);
  INFO(text);
  INFO(error);
  REQUIRE(ok);
  return module;
}

inline Function& Named(Module& module, const std::string& name) {
  for (Function& fn : module.functions) {
    if (fn.name == name) return fn;
  }
  FAIL("no function " << name);
  return module.functions.front();
}

inline std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

inline void RequireValid(const Module& module) {
  INFO(Print(module));
  REQUIRE(Joined(Verify(module)) == "");
}

}  // namespace spy::ir
