// Any text as IR: what parses must print, and what prints must parse to the same text; the verifier never asserts.
#include <cstdlib>

#include "codegen/ir/text.h"
#include "codegen/ir/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace spy::ir;
  Module first, second;
  std::string error;
  if (!ParseText(std::string_view(reinterpret_cast<const char*>(data), size), first, &error)) return 0;
  if (!Verify(first).empty()) return 0;
  const std::string text = Print(first);
  if (!ParseText(text, second, &error) || Print(second) != text) std::abort();
  return 0;
}
