// How a row of <phase>.def becomes a kind: a type of its own, so that Report can check the arguments against its
// format. Included by <phase>.h only.
#pragma once
#include "frontend/diagnostics/diagnostic.h"

#define SPY_DECLARE_DIAGNOSTIC(code_, name_, slug_, severity_, format_)                        \
  struct name_ {                                                                               \
    static constexpr DiagnosticInfo kInfo{code_, #name_, slug_, Severity::severity_, format_}; \
    static constexpr const char* kFormat = format_;                                            \
  };                                                                                           \
  inline constexpr name_ k##name_{};
