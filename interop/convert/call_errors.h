// The TypeErrors of calls that do not fit the parameters, in CPython's words. Used by bind.cpp only; each sets the
// exception. `values` are the words bound so far, null where nothing is bound.
#pragma once
#include "runtime/src/internal.h"

extern "C" {
// Always false. Parameters [first, last) without a value are named; `what` is "positional" or "keyword-only".
bool spyrt_error_missing(const SpyFunction* function, PyObject* const* values, int64_t first, int64_t last,
                         const char* what);
void spyrt_error_too_many(const SpyFunction* function, PyObject* const* values, int64_t n_defaults, int64_t given);
// True, with the exception, if keywords name positional-only parameters.
bool spyrt_error_positional_only(const SpyFunction* function, PyObject* kwnames);
// The parameter that the keyword may have meant, borrowed; null if none comes near (or before 3.13), without exception.
PyObject* spyrt_suggest_keyword(const SpyFunction* function, PyObject* keyword);
void spyrt_error_unexpected(const SpyFunction* function, PyObject* keyword);
}
