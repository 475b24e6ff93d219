# Containers cross the boundary without being copied.
import calls

xs, d, s = [1, 2], {}, set()
print(calls.identity(xs) is xs, calls.fill(xs, d, s), xs, d, s)


class Ints(list):
    pass


ys = Ints([7])
print(calls.identity(ys) is ys, calls.fill(ys, d, s), list(ys), type(ys).__name__)
