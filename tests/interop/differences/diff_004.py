# DIFF-004: compiled functions have no code object.
import inspect

import diff_004 as m

print(hasattr(m.f, "__code__"), m.f.__name__, m.f(1))
print(inspect.isfunction(m.f), inspect.isroutine(m.f), m.innermost())
