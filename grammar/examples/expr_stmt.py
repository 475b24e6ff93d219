x = y = 1
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x **= 1
y <<= 1; y >>= 1; y &= 1; y |= 1; y ^= 1
x @= y
z: int = 1
w: int
(v): int = 2
x.a: int
x[0]: int = 3
x
