# Numbers, text and objects keep value, type and identity.
import math

import boundary as m

for n in (0, 1, -1, 2**31, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**50):
    print(m.same_int(n) == n, m.plus_one(n), type(m.same_int(n)).__name__)
for x in (0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308):
    print(m.same_float(x), math.copysign(1, m.same_float(x)))
print(m.negate(True), m.negate(False), m.negate(False) is True)
for s in ("", "a", "é", "€", "😀", "\ud800", "x" * 1000):
    print(m.same_str(s) == s, m.same_str(s) is s)
o = object()
print(m.same_any(o) is o, m.same_any(None), m.same_any([1]), m.same_bytes(b"\x00\xff"), m.either(3), m.either("x"), m.either(2**80))
print(m.CONSTANT, m.TEXT, m.TABLE, m.TABLE is m.TABLE, m.__name__, sorted(n for n in dir(m) if not n.startswith("_")))


class Sub(int):
    def __repr__(self):
        return "Sub!"


print(m.same_int(Sub(5)), m.plus_one(Sub(5)), m.same_int(True), m.plus_one(True), type(m.same_int(Sub(5))).__name__)
