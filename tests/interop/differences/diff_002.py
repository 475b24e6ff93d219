# DIFF-002: an int given to a float parameter becomes a float, as math.sqrt does it.
import diff_002 as m

print(m.half(3), m.half(2.0), repr(m.same(5)), type(m.same(5)).__name__, type(m.same(True)).__name__)
