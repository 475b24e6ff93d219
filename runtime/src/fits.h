// The quick half of run-time type checks: values that surely satisfy a check, found mostly by one comparison. What
// fails here is looked at in full by spyrt_check (interop/convert/check.cpp). Nothing here raises.
#pragma once
#include "runtime/src/internal.h"

extern "C" {
// The same without knowing a type that fits; remembers one in SpyCheck.resolved for the next value.
bool spyrt_fits_at_first(SpyCheck* check, PyObject* value);
}

SPYRT_INLINE bool FitsExactly(const SpyCheck* check, PyObject* value) {
  if (__builtin_expect(reinterpret_cast<PyObject*>(TypeOf(value)) == check->resolved, 1)) return true;
  if (check->kind == kSpyCheckInstance && IsExact(value, check->cls->type)) return true;
  return check->kind == kSpyCheckAny || spyrt_fits_at_first(const_cast<SpyCheck*>(check), value);
}
