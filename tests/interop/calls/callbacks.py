# Python functions, lambdas, methods and classes as callbacks of compiled code.
import callbacks as m


class Scale:
    def __init__(self, k):
        self.k = k

    def by(self, n):
        return n * self.k

    def __call__(self, n):
        return n + self.k


def raising():
    raise ValueError("from Python")


def other():
    raise KeyError("passes through")


print(m.apply(lambda n: n + 1, [1, 2, 2**63]), m.apply(Scale(3).by, [1, 2]), m.apply(Scale(3), [1, 2]), m.apply(abs, [-1]))
print(m.total(lambda x: x * 0.5, 5), m.total(float.__neg__, 3))
print(m.guarded(raising), m.guarded(lambda: [1]))
try:
    m.guarded(other)
except KeyError as error:
    print(repr(error))
g = m.twice(str.upper)
print(g("abc"), m.twice(lambda s: s + "!")("hi"), m.twice(m.twice(lambda s: s + "."))("x"))
